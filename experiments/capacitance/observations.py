"""What is seen of each network while it is moved to another task?

All networks of a seed see the same images. Interactions are those of training images, in the state after each epoch.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from netsci_bench.contract.errors import Diverged
from netsci_bench.contract.run import Run
from netsci_bench.experiments.capacitance.zoo import Zoo, target_recipe
from netsci_bench.measures.capacitance.line_graph import ProbeLayer
from netsci_bench.measures.capacitance.log_evidence import log_maximum_evidence
from netsci_bench.measures.capacitance.neural_capacitance import (
    Reading,
    WeightDegrees,
    neural_capacitance,
    weight_degrees,
)
from netsci_bench.nets.capacitance.probe_signals import body_features, probe_signals
from netsci_bench.nets.capacitance.second_derivative import second_derivative_degrees
from netsci_bench.nets.capacitance.transfer import fit_transferred
from netsci_bench.nets.capacitance.zero_cost import gradient_norm, snip, synflow
from netsci_bench.nets.training.evaluate import accuracy
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.splits import load_data
from netsci_bench.nets.training.tensors import Examples
from netsci_bench.nets.training.trained import load, read_history

READINGS: tuple[Reading, ...] = ("directed", "symmetric")
PROXIES = ("log_evidence", "snip", "synflow", "gradient_norm")


@dataclass(frozen=True)
class Images:
    """Training images of a target, and test images of the last epoch."""

    train: Examples
    test: Examples


@dataclass(frozen=True)
class Observed:
    """What was seen of the networks on one target; accuracies in percent.

    Attributes:
        capacitance: for each number of samples (samples, readings, models, epochs from 0 on).
        validation: (models, epochs from 0 on), accuracy on images held out.
        reached: (models,), test accuracy after the last epoch.
        gaps: (models,), how far the capacitance lies from that of the whole second derivative.
        proxies: name -> (models,), what can be known before the training.
    """

    capacitance: NDArray[np.float64]
    validation: NDArray[np.float64]
    reached: NDArray[np.float64]
    gaps: NDArray[np.float64]
    proxies: dict[str, NDArray[np.float64]]


def observe(p: Zoo, name: str, target: Recipe, run: Run) -> Observed:
    """Move every network to a target, and look at it; ``name`` is that of the target."""
    images = load_images(p, target_recipe(p, p.chosen[0], target), run)
    seen = [_observe_one(p, target_recipe(p, body, target), images, run, f"{name} {body}") for body in p.chosen]
    return Observed(
        capacitance=np.stack([one.capacitance[..., 0, :] for one in seen], axis=2),
        validation=np.concatenate([one.validation for one in seen]),
        reached=np.concatenate([one.reached for one in seen]),
        gaps=np.concatenate([one.gaps for one in seen]),
        proxies={proxy: np.concatenate([one.proxies[proxy] for one in seen]) for proxy in PROXIES},
    )


def load_images(p: Zoo, recipe: Recipe, run: Run) -> Images:
    """The images that a recipe trains on, as many as are looked at, and those of the last test.

    Raises:
        ValueError: more are to be looked at than there are.
    """
    data = load_data(recipe.model_copy(update={"test_limit": p.final_images}), run)
    o = p.observation
    wanted = max((o.samples, *o.sample_counts, o.evidence_samples, o.proxy_samples))
    if wanted > len(data.train):
        raise ValueError(f"{wanted} training images are to be looked at, and there are {len(data.train)}")
    first = torch.arange(wanted, device=run.device)
    return Images(Examples(data.train.inputs(first, None), data.train.labels[first]), data.test)


def _observe_one(p: Zoo, recipe: Recipe, images: Images, run: Run, name: str) -> Observed:
    folder, o = run.once(fit_transferred, recipe, name), p.observation
    nets = [load(folder, epoch, recipe, run.device) for epoch in range(o.last + 1)]
    counts = (o.samples, *o.sample_counts)
    capacitance = np.stack([capacitances(net, images.train, counts) for net in nets], axis=-1)
    valid = read_history(folder).series["valid_accuracy"]
    last = load(folder, recipe.epochs, recipe, run.device)
    return Observed(
        capacitance=capacitance[:, :, None],
        validation=np.array([[valid[epoch] for epoch in range(o.last + 1)]]),
        reached=np.array([accuracy(last, images.test.images, images.test.labels)]),
        gaps=np.array([_gap(nets[o.start], images.train, o.samples)]),
        proxies={proxy: np.array([value]) for proxy, value in _proxies(nets[0], images.train, p).items()},
    )


def capacitances(net: nn.Module, train: Examples, counts: Sequence[int]) -> NDArray[np.float64]:
    """The neural capacitance by number of samples and reading, of the first so many images.

    Raises:
        Diverged: a value of the probe is not finite.
    """
    signals = probe_signals(_head(net), body_features(net, train.images[: max(counts)]), train.labels[: max(counts)])
    try:
        by_count = [
            weight_degrees([ProbeLayer(*(values[:count] for values in layer)) for layer in signals])
            for count in counts
        ]
    except ValueError as error:
        raise Diverged(str(error), type(net).__name__, "take a smaller learning rate") from error
    return np.array([[neural_capacitance(degrees, reading) for reading in READINGS] for degrees in by_count])


def _gap(net: nn.Module, train: Examples, samples: int) -> float:
    """|b - h| / (|b| + |h|) of the symmetric capacitance b and the same from the whole second derivative, h."""
    features, labels = body_features(net, train.images[:samples]), train.labels[:samples]
    ours = float(capacitances(net, train, (samples,))[0, READINGS.index("symmetric")])
    whole = WeightDegrees(*second_derivative_degrees(_head(net), features, labels))
    theirs = neural_capacitance(whole, "symmetric")
    scale = abs(ours) + abs(theirs)
    return abs(ours - theirs) / scale if scale else 0.0


def _proxies(net: nn.Module, train: Examples, p: Zoo) -> dict[str, float]:
    """LogME of the body's features, and the zero-cost proxies of the whole network, before it is trained."""
    o = p.observation
    batch: tuple[Tensor, Tensor] = train.images[: o.proxy_samples], train.labels[: o.proxy_samples]
    features = body_features(net, train.images[: o.evidence_samples]).cpu().numpy()
    return {
        "log_evidence": log_maximum_evidence(features, train.labels[: o.evidence_samples].cpu().numpy()),
        "snip": snip(net, *batch),
        "synflow": synflow(net, train.images[0]),
        "gradient_norm": gradient_norm(net, *batch),
    }


def _head(net: nn.Module) -> nn.Module:
    head = net.head
    assert isinstance(head, nn.Module)
    return head
