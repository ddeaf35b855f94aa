"""How does the watch learn of files that compiled code of a library opens? The library's functions say it themselves.

Each function of `compiled_readers` is wrapped as soon as its module has been imported: it raises Python's own event
``open``, then calls the original. No library is imported for this. Classes stay what they are wherever that is
possible: their methods are exchanged. A class that opens its file before any method runs is replaced by a subclass
that takes its place also in ``isinstance``.
"""

import functools
import gc
import inspect
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.machinery import ModuleSpec
from types import ClassMethodDescriptorType, FunctionType, ModuleType
from typing import Any
from urllib.parse import unquote, urlsplit

from netsci_bench.identity.reads.compiled_readers import READERS

Argument = tuple[int, str, str]  # position, name, and how the file is used


class ReaderFinder:
    """Wraps the readers of a library's module as soon as it has been imported; other modules it leaves alone."""

    def find_spec(self, name: str, path: Any = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """What the other finders find; afterwards the module's readers announce themselves."""
        if name not in READERS:
            return None
        others = (finder for finder in sys.meta_path if not isinstance(finder, ReaderFinder))
        spec = next(filter(None, (finder.find_spec(name, path, target) for finder in others)), None)
        if spec and spec.loader:
            load = spec.loader.exec_module

            def load_and_wrap(module: ModuleType) -> None:
                load(module)
                wrap_readers(module)

            spec.loader.exec_module = load_and_wrap  # type: ignore[method-assign]
        return spec


def announce_readers() -> None:
    """From now on, the readers of all libraries announce what they open, also of those that are imported already."""
    if not any(isinstance(finder, ReaderFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, ReaderFinder())
        for name in READERS:
            if module := sys.modules.get(name):
                _exchange_everywhere(name.partition(".")[0], wrap_readers(module))


def wrap_readers(module: ModuleType) -> dict[int, tuple[Any, Any]]:
    """Wrap the readers of one module; a name that this version of the library does not have is passed over.

    Returns:
        What was replaced in the module itself, by its ``id``: the original, and what stands for it now.
    """
    replaced = {}
    for line in READERS[module.__name__]:
        name, *words = line.split()
        arguments = [(int(words[i]), words[i + 1], words[i + 2]) for i in range(0, len(words), 3)]
        owner_name, _, last = name.rpartition(".")
        owner: Any = getattr(module, owner_name, None) if owner_name else module
        original = inspect.getattr_static(owner, last, None)
        if original is None or _is_wrapped(original):
            continue
        if owner is not module:
            _exchange(owner, last, _wrap_method(original, arguments))
        else:
            new = _stand_in(original, arguments) if isinstance(original, type) else _wrap(original, arguments)
            setattr(module, last, new)
            replaced[id(original)] = original, new
    return replaced


def _exchange_everywhere(library: str, replaced: dict[int, tuple[Any, Any]]) -> None:
    """Exchange what other modules of the library have imported by name."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == library:
            for key, value in list(vars(module).items()):
                if replaced.get(id(value), (None,))[0] is value and value is not None:
                    setattr(module, key, replaced[id(value)][1])


def _is_wrapped(thing: Any) -> bool:
    function = getattr(thing, "__func__", thing)  # of a class method or a static one
    ours = isinstance(function, FunctionType) and function.__code__.co_filename == __file__
    return ours or isinstance(function, _StandIn)


def _wrap(original: Callable[..., Any], arguments: Sequence[Argument]) -> Callable[..., Any]:
    @functools.wraps(original)
    def announced(*args: Any, **kwargs: Any) -> Any:
        announce(arguments, args, kwargs)
        return original(*args, **kwargs)

    return announced


def _wrap_method(original: Any, arguments: Sequence[Argument]) -> Any:
    """A method, class method or static method, whether of Python or compiled, in the form in which a class has it."""
    if isinstance(original, staticmethod):
        return staticmethod(_wrap(original.__func__, arguments))

    @functools.wraps(getattr(original, "__func__", original))
    def announced(this: Any, *args: Any, **kwargs: Any) -> Any:
        announce(arguments, args, kwargs, this)
        if original is object.__init__:  # the class has none of its own: `__new__` has taken the arguments
            return None
        of_class = isinstance(original, classmethod | ClassMethodDescriptorType)
        bound = original.__get__(None, this) if of_class else original.__get__(this, type(this))
        return bound(*args, **kwargs)

    return classmethod(announced) if isinstance(original, classmethod | ClassMethodDescriptorType) else announced


def _exchange(owner: type, name: str, method: Any) -> None:
    """Set an attribute of a class, also of a compiled one that Python takes to be immutable."""
    try:
        setattr(owner, name, method)
    except TypeError:
        import ctypes  # only where a library needs it

        names = gc.get_referents(vars(owner))[0]  # the dict behind the view
        names[name] = method
        ctypes.pythonapi.PyType_Modified(ctypes.py_object(owner))


class _StandIn(type):
    """The class of a subclass that stands for a compiled class, which opens its file before any method runs."""

    original: type
    arguments: Sequence[Argument]

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        announce(cls.arguments, args, kwargs)
        return super().__call__(*args, **kwargs)

    def __instancecheck__(cls, thing: Any) -> bool:
        return isinstance(thing, cls.original) if "original" in vars(cls) else super().__instancecheck__(thing)

    def __subclasscheck__(cls, other: type) -> bool:
        return issubclass(other, cls.original) if "original" in vars(cls) else super().__subclasscheck__(other)


def _stand_in(original: type, arguments: Sequence[Argument]) -> type:
    names = {n: getattr(original, n) for n in ("__module__", "__qualname__", "__doc__")}
    return _StandIn(original.__name__, (original,), {**names, "original": original, "arguments": arguments})


def announce(arguments: Sequence[Argument], args: Sequence[Any], kwargs: dict[str, Any], this: Any = None) -> None:
    """Raise the audit event ``open`` (or ``os.mkdir``) for each path among the arguments of a call.

    Args:
        arguments: which of them are paths.
        args: those given by position, without ``self``.
        kwargs: those given by name.
        this: the object whose method it is; a file system of pyarrow's knows where its paths begin.
    """
    for position, name, use in arguments:
        given = kwargs.get(name, args[position] if position < len(args) else None)
        mode = kwargs.get("mode", args[position + 1] if position + 1 < len(args) else "r") if use == "mode" else use
        if use == "listing":
            given, mode = given if hasattr(given, "base_dir") else None, "r"
        for path in _paths(given):
            if place := _place(path, (this, *args, *kwargs.values())):
                sys.audit(*(("os.mkdir", place, 0, -1) if use == "folder" else ("open", place, mode, 0)))


def _paths(given: Any) -> Iterator[str]:
    """The paths in a value: of a path, a URL of a file, a list of paths, or what describes files for pyarrow."""
    if isinstance(given, list | tuple | set | frozenset):
        for one in given:
            yield from _paths(one)
    elif isinstance(given, str | os.PathLike) or (isinstance(given, bytes) and os.path.exists(given)):
        text = os.fsdecode(given)  # bytes may be the contents of a file instead
        is_url = text.lower().startswith("file:") and not os.path.exists(text)
        yield unquote(urlsplit(text).path) if is_url else os.path.expanduser(text)
    else:  # a FileSelector, a FileInfo or a fragment; anything else, such as an open file, is no path
        place = getattr(given, "base_dir", None) or getattr(given, "path", None)
        if isinstance(place, str):
            yield place


def _place(path: str, among: Sequence[Any]) -> str:
    """Where a path lies, if one of some values is a file system of pyarrow's; empty if that is not on a disk here."""
    system = next((value for value in among if isinstance(getattr(value, "type_name", None), str)), None)
    while system is not None and system.type_name == "subtree":
        path, system = os.path.join(system.base_path, path.lstrip("/")), system.base_fs
    return path if system is None or system.type_name == "local" else ""
