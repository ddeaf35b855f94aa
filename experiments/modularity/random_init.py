"""Do classes separate from layer to layer of a net that was never trained?

Lu et al. (2022), section 4.3, refer to an appendix for randomly initialised models, which was not found. Here it is
the control of their first observation: what of the growth of modularity with depth is there without training?
"""

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.modularity.trained.layers import Curves, LayerReading, Samples, sampled_curves
from netsci_bench.experiments.modularity.trained.nets import Architecture, build_architecture
from netsci_bench.measures.series.depth_trend import depth_rank_correlation


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
    vgg, resnet = (
        sampled_curves(build_architecture(net, p.classes, run), p.text, p, run) for net in (p.vgg, p.resnet)
    )
    return TwoUntrained(vgg=describe_untrained(vgg), resnet=describe_untrained(resnet))


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
