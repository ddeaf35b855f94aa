"""Which code does a result depend on, and what is its digest?

The source is read as text. Starting at a function, each name is followed to the definition that it stands for. The
digest of a definition is that of its text, in which each reference is replaced by the digest of the definition that
it refers to. So the name and the module of a definition do not matter, but all code that it reaches does.
"""

from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path

from netsci_bench.contract.errors import Mistake
from netsci_bench.identity.cycles import find_components
from netsci_bench.identity.memory import MEMORY, read_source, sources_at_rest
from netsci_bench.identity.names import Kind, find_meaning, kind, list_modules_run, resolve_target
from netsci_bench.identity.source import Module, module_file, read_module, source_file
from netsci_bench.identity.syntax import NOTHING, Meaning, Reader, Shape, digest

EFFECTS = "!"  # instead of a name in a key: the statements that a module of ours runs when it is imported
ALWAYS = ("netsci_bench.contract.randomness:generator",)  # used by every experiment
WITH_TORCH = ("netsci_bench.nets.device:numeric_settings",)


@dataclass(frozen=True)
class Implementation:
    """The code that a function depends on.

    Attributes:
        code: the digest of all of it.
        functions: ``module:name``, or ``module`` for a whole module, -> digest of its own text alone; shows which
            definitions have changed.
        libraries: the top-level names of the installed packages that it imports.
        files: the source files.
    """

    code: str
    functions: dict[str, str]
    libraries: frozenset[str]
    files: frozenset[Path]


def implementation(name: str) -> Implementation:
    """All code that ``module:function`` reaches.

    Raises:
        Mistake: the module has no Python source, or no such function.
    """
    with sources_at_rest():
        return _implementation(name)


def _implementation(name: str) -> Implementation:
    owner, _, function = name.partition(":")
    if function not in read_module(owner).definitions:
        near = get_close_matches(function, read_module(owner).definitions, n=1)
        remedy = f"did you mean {near[0]!r}?" if near else "name a function at the top level of a module"
        raise Mistake(f"there is no {function!r} in {owner}", remedy=remedy)
    walk = _Walk(owner.partition(".")[0])
    start = name if walk.kind(owner) is Kind.DEFINITIONS else owner
    walk.follow([start, *ALWAYS])
    always = [*ALWAYS, *(WITH_TORCH if "torch" in walk.libraries else ())]
    walk.follow(always)
    walk.add_prose()
    full_digests = compute_digests(walk.shapes)
    effects = sorted(full_digests[key] for key in walk.shapes if key.endswith(EFFECTS))
    entry = "" if start == name else function
    return Implementation(
        code=digest("\n".join([entry, *(full_digests[key] for key in (start, *always)), *effects])),
        functions={key: digest(shape.text) for key, shape in sorted(walk.shapes.items())},
        libraries=frozenset(walk.libraries),
        files=frozenset(file for key in walk.shapes if (file := module_file(_owner(key)))),
    )


def compute_digests(shapes: dict[str, Shape]) -> dict[str, str]:
    """Key -> digest of a definition and of everything that it reaches.

    Definitions that use each other are hashed together, in as many rounds as there are definitions: in each round a
    text is hashed with the digests of the round before. So the result does not depend on names and order.
    """
    done: dict[str, str] = {}
    own = {key: digest(shape.text) for key, shape in shapes.items()}
    for component in find_components({key: shape.references for key, shape in shapes.items()}):
        current = dict.fromkeys(component, "")
        for _ in component:
            before = {**done, **current} if len(component) > 1 else done
            current = {k: digest(" ".join([own[k], *(before[r] for r in shapes[k].references)])) for k in component}
        done |= current
    return done


@dataclass(frozen=True)
class _Piece:
    """The shape of a definition, and the libraries that it names."""

    shape: Shape
    libraries: frozenset[str]


