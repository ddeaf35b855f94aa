"""What does a network become if its training labels are in random order?

The same images, the same number of each class, the same recipe, and nothing that could be learned of new images. So
whatever such a training changes in a network is not about the task.
"""

from dataclasses import replace

from netsci_bench.contract.catalogue_entries import Dataset
from netsci_bench.contract.run import Arrays, Run
from netsci_bench.contract.schema import Params
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe

LABELS = "train_labels"


class ShuffledLabels(Params):
    """The recipe of a training whose labels are shuffled."""

    recipe: Recipe


def fit_shuffled(p: ShuffledLabels, run: Run) -> None:
    """Train as ``fit`` does, with the training labels in an order that the seed draws; the test labels stay.

    Raises:
        Failure, Interrupted: as ``fit``.
    """

    def shuffled(dataset: Dataset) -> Arrays:
        arrays = run.arrays(dataset)
        return {**arrays, LABELS: run.rng("shuffled labels").permutation(arrays[LABELS])}

    fit(p.recipe, replace(run, arrays=shuffled))
