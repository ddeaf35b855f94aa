"""Does an attack that was stopped go on where it was, and end as if nothing had happened?"""

import numpy as np
import pytest
import torch
from fake_run import FakeStore

from netsci_bench.contract.errors import Interrupted
from netsci_bench.nets.attacks import in_parts
from netsci_bench.nets.attacks.in_parts import AttackInParts

IMAGES = torch.rand((11, 3, 2, 2), generator=torch.Generator().manual_seed(0))
LABELS = torch.arange(11) % 3


@pytest.fixture(autouse=True)
def _parts_of_four(monkeypatch):
    monkeypatch.setattr(in_parts, "PART", 4)


class Noise:
    """An attack that draws, and counts how many images it was given."""

    def __init__(self):
        self.seen = 0

    def __call__(self, images, labels, rng):
        self.seen += len(images)
        drawn = torch.tensor(rng.standard_normal(tuple(images.shape)), dtype=images.dtype)
        return images + labels.view(-1, 1, 1, 1) * drawn


def whole(store, name="whole"):
    return AttackInParts(store.run(name)).attack("noise", Noise(), IMAGES, LABELS)


def test_every_image_is_attacked_once_with_its_own_label(tmp_path):
    attack = Noise()
    found = AttackInParts(FakeStore(tmp_path).run("all")).attack("noise", attack, IMAGES, LABELS)
    assert attack.seen == len(found) == 11
    same = (found == IMAGES).flatten(1).all(1)
    assert same.tolist() == (LABELS == 0).tolist()


def test_what_was_stopped_goes_on_and_ends_with_the_same_bits(tmp_path):
    store, attacks = FakeStore(tmp_path), Noise()
    asked = iter(["", "", "time is over", "time is over"])
    first = AttackInParts(store.run("stopped", stopping=lambda: next(asked, "")))
    first.attack("before", attacks, IMAGES[:4], LABELS[:4])
    with pytest.raises(Interrupted):
        first.attack("noise", attacks, IMAGES, LABELS)
    assert attacks.seen < 15
    second = AttackInParts(store.run("stopped"))
    again = Noise()
    before = second.attack("before", again, IMAGES[:4], LABELS[:4])
    assert again.seen == 0
    found = second.attack("noise", again, IMAGES, LABELS)
    assert 0 < again.seen < 11
    torch.testing.assert_close(found, whole(store), rtol=0, atol=0)
    assert not torch.equal(before, found[:4])
    second.finish()
    assert list((tmp_path / "stopped").iterdir()) == []


def test_attacks_of_other_names_and_seeds_draw_otherwise(tmp_path):
    store, other = FakeStore(tmp_path), FakeStore(tmp_path / "other", seed=1)
    named = AttackInParts(store.run("named")).attack("other", Noise(), IMAGES, LABELS)
    assert not torch.equal(whole(store), named)
    assert not torch.equal(whole(store, "again"), whole(other))
    assert torch.equal(whole(store, "third"), whole(store, "fourth"))


def test_no_images_are_no_work(tmp_path):
    attack = Noise()
    found = AttackInParts(FakeStore(tmp_path).run("none")).attack("noise", attack, IMAGES[:0], LABELS[:0])
    assert (attack.seen, found.shape) == (0, (0, 3, 2, 2))
    assert np.prod(found.shape) == 0
