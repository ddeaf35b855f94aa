"""``python -m netsci_bench``, for a checkout that is not installed."""

from netsci_bench.cli import main

main()
