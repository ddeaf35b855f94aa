"""How does the curve of a net that was trained on ImageNet look before that of the same net trained on ImageNet50?"""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from netsci_bench.contract.palette import BLUE, FAINT_LINE, GREY, PUBLISHED_CURVE
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.modularity.published import read_published_curves
from netsci_bench.experiments.modularity.trained.figures.curve import draw_spread


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Our curve, that with labels in random order, and the paper's on ImageNet50; the middle half is shaded."""
    net = str(outcomes[0].array("figure-net"))
    figure = Figure(figsize=(7.2, 4.2), layout="constrained")
    axes = figure.subplots()
    layers = len(outcomes[0].lists["modularity"])
    quarter = (layers - 1) // 4
    axes.axvspan(1 + quarter, layers - quarter, color=FAINT_LINE, alpha=0.4, lw=0, label="middle half")
    for values in read_published_curves(net, "imagenet50").values():
        places = np.linspace(1, layers, len(values))
        axes.plot(places, values, color=PUBLISHED_CURVE, lw=3.0, label=f"{net} trained on ImageNet50, Fig. 4")
    draw_spread(axes, outcomes, "modularity", {"color": BLUE, "label": "here", "marker": "."})
    draw_spread(axes, outcomes, "permuted", {"color": GREY, "label": "labels in random order", "ls": "--"})
    axes.set(xlabel="layer (in the order in which they run)", ylabel="modularity Q", xlim=(0.5, layers + 0.5))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="best", fontsize=9)
    counted = f"{len(outcomes)} samples, mean and s.d." if len(outcomes) > 1 else "one sample"
    figure.suptitle(f"{net} of torchvision, one file of weights; {counted}", fontsize=10)
    return {
        f"Trained on ImageNet: modularity of the classes after each layer of torchvision's {net}, and the published "
        "curve of one that was trained on fifty classes.": figure
    }
