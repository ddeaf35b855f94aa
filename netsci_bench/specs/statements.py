"""What does a paper state, and where? A citation and its statements as frozen types, and what a claim cites.

One file for each paper, ``papers/<key>.yaml``. Sources of which only the existence matters (data sets, methods,
software) are citations without statements, in ``citations.yaml``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from netsci_bench.specs.model import Claim, Identifier

Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Citation(_Strict):
    """One source, written down once."""

    authors: Text
    year: int
    title: Text
    where: Text
    url: str = ""
    code: str = ""


class Statement(_Strict):
    """One sentence of a paper, in the paper's sense.

    Attributes:
        says: what the paper states; at: where it stands.
        combine: how the readings of the statement make one verdict, fixed beforehand.
        untestable: why nobody can test it as it stands; empty where it can be tested.
        unmeasured: why no experiment measures it yet, and what it would take.
    """

    says: Text
    at: Text
    combine: Literal["all", "any"] = "all"
    untestable: str = ""
    unmeasured: str = ""


class StoryPicture(_Strict):
    """A picture that tells the story of a family of experiments at a glance, for the page of the paper.

    Attributes:
        id: of the experiment, whose highest recorded tier is shown; figure: its number in that report.
        shows: what one sees and where to look, in one sentence; no finding, because the picture may be drawn anew.
    """

    id: Text
    figure: Annotated[int, Field(ge=1)]
    shows: Text


class Paper(_Strict):
    """A source and everything that it states; nothing, where it is only cited."""

    citation: Citation
    statements: dict[Identifier, Statement]
    pictures: list[StoryPicture] = []


@dataclass(frozen=True)
class Cited:
    """What a claim cites: the key of its source, the source itself, the place in it, and the statement measured."""

    paper: str
    citation: Citation
    at: str
    statement: Statement | None


def cited(claim: Claim, papers: Mapping[str, Paper]) -> Cited:
    """What a claim cites, out of the sources that it may cite.

    Raises:
        KeyError: there is no such source or statement; ``check`` has refused such a claim.
    """
    if claim.statement is not None:
        key, _, slug = claim.statement.partition("/")
        statement = papers[key].statements[slug]
        return Cited(key, papers[key].citation, statement.at, statement)
    assert claim.source is not None  # a claim has one of the two
    return Cited(claim.source.paper, papers[claim.source.paper].citation, claim.source.at, None)
