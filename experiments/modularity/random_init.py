"""Do classes separate from layer to layer of a net that was never trained?

Lu et al. (2022), section 4.3, refer to an appendix for randomly initialised models, which was not found. Here it is
the control of their first observation: what of the growth of modularity with depth is there without training?
"""

from typing import Any

from pydantic import Field
from torch import nn

from netsci_bench.contract import importing
from netsci_bench.contract.catalogue_entries import Code
from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.modularity.trained.layers import Curves, LayerReading, Samples, sampled_curves
from netsci_bench.measures.series.depth_trend import depth_rank_correlation
from netsci_bench.nets.training.randomness import borrowed_rng, seed_generators

Setting = int | float | str | bool | tuple[int, ...]


class Architecture(Params):
    """A function that takes ``classes`` and these settings, and gives an untrained network."""

    model: Code
    settings: dict[str, Setting] = Field(default_factory=dict)


class Untrained(Samples):
    """A VGG and a ResNet; seeds draw their weights and the images."""

    vgg: Architecture
    resnet: Architecture
    text: LayerReading


class Untouched(Metrics):
    """The mean curve; ``gain``: last layer less first; ``permuted...``: with labels in random order."""

    modularity: list[float]
    permuted: list[float]
    depth_rank_correlation: float
    permuted_depth_rank_correlation: float
    gain: float
    permuted_gain: float
    last_layer: float


class TwoUntrained(Metrics):
    """Both nets."""

    vgg: Untouched
    resnet: Untouched


def random_init(p: Untrained, run: Run) -> TwoUntrained:
    """The curves of both nets with the weights that this seed draws."""
    vgg, resnet = (sampled_curves(build(net, p.classes, run), p.text, p, run) for net in (p.vgg, p.resnet))
    return TwoUntrained(vgg=describe_untrained(vgg), resnet=describe_untrained(resnet))


def build(net: Architecture, classes: int, run: Run) -> nn.Module:
    """The network with weights drawn from the seed, in evaluation mode on the run's device."""
    with borrowed_rng("cpu"):
        seed_generators("cpu", run.torch_seed(f"weights of {net.model.name}"))
        made: nn.Module = importing.load(net.model.name)(classes, **dict[str, Any](net.settings))
    return made.eval().to(run.device)


def describe_untrained(curves: Curves) -> Untouched:
    """Trend and gain of the mean curve."""
    values, permuted = curves.modularity.mean(axis=0), curves.permuted.mean(axis=0)
    return Untouched(
        modularity=values.tolist(),
        permuted=permuted.tolist(),
        depth_rank_correlation=depth_rank_correlation(values),
        permuted_depth_rank_correlation=depth_rank_correlation(permuted),
        gain=float(values[-1] - values[0]),
        permuted_gain=float(permuted[-1] - permuted[0]),
        last_layer=float(values[-1]),
    )
