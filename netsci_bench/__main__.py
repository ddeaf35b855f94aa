"""How is the bench started as a module? ``python -m netsci_bench``."""

from netsci_bench.cli.main import main

main()
