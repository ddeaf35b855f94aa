"""Does a badge say what the record says, and is a forest plot drawn again only when it would be another one?"""

from collections import Counter
from dataclasses import dataclass, field
from xml.etree import ElementTree

import pytest

from netsci_bench.reporting.papers.badge import COLOURS, UNMEASURED, badge
from netsci_bench.reporting.papers.page import needs_of
from netsci_bench.reporting.papers.pictures import KnownPictures
from netsci_bench.specs.model import Tier
from netsci_bench.specs.statements import Citation


@dataclass
class Findings:
    """As much of a paper's findings as a badge asks for."""

    count: Counter
    who: str = "Ann Lee & Bob Ray"
    findings: tuple = tuple(range(9))
    citation: Citation = field(init=False)

    def __post_init__(self):
        self.citation = Citation(authors=self.who, year=2024, title="G", where="ECCV")


@pytest.mark.parametrize(
    ("count", "says", "colour"),
    [
        ({"reproduced": 2, "contradicted": 1, "untestable": 6}, "2 reproduced, 1 contradicted of 9", "contradicted"),
        ({"reproduced": 2, "undecided": 3}, "2 reproduced, 3 undecided of 9", "reproduced"),
        ({"undecided": 4}, "4 undecided of 9", "undecided"),
        ({"never run": 9}, "0 of 9 decided", None),
    ],
)
def test_a_badge_counts_the_verdicts_and_has_the_colour_of_the_gravest(count, says, colour):
    tree = ElementTree.fromstring(badge(Findings(Counter(count))))
    texts = [text.text for text in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["Lee & Ray (2024)", says]
    fills = [one.get("fill") for one in tree.iter("{http://www.w3.org/2000/svg}rect") if one.get("fill")]
    assert fills[1] == (COLOURS[colour] if colour else UNMEASURED)


def test_a_name_cannot_break_out_of_a_badge():
    who = 'Ann "<script>alert(1)</script>'
    tree = ElementTree.fromstring(badge(Findings(Counter(), who)))
    assert not list(tree.iter("{http://www.w3.org/2000/svg}script"))


def test_a_picture_is_drawn_only_where_it_would_be_another_one(tmp_path):
    drawn = []

    def write(shows, drawing=None):
        known = KnownPictures.read(tmp_path / "home")
        known.drawing = drawing or known.drawing
        known.write(tmp_path / "a.png", shows, lambda: drawn.append(shows) or repr(shows).encode())
        known.keep()

    write("one")
    write("one")
    assert drawn == ["one"]
    write("two")
    assert drawn == ["one", "two"]
    (tmp_path / "a.png").write_bytes(b"edited")
    write("two")
    assert (tmp_path / "a.png").read_bytes() == b"'two'"
    write("two", drawing="another version")
    assert drawn == ["one", "two", "two", "two"]
    (tmp_path / "home" / "forests.json").write_text("[")
    write("two")
    assert len(drawn) == 5


@pytest.mark.parametrize(
    ("tier", "words"),
    [
        (Tier(seeds=(0,), minutes=90), "its paper tier needs about 90 min on two cores"),
        (Tier(seeds=(0,), minutes=9, device="cuda"), "its paper tier needs a cuda device and about 9 min"),
        (None, "it has no paper tier"),
    ],
)
def test_why_something_was_never_run_is_named(tier, words):
    assert needs_of({"paper": tier} if tier else {}) == words
