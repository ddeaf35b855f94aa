"""Does every tensor function stay on the device that it is given? Without a GPU: on fake CUDA tensors, and on `meta`.

A fake tensor has a shape and a device but no numbers; an operation that mixes devices raises, as on a GPU. Gradients
are not followed there, so backward passes run on `meta`. What is copied to the host is made up (`as_on_a_gpu`).
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensor, FakeTensorMode, unset_fake_temporarily

from netsci_bench import nets
from netsci_bench.nets import evaluate, feed, left_out, probe, rbm, recipe, relu_weights, size, sparse_evolution
from netsci_bench.nets import layer_outputs as points
from netsci_bench.nets import masked_net as masked
from netsci_bench.nets import tensors as ts
from netsci_bench.nets.checkpointer import Checkpointer
from netsci_bench.nets.dropout import Dropout
from netsci_bench.nets.loaded import load_data
from netsci_bench.nets.models import lenet, lenet300, relu_mlp, set_cnn, set_mlp
from netsci_bench.nets.models.cifar_resnet import cifar_resnet
from netsci_bench.nets.nearest_on_device import nearest_on_device
from netsci_bench.nets.rbm_recipe import RbmRecipe
from netsci_bench.nets.readout import Readout
from netsci_bench.nets.sparse_linear import SparseLinear, overwrite
from netsci_bench.nets.sparse_ticket_net import ticket_net
from netsci_bench.nets.srelu import SReLU
from netsci_bench.nets.step import take_step
from netsci_bench.nets.tutorial_layers import SlowBias, TutorialDropout, TutorialScale, TutorialSigmoid
from netsci_bench.nets.underway import Training
from netsci_bench.run import Run

CUDA = "cuda"
GREY, COLOUR = (4, 1, 28, 28), (4, 3, 32, 32)
SMALL = {"inputs": 20, "hidden": (8,)}

# name -> the module, and the shape of a batch
MODULES: dict[str, tuple[Callable[[], nn.Module], tuple[int, ...]]] = {
    "models.cifar_resnet": (lambda: cifar_resnet(10, (2, 2, 2)), COLOUR),
    "models.lenet": (lambda: lenet.lenet5_eighth(10), GREY),
    "models.lenet300": (lambda: lenet300.lenet300(10), GREY),
    "models.relu_mlp": (lambda: relu_mlp.relu_mlp_32_32(2), GREY),
    "models.set_cnn": (lambda: set_cnn.set_cnn(10, hidden=(8,), epsilon=1), COLOUR),
    "models.set_mlp": (lambda: set_mlp.set_mlp(3, **SMALL, epsilon=2, activation="srelu", dropout=0.3), (4, 20)),
    "models.set_mlp, tutorial": (
        lambda: set_mlp.set_mlp(3, **SMALL, dropout=0.3, tutorial=True, output="sigmoid", bias_pace=0.5),
        (4, 20),
    ),
    "dropout:Dropout": (lambda: nn.Sequential(nn.Linear(8, 8), Dropout(0.5)), (4, 8)),
    "readout:Readout": (lambda: Readout(8, 3), (4, 8)),
    "sparse_linear:SparseLinear": (lambda: SparseLinear(8, 3, 10), (4, 8)),
    "srelu:SReLU": (lambda: SReLU(8), (4, 8)),
    "tutorial_layers:SlowBias": (lambda: SlowBias(8, 3, 0.5), (4, 8)),
    "tutorial_layers:TutorialDropout": (lambda: nn.Sequential(nn.Linear(8, 8), TutorialDropout(0.5)), (4, 8)),
    "tutorial_layers:TutorialScale": (lambda: nn.Sequential(nn.Linear(8, 8), TutorialScale(0.5)), (4, 8)),
    "tutorial_layers:TutorialSigmoid": (lambda: nn.Sequential(nn.Linear(8, 8), TutorialSigmoid()), (4, 8)),
}


def fake(shape: tuple[int, ...], dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.zeros(shape, dtype=dtype, device=CUDA)


def on_cuda(build: Callable[[], nn.Module]) -> Any:
    """A module whose tensors are fake ones on a GPU."""
    with unset_fake_temporarily():
        module = build()
    for part in module.modules():
        for tensors in (part._parameters, part._buffers):
            for name, value in tensors.items():
                if value is not None:
                    moved = torch.empty_strided(value.shape, value.stride(), dtype=value.dtype, device=CUDA)
                    tensors[name] = nn.Parameter(moved) if isinstance(value, nn.Parameter) else moved
    return module


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


def masked_step() -> list[Tensor]:
    start = masked.dense_of(on_cuda(lambda: lenet300.lenet300(10)))
    masks = tuple(np.random.default_rng(0).random(w.shape) < 0.005 for w in start.weights)
    net = ticket_net(start, masks, CUDA)
    seen = fake((4, int(masked.live_units(masks)[0].sum())))
    net.gradient(seen, fake((4, 10)))
    net.whole()
    return [net.outputs(seen), net.slope, net.inputs]


def augmented() -> Tensor:
    given = feed.make_batches(fake(COLOUR, torch.uint8), labels(), "crop_and_flip", None)
    return given.inputs(torch.arange(2, device=CUDA), given.draw_views(np.random.default_rng(0)))


def loaded(toy: recipe.Recipe, run: Run) -> list[Tensor]:
    data = load_data(toy.model_copy(update={"normalisation": "standardised", "hold_out": 10}), run)
    return [data.train.pixels, data.train.labels, data.test.images, data.test.labels, *data.train.scale]


Row = Callable[[recipe.Recipe, Run], Any]  # gives a tensor or tensors that lie on the GPU, or what is on the host

# fmt: off
TABLE: dict[str, Row] = {
    "evaluate:evaluating, evaluate:outputs": lambda r, run: evaluate.outputs(resnet(), images()),
    "evaluate:accuracy, evaluate:percent_correct": lambda r, run: evaluate.accuracy(resnet(), images(), labels()),
    "feed:Batches, feed:make_batches": lambda r, run: augmented(),
    "feed:network_inputs, feed:scale_of, tensors:channel_scale, tensors:rescale": lambda r, run: feed.network_inputs(
        images(), feed.scale_of(feed.Normalisation(mean=(0.5,) * 3, deviation=(0.2,) * 3), images())),
    "tensors:pixel_scale, tensors:scaled": lambda r, run: list(ts.pixel_scale(ts.scaled(fake(COLOUR, torch.uint8)))),
    "tensors:normalised": lambda r, run: ts.normalised(images(), (0.5,) * 3, (0.2,) * 3),
    "tensors:examples, tensors:to_examples, tensors:to_images, tensors:to_pixels": lambda r, run: vars(
        ts.examples(run.arrays(r.dataset), "test", CUDA)).values(),
    "layer_outputs:layer_outputs, layer_outputs:block_points": lambda r, run: points.layer_outputs(
        resnet(), images(), points.block_points(resnet()), lambda taken: taken).values(),
    "left_out:last_features, left_out:stages_of, left_out:shape_changing": lambda r, run: left_out.last_features(
        resnet(), images(), "layer1.1"),
    "loaded:load_data, loaded:memory_layout": loaded,
    "masked_net:MaskedNet, masked_net:dense_of, sparse_ticket_net:ticket_net": lambda r, run: masked_step(),
    "nearest_on_device:nearest_on_device": lambda r, run: nearest_on_device(fake((9, 5)), 3),
    "probe:layers, probe:activations": lambda r, run: list(
        probe.activations(resnet(), images(), probe.layers(resnet(), images()))),
    "rbm:learn, rbm:untrained_rbm, rbm:draw_states": lambda r, run: [
        rbm.learn(machine(how := rbm_recipe(r.dataset)), fake((4, 6)), how, torch.Generator())],
    "rbm:rewire, rbm:Rbm": lambda r, run: rbm.rewire(
        machine(how := rbm_recipe(r.dataset)), how, np.random.default_rng(0), last=False),
    "recipe:targets": lambda r, run: recipe.targets(r, labels()),
    "recipe:loss_of": lambda r, run: [
        recipe.loss_of(r.model_copy(update={"loss": loss}), fake((4, 10)), labels())
        for loss in ("mse", "cross_entropy")],
    "relu_weights:relu_weights": lambda r, run: relu_weights.relu_weights(
        on_cuda(lambda: relu_mlp.relu_mlp_32_32(2))),
    "size:parameters, size:macs": lambda r, run: (size.macs(resnet(), COLOUR[1:]), size.parameters(resnet())),
    "sparse_evolution:evolve": lambda r, run: sparse_evolution.evolve(
        *sparse_net(), sparse_evolution.Evolution(momentum="all"), np.random.default_rng(0), last=False),
    "sparse_linear:overwrite": lambda r, run: overwrite(fake((3,)), np.ones(3)),
}
# fmt: on

ON_META = {"step:take_step", "step:refuse_nonfinite", "underway:Training"}

# why a function is in neither table
LOOP = "a loop, or its beginning: it needs the generators of a real device; its steps are in the tables"
CPU = "on the CPU alone: the layer or net that uses it takes another way on other devices"
DEVICE = "about a device itself: a fake one has no generators and no settings"
MOVES = "moves whole tensors between disk, host and device, and computes nothing with them"
ELSEWHERE = {
    LOOP: "training:fit, rbm_training:train_rbm, ticket_training:train_round, underway:start_training",
    CPU: "sparse_ticket_net:SparseTicketNet, sparse_product:SparseProduct, sparse_product:weighted_sums, "
    "sparse_product:products_at, sparse_product:make_wiring, small_training:start",
    DEVICE: "randomness:borrowed_rng, randomness:rng_state, randomness:seed_generators, randomness:set_rng_state, "
    "device:describe, device:numeric_settings",
    MOVES: "weights:build_network, weights:load_weights, weights:network_with_weights, weights:read_weights, "
    "weights_blocks:keep_blocks, trained:load, recipe:untrained, recipe:optimizer_for, rbm_trained:write_rbm, "
    "rbm_trained:trained_rbm, step:diverged, training:starting_weights",
}


@pytest.fixture
def as_on_a_gpu(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fake tensors, whose numbers are made up where the host asks for them; only from the CPU, as torch has it."""
    on_host = torch.Tensor.numpy

    def numpy(tensor: Tensor, *args: Any, **kwargs: Any) -> np.ndarray:
        if not isinstance(tensor, FakeTensor):
            return on_host(tensor, *args, **kwargs)
        assert tensor.device.type == "cpu", "a GPU's tensor has no numpy array"
        shape, kind = tuple(tensor.shape), str(tensor.dtype).removeprefix("torch.")
        numbers = np.arange(1, np.prod(shape) + 1) if tensor.dtype.is_floating_point else np.zeros(np.prod(shape))
        return numbers.astype(kind).reshape(shape)

    monkeypatch.setattr(torch.Tensor, "numpy", numpy)
    monkeypatch.setattr(torch.Tensor, "__bool__", lambda _: True)
    monkeypatch.setattr(torch.Tensor, "__int__", lambda _: 1)
    monkeypatch.setattr(torch.Tensor, "__float__", lambda _: 1.0)
    with FakeTensorMode(allow_non_fake_inputs=True), torch.no_grad():
        yield


