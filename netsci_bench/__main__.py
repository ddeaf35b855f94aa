"""What starts when a user types ``netsci-bench``, or ``python -m netsci_bench``?"""

import gc
import os

from netsci_bench.identity.variables import NO_PLUGINS


def main() -> None:
    """The console script. Imports make many objects and no garbage: to look for it took a tenth of ``list``."""
    gc.set_threshold(100_000)
    os.environ |= NO_PLUGINS
    from netsci_bench.cli.main import main as answer

    answer()


if __name__ == "__main__":
    main()
