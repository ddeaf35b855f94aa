"""How does a night go? Every id of the share, then fresh seeds where something alarms, then the pages.

The pages are written after every id, so that a night that is cut short has them too.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from netsci_bench.contract.errors import BenchError, Interrupted
from netsci_bench.maintenance.nightly.history import History
from netsci_bench.maintenance.nightly.judging import (
    Level,
    judge_attempt,
    judge_night,
    needs_fresh_seeds,
    night_alarms,
)
from netsci_bench.maintenance.nightly.measuring import NOT_BEGUN, Attempt, References, measure_fresh_seeds, run_night
from netsci_bench.maintenance.nightly.night import Night, write_night
from netsci_bench.maintenance.nightly.page import night_html
from netsci_bench.maintenance.nightly.shards import ALL, Choice, Shard
from netsci_bench.maintenance.nightly.speed import fallen
from netsci_bench.maintenance.nightly.summary import junit, line, summary
from netsci_bench.pipeline import RunOptions
from netsci_bench.reporting.redact import redact
from netsci_bench.runs.environment import describe_environment
from netsci_bench.runs.hardware import best_device
from netsci_bench.storage.artifacts import JUNIT, NIGHT_HTML, NIGHT_JSON, SUMMARY
from netsci_bench.storage.atomic import write_text

REPORTS, FRESH_SEEDS = "reports", "fresh-seeds"  # folders of a night's output
STEP_SUMMARY = "GITHUB_STEP_SUMMARY"  # the variable that names the file of a CI's step page
Tell = Callable[[str], None]


@dataclass(frozen=True)
class NightOptions:
    """Where a night's pages go, how ids are run, with what they are compared, and which share of them it is."""

    out: Path
    run: RunOptions
    references: References
    history: History
    shard: Shard = ALL

    @property
    def level(self) -> Level:
        """The level of this share."""
        return Level(shards=self.shard.of)


def run_whole_night(choice: Choice, blank: Night, options: NightOptions, tell: Tell) -> Night:
    """Run everything chosen and write the pages; ``blank``: the night before anything was run."""
    attempts: list[Attempt] = []
    night = blank
    for result in choice.broken:
        tell(line(result))
    for left_out, why in choice.left_out.items():
        tell(f"left out: {left_out} {why}")
    for attempt in run_night(choice.chosen, options.run, options.references):
        attempts.append(attempt)
        tell(line(judge_attempt(attempt, {}, options.references.record)))
        night = make_night(attempts, choice, blank, options)
        write_pages(night, options)
    confirmed = list(confirm(attempts, options))
    after = make_night(confirmed, choice, blank, options)
    for before, now in zip(attempts, confirmed, strict=True):
        (judged,) = (result for result in after.results if result.id == now.id)
        if judged != judge_attempt(before, {}, options.references.record):
            tell(line(judged))
    write_pages(after, options)
    return after


def begin(date: str, options: NightOptions, ratios: dict[str, float]) -> Night:
    """A night before anything was run: where and when, and the ratios of speeds that somebody has measured."""
    environment = describe_environment({}, best_device())
    del environment["date"]
    commit = environment.pop("commit")
    return Night(
        date=date,
        commit=commit,
        shard=str(options.shard),
        environment={name: redact(text) for name, text in environment.items()},
        ratios=ratios,
        slower=tuple(fallen(ratios, options.history)),
    )


def make_night(attempts: Sequence[Attempt], choice: Choice, blank: Night, options: NightOptions) -> Night:
    """What is known after these attempts."""
    reports = [attempt.report for attempt in attempts if attempt.report is not None]
    libraries = {f"library {name}": number for r in reports for name, number in sorted(r["versions"].items())}
    functions = {name: digest for r in reports for name, digest in r["functions"].items()}
    return replace(
        blank,
        environment={**blank.environment, **libraries},
        functions=dict(sorted(functions.items())),
        results=(*choice.broken, *judge_night(attempts, options.references.record, options.level)),
        left_out=choice.left_out,
    )


def confirm(attempts: Sequence[Attempt], options: NightOptions) -> Iterator[Attempt]:
    """Every attempt, with fresh seeds where something differs that counts only with them."""
    alarmed = night_alarms(attempts, options.level)
    elsewhere = replace(options.run, reports=options.out / FRESH_SEEDS)
    stopped = False
    for attempt in attempts:
        if not needs_fresh_seeds(attempt, alarmed.get(attempt.id, {})):
            yield attempt
            continue
        try:
            if stopped:
                raise Interrupted(NOT_BEGUN)
            yield measure_fresh_seeds(attempt, elsewhere)
        except Interrupted as error:
            stopped = True
            yield replace(attempt, ending="not reached", error=f"on fresh seeds: {error.what}")
        except BenchError as error:
            yield replace(attempt, ending="crashed", error=redact(f"on fresh seeds: {error}"))


def write_pages(night: Night, options: NightOptions) -> None:
    """Write the night as JSON, junit.xml, summary and HTML, and the summary to the CI's step page."""
    options.out.mkdir(parents=True, exist_ok=True)
    text = summary(night)
    write_night(night, options.out / NIGHT_JSON)
    write_text(options.out / JUNIT, junit(night))
    write_text(options.out / SUMMARY, text)
    write_text(options.out / NIGHT_HTML, night_html(night, options.history))
    if page := os.environ.get(STEP_SUMMARY):
        Path(page).write_text(text, encoding="utf-8")
