"""Is the published tutorial of SET understood? Then its logs come out to the last digit, images and all.

The layers of `tutorial_layers`, the images of `subset_seed` and the rates of registry/sparse/set-mlp.yaml rest on it.
"""

from pathlib import Path

import numpy as np
import pytest
import yaml
from tutorial_by_numpy import Tutorial, drawn_examples

from netsci_bench.contract.catalogue_entries import Dataset
from netsci_bench.data.fetch import arrays

DATASETS = Path(__file__).parents[3] / "registry" / "datasets.yaml"
# epochs of seed 0: loss of the training and of the test images, accuracy of both, as logged
DENSE = [(5.549663224865666877e-02, 5.885648439029499829e-02, 0.6485, 0.64)]
DENSE += [(4.261752410260615659e-02, 4.700869328633842936e-02, 0.701, 0.67)]
SPARSE = [(9.025979912031040220e-02, 9.037081700353165326e-02, 0.273, 0.227)]


@pytest.mark.nightly
@pytest.mark.parametrize(("sparse", "logged"), [(False, DENSE), (True, SPARSE)])
def test_the_first_epochs_of_the_authors_logs_come_out_to_the_last_digit(tmp_path, sparse, logged):
    data = yaml.safe_load(DATASETS.read_text(encoding="utf-8"))["fashion-mnist"]
    seen = drawn_examples(arrays(Dataset(name="fashion-mnist", **data), tmp_path, lambda _: None))
    net = Tutorial(sparse, seed=0)
    for expected in logged:
        net.epoch(seen.train, seen.train_classes)
        answers = [net.answers(x) for x in (seen.train, seen.test)]
        wanted = (seen.train_classes, seen.test_classes)
        pairs = list(zip(answers, wanted, strict=True))
        losses = [np.mean((answer - classes) ** 2) for answer, classes in pairs]
        right = [np.mean(answer.argmax(1) == classes.argmax(1)) for answer, classes in pairs]
        assert losses == pytest.approx(expected[:2], rel=1e-12)
        assert right == pytest.approx(expected[2:], abs=1e-12)
