"""Is a kernel that numba has kept still that of its source? numba asks only about the file of the kernel itself.

A kept kernel has the functions and constants of other modules in it. So its stamp here is a digest of all sources
that its module imports, and an edit of any of them lets numba compile it again.
"""

import os
from functools import cache
from hashlib import sha1, sha256
from pathlib import Path
from types import FunctionType

from netsci_bench.identity.memory import read_source
from netsci_bench.identity.names import list_modules_run
from netsci_bench.identity.source import read_module, source_file
from netsci_bench.identity.syntax import digest


class SourcesLocator:
    """Where numba keeps the compiled code of one function; numba finds it by ``NUMBA_CACHE_LOCATOR_CLASSES``.

    The methods are those of numba's own ``UserProvidedCacheLocator``.
    """

    def __init__(self, function: FunctionType, file: str) -> None:
        """``file``: the source file of the function."""
        folder = Path(file).resolve().parent
        name = f"{folder.name}_{sha1(str(folder).encode()).hexdigest()}"
        self.path = Path(os.environ["NUMBA_CACHE_DIR"]) / name
        self.line = function.__code__.co_firstlineno
        self.stamp = sources_stamp(function.__module__, file)

    @classmethod
    def from_function(cls, function: FunctionType, file: str) -> "SourcesLocator | None":
        """None if there is no such file or the folder cannot be written: then numba asks the next locator."""
        if not os.path.exists(file):
            return None
        locator = cls(function, file)
        try:
            locator.ensure_cache_path()
        except OSError:
            return None
        return locator

    def ensure_cache_path(self) -> None:
        """Make the folder."""
        self.path.mkdir(parents=True, exist_ok=True)

    def get_cache_path(self) -> str:
        """The folder."""
        return str(self.path)

    def get_source_stamp(self) -> str:
        """What is compared before a kept kernel is used."""
        return self.stamp

    def get_disambiguator(self) -> str:
        """Tells functions of one name apart."""
        return str(self.line)


@cache
def sources_stamp(module: str, file: str) -> str:
    """A digest of a file, and of the sources of everything that its module imports, libraries excepted."""
    texts, to_read = {"": read_source(Path(file))}, [module]
    while to_read:
        name = to_read.pop()
        if name not in texts and (source := source_file(name)):
            texts[name] = read_source(source)
            to_read += list_modules_run(read_module(name), module.partition(".")[0])
    return digest("\n".join(f"{name} {sha256(text.encode()).hexdigest()}" for name, text in sorted(texts.items())))
