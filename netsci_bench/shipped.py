"""Where does what ships with the package lie?"""

from pathlib import Path


def registry_folder() -> Path:
    """The registry: packed into the wheel as ``netsci_bench/_registry``, else beside the package."""
    here = Path(__file__).parent
    packed = here / "_registry"
    return packed if packed.is_dir() else here.parent / "registry"
