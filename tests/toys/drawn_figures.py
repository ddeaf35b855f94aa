"""What does a figure function draw of seeds that a test has measured? Complaints fail the test."""

from collections.abc import Callable, Mapping, Sequence

from matplotlib.figure import Figure

from netsci_bench.contract.result import Outcome
from netsci_bench.reporting.plots.png import LARGEST, own_figures
from netsci_bench.reporting.plots.style import styled

Draw = Callable[[Sequence[Outcome]], Mapping[str, Figure]]


def fitting_figures(draw: Draw, outcomes: Sequence[Outcome]) -> Mapping[str, Figure]:
    """The figures by caption; each is small enough to be committed."""
    with styled("ticks"):  # as `own_figures` does
        made = draw(outcomes)
    pictures, complaints = own_figures(lambda _: made, outcomes)
    assert complaints == []
    assert max(len(picture.png) for picture in pictures) <= LARGEST
    for figure in made.values():
        refuse_cut_words(figure)
    return made


def refuse_cut_words(figure: Figure) -> None:
    """Titles, labels and notes must lie inside the picture. Names of ticks may not, since those out of view count."""
    figure.draw_without_rendering()
    every = [axis for axes in figure.axes for axis in axes._axis_map.values()]
    names = {id(label) for axis in every for label in axis.get_ticklabels(which="both")}
    for text in figure.findobj(lambda artist: hasattr(artist, "get_text") and artist.get_text().strip()):
        if text.get_visible() and id(text) not in names:
            box = text.get_window_extent()
            assert box.x0 >= 0, text.get_text()
            assert box.x1 <= figure.bbox.width, text.get_text()
            assert box.y0 >= 0, text.get_text()
            assert box.y1 <= figure.bbox.height, text.get_text()
