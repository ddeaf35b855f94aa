"""Do the attacks of the library find what can be found by hand, and stay within their budget?"""

import sys

import numpy as np
import pytest
import torch
from pydantic import ValidationError
from torch import nn

from netsci_bench.contract.errors import Mistake
from netsci_bench.nets.attacks import library_attacks as library
from netsci_bench.nets.attacks.any_attack import attack_images
from netsci_bench.nets.attacks.local_search import LocalSearch, RandomPixel
from netsci_bench.nets.attacks.target import Normalised, Target, are_fooled, predict_classes

SHAPE = (3, 4, 4)
SIZE = 48
ALL = [
    library.Fgsm(epsilon=0.07),
    library.Pgd(epsilon=0.07, step=0.02, steps=5),
    library.Jsma(change=0.2, share=0.3),
    library.CarliniWagner(rate=0.1, weight=1.0, searches=2, steps=5),
    library.OnePixel(generations=1),
    RandomPixel(pixels=9),
    LocalSearch(rounds=2),
]
named = pytest.mark.parametrize("how", ALL, ids=[type(how).__name__ for how in ALL])


def linear(weights, bias, classes=2):
    """The first class has an output of ``weights`` times the image plus the bias, the second 0, others -100."""
    net = nn.Sequential(nn.Flatten(), nn.Linear(SIZE, classes))
    with torch.no_grad():
        net[1].weight.zero_()
        net[1].weight[0] = torch.as_tensor(weights, dtype=torch.float32)
        net[1].bias.copy_(torch.tensor([bias, 0.0, *[-100.0] * (classes - 2)]))
    return net.eval()


@pytest.fixture
def signs():
    return np.random.default_rng(3).choice([-1.0, 1.0], SIZE)


@pytest.fixture
def drawn_net():
    torch.manual_seed(5)
    return Target(nn.Sequential(nn.Flatten(), nn.Linear(SIZE, 3)).eval(), 3)


def attacked(target, images, how, seed=0):
    labels = predict_classes(target, images)
    return attack_images(target, images, labels, how, np.random.default_rng(seed)), labels


def grey(value=0.5):
    return torch.full((1, *SHAPE), value)


@pytest.mark.parametrize(("epsilon", "fooled"), [(0.09, False), (0.11, True)])
def test_fgsm_moves_every_number_against_its_weight_and_fools_from_the_size_worked_by_hand(signs, epsilon, fooled):
    """The output at grey is 0.1 times the 48 weights of size 1, so 0.1 is the size from which it changes its sign."""
    target = Target(linear(signs, 4.8 - 0.5 * signs.sum()), 2)
    found, labels = attacked(target, grey(), library.Fgsm(epsilon=epsilon))
    expected = 0.5 - epsilon * torch.tensor(signs, dtype=torch.float32).view(1, *SHAPE)
    torch.testing.assert_close(found, expected)
    assert labels.tolist() == [0]
    assert are_fooled(target, found, labels).tolist() == [fooled]


def test_pgd_of_a_linear_net_ends_where_fgsm_does(signs):
    target = Target(linear(signs, 4.8 - 0.5 * signs.sum()), 2)
    ends, _ = attacked(target, grey(), library.Pgd(epsilon=0.05, step=0.02, steps=10))
    step, _ = attacked(target, grey(), library.Fgsm(epsilon=0.05))
    torch.testing.assert_close(ends, step)


def test_carlini_and_wagner_find_about_the_shortest_change(signs):
    target = Target(linear(signs, 2.4 - 0.5 * signs.sum()), 2)
    found, labels = attacked(target, grey(), library.CarliniWagner(rate=0.1, weight=1.0, searches=8, steps=30))
    shortest = 2.4 / np.sqrt(SIZE)  # distance from the plane on which the output is 0
    assert are_fooled(target, found, labels).all()
    assert shortest <= float((found - grey()).norm()) < 1.1 * shortest


def test_jsma_changes_the_numbers_with_the_largest_weights_for_the_other_class():
    weights = np.zeros(SIZE)
    weights[[7, 20, 33]] = [3.0, 2.0, 1.0]
    net = linear(np.zeros(SIZE), 3.5)
    with torch.no_grad():
        net[1].weight[1] = torch.tensor(weights)
    target = Target(net, 2)
    found, labels = attacked(target, grey(), library.Jsma(change=0.3, share=0.05))
    changed = (found - grey()).flatten().nonzero().flatten().tolist()
    assert changed == [7, 20]
    assert are_fooled(target, found, labels).all()  # 3 x 0.8 + 2 x 0.8 + 0.5 > 3.5