@pytest.fixture
def gpu_run(toy_arrays, tmp_path: Path) -> Run:
    return Run(seed=0, device=CUDA, folder=tmp_path, arrays=lambda _: toy_arrays)


def tensors_in(result: Any) -> list[Tensor]:
    if isinstance(result, Tensor):
        return [result]
    if isinstance(result, list | tuple | type({}.values())):
        return [tensor for part in result for tensor in tensors_in(part)]
    return []


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("name", MODULES)
def test_a_network_computes_where_its_images_are(as_on_a_gpu, name, training):
    build, shape = MODULES[name]
    module = on_cuda(build).train(training)
    assert module(fake(shape)).device.type == CUDA


@pytest.mark.parametrize("names", TABLE)
def test_a_function_stays_on_the_device_that_it_is_given(as_on_a_gpu, toy_recipe, gpu_run, names):
    for tensor in tensors_in(TABLE[names](toy_recipe, gpu_run)):
        assert tensor.device.type == CUDA


@pytest.mark.parametrize("name", MODULES)
def test_gradients_are_where_the_weights_are(name):
    build, shape = MODULES[name]
    module = build().to("meta").train()
    module(torch.zeros(shape, device="meta")).square().sum().backward()
    assert {p.grad.device.type for p in module.parameters()} == {"meta"}


