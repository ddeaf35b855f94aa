"""Does every tensor function stay on the device that it is given? Without a GPU: on fake CUDA tensors, and on `meta`.

Gradients are not followed on fake tensors, so backward passes run on `meta`. See `fake_gpu`, and for networks and
layers `test_module_devices`, which shows that a tensor left on the CPU is caught.
"""

# ruff: noqa: E501 - a line of the table for each name

import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
import torch
from fake_gpu import CUDA, as_on_a_gpu, fake, on_cuda, public_names
from torch import Tensor, nn
from toy_dataset import toy_dataset

from netsci_bench import nets
from netsci_bench.contract.run import Run
from netsci_bench.nets.attacks import local_search, same_size_noise, target
from netsci_bench.nets.boltzmann import rbm
from netsci_bench.nets.boltzmann.recipe import RbmRecipe
from netsci_bench.nets.capacitance import probe_signals as signals
from netsci_bench.nets.capacitance import zero_cost
from netsci_bench.nets.capacitance.second_derivative import second_derivative_degrees
from netsci_bench.nets.landscape import directions
from netsci_bench.nets.lottery import masked_net as masked
from netsci_bench.nets.lottery.sparse_net import ticket_net
from netsci_bench.nets.models import lenet300, relu_mlp
from netsci_bench.nets.models.cifar_resnet import cifar_resnet
from netsci_bench.nets.models.transfer_zoo import zoo_net
from netsci_bench.nets.probes import (
    activations,
    block_ablation,
    block_names,
    inside_blocks,
    last_features,
    residual_units,
    size,
)
from netsci_bench.nets.probes import layer_outputs as points
from netsci_bench.nets.probes.nearest_neighbours import nearest_on_device
from netsci_bench.nets.sparse import evolution as sparse_evolution
from netsci_bench.nets.sparse import penalised, successors
from netsci_bench.nets.sparse.linear import SparseLinear, overwrite
from netsci_bench.nets.sparse.watched import Watched, watched_layers
from netsci_bench.nets.targets import regression, regression_recipe, tables
from netsci_bench.nets.training import batches, evaluate, recipe
from netsci_bench.nets.training import tensors as ts
from netsci_bench.nets.training.checkpointer import Checkpointer
from netsci_bench.nets.training.splits import load_data
from netsci_bench.nets.training.step import take_step
from netsci_bench.nets.training.train_state import TrainState
from netsci_bench.nets.weights import relu_layers

COLOUR = (4, 3, 32, 32)


def images() -> Tensor:
    return fake(COLOUR)


def labels() -> Tensor:
    return fake((4,), torch.int64)


def resnet() -> Any:
    return on_cuda(lambda: cifar_resnet(10, (2, 2, 2)))


def machine(how: RbmRecipe) -> rbm.Rbm:
    return rbm.untrained_rbm(how, 6, np.random.default_rng(0), CUDA)


def rbm_recipe(dataset: Any) -> RbmRecipe:
    evolution = sparse_evolution.Evolution(momentum="all")
    return RbmRecipe(
        dataset=dataset, hidden=4, gibbs_steps=2, lr=0.1, batch=4, epochs=1, epsilon=1.0, evolution=evolution
    )


def sparse_net() -> tuple[nn.Module, torch.optim.Optimizer]:
    layer = on_cuda(lambda: nn.Sequential(SparseLinear(30, 10, 40)))
    return layer, torch.optim.SGD(layer.parameters(), lr=0.1, momentum=0.9)


def watched_net() -> tuple[nn.Module, torch.optim.Optimizer]:
    net = on_cuda(lambda: nn.Sequential(Watched(SparseLinear(30, 10, 40))))
    (watched,) = watched_layers(net).values()
    watched.set_extra_state(fake((4, 40)))
    assert watched.gradient().device.type == CUDA
    return net, torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)


