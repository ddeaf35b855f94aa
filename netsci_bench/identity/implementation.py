"""Which code does a result rest on, and what is the digest of it all?

The walk reads source as text. It follows names from a function to the definitions they stand for. The digest of a
definition is that of its text, in which each of its references is replaced by the digest of what it refers to; so
where a definition lies and what it is called do not matter, and everything that it reaches does.
"""

from dataclasses import dataclass, field
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path

from netsci_bench.contract.errors import Mistake
from netsci_bench.identity.cycles import components
from netsci_bench.identity.names import Kind, kind, meaning, modules_run, of_target
from netsci_bench.identity.source import Module, module, module_file, source_file
from netsci_bench.identity.syntax import NOTHING, Meaning, Reader, Shape, digest

EFFECTS = "!"  # in place of a name: what a module of ours does when it is imported
ALWAYS = ("netsci_bench.contract.randomness:generator",)  # what makes numbers for every experiment
WITH_TORCH = ("netsci_bench.nets.device:numeric_settings",)


@dataclass(frozen=True)
class Implementation:
    """The code that a function rests on.

    Attributes:
        code: the digest of all of it.
        functions: ``module:name``, or ``module`` for a whole module, -> digest of its own text, without that of what
            it refers to: for people, who want to know what has changed.
        libraries: root names of the imports of installed packages.
        files: where all this lies.
    """

    code: str
    functions: dict[str, str]
    libraries: frozenset[str]
    files: frozenset[Path]


def implementation(name: str) -> Implementation:
    """Everything reached from ``module:function``.

    Raises:
        Mistake: the module has no Python source, or no such function.
    """
    owner, _, function = name.partition(":")
    if function not in module(owner).definitions:
        near = get_close_matches(function, module(owner).definitions, n=1)
        remedy = f"did you mean {near[0]!r}?" if near else "name a function at the top level of a module"
        raise Mistake(f"there is no {function!r} in {owner}", remedy=remedy)
    walk = _Walk(owner.partition(".")[0])
    start = name if walk.kind(owner) is Kind.DEFINITIONS else owner
    walk.follow([start, *ALWAYS])
    always = [*ALWAYS, *(WITH_TORCH if "torch" in walk.libraries else ())]
    walk.follow(always)
    deep = digests(walk.shapes)
    effects = sorted(deep[key] for key in walk.shapes if key.endswith(EFFECTS))
    which = "" if start == name else function
    return Implementation(
        code=digest("\n".join([which, *(deep[key] for key in (start, *always)), *effects])),
        functions={key: digest(shape.text) for key, shape in sorted(walk.shapes.items())},
        libraries=frozenset(walk.libraries),
        files=frozenset(file for key in walk.shapes if (file := module_file(_owner(key)))),
    )


def digests(shapes: dict[str, Shape]) -> dict[str, str]:
    """Key -> digest of a piece of code and of everything that it reaches.

    Pieces that reach each other are hashed together: each text is hashed with the digests of the round before, as
    many rounds as there are pieces, so that no name and no order enters.
    """
    done: dict[str, str] = {}
    short = {key: digest(shape.text) for key, shape in shapes.items()}
    for together in components({key: shape.references for key, shape in shapes.items()}):
        now = dict.fromkeys(together, "")
        for _ in together:
            before = {**done, **now} if len(together) > 1 else done
            now = {k: digest(" ".join([short[k], *(before[r] for r in shapes[k].references)])) for k in together}
        done |= now
    return done


@dataclass
class _Walk:
    """The pieces of code that have been read, by key, on the way from one function."""

    own: str
    shapes: dict[str, Shape] = field(default_factory=dict)
    libraries: set[str] = field(default_factory=set)
    imported: set[str] = field(default_factory=set)

    def kind(self, name: str) -> Kind:
        """How a module enters."""
        return kind(name, self.own)

    def follow(self, starts: list[str]) -> None:
        """Read everything that is reached from definitions (``module:name``) or modules (``module``)."""
        waiting = list(starts)
        while waiting:
            key = waiting.pop()
            if key not in self.shapes:
                self.shapes[key] = self._shape(key)
                waiting += [*self.shapes[key].references, *self._imported_by(_owner(key))]

    def _shape(self, key: str) -> Shape:
        owner, _, name = key.partition(":")
        if source_file(owner) is None:  # compiled: its bytes are all that there is to tell
            file = module_file(owner)
            return Shape(sha256(file.read_bytes()).hexdigest() if file else "")
        place = module(owner)
        if not name:
            return self._whole(place)
        statements = place.effects if name == EFFECTS else place.definitions[name]
        return Reader(key, lambda said, inner: self._meaning(place, said, inner), place.package).shape(statements)

    def _meaning(self, place: Module, name: str, inner: dict[str, str]) -> Meaning:
        stands_for = meaning(place, name, inner, self.own)
        root = stands_for.text.partition(".")[0]
        if root and self.kind(root) is Kind.LIBRARY:
            self.libraries.add(root)
        return stands_for

    def _whole(self, place: Module) -> Shape:
        """Of ours all that the module defines; of anybody else's the module as it stands and all that it imports."""
        if self.kind(place.name) is Kind.DEFINITIONS:
            stars = (star for star in place.stars if self.kind(star) is Kind.DEFINITIONS)
            return Shape("module", (*(f"{place.name}:{name}" for name in sorted(place.definitions)), *stars))
        self.libraries |= {name.partition(".")[0] for name in place.imported if self.kind(name) is Kind.LIBRARY}
        text = Reader(place.name, lambda *_: NOTHING, place.package, with_imports=True).shape(list(place.body)).text
        named = [of_target(target, (), self.own).key for target in place.imports.values()]
        whole = [name for name in (*modules_run(place, self.own), *place.stars) if self._is_taken_whole(name, place)]
        return Shape(text, tuple(dict.fromkeys(key for key in (*named, *whole) if key and key != place.name)))

    def _is_taken_whole(self, name: str, place: Module) -> bool:
        """Anybody else's module; one of ours only where it can be reached by a name that is computed."""
        of_ours = self.kind(name) is Kind.DEFINITIONS and (name in place.plainly_imported or name in place.stars)
        return of_ours or self.kind(name) is Kind.WHOLE

    def _imported_by(self, owner: str) -> list[str]:
        """Effects of the modules of ours that importing one runs, and of those that they run."""
        keys = []
        for name in modules_run(module(owner), self.own) if source_file(owner) else ():
            if self.kind(name) is Kind.DEFINITIONS and name not in self.imported and source_file(name):
                self.imported.add(name)
                keys += [f"{name}:{EFFECTS}"] if module(name).effects else []
                keys += self._imported_by(name)
        return keys


def _owner(key: str) -> str:
    return key.partition(":")[0]
