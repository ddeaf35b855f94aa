"""Do shallow layers stay as they are while a net is trained, and do deep layers follow its accuracy?

Lu et al. (2022), section 4.3 and Fig. 6b: the modularity of some layers after each of the first epochs of a training,
beside the accuracy after that epoch, here in both readings (see ``layers``) and always at the same images.
"""

from typing import Annotated

import numpy as np
from pydantic import Field

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.modularity.trained.layers import LayerReading, Samples, sampled_curves
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.trained import load, read_history


class Course(Samples):
    """A training of two epochs or more, each of which is looked at, and which layers the paper shows.

    ``net``: what the paper calls the network; ``layers``: their numbers from 1, as in Fig. 6b, the last one being
    the deep layer; ``shallow``: how many of the first ones are shallow.
    """

    recipe: Recipe
    text: LayerReading
    published: LayerReading
    net: str
    layers: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=2)]
    shallow: Annotated[int, Field(ge=1)]


class Followed(Metrics):
    """What the layers do over the epochs.

    ``shallow_spread``, ``deep_spread``: standard deviation over epochs, of the shallow layers their mean;
    ``shallow_share``: the first over the second; ``deep_correlation``, ``shallow_correlation``: with the accuracy,
    0 where nothing varies; ``deep_step_correlation``: of what either changes from epoch to epoch;
    ``permuted...``: with labels in random order; ``deep_gain``: last epoch less first.
    """

    shallow_spread: float
    deep_spread: float
    shallow_share: float
    deep_correlation: float
    deep_step_correlation: float
    shallow_correlation: float
    permuted_deep_correlation: float
    deep_gain: float


class CourseOfTraining(Metrics):
    """Both readings; the accuracy in percent of the test images by epoch, and what it gains."""

    text: Followed
    published: Followed
    accuracy: list[float]
    accuracy_gain: float


def training_time(p: Course, run: Run) -> CourseOfTraining:
    """Train, keep every epoch, measure the curve of each."""
    epochs = range(1, p.recipe.epochs + 1)
    recipe = p.recipe.model_copy(update={"keep_epochs": tuple(epochs), "test_every": 1})
    folder = run.once(fit, recipe)
    series = read_history(folder).series["test_accuracy"]
    accuracy = np.array([series[epoch] for epoch in epochs])
    found: dict[str, list[np.ndarray]] = {"text": [], "published": []}
    for epoch in epochs:
        net = load(folder, epoch, recipe, run.device)
        for name, reading in (("text", p.text), ("published", p.published)):
            curves = sampled_curves(net, reading, p, run)
            found[name].append(np.stack([curves.modularity.mean(axis=0), curves.permuted.mean(axis=0)]))
    taken = {name: shown_layers(np.array(values), p.layers) for name, values in found.items()}
    for name, values in taken.items():
        run.keep(f"{name}-by-epoch", values[:, 0])
    run.keep("net", np.array(p.net))
    run.keep("layers", np.array(p.layers))
    return CourseOfTraining(
        text=describe_course(taken["text"], accuracy, p.shallow),
        published=describe_course(taken["published"], accuracy, p.shallow),
        accuracy=accuracy.tolist(),
        accuracy_gain=float(accuracy[-1] - accuracy[0]),
    )


def shown_layers(curves: np.ndarray, layers: tuple[int, ...]) -> np.ndarray:
    """The layers with these numbers, from 1, of curves (``epochs kinds layers``).

    Raises:
        ValueError: the net has fewer layers.
    """
    if max(layers) > curves.shape[-1]:
        raise ValueError(f"the net has {curves.shape[-1]} layers, and number {max(layers)} is asked for")
    return np.asarray(curves[..., np.array(layers) - 1])


def describe_course(by_epoch: np.ndarray, accuracy: np.ndarray, shallow: int) -> Followed:
    """Spread and correlation of modularity, true and permuted (``epochs 2 layers``), the last layer being deep."""
    true, permuted = by_epoch[:, 0], by_epoch[:, 1]
    spread = true.std(axis=0, ddof=1)
    few = float(spread[:shallow].mean())
    return Followed(
        shallow_spread=few,
        deep_spread=float(spread[-1]),
        shallow_share=few / float(spread[-1]) if spread[-1] else 1.0,
        deep_correlation=correlation(true[:, -1], accuracy),
        deep_step_correlation=correlation(np.diff(true[:, -1]), np.diff(accuracy)),
        shallow_correlation=correlation(true[:, :shallow].mean(axis=1), accuracy),
        permuted_deep_correlation=correlation(permuted[:, -1], accuracy),
        deep_gain=float(true[-1, -1] - true[0, -1]),
    )


def correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Pearson's, 0 where one of the two does not vary.

    >>> correlation(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])), correlation(np.ones(3), np.arange(3.0))
    (1.0, 0.0)
    """
    if not np.ptp(first) or not np.ptp(second):
        return 0.0
    return float(np.round(np.corrcoef(first, second)[0, 1], 12))
