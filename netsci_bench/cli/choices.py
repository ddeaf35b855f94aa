"""What may be written where a command asks for ids or for a tier?"""

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from netsci_bench.contract.result import Word

if TYPE_CHECKING:
    from netsci_bench.specs.model import TierName

NEVER_RUN = "never run"
VERDICTS = (*get_args(Word), NEVER_RUN)


def known_ids() -> list[str]:
    """Every id, for the completion of a shell."""
    from netsci_bench.specs.registry import ids

    return ids()


IdArgument = partial(typer.Argument, autocompletion=known_ids)  # of any command that takes ids
Ids = Annotated[list[str], IdArgument(help="ids such as coactivation/lenet5-epochs, patterns, or YAML files")]


class TierChoice(StrEnum):
    """How large a run is."""

    auto = "auto"
    smoke = "smoke"
    quick = "quick"
    paper = "paper"


class Place(StrEnum):
    """Where seeds are measured."""

    here = "here"
    slurm = "slurm"


def parse_tier(text: str) -> TierChoice:
    """The choice that a word stands for.

    Raises:
        BadParameter: it is none of them.
    """
    if text not in TierChoice.__members__:
        words = ", ".join(TierChoice)
        raise typer.BadParameter(f"{text!r} is not a tier: write one of {words}")
    return TierChoice(text)


def _tiers() -> list[str]:
    return list(TierChoice)


TierOption = partial(typer.Option, parser=parse_tier, metavar="|".join(TierChoice), autocompletion=_tiers)


def chosen_tier(choice: TierChoice) -> "TierName | None":
    """The tier; None where it is left open."""
    return None if choice is TierChoice.auto else choice.value  # type: ignore[return-value]
