"""What does a figure function draw of seeds that a test has measured? Complaints fail the test."""

from collections.abc import Callable, Mapping, Sequence

from matplotlib.figure import Figure

from netsci_bench.contract.result import Outcome
from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, flat
from netsci_bench.reporting.plots.png import LARGEST, own_figures
from netsci_bench.reporting.plots.style import styled

Draw = Callable[[Sequence[Outcome]], Mapping[str, Figure]]


def drawn_figures(draw: Draw, found: Metrics, run: Run) -> dict:
    """The pictures by caption, of the metrics and of the arrays that the run has kept."""
    values = dict(flat(found))
    scalars = {name: value for name, value in values.items() if not isinstance(value, list)}
    lists = {name: value for name, value in values.items() if isinstance(value, list)}
    outcome = Outcome(seed=0, address="", scalars=scalars, lists=lists, folder=run.folder)
    pictures, complaints = own_figures(draw, [outcome])
    assert complaints == []
    return pictures


def fitting_figures(draw: Draw, outcomes: Sequence[Outcome]) -> Mapping[str, Figure]:
    """The figures by caption; each is small enough to be committed."""
    with styled("ticks"):  # as `own_figures` does
        made = draw(outcomes)
    pictures, complaints = own_figures(lambda _: made, outcomes)
    assert complaints == []
    assert max(len(picture.png) for picture in pictures) <= LARGEST
    return made
