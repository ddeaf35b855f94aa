"""What do people read in MLflow? Names and descriptions of runs and experiments, and tags in groups.

The part of a tag before its first dot is its group: ``run``, ``seed``, ``verdict``, ``env`` (libraries and machine),
``netsci_bench`` (bookkeeping of the mirror). MLflow's page of a run shows tags in the order in which they are
written, so a group stands together. Every tag can be shown as a column of the table of runs.
"""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from netsci_bench.contract.result import Word
from netsci_bench.specs.explorations import in_words, run_command
from netsci_bench.specs.units import shown

Data = Mapping[str, Any]  # a record, or an outcome in it, as read from its file

CODE_DIGITS = 7  # of the digest of the code in a run's name; the tag ``run.code`` has all
OURS = "*Written by netsci-bench at every run. Delete this line to keep a text of your own.*"


def run_name(data: Data) -> str:
    """Tier, seeds, code, counts of verdicts: ``paper, 5 seeds, code ac8bd72: 2 reproduced, 1 undecided``.

    Tables and legends cut names short and are about one id, so what tells its runs apart comes first.
    """
    seeds, code = len(data["outcomes"]), data.get("code", "")
    version = f", code {code[:CODE_DIGITS]}" if code else ""
    return f"{data['tier']}, {seeds} seed{'' if seeds == 1 else 's'}{version}: {result(data)}"


def result(data: Data) -> str:
    """How many claims have which verdict, and how many seeds failed."""
    words = [verdict["word"] for verdict in data["verdicts"]]
    counts = [f"{words.count(word)} {word}" for word in get_args(Word) if word in words]
    failed = sum(bool(outcome["error"]) for outcome in data["outcomes"])
    if failed:
        counts.append("all seeds failed" if failed == len(data["outcomes"]) else f"{failed} failed")
    return ", ".join(counts) or "no claims"


def seed_numbers(seeds: Sequence[int]) -> str:
    """``0-4`` for consecutive seeds, else all of them.

    >>> seed_numbers([0, 1, 2]), seed_numbers([3, 7]), seed_numbers([5])
    ('0-2', '3, 7', '5')
    """
    consecutive = len(seeds) > 1 and list(seeds) == list(range(seeds[0], seeds[0] + len(seeds)))
    return f"{seeds[0]}-{seeds[-1]}" if consecutive else ", ".join(map(str, seeds))


def run_tags(data: Data) -> dict[str, str]:
    """The tags of every run of a record."""
    tags = {f"run.{name}": str(data[name]) for name in ("id", "tier", "device", "threads", "code") if name in data}
    tags |= {"run.set": in_words(data["set"])} if "set" in data else {}
    return tags | {
        "run.seeds": seed_numbers([outcome["seed"] for outcome in data["outcomes"]]),
        "mlflow.source.name": run_command(data["id"], data["tier"], data.get("set")),
        "mlflow.source.git.commit": data["environment"].get("commit", ""),
    }


def verdict_tags(data: Data) -> dict[str, str]:
    """One tag for all verdicts, and one for each: columns for the table of runs."""
    return {"verdicts": result(data)} | {f"verdict.{one['claim']}": one["word"] for one in data["verdicts"]}


def seed_tags(outcome: Data) -> dict[str, str]:
    """The tags of the run of one seed, with the trainings that it used."""
    tags = {f"seed.{name}": str(outcome[name]) for name in ("address", "fresh", "error")}
    return tags | {"seed.number": str(outcome["seed"]), "seed.trainings": "; ".join(outcome.get("trained", ()))}


def run_note(data: Data, link: str) -> str:
    """The description of a run: title, headline, verdicts with reasons and units, errors; ``link``: to its page."""
    lines = [f"# {data['title']}", "", data.get("headline", result(data)), ""]
    lines += [f"- {one['claim']}: **{one['word']}**. {one['why']}{_axis(data, one)}" for one in data["verdicts"]]
    lines += [f"- seed {one['seed']} failed: {one['error']}" for one in data["outcomes"] if one["error"]]
    return "\n".join([*lines, "", _whole_report(link)]) if link else "\n".join(lines)


def seed_note(data: Data, outcome: Data) -> str:
    """The description of the run of one seed: what it belongs to, and the trainings by name."""
    lines = [f"Seed {outcome['seed']} of {data['title']}."]
    lines += [f"- training: {name}" for name in outcome.get("trained", ())]
    lines += [f"- failed: {outcome['error']}"] if outcome["error"] else []
    return "\n".join(lines)


def experiment_note(data: Data, link: str) -> str:
    """The description of an experiment: title, what it is about, and the headline of the newest run."""
    latest = f"Newest run: {data.get('headline', result(data))}."
    paragraphs = [f"# {data['title']}", data.get("about", ""), latest, _whole_report(link) if link else "", OURS]
    return "\n\n".join(filter(None, paragraphs))


def _axis(data: Data, verdict: Data) -> str:
    """What the values of a verdict are, and in which unit; older records do not say."""
    metric, unit = data.get("units", {}).get(verdict["claim"], ("", ""))
    return f" Measured: `{metric}` ({shown(unit)})." if unit else ""


def _whole_report(link: str) -> str:
    return f"[The whole report, with figures]({link})"
