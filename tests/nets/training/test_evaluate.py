import re

import numpy as np
import pytest
import torch
from torch import nn

from netsci_bench.nets.models.lenet import lenet5_eighth
from netsci_bench.nets.training import evaluate
from netsci_bench.nets.training.evaluate import accuracy, compute_outputs
from netsci_bench.nets.training.tensors import load_examples

GENERATOR = torch.Generator().manual_seed(0)
IMAGES = torch.rand(11, 1, 28, 28, generator=GENERATOR)
LABELS = torch.randint(10, (11,), generator=GENERATOR)


def test_accuracy_is_the_share_of_images_told_right_counted_by_hand():
    net = lenet5_eighth(10)
    labels = LABELS.clone()
    with torch.inference_mode():
        labels[:4] = net(IMAGES[:4]).argmax(1)
        right = sum(int(net(IMAGES[i : i + 1]).argmax()) == int(labels[i]) for i in range(11))
    assert accuracy(net, IMAGES, labels) == 100 * right / 11 >= 100 * 4 / 11


def test_outputs_come_in_batches_and_in_order(monkeypatch):
    monkeypatch.setattr(evaluate, "BATCH", 4)
    seen = []
    net = lenet5_eighth(10)
    net.register_forward_hook(lambda _, images, __: seen.append(len(images[0])))
    answers = compute_outputs(net, IMAGES)
    with torch.inference_mode():
        torch.testing.assert_close(answers, net(IMAGES))
    assert seen[:3] == [4, 4, 3]


def test_dropout_is_off_while_evaluating_and_every_mode_is_restored():
    net = nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(784, 10)).train()
    net[2].eval()
    assert torch.equal(compute_outputs(net, IMAGES), compute_outputs(net, IMAGES))
    assert [module.training for module in net.modules()] == [True, True, True, False]


def test_the_mode_is_restored_when_the_network_fails():
    net = lenet5_eighth(10).train()
    with pytest.raises(RuntimeError):
        accuracy(net, IMAGES[..., :9], LABELS)
    assert all(module.training for module in net.modules())


def test_examples_are_scaled_to_one_and_get_a_channel_axis(toy_arrays):
    found = load_examples(toy_arrays, "train", "cpu", limit=5)
    assert found.images.dtype == torch.float32
    assert found.labels.dtype == torch.int64
    np.testing.assert_array_equal(found.images.numpy()[:, 0], toy_arrays["train_images"][:5] / np.float32(255))
    assert found.labels.tolist() == toy_arrays["train_labels"][:5].tolist()
    assert len(found) == 5


def test_a_limit_beyond_the_data_takes_all_of_it(toy_arrays):
    assert len(load_examples(toy_arrays, "test", "cpu", limit=10**6)) == len(toy_arrays["test_labels"])


@pytest.mark.parametrize(("shape", "labels"), [((4, 64), 4), ((4, 2, 3, 8, 8), 4), ((4, 8, 8), 3), ((4, 3, 8, 8), 5)])
def test_what_is_no_image_or_has_no_label_is_refused(shape, labels):
    wrong = {"test_images": np.zeros(shape, np.uint8), "test_labels": np.zeros(labels, np.uint8)}
    with pytest.raises(ValueError, match=rf"shape {re.escape(str(shape))} with {labels} labels"):
        load_examples(wrong, "test", "cpu")


def test_coloured_images_keep_their_channels():
    colours = np.arange(2 * 3 * 4 * 4, dtype=np.uint8).reshape(2, 3, 4, 4)
    found = load_examples({"test_images": colours, "test_labels": np.zeros(2, np.uint8)}, "test", "cpu")
    np.testing.assert_array_equal(found.images.numpy(), colours / np.float32(255))
