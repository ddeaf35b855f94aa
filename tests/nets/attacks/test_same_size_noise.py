"""Is noise of the same size as an attack of the same size, elsewhere, and none where nothing was attacked?"""

import numpy as np
import torch
from torch import nn

from netsci_bench.nets.attacks.same_size_noise import same_size_noise
from netsci_bench.nets.attacks.target import Target

WIDE = Target(nn.Identity(), 2, -10.0, 10.0)


def made(seed=0):
    rng = torch.Generator().manual_seed(seed)
    images = torch.rand((6, 3, 8, 8), generator=rng)
    return images, images + 0.1 * torch.randn((6, 3, 8, 8), generator=rng)


def test_the_noise_has_the_lengths_and_the_largest_numbers_of_the_attack():
    images, after = made()
    noise = same_size_noise(WIDE, images, after, np.random.default_rng(1)) - images
    changes = after - images
    torch.testing.assert_close(noise.flatten(1).norm(dim=1), changes.flatten(1).norm(dim=1))
    torch.testing.assert_close(noise.abs().flatten(1).amax(1), changes.abs().flatten(1).amax(1))
    assert abs(float(torch.corrcoef(torch.stack([noise.flatten(), changes.flatten()]))[0, 1])) < 0.15


def test_one_pixel_stays_one_pixel_and_no_change_none():
    images, _ = made()
    after = images.clone()
    after[0, :, 3, 4] += 0.3
    noise = same_size_noise(WIDE, images, after, np.random.default_rng(2)) - images
    assert int((noise[0].abs().sum(0) > 0).sum()) == 1
    assert not noise[1:].any()


def test_the_noise_is_cut_to_the_range_and_is_the_same_for_the_same_seed():
    images, after = made()
    first, second = (
        same_size_noise(Target(nn.Identity(), 2), images, after * 3, np.random.default_rng(3)) for _ in range(2)
    )
    assert float(first.min()) >= 0.0
    assert float(first.max()) <= 1.0
    torch.testing.assert_close(first, second, rtol=0, atol=0)
