"""How do accuracy and the grouping of features go over the epochs?"""

from collections.abc import Sequence

from matplotlib.figure import Figure

from netsci_bench.contract.palette import BLUE, ORANGE, REFERENCE_LINE
from netsci_bench.contract.result import Outcome

EPOCHS = (
    "Epochs: accuracy on the test images, and share of the nearest neighbours by features that are of the same "
    "class, for each seed; the dotted line is the share with labels in random order."
)


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Both courses."""
    figure = Figure(figsize=(8.4, 3.2), layout="constrained")
    panels = {"accuracies": ("accuracy, %", BLUE), "purities": ("share of neighbours of the same class", ORANGE)}
    for axes, (name, (title, colour)) in zip(figure.subplots(1, 2), panels.items(), strict=True):
        for outcome in outcomes:
            axes.plot(outcome.lists[name], color=colour, lw=1.2, alpha=0.75)
        axes.set(xlabel="epoch", ylabel=title, ylim=(0, None))
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.spines[["top", "right"]].set_visible(False)
    figure.axes[1].axhline(outcomes[0].scalars["shuffled_purity"], color=REFERENCE_LINE, lw=0.8, ls=":")
    return {EPOCHS: figure}