def masked_step() -> list[Tensor]:
    start = masked.read_dense(on_cuda(lambda: lenet300.lenet300(10)))
    masks = tuple(np.random.default_rng(0).random(w.shape) < 0.005 for w in start.weights)
    net = ticket_net(start, masks, CUDA)
    seen = fake((4, int(masked.live_units(masks)[0].sum())))
    net.gradient(seen, fake((4, 10)))
    net.whole()
    return [net.outputs(seen), net.slope, net.inputs]


def probed() -> list[Any]:
    """All that a probe and first gradients show; a gradient is made up, in the shape and on the device of its weight."""

    def made_up(_: Any, wanted: Any, **__: Any) -> list[Tensor]:
        return [torch.zeros_like(one) for one in ([wanted] if isinstance(wanted, Tensor) else wanted)]

    net = on_cuda(lambda: zoo_net(10, "vgg", (2, 2), (6, 5, 4), (3, 32)))
    with patch("torch.autograd.grad", made_up):
        features = signals.body_features(net, images())
        shown = signals.probe_signals(net.head, features, labels())
        degrees = second_derivative_degrees(net.head, features, labels())
        proxies = [proxy(net, images(), labels()) for proxy in (zero_cost.snip, zero_cost.gradient_norm)]
        return [features, shown, degrees, proxies, zero_cost.synflow(net, images()[0])]


def parts_of_a_vector() -> list[Tensor]:
    net = resnet()
    length = sum(weights.numel() for weights in directions.moving_weights(net))
    return list(directions.split_vector(net, np.ones(length)))


def regression_on(run: Run) -> tuple[regression_recipe.RegressionRecipe, Run]:
    """A recipe for five columns, and the run with a table of them; shuffled, since that moves rows."""
    rows = {f"{part}_features": np.ones((8, 5), dtype=np.float32) for part in ("train", "test")}
    how = {"model": {"name": "netsci_bench.nets.models.set_mlp:set_mlp"}, "inputs": 3, "targets": 2, "shuffled": True}
    architecture = {"inputs": 3, "hidden": (4,)}
    more = {"dataset": toy_dataset(rows), "architecture": architecture, "lr": 0.1, "batch": 4, "epochs": 1}
    return regression_recipe.RegressionRecipe(**how, **more), replace(run, arrays=lambda _: rows)


def tables_of(run: Run) -> list[Tensor]:
    """Rows to train on and to test on, and how well a network explains them."""
    train, test = tables.load_tables(*regression_on(run))
    regression.explained_variance(on_cuda(lambda: nn.Linear(3, 2)), test)
    return [train.given, train.wanted, test.given, test.wanted]


def augmented() -> Tensor:
    given = batches.make_batches(fake(COLOUR, torch.uint8), labels(), "crop_and_flip", None)
    return given.inputs(torch.arange(2, device=CUDA), given.draw_views(np.random.default_rng(0)))


def loaded(toy: recipe.Recipe, run: Run) -> list[Tensor]:
    data = load_data(toy.model_copy(update={"normalisation": "standardised", "hold_out": 10}), run)
    return [data.train.pixels, data.train.labels, data.test.images, data.test.labels, *data.train.scale]


Row = Callable[[recipe.Recipe, Run], Any]  # gives a tensor or tensors that lie on the GPU, or what is on the host

