"""How do the arrays of a series become short texts that a browser can decode?

Outputs are rounded to 256 levels, embeddings to 4096, over the range that they have in all steps. Of what goes over
steps only the changes are written, modulo the size of the number; two-byte numbers with all low halves first. Then
gzip and base64.
"""

import base64
import gzip
from collections.abc import Mapping
from typing import Any

import numpy as np

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.point_series import PointSeries

MOST_NUMBERS = 200_000_000  # of one part: as a base64 text it must stay below what a browser takes as one string
OUTPUT_LEVELS, EMBEDDING_LEVELS = 255, 4095


def encode(series: PointSeries) -> tuple[dict[str, Any], dict[str, str]]:
    """What the page knows of each part of a series, and the texts of the parts, by name.

    Raises:
        Mistake: a part has more numbers than a browser could hold; nothing has been computed then.
    """
    _refuse_too_many(series)
    parts: dict[str, tuple[np.ndarray, dict[str, Any]]] = {
        "labels": (series.labels.astype(np.uint8), {"stepped": False}),
        "answers": (series.answers.astype(np.uint8), {"stepped": True}),
        "outputs": _outputs(series.outputs),
    }
    if series.images is not None:
        height, width = series.images.shape[1:]
        parts["images"] = series.images, {"stepped": False, "height": height, "width": width}
    for name, pictures in series.units.items():
        count, height, width = pictures.shape
        parts[f"units {name}"] = pictures, {"stepped": False, "count": count, "height": height, "width": width}
    parts |= {name: _embedding(embedding) for name, embedding in series.embeddings.items()}
    known = {name: {**said, "wide": levels.dtype == np.uint16} for name, (levels, said) in parts.items()}
    return known, {name: _pack(levels, said["stepped"]) for name, (levels, said) in parts.items()}


def decode(text: str, said: Mapping[str, Any], steps: int) -> np.ndarray:
    """The levels of a part as one row, as the page gets them: for tests, and for whoever writes another page."""
    packed: np.ndarray = np.frombuffer(gzip.decompress(base64.b64decode(text)), dtype=np.uint8)
    if said["wide"]:
        low, high = packed.reshape(2, -1).astype(np.uint16)
        packed = low | (high << 8)
    if said["stepped"]:
        packed = np.cumsum(packed.reshape(steps, -1), axis=0, dtype=packed.dtype).ravel()
    return packed


def _refuse_too_many(series: PointSeries) -> None:
    sizes = {"outputs": series.outputs.size, **{name: array.size for name, array in series.embeddings.items()}}
    sizes |= {"images": 0 if series.images is None else series.images.size}
    name, most = max(sizes.items(), key=lambda item: item[1])
    if most > MOST_NUMBERS:
        steps, points = series.outputs.shape[:2]
        raise Mistake(
            f"{name} of this series are {most:,} numbers, and a browser holds {MOST_NUMBERS:,}",
            f"{steps} steps of {points:,} points",
            "keep fewer points, or not every step",
        )


def _outputs(outputs: np.ndarray) -> tuple[np.ndarray, dict[str, Any]]:
    within = outputs.min() >= 0 and outputs.max() <= 1
    low, high = (0.0, 1.0) if within else (float(outputs.min()), float(outputs.max()))
    levels = np.rint((outputs - low) / ((high - low) or 1.0) * OUTPUT_LEVELS).astype(np.uint8)
    return levels, {"stepped": True, "low": low, "high": high}


def _embedding(embedding: np.ndarray) -> tuple[np.ndarray, dict[str, Any]]:
    lowest = embedding.min(axis=(0, 1))
    reach = float((embedding.max(axis=(0, 1)) - lowest).max()) or 1.0
    levels = np.rint((embedding - lowest) / reach * EMBEDDING_LEVELS).astype(np.uint16)
    said = {"lowest": lowest.tolist(), "range": reach, "levels": EMBEDDING_LEVELS, "dimensions": embedding.shape[2]}
    return levels, {"stepped": True, **said}


def _pack(levels: np.ndarray, stepped: bool) -> str:
    changes = np.diff(levels, axis=0, prepend=np.zeros_like(levels[:1])) if stepped else levels
    halves = [changes & 255, changes >> 8] if changes.dtype == np.uint16 else [changes]
    written = b"".join(half.astype(np.uint8).tobytes() for half in halves)
    return base64.b64encode(gzip.compress(written, 9, mtime=0)).decode()
