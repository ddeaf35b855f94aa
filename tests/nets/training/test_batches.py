"""Does a batch hold the right images, seen as the recipe says?"""

import numpy as np
import pytest
import torch

from netsci_bench.nets.training.batches import BORDER, Normalisation, Views, make_batches, network_inputs, scale_of

SIDE = 8


@pytest.fixture
def pixels() -> torch.Tensor:
    rng = np.random.default_rng(0)
    return torch.from_numpy(rng.integers(1, 256, size=(20, 3, SIDE, SIDE)).astype(np.uint8))


def labels() -> torch.Tensor:
    return torch.arange(20)


def test_a_crop_is_what_slicing_the_bordered_image_gives(pixels):
    batches = make_batches(pixels, labels(), "crop_and_flip", None)
    rng = np.random.default_rng(1)
    views = batches.draw_views(rng)
    chosen = torch.tensor([3, 17, 3, 0])
    found = batches.inputs(chosen, views)
    bordered = torch.nn.functional.pad(pixels, (BORDER,) * 4)
    for row, image in enumerate(chosen):
        down, right = int(views.down[image]), int(views.right[image])
        crop = bordered[image, :, down : down + SIDE, right : right + SIDE] / 255
        assert torch.equal(found[row], crop.flip(2) if views.mirrored[image] else crop)


def test_the_middle_view_is_the_image_itself(pixels):
    batches = make_batches(pixels, labels(), "crop_and_flip", None)
    middle = torch.full((20,), BORDER)
    views = Views(middle, middle, torch.zeros(20, dtype=torch.bool))
    assert torch.equal(batches.inputs(labels(), views), pixels / 255)


def test_every_shift_and_both_directions_are_drawn_and_equal_seeds_draw_alike(pixels):
    batches = make_batches(pixels.repeat(50, 1, 1, 1), torch.arange(1000), "crop_and_flip", None)
    first, second = (batches.draw_views(np.random.default_rng(3)) for _ in range(2))
    assert all(torch.equal(one, other) for one, other in zip(first, second, strict=True))
    assert set(first.down.tolist()) == set(first.right.tolist()) == set(range(2 * BORDER + 1))
    assert 400 < int(first.mirrored.sum()) < 600


def test_without_augmentation_there_are_no_views(pixels):
    batches = make_batches(pixels, labels(), "none", None)
    assert batches.draw_views(np.random.default_rng(0)) is None
    assert torch.equal(batches.inputs(torch.tensor([4, 2]), None), pixels[[4, 2]] / 255)


def test_colours_are_normalised_by_channel(pixels):
    scale = scale_of(Normalisation(mean=(0.1, 0.2, 0.3), deviation=(1.0, 2.0, 4.0)), pixels)
    seen = network_inputs(pixels, scale)
    for channel, (mean, deviation) in enumerate(zip((0.1, 0.2, 0.3), (1.0, 2.0, 4.0), strict=True)):
        torch.testing.assert_close(seen[:, channel], (pixels[:, channel] / 255 - mean) / deviation)


def test_a_normalisation_for_other_channels_is_refused(pixels):
    with pytest.raises(ValueError, match="1 means and 1 deviations for 3 channels"):
        scale_of(Normalisation(mean=(0.5,), deviation=(0.5,)), pixels)


def test_standardised_pixels_have_mean_0_and_deviation_1_and_a_constant_one_becomes_0(pixels):
    pixels[:, 1, 2, 3] = 7
    seen = network_inputs(pixels, scale_of("standardised", pixels))
    assert float(seen.mean(0).abs().max()) < 1e-5
    spread = seen.std(0, correction=0)
    assert float(spread[1, 2, 3]) == 0.0
    spread[1, 2, 3] = 1.0
    torch.testing.assert_close(spread, torch.ones_like(spread))


def test_features_that_are_no_bytes_are_taken_as_they_are():
    features = torch.tensor([[0.5, 300.0], [1.0, -2.0]])
    assert torch.equal(network_inputs(features, None), features)