# fmt: off
TABLE: dict[str, Row] = {
    "training.evaluate:evaluation_mode, training.evaluate:compute_outputs": lambda r, run: evaluate.compute_outputs(resnet(), images()),
    "training.evaluate:accuracy, training.evaluate:percent_correct": lambda r, run: evaluate.accuracy(resnet(), images(), labels()),
    "training.batches:Batches, training.batches:make_batches": lambda r, run: augmented(),
    "training.batches:network_inputs, training.batches:scale_of, training.tensors:channel_scale, training.tensors:rescale": lambda r, run: batches.network_inputs(
        images(), batches.scale_of(batches.Normalisation(mean=(0.5,) * 3, deviation=(0.2,) * 3), images())),
    "training.tensors:pixel_scale, training.tensors:scale_pixels": lambda r, run: list(ts.pixel_scale(ts.scale_pixels(fake(COLOUR, torch.uint8)))),
    "training.tensors:normalise": lambda r, run: ts.normalise(images(), (0.5,) * 3, (0.2,) * 3),
    "training.tensors:load_examples, training.tensors:to_examples, training.tensors:to_images, training.tensors:to_pixels": lambda r, run: vars(
        ts.load_examples(run.arrays(r.dataset), "test", CUDA)).values(),
    "probes.layer_outputs:layer_outputs, probes.layer_outputs:block_points": lambda r, run: points.layer_outputs(
        resnet(), images(), points.block_points(resnet()), lambda taken: taken).values(),
    "probes.inside_blocks:inside_names": lambda r, run: inside_blocks.inside_names(
        resnet(), block_names.block_names(resnet(), COLOUR[1:])
    ),
    "probes.block_names:block_names": lambda r, run: block_names.block_names(resnet(), COLOUR[1:]),
    "probes.block_ablation:last_features, probes.block_ablation:blocks_by_stage, probes.block_ablation:shape_changing": lambda r, run: block_ablation.last_features(
        resnet(), images(), "layer1.1"),
    "training.splits:load_data, training.splits:memory_layout": loaded,
    "lottery.masked_net:MaskedNet, lottery.masked_net:read_dense, lottery.sparse_net:ticket_net": lambda r, run: masked_step(),
    "probes.nearest_neighbours:nearest_on_device": lambda r, run: nearest_on_device(fake((9, 5)), 3),
    "probes.activations:find_layers, probes.activations:activations": lambda r, run: list(
        activations.activations(resnet(), images(), activations.find_layers(resnet(), images()))),
    "probes.residual_units:unit_activations, probes.residual_units:shortcut_pairs": lambda r, run: [
        residual_units.unit_activations(resnet(), images(), found := activations.find_layers(resnet(), images())),
        residual_units.shortcut_pairs(resnet(), found)],
    "targets.tables:load_tables, targets.tables:Table, targets.regression:explained_variance": lambda r, run: tables_of(run),
    "boltzmann.rbm:learn_batch, boltzmann.rbm:untrained_rbm, boltzmann.rbm:draw_states": lambda r, run: [
        rbm.learn_batch(machine(how := rbm_recipe(r.dataset)), fake((4, 6)), how, torch.Generator())],
    "boltzmann.rbm:rewire, boltzmann.rbm:Rbm": lambda r, run: rbm.rewire(
        machine(how := rbm_recipe(r.dataset)), how, np.random.default_rng(0), last=False),
    "training.recipe:target_classes": lambda r, run: recipe.target_classes(r, labels()),
    "training.recipe:loss_of": lambda r, run: [
        recipe.loss_of(r.model_copy(update={"loss": loss}), fake((4, 10)), labels())
        for loss in ("mse", "cross_entropy")],
    "weights.relu_layers:relu_weights": lambda r, run: relu_layers.relu_weights(
        on_cuda(lambda: relu_mlp.relu_mlp_32_32(2))),
    "probes.size:parameter_count, probes.size:macs": lambda r, run: (size.macs(resnet(), COLOUR[1:]), size.parameter_count(resnet())),
    "sparse.evolution:evolve": lambda r, run: sparse_evolution.evolve(
        *sparse_net(), sparse_evolution.Evolution(momentum="all"), np.random.default_rng(0), last=False),
    "capacitance.probe_signals:body_features, capacitance.probe_signals:probe_signals, capacitance.probe_signals:linear_layers, "
    "capacitance.second_derivative:second_derivative_degrees, capacitance.zero_cost:snip, "
    "capacitance.zero_cost:gradient_norm, capacitance.zero_cost:synflow": lambda r, run: probed(),
    "probes.last_features:last_features": lambda r, run: last_features.last_features(resnet(), images()),
    "landscape.directions:moving_weights, landscape.directions:split_vector": lambda r, run: parts_of_a_vector(),
    "attacks.target:predict_classes, attacks.target:are_fooled": lambda r, run: target.are_fooled(target.Target(resnet(), 10), images(), labels()),
    "attacks.same_size_noise:same_size_noise": lambda r, run: same_size_noise.same_size_noise(target.Target(resnet(), 10), images(), images(), np.random.default_rng(0)),
    "attacks.local_search:cyclic": lambda r, run: local_search.cyclic(images(), 1.5),
    "sparse.successors:evolve_by_size": lambda r, run: successors.evolve_by_size(
        *sparse_net(), sparse_evolution.Evolution(), np.random.default_rng(0), last=False),
    "sparse.successors:evolve_by_gradient, sparse.watched:watched_layers": lambda r, run: successors.evolve_by_gradient(
        *watched_net(), sparse_evolution.Evolution(), np.random.default_rng(0), last=False),
    "sparse.penalised:penalty_slope": lambda r, run: penalised.penalty_slope(fake((3,)), 0.1, 0.1),
    "sparse.linear:overwrite": lambda r, run: overwrite(fake((3,)), np.ones(3)),
}
# fmt: on

