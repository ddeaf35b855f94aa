"""What does an experiment offer to be watched as a surface? Heights over a plane, and a path on it.

``run.keep_surface(SurfaceView(...))`` keeps it with the results of the seed; `netsci-bench explore` shows it.
"""

from dataclasses import dataclass

import numpy as np

PREFIX = "surface"  # of the names of its arrays
PARTS = ("across", "along", "heights", "path")  # of a surface


@dataclass(frozen=True)
class SurfaceView:
    """Heights on a grid.

    Attributes:
        name: in words, such as ``with shortcuts, random plane``; no two of a run are the same.
        across: coordinates of the columns, ascending, two or more; ``along``: those of the rows.
        heights: above the plane (``rows columns``), finite.
        path: points on the surface, in order: across, along, height (``points 3``); there may be none.
        height_name: what the heights are.

    Raises:
        ValueError: the shapes do not fit together, a value is not finite, or coordinates do not ascend.
    """

    name: str
    across: np.ndarray
    along: np.ndarray
    heights: np.ndarray
    path: np.ndarray
    height_name: str = "loss"

    def __post_init__(self) -> None:
        """Refuse what a page could not show."""
        if self.heights.shape != (len(self.along), len(self.across)) or min(self.heights.shape) < 2:
            wanted = f"{len(self.along)} rows and {len(self.across)} columns"
            raise ValueError(f"heights {self.heights.shape} do not fit {wanted}")
        if self.path.ndim != 2 or self.path.shape[1] != 3:
            raise ValueError(f"a path is `points 3`, not of shape {self.path.shape}")
        for name in PARTS:
            if not np.isfinite(getattr(self, name)).all():
                raise ValueError(f"{name} of the surface {self.name!r} are not finite")
        if not all((np.diff(axis) > 0).all() for axis in (self.across, self.along)):
            raise ValueError(f"coordinates of the surface {self.name!r} do not ascend")

    def arrays(self) -> dict[str, np.ndarray]:
        """All parts, by the names under which a run keeps them."""
        parts = {name: getattr(self, name) for name in PARTS}
        named = {f"{PREFIX}.{self.name}.{name}": np.asarray(part, dtype=np.float64) for name, part in parts.items()}
        return named | {f"{PREFIX}.{self.name}.height_name": np.array(self.height_name)}
