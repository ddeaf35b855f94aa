"""Which model fits a data set? The shape of its inputs, and the number of its classes where its labels are here."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from netsci_bench.contract.catalogue_entries import Dataset
from netsci_bench.data.verify import folder_of, opened

IMAGES, FEATURES = "images", "features"


@dataclass(frozen=True)
class DataShape:
    """What a model must take and give.

    ``kind``: ``images`` or ``features``. ``inputs``: the shape of one sample, (channels, height, width) of pictures,
    grey ones having one channel, or (columns,) of a table. ``classes``: outputs that the labels need, the largest
    label and one; None where the labels are not on this machine, or there are none.
    """

    kind: str
    inputs: tuple[int, ...]
    classes: int | None = None

    def __str__(self) -> str:
        """In words, for messages."""
        what = "pictures of {} channels, {} by {}" if self.kind == IMAGES else "rows of {} columns"
        classes = f", {self.classes} classes" if self.classes is not None else ""
        return what.format(*self.inputs) + classes


def shape_of(dataset: Dataset, home: Path | None = None) -> DataShape | None:
    """The shape of a data set; None where its entry does not say it.

    The shape of a sample is that of the entry. Labels are counted where ``home`` is given and holds them.
    """
    for kind in (IMAGES, FEATURES):
        spec = dataset.arrays.get(f"train_{kind}")
        if spec is None:
            continue
        sample = spec.shape[1:]
        if kind == IMAGES and len(sample) == 2:
            sample = (1, *sample)
        if len(sample) == (3 if kind == IMAGES else 1):
            return DataShape(kind, sample, _classes(dataset, home) if home else None)
    return None


def _classes(dataset: Dataset, home: Path) -> int | None:
    largest = []
    for name in dataset.arrays:
        if name.endswith("_labels"):
            try:
                labels = opened(folder_of(dataset, home) / f"{name}.npy")
            except (OSError, ValueError):
                return None  # not fetched, or damaged, which is told where it is read
            largest += [int(np.max(labels))] if labels.size else []
    return max(largest) + 1 if largest else None