ON_META = {
    "targets.regression:take_step",
    "training.step:take_step",
    "training.step:refuse_nonfinite",
    "training.train_state:TrainState",
}

# why a function is in neither table
LOOP = "a loop, or its beginning: it needs the generators of a real device; its steps are in the tables"
CPU = "on the CPU alone: the layer or net that uses it takes another way on other devices"
DEVICE = "about a device itself: a fake one has no generators and no settings"
MOVES = "moves whole tensors between disk, host and device, and computes nothing with them"
HOST = "ends in numbers of the host, which fake tensors have none of; what it takes them from is in the tables"
LIBRARY = "a library moves the images to the host and back, or a search looks at outputs on the host"
ELSEWHERE = {
    LIBRARY: "attacks.any_attack:attack_images, attacks.in_parts:AttackInParts, attacks.library_attacks:fgsm, attacks.library_attacks:pgd, attacks.library_attacks:jsma, attacks.library_attacks:carlini_wagner, "
    "attacks.library_attacks:one_pixel, attacks.local_search:local_search, attacks.local_search:random_pixel",
    HOST: "landscape.directions:read_vector, landscape.directions:join_vector, landscape.directions:moved, landscape.directions:draw_direction, landscape.directions:filter_normalised, "
    "landscape.loss_surface:loss_surface, landscape.loss_surface:loss, landscape.hessian:hessian_product",
    LOOP: "targets.regression:fit_regression, targets.regression:train_epoch, targets.regression:start_regression, targets.regression:Regression, training.loop:fit, landscape.feature_images:feature_images, boltzmann.training:train_rbm, lottery.training:train_round, training.train_state:start_training",
    CPU: "probes.intake:Doorkeeper, lottery.sparse_net:SparseTicketNet, sparse.product:SparseProduct, sparse.product:weighted_sums, "
    "sparse.product:products_at, sparse.product:make_wiring, planar.training:start_training, "
    "sparse.evolution:remaining_after_removal",
    DEVICE: "training.randomness:borrowed_rng, training.randomness:rng_state, training.randomness:seed_generators, training.randomness:set_rng_state, "
    "device:numeric_settings",
    MOVES: "weights.initial:build_network, weights.initial:load_weights, weights.initial:network_with_weights, weights.initial:read_weights, "
    "weights.blocks:keep_blocks, landscape.directions:write_vector, training.trained:load, training.recipe:build_untrained, training.recipe:make_optimizer, boltzmann.trained:write_rbm, "
    "boltzmann.trained:read_rbm, training.step:divergence_failure, training.loop:starting_weights, weights.shortened:names_in_whole, weights.shortened:weights_of_whole, "
    "training.shortened:digest_of, weights.redrawn:redraw, targets.regression:load_regressor, targets.regression_recipe:build_regressor",
}


