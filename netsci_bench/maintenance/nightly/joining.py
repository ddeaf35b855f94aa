"""How do the shards of a night become one? Their results are put together; a shard that is missing is told."""

from collections.abc import Sequence
from dataclasses import replace

from netsci_bench.contract.errors import Mistake
from netsci_bench.maintenance.nightly.night import Measured, Night
from netsci_bench.maintenance.nightly.shards import ALL, Shard, read_shard


def join_nights(nights: Sequence[Night]) -> Night:
    """One night of all shards.

    Raises:
        Mistake: there are none, one is given twice, or they are not parts of one night.
    """
    if not nights:
        raise Mistake("there is no night to join", remedy="name the folders that the jobs have written")
    shards = _numbered(nights)
    commits = sorted({night.commit for night in nights})
    if len(commits) > 1:
        raise Mistake(f"these nights are of several commits: {', '.join(commits)}", remedy="join those of one night")
    ordered = [shards[number] for number in sorted(shards)]
    results = [result for night in ordered for result in night.results]
    ids = [result.id for result in results]
    if twice := sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        raise Mistake(f"two shards have run {twice[0]}", remedy="run all shards with the same options and history")
    of = read_shard(nights[0].shard).of
    missing = [_missing(Shard(number, of)) for number in range(1, of + 1) if number not in shards]
    return replace(
        ordered[0],
        date=min(night.date for night in nights),
        shard=str(ALL),
        environment=_environment(ordered),
        functions=dict(sorted({name: d for night in ordered for name, d in night.functions.items()}.items())),
        results=(*results, *missing),
        left_out={id_: why for night in ordered for id_, why in night.left_out.items()},
        ratios={name: ratio for night in ordered for name, ratio in night.ratios.items()},
        slower=tuple(dict.fromkeys(change for night in ordered for change in night.slower)),
    )


def _numbered(nights: Sequence[Night]) -> dict[int, Night]:
    shards = [read_shard(night.shard) for night in nights]
    numbered = {shard.number: night for shard, night in zip(shards, nights, strict=True)}
    if len(numbered) < len(nights) or len({shard.of for shard in shards}) > 1:
        said = ", ".join(map(str, shards))
        raise Mistake(f"these are not the shards of one night: {said}", remedy="name each job's folder once")
    return numbered


def _missing(shard: Shard) -> Measured:
    return Measured(f"shard {shard}", "crashed", error="its job has left no night")


def _environment(nights: Sequence[Night]) -> dict[str, str]:
    """Name -> text; where shards ran on different machines, all of them."""
    names = dict.fromkeys(name for night in nights for name in night.environment)
    texts = {name: sorted({n.environment[name] for n in nights if name in n.environment}) for name in names}
    return {name: " and ".join(found) for name, found in texts.items()}
