"""What does the explorer show in tests? Points that move from the middle to the ends of ten axes, some astray."""

import numpy as np

from netsci_bench.contract.point_series import PointSeries

CLASSES = 10


def moving_points(points=300, steps=5, seed=0):
    """A series with three embeddings, two curves, an image for each point, and pictures of units."""
    rng = np.random.default_rng(seed)
    labels = np.arange(points) % CLASSES
    strayed = rng.random(points) < 0.06
    ends = np.eye(CLASSES)[np.where(strayed, rng.permutation(labels), labels)]
    noise = rng.normal(size=(points, CLASSES))
    logits = np.linspace(0, 7, steps)[:, None, None] * ends + noise
    outputs = np.exp(logits)
    outputs /= outputs.sum(axis=2, keepdims=True)
    turn = 2 * np.pi * np.arange(CLASSES) / CLASSES
    places = outputs @ np.stack([np.cos(turn), np.sin(turn)], axis=1) * 40 + rng.normal(size=(points, 2)) * 4
    answers = outputs.argmax(axis=2)
    rows, columns = np.mgrid[:28, :28]
    units = {"layer 1": 32, "outputs": CLASSES}
    rings = np.abs(np.hypot(rows - 14, columns - 14) - labels[:, None, None] - 3) < 1.5
    return PointSeries(
        steps=range(steps),
        outputs=outputs.astype(np.float32),
        labels=labels,
        answers=answers,
        class_names=[str(label) for label in range(CLASSES)],
        embeddings={
            "t-SNE": places.astype(np.float32),
            "UMAP": places[:, :, ::-1].astype(np.float32),
            "UMAP 3-D": np.dstack([places, places[:, :, :1] / 2 + 5 * noise[:, :1]]).astype(np.float32),
        },
        curves={
            "accuracy, %": (answers == labels).mean(axis=1) * 100,
            "loss": -np.log(outputs[:, np.arange(points), labels]).mean(axis=1),
        },
        images=(rings * 230).astype(np.uint8),
        units={name: (rings[:count] * 200 + 20).astype(np.uint8) for name, count in units.items()},
    )
