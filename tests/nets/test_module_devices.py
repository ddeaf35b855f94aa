"""Does every network and layer compute, and have its gradients, where its weights are? Without a GPU.

Forward on fake CUDA tensors, where an operation that mixes devices raises; backward, which fails there, on `meta`.
"""

from collections.abc import Callable

import pytest
import torch
from fake_gpu import CUDA, as_on_a_gpu, fake, on_cuda, public_names
from torch import Tensor, nn

from netsci_bench import nets
from netsci_bench.nets.attacks.target import Normalised
from netsci_bench.nets.models import lenet, lenet300, relu_mlp, relu_mlp_256, set_cnn, set_mlp
from netsci_bench.nets.models.cifar_resnet import cifar_resnet
from netsci_bench.nets.models.deep import four_stage_resnet, keras_convnet, library_model, shortcut_resnet, vgg
from netsci_bench.nets.models.dropout import Dropout
from netsci_bench.nets.models.pooled_convolution import PooledSequential
from netsci_bench.nets.models.relational_mlp import relational_mlp
from netsci_bench.nets.models.srelu import SReLU
from netsci_bench.nets.models.transfer_zoo import FAMILIES, zoo_net
from netsci_bench.nets.sparse.linear import SparseLinear
from netsci_bench.nets.sparse.penalised import penalised_mlp
from netsci_bench.nets.sparse.readout import Readout
from netsci_bench.nets.sparse.tutorial_layers import SlowBias, TutorialDropout, TutorialScale, TutorialSigmoid
from netsci_bench.nets.sparse.watched import Watched, watched_mlp

GREY, COLOUR = (4, 1, 28, 28), (4, 3, 32, 32)
SMALL = {"inputs": 20, "hidden": (8,)}

# name -> the module, and the shape of a batch
MODULES: dict[str, tuple[Callable[[], nn.Module], tuple[int, ...]]] = {
    "attacks.target:Normalised": (lambda: Normalised(vgg.vgg11(10, width=2), (0.5,) * 3, (0.2,) * 3), COLOUR),
    "models.cifar_resnet": (lambda: cifar_resnet(10, (2, 2, 2)), COLOUR),
    "models.deep.four_stage_resnet": (lambda: four_stage_resnet.resnet18(10, width=2), COLOUR),
    "models.deep.four_stage_resnet, bottlenecks": (
        lambda: four_stage_resnet.four_stage_resnet(10, (1,) * 4, True, 2),
        COLOUR,
    ),
    "models.deep.keras_convnet": (lambda: keras_convnet.keras_convnet(10), GREY),
    "models.deep.library_model": (
        lambda: library_model.library_model(10, "timm:vit_tiny_patch16_224", img_size=32, embed_dim=12, depth=2),
        COLOUR,
    ),
    "models.deep.shortcut_resnet": (lambda: shortcut_resnet.shortcut_resnet(10, 1, width=2), COLOUR),
    "models.deep.shortcut_resnet, without": (lambda: shortcut_resnet.shortcut_resnet(10, 1, False, 2), COLOUR),
    "models.deep.vgg": (lambda: vgg.vgg11(10, width=2), COLOUR),
    "models.lenet": (lambda: lenet.lenet5_eighth(10), GREY),
    "models.lenet300": (lambda: lenet300.lenet300(10), GREY),
    "models.pooled_convolution:PooledSequential": (
        lambda: PooledSequential(nn.Conv2d(3, 2, 3), nn.Tanh(), nn.MaxPool2d(2)),
        COLOUR,
    ),
    **{
        f"models.transfer_zoo, {family}": (lambda family=family: zoo_net(10, family, (4, 2), (6, 5)), COLOUR)
        for family in FAMILIES
    },
    "models.relational_mlp:RelationalLinear": (lambda: relational_mlp(3, 20, 8, 2, "4:cc"), (4, 20)),
    "models.relu_mlp_256": (lambda: relu_mlp_256.relu_mlp_256(10), GREY),
    "models.relu_mlp": (lambda: relu_mlp.relu_mlp_32_32(2), GREY),
    "models.set_cnn": (lambda: set_cnn.set_cnn(10, hidden=(8,), epsilon=1), COLOUR),
    "models.set_mlp": (lambda: set_mlp.set_mlp(3, **SMALL, epsilon=2, activation="srelu", dropout=0.3), (4, 20)),
    "models.set_mlp, tutorial": (
        lambda: set_mlp.set_mlp(3, **SMALL, dropout=0.3, tutorial=True, output="sigmoid", bias_pace=0.5),
        (4, 20),
    ),
    "models.dropout:Dropout": (lambda: nn.Sequential(nn.Linear(8, 8), Dropout(0.5)), (4, 8)),
    "sparse.readout:Readout": (lambda: Readout(8, 3), (4, 8)),
    "sparse.linear:SparseLinear": (lambda: SparseLinear(8, 3, 10), (4, 8)),
    "models.set_mlp, watched": (lambda: watched_mlp(3, **SMALL, epsilon=2), (4, 20)),
    "models.set_mlp, penalised": (lambda: penalised_mlp(3, l1=0.1, l2=0.1, **SMALL, epsilon=2), (4, 20)),
    "sparse.watched:Watched": (lambda: Watched(SparseLinear(8, 3, 10)), (4, 8)),
    "models.srelu:SReLU": (lambda: SReLU(8), (4, 8)),
    "sparse.tutorial_layers:SlowBias": (lambda: SlowBias(8, 3, 0.5), (4, 8)),
    "sparse.tutorial_layers:TutorialDropout": (lambda: nn.Sequential(nn.Linear(8, 8), TutorialDropout(0.5)), (4, 8)),
    "sparse.tutorial_layers:TutorialScale": (lambda: nn.Sequential(nn.Linear(8, 8), TutorialScale(0.5)), (4, 8)),
    "sparse.tutorial_layers:TutorialSigmoid": (lambda: nn.Sequential(nn.Linear(8, 8), TutorialSigmoid()), (4, 8)),
}


@pytest.fixture
def gpu(monkeypatch):
    with as_on_a_gpu(monkeypatch):
        yield


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("name", MODULES)
def test_a_network_computes_where_its_images_are(gpu, name, training):
    build, shape = MODULES[name]
    module = on_cuda(build).train(training)
    assert module(fake(shape)).device.type == CUDA


@pytest.mark.parametrize("name", MODULES)
def test_gradients_are_where_the_weights_are(name):
    build, shape = MODULES[name]
    module = build().to("meta").train()
    module(torch.zeros(shape, device="meta")).square().sum().backward()
    assert {p.grad.device.type for p in module.parameters()} == {"meta"}


def mixes_devices(given: Tensor) -> Tensor:
    return given + torch.ones(len(given))


def test_a_tensor_left_on_the_cpu_is_caught(gpu):
    with pytest.raises(RuntimeError, match="device"):
        mixes_devices(fake((3,)))
    with pytest.raises(AssertionError, match="no numpy array"):
        fake((3,)).numpy()


def test_every_network_and_layer_is_in_the_table():
    shorts = {name.partition(",")[0].partition(":")[0] for name in MODULES}
    public = public_names(nets)
    assert {name for name in public if name.startswith("models.") and name.partition(":")[0] not in shorts} == set()
    layers = {n for n, thing in public.items() if isinstance(thing, type) and issubclass(thing, nn.Module)}
    assert {name for name in layers if not name.startswith("models.")} == {
        name for name in MODULES if ":" in name and not name.startswith("models.")
    }