def test_one_pixel_is_found_where_one_decides_and_the_image_stays_where_none_does():
    decides, blind = np.zeros(SIZE), np.full(SIZE, 0.01)
    decides[5::16] = -4.0  # the three channels of pixel (1, 1)
    images = torch.rand((1, *SHAPE), generator=torch.Generator().manual_seed(0))
    target = Target(linear(decides, 9.0, classes=3), 3)
    found, labels = attacked(target, images * 0.5, library.OnePixel(generations=3))
    changed = (found - images * 0.5).abs().sum(1).squeeze().nonzero().tolist()
    assert changed == [[1, 1]]
    assert are_fooled(target, found, labels).all()
    same, _ = attacked(Target(linear(blind, 9.0, classes=3), 3), images, library.OnePixel(generations=1))
    torch.testing.assert_close(same, images, rtol=0, atol=0)


@named
def test_no_attack_leaves_the_range_or_its_budget(drawn_net, how):
    images = torch.rand((5, *SHAPE), generator=torch.Generator().manual_seed(1))
    images[0, :, 0] = 0.0
    images[1, :, 0] = 1.0
    found, _ = attacked(drawn_net, images, how)
    changes = (found - images).abs()
    assert found.shape == images.shape
    assert float(found.min()) >= 0.0
    assert float(found.max()) <= 1.0
    if isinstance(how, library.Fgsm | library.Pgd):
        assert float(changes.max()) <= how.epsilon + 1e-6
    if isinstance(how, library.Jsma):
        assert int((changes > 0).flatten(1).sum(1).max()) <= how.share * SIZE + 2
    if isinstance(how, library.OnePixel | RandomPixel):
        assert int(changes.sum(1).gt(0).flatten(1).sum(1).max()) <= 1


@named
def test_an_attack_is_the_same_for_the_same_seed_and_leaves_everything_else_as_it_was(drawn_net, how):
    images = torch.rand((3, *SHAPE), generator=torch.Generator().manual_seed(2))
    original, weights, state = images.clone(), drawn_net.net[1].weight.clone(), np.random.get_state()
    first, _ = attacked(drawn_net, images, how, seed=4)
    np.random.standard_normal(3)
    second, _ = attacked(drawn_net, images, how, seed=4)
    np.random.set_state(state)
    torch.testing.assert_close(first, second, rtol=0, atol=0)
    torch.testing.assert_close(images, original, rtol=0, atol=0)
    torch.testing.assert_close(drawn_net.net[1].weight, weights, rtol=0, atol=0)
    assert drawn_net.net[1].weight.requires_grad
    assert not drawn_net.net.training


def test_numpys_own_generator_is_put_back(drawn_net):
    state = np.random.get_state()[1].copy()
    attacked(drawn_net, torch.rand((2, *SHAPE)), ALL[1])
    assert (np.random.get_state()[1] == state).all()


def test_another_seed_begins_elsewhere(drawn_net):
    images, how = torch.full((2, *SHAPE), 0.5), library.Pgd(epsilon=0.3, step=0.01, steps=1)
    assert not torch.equal(attacked(drawn_net, images, how, 0)[0], attacked(drawn_net, images, how, 1)[0])


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        (library.Fgsm, {"epsilon": 0.0}),
        (library.Fgsm, {"epsilon": float("nan")}),
        (library.Pgd, {"epsilon": 0.1, "step": 0.1, "steps": 0}),
        (library.Pgd, {"epsilon": -0.1, "step": 0.1, "steps": 3}),
        (library.Jsma, {"change": 1.0, "share": 0.0}),
        (library.CarliniWagner, {"rate": 0.1, "weight": 1.0, "searches": 0, "steps": 3}),
        (library.OnePixel, {"generations": 0}),
        (RandomPixel, {"pixels": 0}),
        (LocalSearch, {"rounds": 0}),
    ],
)
def test_a_budget_of_nothing_is_refused(kind, settings):
    with pytest.raises(ValidationError):
        kind(**settings)


def test_without_the_library_it_says_how_to_install_it(drawn_net, monkeypatch):
    monkeypatch.setitem(sys.modules, "art.attacks", None)
    with pytest.raises(Mistake, match="adversarial-robustness-toolbox") as told:
        attacked(drawn_net, torch.rand((1, *SHAPE)), ALL[0])
    assert "netsci-bench[attacks]" in str(told.value)


def test_a_normalised_net_answers_as_the_net_does_for_normalised_images(drawn_net):
    images = torch.rand((4, *SHAPE))
    net = Normalised(drawn_net.net, (0.1, 0.2, 0.3), (0.5, 0.6, 0.7))
    scaled = (images - torch.tensor([0.1, 0.2, 0.3]).view(3, 1, 1)) / torch.tensor([0.5, 0.6, 0.7]).view(3, 1, 1)
    torch.testing.assert_close(net(images), drawn_net.net(scaled))
