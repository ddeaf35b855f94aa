"""Which points are to be told apart, in how many classes and in how many inputs?

What is drawn is written out, so that no library's version enters a result. Rings of two classes in two inputs have
the radii of the two circles in `netsci_bench.nets.planar.data`.
"""

from dataclasses import dataclass
from typing import Annotated, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Params

RADIUS = 3.0  # of the outermost class
CENTRES = 2.0  # of blobs: how far from the middle
TURN = 0.75  # of an arm, in full turns from its inner end to its outer end
INNER = 0.2  # where an arm begins, as a share of the radius


class ClassPoints(Params):
    """What is drawn, how many points of it, and how far they are blurred; every class has as many points, +- 1.

    Attributes:
        kind: ``blobs``: a normal cloud for each class, centres evenly on a circle of radius 2 in the first two
            inputs. ``rings``: class c of k at radius U(2 c w, (2 c + 1) w), w = 3 / (2 k - 1), all directions alike
            (balls and shells, in more than two inputs). ``arms``: spirals, class c at radius 3 t and angle
            2 pi (c / k + 0.75 t), t ~ U(0.2, 1); in two inputs only.
        points: how many to learn from; held_out: how many more, drawn alike, are never learned from.
        blur: standard deviation of the normal noise on every coordinate.
    """

    kind: Literal["blobs", "rings", "arms"]
    classes: Annotated[int, Field(ge=2)]
    inputs: Annotated[int, Field(ge=2)] = 2
    points: Annotated[int, Field(ge=4)]
    held_out: Annotated[int, Field(ge=4)] = 1000
    blur: Annotated[float, Field(ge=0)] = 0.0

    @model_validator(mode="after")
    def _each_class_has_points(self) -> Self:
        if min(self.points, self.held_out) < 2 * self.classes:
            raise ValueError(f"{self.classes} classes need {2 * self.classes} points or more, of either part")
        if self.kind == "arms" and self.inputs != 2:
            raise ValueError(f"arms lie in two inputs, not in {self.inputs}: take rings or blobs")
        return self


@dataclass(frozen=True)
class PointsPart:
    """Points (``n inputs``) and the class of each (``n``), from 0."""

    points: NDArray[np.float64]
    labels: NDArray[np.int64]


def class_points(data: ClassPoints, run: Run, part: Literal["train", "held_out"]) -> PointsPart:
    """The points to learn from, or those held out: the same for the same seed."""
    count = data.points if part == "train" else data.held_out
    draw = {"blobs": _blobs, "rings": _rings, "arms": _arms}[data.kind]
    rng = run.rng(f"{part} points of {data.kind}")
    labels = np.arange(count) % data.classes
    points = draw(data, labels, rng)
    return PointsPart(points + rng.normal(0.0, data.blur, points.shape), labels)


def _blobs(data: ClassPoints, labels: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.float64]:
    points = np.zeros((len(labels), data.inputs))
    points[:, :2] = CENTRES * _on_circle(labels / data.classes)
    return points


def _rings(data: ClassPoints, labels: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.float64]:
    width = RADIUS / (2 * data.classes - 1)
    directions = rng.normal(size=(len(labels), data.inputs))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return directions * (width * (2 * labels + rng.uniform(0.0, 1.0, len(labels))))[:, None]


def _arms(data: ClassPoints, labels: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.float64]:
    t = rng.uniform(INNER, 1.0, len(labels))
    return RADIUS * t[:, None] * _on_circle(labels / data.classes + TURN * t)


def _on_circle(turns: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([np.cos(2.0 * np.pi * turns), np.sin(2.0 * np.pi * turns)], axis=1)