@pytest.fixture
def gpu_run(toy_arrays, tmp_path, monkeypatch) -> Iterator[Run]:
    with as_on_a_gpu(monkeypatch):
        yield Run(seed=0, device=CUDA, folder=tmp_path, arrays=lambda _: toy_arrays)


def tensors_in(result: Any) -> list[Tensor]:
    if isinstance(result, Tensor):
        return [result]
    if isinstance(result, list | tuple | type({}.values())):
        return [tensor for part in result for tensor in tensors_in(part)]
    return []


@pytest.mark.parametrize("names", TABLE)
def test_a_function_stays_on_the_device_that_it_is_given(toy_recipe, gpu_run, names):
    for tensor in tensors_in(TABLE[names](toy_recipe, gpu_run)):
        assert tensor.device.type == CUDA


@pytest.mark.parametrize("augmentation", ["none", "crop_and_flip"])
def test_a_step_of_training_stays_on_the_device(toy_recipe, tmp_path, monkeypatch, augmentation):
    monkeypatch.setattr(torch, "autocast", lambda *_, **__: nullcontext())  # there is none on `meta`
    model = cifar_resnet(10, (1, 1, 1)).to("meta").train()
    run = Run(seed=0, device="meta", folder=tmp_path)
    pixels = torch.zeros((8, 3, 32, 32), dtype=torch.uint8, device="meta")
    train = batches.make_batches(pixels, torch.zeros(8, dtype=torch.int64, device="meta"), augmentation, None)
    job = TrainState(
        recipe=toy_recipe.model_copy(update={"decoupled": True}),
        run=run,
        checkpointer=Checkpointer(run, ""),
        train=train,
        test=ts.Examples(pixels, train.labels),
        valid=None,
        model=model,
        optimizer=torch.optim.SGD(model.parameters(), lr=0.1),
        losses=torch.zeros(2, device="meta"),
        correct=torch.zeros(2, dtype=torch.int64, device="meta"),
        views=train.draw_views(np.random.default_rng(0)),
    )
    take_step(job, torch.arange(4, device="meta"))
    assert job.step == 1
    assert {p.grad.device.type for p in model.parameters()} == {"meta"}


def test_a_step_of_a_regression_stays_on_the_device(tmp_path):
    how, run = regression_on(Run(seed=0, device="meta", folder=tmp_path))
    table = tables.Table(torch.zeros(8, 3, device="meta"), torch.zeros(8, 2, device="meta"))
    model = nn.Linear(3, 2, device="meta")
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    job = regression.Regression(how, run, table, table, model, optimizer)
    assert regression.take_step(job, torch.arange(4, device="meta")).device.type == "meta"
    assert {p.grad.device.type for p in model.parameters()} == {"meta"}


def handles_tensors(name: str, thing: Any) -> bool:
    """Whether a function, or a public method of a class, takes or gives a tensor, a network or a device.

    Networks and layers themselves have a table of their own (`test_module_devices`).
    """
    if name.startswith("models.") or (inspect.isclass(thing) and issubclass(thing, nn.Module)):
        return False
    if inspect.isclass(thing):
        methods = (m for n, m in vars(thing).items() if inspect.isfunction(m) and not n.startswith("_"))
        return issubclass(thing, torch.autograd.Function) or any(handles_tensors("", method) for method in methods)
    return bool(re.search(r"Tensor|Module|\bdevice|Rbm\b|MaskedNet|Training\b|ResNet", str(inspect.signature(thing))))


def test_every_public_tensor_function_of_nets_is_in_a_table():
    named = {name for names in (*TABLE, *ON_META, *ELSEWHERE.values()) for name in names.split(", ")}
    public = public_names(nets)
    assert {n for n, thing in public.items() if n not in named and handles_tensors(n, thing)} == set()
    assert named <= public.keys()
