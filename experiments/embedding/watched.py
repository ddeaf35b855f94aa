"""Which pictures of all epochs does the explorer show? t-SNE and UMAP, each epoch beginning where the last one ended.

PCA and star coordinates are products that a browser makes itself.
"""

import numpy as np
from jaxtyping import Float64
from numpy.typing import NDArray

from netsci_bench.contract.point_series import PointSeries
from netsci_bench.contract.run import Progress, Run
from netsci_bench.experiments.embedding.epoch_outputs import EpochOutputs
from netsci_bench.experiments.embedding.projections import Looks
from netsci_bench.measures.embedding.linear_projections import principal_basis
from netsci_bench.measures.embedding.motion import aligned
from netsci_bench.measures.embedding.neighbour_embedding import neighbourhood, tsne, umap

Series = Float64[NDArray[np.float64], "epochs points 2"]
BRIGHTEST = 255
WARM_SHARE = 10  # a warm start takes so many times fewer steps of t-SNE
WARM_UMAP_SHARE = 4


def offer_series(seen: EpochOutputs, embedded: bool, looks: Looks, run: Run) -> dict[str, Series]:
    """Keep outputs, answers and pictures of all epochs and all images; the embeddings, where they are wanted."""
    series = embed_epochs(seen.outputs.astype(np.float64), looks, run) if embedded else {}
    run.keep_series(
        PointSeries(
            steps=range(len(seen.logits)),
            outputs=seen.outputs,
            labels=seen.labels,
            answers=seen.answers,
            class_names=[str(digit) for digit in range(seen.logits.shape[2])],
            embeddings=series,
            curves={"accuracy, %": seen.accuracies, "loss": seen.losses},
            images=np.rint(seen.pixels * BRIGHTEST).astype(np.uint8),
        )
    )
    return series


def embed_epochs(
    outputs: Float64[NDArray[np.float64], "epochs points outputs"], looks: Looks, run: Run
) -> dict[str, Series]:
    """t-SNE and UMAP of each epoch, turned towards the epoch before."""
    seeds = {name: int(run.rng(f"{name} of all epochs").integers(2**31 - 1)) for name in ("t-SNE", "UMAP")}
    first = principal_basis(outputs[0]).project(outputs[0])
    pictures: dict[str, list[NDArray[np.float64]]] = {name: [first] for name in seeds}
    for epoch, points in enumerate(outputs):
        near = neighbourhood(points)
        steps = looks.tsne_steps if epoch == 0 else (0, max(1, sum(looks.tsne_steps) // WARM_SHARE))
        rounds = looks.umap_steps if epoch == 0 else max(1, looks.umap_steps // WARM_UMAP_SHARE)
        last = {name: found[-1] for name, found in pictures.items()}
        new = {
            "t-SNE": tsne(near, last["t-SNE"], steps, seeds["t-SNE"]),
            "UMAP": umap(near, last["UMAP"], rounds, seeds["UMAP"]),
        }
        for name, picture in new.items():
            pictures[name].append(aligned(picture, last[name]))
        run.progress(Progress("embedding", epoch + 1, len(outputs), "epoch"))
    return {name: np.stack(found[1:]) for name, found in pictures.items()}
