"""How far apart are colours for an eye? Distances in CIELAB, for the light of the day."""

from itertools import combinations

import numpy as np

TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1, 1.08883])


def lab(colours):
    """CIELAB (1976) of colours of a screen, from 0 to 255 (``... 3``)."""
    share = np.asarray(colours) / 255
    light = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    x, y, z = np.moveaxis(_cube_root(light @ TO_XYZ.T / WHITE), -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def least_difference(colours):
    """Between the two colours that are most alike; about 2 is seen at all if they lie side by side."""
    return min(float(np.linalg.norm(a - b)) for a, b in combinations(lab(colours), 2))


def _cube_root(t):
    return np.where(t > 0.008856, np.cbrt(t), 7.787 * t + 16 / 116)
