"""What does an experiment offer to be watched over the steps of a training? Points, outputs, pictures.

``run.keep_series(PointSeries(...))`` keeps it with the results of the seed; `netsci-bench explore` shows it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

TAKEN = {"labels", "answers", "outputs", "images", "PCA", "star"}  # names of a page's own parts and pictures
PREFIX = "series"  # of the names of its arrays
CURVE, EMBEDDING, UNIT = "curve", "embedding", "units"


@dataclass(frozen=True)
class PointSeries:
    """Points (such as test images) at each step (such as an epoch).

    Attributes:
        steps: the number of each step, in order.
        outputs: what the network gives each point (``steps points outputs``), finite.
        labels: the class of each point (``points``), from 0.
        answers: the class that the network gives each point (``steps points``).
        class_names: one for each class.
        embeddings: name -> pictures in two or three dimensions (``steps points dimensions``), finite.
        curves: name -> a value for each step, such as accuracy and loss.
        images: a grey uint8 picture of each point (``points height width``), if there is one.
        step_name: what a step is.
        units: layer -> a grey uint8 picture for each of its units (``units height width``), such as the image that
            excites it most. A layer of the name ``outputs`` has one for each output.

    Raises:
        ValueError: the shapes do not fit together, a value is not finite, or a class has no name.
    """

    steps: Sequence[int]
    outputs: np.ndarray
    labels: np.ndarray
    answers: np.ndarray
    class_names: Sequence[str]
    embeddings: Mapping[str, np.ndarray] = field(default_factory=dict)
    curves: Mapping[str, Sequence[float]] = field(default_factory=dict)
    images: np.ndarray | None = None
    step_name: str = "epoch"
    units: Mapping[str, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what a page could not show."""
        if self.outputs.ndim != 3 or not self.outputs.size:
            raise ValueError(f"outputs are `steps points outputs`, not of shape {self.outputs.shape}")
        steps, points, _ = self.outputs.shape
        shapes: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
            "steps": (np.shape(self.steps), (steps,)),
            "labels": (self.labels.shape, (points,)),
            "answers": (self.answers.shape, (steps, points)),
        }
        shapes |= {name: (np.shape(values), (steps,)) for name, values in self.curves.items()}
        shapes |= {name: (a.shape[:2], (steps, points)) for name, a in self.embeddings.items()}
        if self.images is not None:
            shapes["images"] = (self.images.shape[:1], (points,))
        if wrong := [f"{name} {found}, not {wanted}" for name, (found, wanted) in shapes.items() if found != wanted]:
            raise ValueError(f"a series of {steps} steps and {points} points has {'; '.join(wrong)}")
        self._check_values()

    def _check_values(self) -> None:
        numbers: dict[str, Any] = {"outputs": self.outputs, **self.embeddings, **self.curves}
        for name, values in numbers.items():
            if not np.isfinite(values).all():
                raise ValueError(f"{name} of a series are not finite")
        for name, embedding in self.embeddings.items():
            if name in TAKEN:
                raise ValueError(f"an embedding cannot be called {name}: the page has one of that name")
            if embedding.ndim != 3 or embedding.shape[2] not in (2, 3):
                raise ValueError(f"{name} is a picture in {embedding.shape[2:]} dimensions: 2 and 3 can be shown")
        if self.images is not None and (self.images.ndim != 3 or self.images.dtype != np.uint8):
            raise ValueError(f"images are grey uint8, `points height width`, not {self.images.shape}")
        for name, pictures in self.units.items():
            if pictures.ndim != 3 or pictures.dtype != np.uint8:
                raise ValueError(f"pictures of {name} are grey uint8, `units height width`, not {pictures.shape}")
        for classes in (self.labels, self.answers):
            if classes.min() < 0 or classes.max() >= len(self.class_names):
                raise ValueError(f"classes are numbers from 0 to {len(self.class_names) - 1}, one for each name")

    def arrays(self) -> dict[str, np.ndarray]:
        """All parts, by the names under which a run keeps them."""
        parts: dict[str, np.ndarray] = {
            "steps": np.asarray(self.steps, dtype=np.int64),
            "outputs": self.outputs.astype(np.float32),
            "labels": self.labels.astype(np.uint8),
            "answers": self.answers.astype(np.uint8),
            "step_name": np.array(self.step_name),
            "class_names": np.array(list(map(str, self.class_names))),
        }
        parts |= {f"{CURVE}.{name}": np.asarray(values, dtype=np.float64) for name, values in self.curves.items()}
        parts |= {f"{EMBEDDING}.{name}": a.astype(np.float32) for name, a in self.embeddings.items()}
        if self.images is not None:
            parts["images"] = self.images
        parts |= {f"{UNIT}.{name}": pictures for name, pictures in self.units.items()}
        return {f"{PREFIX}.{name}": array for name, array in parts.items()}
