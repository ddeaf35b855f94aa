"""Does a local search find the pixel that decides, and change no other?"""

import numpy as np
import pytest
import torch
from torch import nn

from netsci_bench.nets.attacks.local_search import LocalSearch, RandomPixel, cyclic, local_search, random_pixel
from netsci_bench.nets.attacks.target import Target, are_fooled

ROW, COLUMN = 2, 5
LABELS = torch.tensor([0])


class OnePixelDecides(nn.Module):
    """The second class, where the first channel of one pixel lies above an edge."""

    def __init__(self, edge):
        super().__init__()
        self.edge = edge

    def forward(self, images):
        above = images[:, 0, ROW, COLUMN] - self.edge
        return torch.stack([torch.zeros_like(above), 10.0 * above], dim=1)


def image(value=0.7):
    made = torch.full((1, 3, 8, 8), 0.4)
    made[:, :, ROW, COLUMN] = value
    return made


def search(edge, seed=0, lowest=0.0, highest=1.0, given=None, **how):
    target = Target(OnePixelDecides(edge), 2, lowest, highest)
    given = image() if given is None else given
    found = local_search(target, given, LABELS, LocalSearch(**how), np.random.default_rng(seed))
    changed = (found - given).abs().sum(1).squeeze().nonzero().tolist()
    return found, changed, bool(are_fooled(target, found, LABELS))


def test_numbers_that_leave_the_range_come_in_at_its_other_end():
    given = torch.tensor([-0.5, -0.4, -0.1, 0.0, 0.3, 0.4])
    expected = torch.tensor([0.25, 0.4, -0.15, 0.0, 0.45, -0.4])
    torch.testing.assert_close(cyclic(given, 1.5), expected)


def test_the_pixel_that_decides_is_found_and_has_the_value_worked_by_hand():
    found, changed, fooled = search(0.85, factor=2.0, pixels=1, first_share=1.0, rounds=1)
    assert fooled
    assert changed == [[ROW, COLUMN]]
    assert found[0, :, ROW, COLUMN].tolist() == pytest.approx([0.9] * 3)  # 0.5 + 2 x 0.2


def test_rounds_add_up_in_the_paper_and_begin_afresh_in_advertorch():
    """0.7 becomes 0.8, and then 0.95; never more than 0.8, if each round begins with the image."""
    settings = {"factor": 1.5, "pixels": 1, "first_share": 1.0, "rounds": 2}
    assert search(0.9, **settings)[2]
    assert not search(0.9, **settings, afresh=True)[2]
    assert not search(0.9, **settings | {"rounds": 1})[2]


def test_an_image_that_fools_while_pixels_are_tried_counts_only_if_it_is_said():
    settings = {"factor": 1.5, "pixels": 1, "first_share": 1.0, "rounds": 1}
    found, changed, fooled = search(0.97, **settings, trials_count=True)
    assert fooled
    assert changed == [[ROW, COLUMN]]
    assert found[0, 0, ROW, COLUMN] == 1.0
    _, changed, fooled = search(0.97, **settings)
    assert not fooled
    assert changed == []


def test_the_next_round_searches_around_the_best_pixels_of_the_last():
    """Where nothing is better, those of the first round are taken at random; a wide square reaches all pixels."""
    settings = {"factor": 2.0, "pixels": 1, "first_share": 0.05, "rounds": 2}
    reached = [search(0.85, seed=seed, **settings, reach=7)[2] for seed in range(20)]
    near = [search(0.85, seed=seed, **settings, reach=1)[2] for seed in range(20)]
    assert all(reached)
    assert sum(near) < 10


def test_no_image_leaves_the_range_of_the_target():
    given = image() * 2.0 - 1.0
    found, _, _ = search(0.65, lowest=-1.0, highest=1.0, given=given, factor=2.0, pixels=3, rounds=3, first_share=1.0)
    assert float(found.min()) >= -1.0
    assert float(found.max()) <= 1.0


def test_the_same_seed_finds_the_same():
    settings = {"factor": 1.5, "pixels": 3, "rounds": 3}
    torch.testing.assert_close(search(0.9, 7, **settings)[0], search(0.9, 7, **settings)[0], rtol=0, atol=0)


def test_a_random_pixel_fools_where_it_is_among_those_tried_and_else_the_image_stays():
    target = Target(OnePixelDecides(0.85), 2)
    found = random_pixel(target, image(), LABELS, RandomPixel(pixels=64), np.random.default_rng(0))
    assert (found - image()).abs().sum(1).squeeze().nonzero().tolist() == [[ROW, COLUMN]]
    assert found[0, :, ROW, COLUMN].tolist() == [1.0] * 3
    never = Target(OnePixelDecides(1.5), 2)
    same = random_pixel(never, image(), LABELS, RandomPixel(pixels=64), np.random.default_rng(0))
    torch.testing.assert_close(same, image(), rtol=0, atol=0)