@dataclass
class _Walk:
    """The definitions that have been read so far, by key, starting at one function."""

    own: str
    shapes: dict[str, Shape] = field(default_factory=dict)
    libraries: set[str] = field(default_factory=set)
    imported: set[str] = field(default_factory=set)

    def kind(self, name: str) -> Kind:
        """How the code of a module enters the address."""
        return kind(name, self.own)

    def follow(self, starts: list[str]) -> None:
        """Read everything that is reached from definitions (``module:name``) or modules (``module``)."""
        to_read = list(starts)
        while to_read:
            key = to_read.pop()
            if key not in self.shapes:
                piece = self._piece(key)
                self.shapes[key] = piece.shape
                self.libraries |= piece.libraries
                to_read += [*self.shapes[key].references, *self._imported_by(_owner(key))]

    def add_prose(self) -> None:
        """Let docstrings, comments and layout of a user's modules count if one of these modules may read them."""
        files = {key: source_file(key) for key in self.shapes if self.kind(key) is Kind.WHOLE}
        if any(file and read_module(key).reads_itself for key, file in files.items()):
            for key, file in files.items():
                text = read_source(file) if file else ""
                self.shapes[key] = replace(self.shapes[key], text=self.shapes[key].text + text)

    def _piece(self, key: str) -> _Piece:
        piece: _Piece | None = MEMORY.derived.get((self.own, key))
        if piece is None:
            reading = _Walk(self.own)
            piece = _Piece(reading._shape(key), frozenset(reading.libraries))
            MEMORY.derived[self.own, key] = piece
        return piece

    def _shape(self, key: str) -> Shape:
        owner, _, name = key.partition(":")
        if source_file(owner) is None:  # a compiled module, identified by its bytes
            file = module_file(owner)
            return Shape(sha256(file.read_bytes()).hexdigest() if file else "")
        source = read_module(owner)
        if not name:
            return self._whole(source)
        statements = source.effects if name == EFFECTS else source.definitions[name]
        return Reader(key, lambda text, inner: self._meaning(source, text, inner), source.package).shape(statements)

    def _meaning(self, source: Module, name: str, inner: dict[str, str]) -> Meaning:
        stands_for = find_meaning(source, name, inner, self.own)
        root = stands_for.text.partition(".")[0]
        if root and self.kind(root) is Kind.LIBRARY:
            self.libraries.add(root)
        return stands_for

    def _whole(self, source: Module) -> Shape:
        """A whole module: all definitions of one of ours; the text and the imports of anybody else's."""
        if self.kind(source.name) is Kind.DEFINITIONS:
            stars = (star for star in source.stars if self.kind(star) is Kind.DEFINITIONS)
            return Shape("module", (*(f"{source.name}:{name}" for name in sorted(source.definitions)), *stars))
        self.libraries |= {name.partition(".")[0] for name in source.imported if self.kind(name) is Kind.LIBRARY}
        text = (
            Reader(source.name, lambda *_: NOTHING, source.package, with_imports=True).shape(list(source.body)).text
        )
        named = [resolve_target(target, (), self.own).key for target in source.imports.values()]
        whole = [
            name
            for name in (*list_modules_run(source, self.own), *source.stars)
            if self._is_taken_whole(name, source)
        ]
        return Shape(text, tuple(dict.fromkeys(key for key in (*named, *whole) if key and key != source.name)))

    def _is_taken_whole(self, name: str, source: Module) -> bool:
        """Whether a module enters whole: a user's module; one of ours only if its names can be found by attribute."""
        of_ours = self.kind(name) is Kind.DEFINITIONS and (name in source.plainly_imported or name in source.stars)
        return of_ours or self.kind(name) is Kind.WHOLE

    def _imported_by(self, owner: str) -> list[str]:
        """Keys of the effects of all modules of ours that are run when this module is imported."""
        keys = []
        for name in list_modules_run(read_module(owner), self.own) if source_file(owner) else ():
            if self.kind(name) is Kind.DEFINITIONS and name not in self.imported and source_file(name):
                self.imported.add(name)
                keys += [f"{name}:{EFFECTS}"] if read_module(name).effects else []
                keys += self._imported_by(name)
        return keys


def _owner(key: str) -> str:
    return key.partition(":")[0]
