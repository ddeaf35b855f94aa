"""What is the modularity of each layer before any training?"""

from collections.abc import Sequence

from matplotlib.figure import Figure

from netsci_bench.contract.palette import BLUE, GREY, PUBLISHED_CURVE
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.modularity.published import read_published_curves
from netsci_bench.experiments.modularity.trained.figures.curve import draw_spread

NETS = {"vgg": "VGG16", "resnet": "ResNet18"}


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Both nets, each with the published curve of a trained one behind it."""
    figure = Figure(figsize=(10.5, 4.2), layout="constrained")
    for axes, (field, net) in zip(figure.subplots(1, 2, sharey=True), NETS.items(), strict=True):
        published = read_published_curves(net, "cifar10")[net]
        label = f"{net} after training, Fig. 4"
        axes.plot(range(1, len(published) + 1), published, color=PUBLISHED_CURVE, lw=3.0, label=label)
        draw_spread(axes, outcomes, f"{field}.modularity", {"color": BLUE, "label": "untrained", "marker": "o"})
        draw_spread(
            axes, outcomes, f"{field}.permuted", {"color": GREY, "label": "labels in random order", "ls": "--"}
        )
        axes.set(xlabel="layer (in the order in which they run)", title=net)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False, loc="upper left", fontsize=9)
    figure.axes[0].set(ylabel="modularity Q")
    counted = (
        f"{len(outcomes)} drawings of the weights, mean and s.d."
        if len(outcomes) > 1
        else "one drawing of the weights"
    )
    figure.suptitle(counted, fontsize=10)
    return {
        "Modularity without training: modularity of the classes after each layer of untrained nets, with labels in "
        "random order, and the published curves of trained ones.": figure
    }
