"""Which experiments are there? Every YAML file below ``registry/``; its path is its id.

Third parties' ids begin with the name of their entry point (see ``third_parties``). Nothing of an experiment is
imported here: listing costs no torch.
"""

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from netsci_bench.contract.catalogue_entries import Dataset, Weights
from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.importing import spec_folders
from netsci_bench.contract.resources import registry_folder as folder
from netsci_bench.specs import catalogues
from netsci_bench.specs.catalogues import is_spec
from netsci_bench.specs.claims import check_rules
from netsci_bench.specs.flatten import flatten, merged
from netsci_bench.specs.model import Claim, ExperimentSpec, Tier, TierName
from netsci_bench.specs.plug_ins import Installed, PluginRegistry, installed
from netsci_bench.specs.statements import Cited, Paper, cited
from netsci_bench.specs.validation import Origin, nearest, validated
from netsci_bench.specs.yaml_lines import Document, read

FILE = "file"  # begins the ids of specs outside every registry
ENDINGS = (".yaml", ".yml")  # what ends so is a file, not an id


@dataclass(frozen=True)
class Entry:
    """One id: the spec as it holds for this id (a variant's differences applied), and where it is written.

    ``settings``: dotted name -> value of the params that a user has set for one run (see ``explorations``).
    """

    id: str
    spec: ExperimentSpec
    document: Document
    variant: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)

    def origin(self, *keys: str) -> Origin:
        """Where a part of the spec is written: in the base, or in the variant that is laid over it."""
        over = (("variants", self.variant, *keys),) if self.variant else ()
        return Origin(self.document, (keys, *over))


def third_parties() -> Installed:
    """The registries of installed plug-ins."""
    return installed(folder())


def spec_files() -> list[Path]:
    """Every spec file, in order of id, third parties' after ours."""
    registries = [PluginRegistry("", folder()), *third_parties().registries]
    folders = [plug_in.folder for plug_in in registries]
    return [path for place in folders for path in sorted(place.rglob("*.yaml")) if is_spec(path, place)]


def say(mistake: Mistake) -> None:
    """Tell what is wrong on standard error."""
    print(mistake, file=sys.stderr)


def entries(tell: Callable[[Mistake], None] = say) -> list[Entry]:
    """Every id, variants included; ``tell`` hears of each spec of a third party that cannot be read.

    Raises:
        Mistake: a spec of ours is wrong; no spec is ever skipped silently.
    """
    known: dict[str, Entry] = {}
    for broken in third_parties().broken.values():
        tell(broken)
    for path in spec_files():
        try:
            read_now = entries_of(path)
        except Mistake as mistake:
            if path.is_relative_to(folder()):
                raise
            tell(mistake)
            continue
        for entry in read_now:
            if entry.id in known:
                other = known[entry.id].document.path
                raise Mistake(f"the id {entry.id!r} is given twice, here and in {other}", f"{path}:1")
            known[entry.id] = entry
    return list(known.values())


def is_ours(entry: Entry) -> bool:
    """Whether an entry is of our own registry, not of a third party's."""
    return _registry_of(entry.document.path).name == ""


def find(name: str) -> Entry:
    """The entry of an id, of a YAML file given by its path, or of a variant written in one (``mine.yaml/longer``).

    Raises:
        Mistake: there is none; the nearest id is named.
    """
    above, _, variant = name.rpartition("/")
    if name.endswith(ENDINGS):
        return entries_of(Path(name))[0]
    if above.endswith(ENDINGS):
        written = {entry.variant: entry for entry in entries_of(Path(above))}
        if variant not in written:
            raise Mistake(f"there is no variant {variant!r}", above, nearest(variant, [*filter(None, written)]))
        return written[variant]
    for path in spec_files():
        if _may_hold(path, name):
            for entry in entries_of(path):
                if entry.id == name:
                    return entry
    if broken := third_parties().broken.get(name.partition("/")[0]):
        raise broken
    raise Mistake(f"there is no experiment {name!r}", remedy=nearest(name, ids()))


def _may_hold(path: Path, name: str) -> bool:
    """Whether a file has this id, or it is that of a variant below the file or beside it."""
    above = name.rpartition("/")[0]
    if id_of(path) in (name, above):
        return True
    with suppress(Mistake):  # told where the file is asked for
        return id_of(path).rpartition("/")[0] == above and bool(read(path).data.get("variants_beside"))
    return False


