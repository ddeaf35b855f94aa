"""What does a figure function draw of one seed that a test has measured? Complaints fail the test."""

from collections.abc import Callable, Mapping, Sequence

from matplotlib.figure import Figure

from netsci_bench.contract.result import Outcome
from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, flat
from netsci_bench.reporting.plots.png import own_figures


def drawn_figures(draw: Callable[[Sequence[Outcome]], Mapping[str, Figure]], found: Metrics, run: Run) -> dict:
    """The pictures by caption, of the metrics and of the arrays that the run has kept."""
    values = dict(flat(found))
    scalars = {name: value for name, value in values.items() if not isinstance(value, list)}
    lists = {name: value for name, value in values.items() if isinstance(value, list)}
    outcome = Outcome(seed=0, address="", scalars=scalars, lists=lists, folder=run.folder)
    pictures, complaints = own_figures(draw, [outcome])
    assert complaints == []
    return pictures
