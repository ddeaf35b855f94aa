"""Which points in the plane are to be told apart, or which surface over it is to be learned?

Two circles and the surface are those of the examples of Tawfeek's neural-network-elements, the tool of the authors
of Bosca et al. (2025); two moons are the usual ones. What is drawn is written out, so that no library's version
enters a result. Labels are -1 and 1: a network of one output says 1 where it is positive.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Params

HALF_SIDE = 3.0  # of the square on which the surface is learned


class PlanarData(Params):
    """What is drawn, how many points of it, and how far they are blurred.

    Attributes:
        kind: ``two_circles``: a third of the points at angle U(0, 2 pi) and radius U(0, 1), labelled -1, the others
            at radius U(2, 3), labelled 1. ``two_moons``: half at (cos t, sin t), labelled -1, half at
            (1 - cos t, 1/2 - sin t), labelled 1, t ~ U(0, pi). ``surface``: points U(-3, 3)^2 with the value
            x^2/5 + y^2/5 + 3/2, scaled so that its least on the square is -1 and its largest 1.
        points: how many to learn from; held_out: how many more, drawn alike, are never learned from.
        blur: standard deviation of the normal noise on both coordinates.
    """

    kind: Literal["two_circles", "two_moons", "surface"]
    points: Annotated[int, Field(ge=3)]
    held_out: Annotated[int, Field(ge=1)] = 1000
    blur: Annotated[float, Field(ge=0)] = 0.0


@dataclass(frozen=True)
class PlanarPart:
    """Points (``n 2``) and what is to be said of them (``n``): labels -1 and 1, or values."""

    points: NDArray[np.float64]
    wanted: NDArray[np.float64]


def planar_part(data: PlanarData, run: Run, part: Literal["train", "held_out"]) -> PlanarPart:
    """The points to learn from, or those held out: the same for the same seed."""
    count = data.points if part == "train" else data.held_out
    draw = {"two_circles": _two_circles, "two_moons": _two_moons, "surface": _surface}[data.kind]
    rng = run.rng(f"{part} points of {data.kind}")
    points, wanted = draw(count, rng)
    return PlanarPart(points + rng.normal(0.0, data.blur, points.shape), wanted)


def _two_circles(count: int, rng: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    inner = count // 3  # 50 inside and 100 around in the tool's example
    angle = rng.uniform(0.0, 2.0 * np.pi, count)
    radius = np.concatenate([rng.uniform(0.0, 1.0, inner), rng.uniform(2.0, 3.0, count - inner)])
    return radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1), _labels(inner, count)


def _two_moons(count: int, rng: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    upper = count // 2
    t = rng.uniform(0.0, np.pi, count)
    points = np.stack([np.cos(t), np.sin(t)], axis=1)
    points[upper:] = np.array([1.0, 0.5]) - points[upper:]
    return points, _labels(upper, count)


def _surface(count: int, rng: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    points = rng.uniform(-HALF_SIDE, HALF_SIDE, (count, 2))
    height = (points**2).sum(axis=1) / 5.0 + 1.5
    least, largest = 1.5, 2.0 * HALF_SIDE**2 / 5.0 + 1.5
    return points, 2.0 * (height - least) / (largest - least) - 1.0


def _labels(negative: int, count: int) -> NDArray[np.float64]:
    return np.where(np.arange(count) < negative, -1.0, 1.0)