def entries_of(path: Path) -> list[Entry]:
    """The ids written in one file: its own, then one for each variant."""
    document = read(path)
    spec = validated(ExperimentSpec, document.data, Origin(document))
    base = Entry(id_of(path), spec, document)
    if _registry_of(path).name == FILE:
        spec_folders.add(path.parent)
    of_file = [base, *(_varied(base, name) for name in spec.variants)]
    sources = papers(path)
    for entry in of_file:
        check_rules(entry.spec.claims, sources, entry.origin("claims"))
    return of_file


def every_dataset(home: Path) -> Mapping[str, Dataset]:
    """The data sets of all catalogues and of the user's own."""
    return catalogues.with_own(shipped_datasets(), home)


def shipped_datasets() -> Mapping[str, Dataset]:
    """The data sets of all catalogues; of two third parties' with the same name the first one's."""
    merged_catalogue = dict(catalogues.datasets(folder(), folder()))
    for plug_in in third_parties().registries:
        try:
            merged_catalogue = {**catalogues.datasets(folder(), plug_in.folder), **merged_catalogue}
        except Mistake as mistake:
            say(mistake)
    return merged_catalogue


def papers(spec: Path | None = None) -> Mapping[str, Paper]:
    """Every source that the claims of a spec may cite; without one, those of our own."""
    return catalogues.papers(folder(), _registry_of(spec).folder if spec else folder())


def citation_of(claim: Claim, spec: Path | None = None) -> Cited:
    """What a claim of a spec cites: source, place, and the statement that it measures."""
    return cited(claim, papers(spec))


def datasets(home: Path, spec: Path | None = None) -> Mapping[str, Dataset]:
    """Every data set that a spec may name; without one, those of our own and the user's."""
    return catalogues.with_own(catalogues.datasets(folder(), _registry_of(spec).folder if spec else folder()), home)


def weights(spec: Path | None = None) -> Mapping[str, Weights]:
    """All weights that a spec may name; without one, those of our own."""
    return catalogues.weights(folder(), _registry_of(spec).folder if spec else folder())


def _registry_of(path: Path) -> PluginRegistry:
    """The registry that a spec lies in; that of a file outside every registry is its own folder."""
    whole = path.resolve()
    for plug_in in (PluginRegistry("", folder()), *third_parties().registries):
        if whole.is_relative_to(_resolved(plug_in.folder)):
            return plug_in
    return PluginRegistry(FILE, whole.parent)


def id_of(path: Path) -> str:
    """The id of a spec file: its path in its registry."""
    plug_in = _registry_of(path)
    inside = path.resolve().relative_to(_resolved(plug_in.folder))
    return (Path(plug_in.name) / inside).with_suffix("").as_posix()


@cache
def _resolved(folder: Path) -> Path:
    """A registry's folder without links: asked for at each file, and the same for the life of a process."""
    return folder.resolve()


def ids() -> list[str]:
    """Every id, as far as the specs can be read: for an error message that must not become another error."""
    known = []
    for path in spec_files():
        try:
            known += [entry.id for entry in entries_of(path)]
        except Mistake:
            known.append(id_of(path))
    return known


def _varied(base: Entry, name: str) -> Entry:
    """The entry of a variant: the base with the variant laid over it, held to the same rules."""
    variant = base.spec.variants[name]
    claims = base.spec.claims if variant.claims is None else variant.claims
    late = {"added_after_results": True} if variant.added_after_results else {}
    differences = ", ".join(f"{param}: {value}" for param, value in flatten(variant.params).items())
    differs = {
        "title": variant.title,
        "about": variant.about or f"As {base.id}, but {differences}. Of that one: {base.spec.about}",
        "params": merged(base.spec.params, variant.params),
        "tiers": base.spec.tiers | {tier: _varied_tier(base, name, tier) for tier in variant.tiers},
        "claims": {key: claim.model_copy(update=late) for key, claim in claims.items()},
        "variants": {},
    }
    above = base.id.rpartition("/")[0] if base.spec.variants_beside else base.id
    entry = Entry(f"{above}/{name}", base.spec, base.document, name)
    written = Origin(base.document, (("variants", name),))
    return replace(entry, spec=validated(ExperimentSpec, dict(base.spec) | differs, written))


def _varied_tier(base: Entry, name: str, tier: TierName) -> Tier:
    """A tier of a variant that says how it differs from that of the base.

    Raises:
        Mistake: the base has no such tier.
    """
    if tier not in base.spec.tiers:
        place = base.document.place(("variants", name, "tiers", tier))
        raise Mistake(f"there is no {tier} tier to change", place, "write it under `tiers`")
    before, change = base.spec.tiers[tier], base.spec.variants[name].tiers[tier]
    after = {"minutes": change.minutes or before.minutes, "params": merged(before.params, change.params)}
    return before.model_copy(update=after)
