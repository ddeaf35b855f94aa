"""How is a checkout started that is not installed? ``python -m netsci_bench``."""

from netsci_bench.cli import main

main()