@pytest.mark.parametrize("augmentation", ["none", "crop_and_flip"])
def test_a_step_of_training_stays_on_the_device(toy_recipe, tmp_path, monkeypatch, augmentation):
    monkeypatch.setattr(torch, "autocast", lambda *_, **__: nullcontext())  # there is none on `meta`
    model = cifar_resnet(10, (1, 1, 1)).to("meta").train()
    run = Run(seed=0, device="meta", folder=tmp_path)
    pixels = torch.zeros((8, 3, 32, 32), dtype=torch.uint8, device="meta")
    train = feed.make_batches(pixels, torch.zeros(8, dtype=torch.int64, device="meta"), augmentation, None)
    job = Training(
        recipe=toy_recipe.model_copy(update={"decoupled": True}),
        run=run,
        checkpointer=Checkpointer(run, ""),
        train=train,
        test=ts.Examples(pixels, train.labels),
        valid=None,
        model=model,
        optimizer=torch.optim.SGD(model.parameters(), lr=0.1),
        losses=torch.zeros(2, device="meta"),
        right=torch.zeros(2, dtype=torch.int64, device="meta"),
        views=train.draw_views(np.random.default_rng(0)),
    )
    take_step(job, torch.arange(4, device="meta"))
    assert job.step == 1
    assert {p.grad.device.type for p in model.parameters()} == {"meta"}


