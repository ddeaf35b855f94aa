"""Is a redrawn network the same one with weights of its own seed, and is nobody's randomness touched?"""

import torch

from netsci_bench.contract.catalogue_entries import Code
from netsci_bench.nets.weights.redrawn import redraw

MLP = Code(name="netsci_bench.nets.models.set_mlp:set_mlp")
SHAPE = {"inputs": 6, "hidden": (5,)}


def test_a_seed_gives_one_network_and_another_seed_another():
    one, same, other = (redraw(MLP, 3, SHAPE, seed).state_dict() for seed in (1, 1, 2))
    assert all(torch.equal(one[name], same[name]) for name in one)
    assert not torch.equal(one["1.weight"], other["1.weight"])
    assert one["3.weight"].shape == (3, 5)


def test_it_leaves_the_generator_where_it_was_and_the_network_in_evaluation_mode():
    before = torch.get_rng_state()
    assert not redraw(MLP, 3, SHAPE, 1).training
    assert torch.equal(before, torch.get_rng_state())
