"""How much do the layers of a ticket tell about images and classes, in bins of several widths?"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from netsci_bench.contract.schema import Metrics
from netsci_bench.measures.information.binned import equal_width_bins, pattern_information, unit_label_information
from netsci_bench.nets.lottery.tickets import TrainedRound

# what `measure_information` gives for each layer and number of bins, in nats
KINDS = ("input", "input_corrected", "label", "label_shuffled", "mean_unit_label")


class LayerInformation(Metrics):
    """By round, in nats, with the fewest bins: with more, almost every image has a pattern of its own.

    ``input``: I(X;Z) of the layer's joint pattern, after Miller and Madow; ``label``: I(Z;Y) less its mean over
    shuffled labels; ``unit_label``: I(Z_u;Y), corrected, averaged over the units.
    """

    input: list[float]
    label: list[float]
    unit_label: list[float]


def measure_information(
    ticket: TrainedRound, images: NDArray[np.float32], labels: NDArray[np.int64], bins: Sequence[int]
) -> NDArray[np.float64]:
    """For each layer and each number of bins what ``KINDS`` names (``layers widths kinds``)."""
    return np.array([[_kinds_of(layer, labels, count) for count in bins] for layer in ticket.hidden(images)])


def layer_information(by_round: NDArray[np.float64], layer: int) -> LayerInformation:
    """The metrics of one layer from (``rounds layers widths kinds``)."""
    column = {name: by_round[:, layer, 0, kind] for kind, name in enumerate(KINDS)}
    return LayerInformation(
        input=column["input_corrected"].tolist(),
        label=(column["label"] - column["label_shuffled"]).tolist(),
        unit_label=column["mean_unit_label"].tolist(),
    )


def _kinds_of(layer: NDArray[np.float32], labels: NDArray[np.int64], count: int) -> list[float]:
    binned = equal_width_bins(layer, count)
    joint = pattern_information(binned, labels)
    alone = float(unit_label_information(binned, labels).mean())
    return [joint.input, joint.input_corrected, joint.label, joint.label_shuffled, alone]