def mixes_devices(given: Tensor) -> Tensor:
    return given + torch.ones(len(given))


def test_a_tensor_left_on_the_cpu_is_caught(as_on_a_gpu):
    with pytest.raises(RuntimeError, match="device"):
        mixes_devices(fake((3,)))
    with pytest.raises(AssertionError, match="no numpy array"):
        fake((3,)).numpy()


def handles_tensors(thing: Any) -> bool:
    """Whether a function, or a public method of a class, takes or gives a tensor, a network or a device."""
    if inspect.isclass(thing):
        methods = (m for n, m in vars(thing).items() if inspect.isfunction(m) and not n.startswith("_"))
        return issubclass(thing, nn.Module | torch.autograd.Function) or any(map(handles_tensors, methods))
    return bool(re.search(r"Tensor|Module|\bdevice|Rbm\b|MaskedNet|Training\b|ResNet", str(inspect.signature(thing))))


def test_every_public_tensor_function_of_nets_is_in_a_table():
    named = {name for names in (*TABLE, *MODULES, *ON_META, *ELSEWHERE.values()) for name in names.split(", ")}
    public, unlisted = set(), set()
    for info in pkgutil.walk_packages(nets.__path__, "netsci_bench.nets."):
        module, short = importlib.import_module(info.name), info.name.removeprefix("netsci_bench.nets.")
        for name, thing in vars(module).items():
            plain = inspect.isfunction(thing) or inspect.isclass(thing)
            if plain and thing.__module__ == info.name and not name.startswith("_"):
                public.add(full := f"{short}:{name}")
                if full not in named and short not in MODULES and handles_tensors(thing):
                    unlisted.add(full)
    assert unlisted == set()
    assert {name for name in named if ":" in name} <= public
