"""What do four projections of the last outputs keep, and are there tentacles in t-SNE?"""

from typing import Annotated

import numpy as np
from jaxtyping import Float64, Int64
from numpy.typing import NDArray
from pydantic import Field

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.embedding.epoch_outputs import EpochOutputs
from netsci_bench.measures.embedding.elongation import elongation
from netsci_bench.measures.embedding.faithfulness import distances_kept, neighbours_kept
from netsci_bench.measures.embedding.linear_projections import principal_basis, star_axes
from netsci_bench.measures.embedding.motion import relative_motion, unexplained_share
from netsci_bench.measures.embedding.neighbour_embedding import neighbourhood, tsne, umap
from netsci_bench.measures.embedding.neighbour_purity import neighbour_purity

Labels = Int64[NDArray[np.int64], " points"]
Points = Float64[NDArray[np.float64], "points features"]
Picture = Float64[NDArray[np.float64], "points dimensions"]
Count = Annotated[int, Field(ge=1)]


class Looks(Params):
    """How many points are looked at, and how.

    ``neighbours``: of trustworthiness and purity; ``sample``: images in the projections that are judged; ``every``:
    one of so many images is taken where the authors took few; ``early``: the share of the epochs after which the
    training is called early; ``tsne_steps``: with exaggeration and after it; ``umap_steps``: 0 shows the start;
    ``piece``: of a cluster whose elongation is measured; ``ascent_steps``: to the image that excites a unit most.
    """

    neighbours: Count = 10
    sample: Annotated[int, Field(ge=50)] = 2000
    every: Count = 25
    early: Annotated[float, Field(ge=0, lt=1)] = 0.2
    tsne_steps: tuple[Count, Count] = (250, 500)
    umap_steps: Annotated[int, Field(ge=0)] = 200
    piece: Annotated[float, Field(gt=0, le=1)] = 0.25
    ascent_steps: Count = 60


class Projection(Metrics):
    """What a picture keeps: neighbours (trustworthiness), distances (rank correlation), and the classes (purity)."""

    neighbours_kept: float
    distances_kept: float
    purity: float


class Projections(Metrics):
    """The four of them, and what sets them apart.

    ``neighbours_lost_by_pca``: trustworthiness of t-SNE less that of PCA; ``distances_kept_by_pca`` and ``_by_umap``:
    their rank correlation less that of t-SNE; ``star_unexplained``: share of the picture by PCA that star coordinates
    do not explain, and ``shuffled_star_unexplained`` with the points in random order; ``spinning``: motion between
    epochs with a basis for each of them, less that with one basis.
    """

    pca: Projection
    star: Projection
    tsne: Projection
    umap: Projection
    neighbours_lost_by_pca: float
    distances_kept_by_pca: float
    distances_kept_by_umap: float
    star_unexplained: float
    shuffled_star_unexplained: float
    spinning: float


class Tentacles(Metrics):
    """Elongation of the clusters in t-SNE: of few images by their outputs after the last epoch, and otherwise.

    ``pixels``: by their pixels; ``logits``: by what the network gives before softmax; ``early``: by the outputs of an
    early epoch; ``many``: of many images. The others are differences.
    """

    few: float
    pixels: float
    logits: float
    early: float
    many: float
    over_pixels: float
    over_logits: float
    over_early: float
    over_many: float


def project(seen: EpochOutputs, looks: Looks, run: Run) -> Projections:
    """Put the last outputs of a sample of the images into a plane, in four ways."""
    outputs = seen.outputs[:, : looks.sample].astype(np.float64)
    labels, last = seen.labels[: looks.sample], outputs[-1]
    pictures = draw_pictures(last, looks, run)
    for name, picture in pictures.items():
        run.keep(f"picture_{name}", picture.astype(np.float32))
    found = {name: _judge(last, picture, labels, looks.neighbours) for name, picture in pictures.items()}
    shuffled = run.rng("shuffled star").permutation(pictures["star"])
    return Projections(
        **found,
        neighbours_lost_by_pca=found["tsne"].neighbours_kept - found["pca"].neighbours_kept,
        distances_kept_by_pca=found["pca"].distances_kept - found["tsne"].distances_kept,
        distances_kept_by_umap=found["umap"].distances_kept - found["tsne"].distances_kept,
        star_unexplained=unexplained_share(pictures["star"], pictures["pca"]),
        shuffled_star_unexplained=unexplained_share(shuffled, pictures["pca"]),
        spinning=_spinning(outputs[1:]),
    )


def draw_pictures(points: Points, looks: Looks, run: Run) -> dict[str, NDArray[np.float64]]:
    """PCA, star coordinates, t-SNE and UMAP of the same points; the last two begin at the first."""
    pca = principal_basis(points).project(points)
    near = neighbourhood(points)
    return {
        "pca": pca,
        "star": points @ star_axes(points.shape[1]),
        "tsne": tsne(near, pca, looks.tsne_steps, _small_seed(run, "t-SNE")),
        "umap": umap(near, pca, looks.umap_steps, _small_seed(run, "UMAP")),
    }


def find_tentacles(seen: EpochOutputs, looks: Looks, run: Run) -> Tentacles:
    """Measure how long the clusters in t-SNE are, for each of the explanations."""
    few = slice(None, None, looks.every)
    epoch = round(looks.early * (len(seen.logits) - 1))
    clouds: dict[str, tuple[NDArray[np.float32], NDArray[np.int64]]] = {
        "few": (seen.outputs[-1, few], seen.labels[few]),
        "pixels": (seen.pixels[few].reshape(len(seen.labels[few]), -1), seen.labels[few]),
        "logits": (seen.logits[-1, few], seen.labels[few]),
        "early": (seen.outputs[epoch, few], seen.labels[few]),
        "many": (seen.outputs[-1, : looks.sample], seen.labels[: looks.sample]),
    }
    found = {}
    for name, (cloud, labels) in clouds.items():
        points = cloud.astype(np.float64)
        start = principal_basis(points).project(points)
        picture = tsne(neighbourhood(points), start, looks.tsne_steps, _small_seed(run, "t-SNE"))
        run.keep(f"tentacles_{name}", picture.astype(np.float32))
        found[name] = elongation(picture, labels, looks.piece)
    others = ("pixels", "logits", "early", "many")
    return Tentacles(**found, **{f"over_{name}": found["few"] - found[name] for name in others})


def _judge(points: Points, picture: Picture, labels: Labels, k: int) -> Projection:
    return Projection(
        neighbours_kept=neighbours_kept(points, picture, k),
        distances_kept=distances_kept(points, picture),
        purity=neighbour_purity(picture, labels, k),
    )


def _spinning(outputs: Float64[NDArray[np.float64], "epochs points outputs"]) -> float:
    """How much more points move between epochs if each epoch has a basis of its own."""
    basis = principal_basis(outputs[-1])
    fixed = np.stack([basis.project(points) for points in outputs])
    refitted = np.stack([principal_basis(points).project(points) for points in outputs])
    return relative_motion(refitted) - relative_motion(fixed)


def _small_seed(run: Run, purpose: str) -> int:
    return int(run.rng(purpose).integers(2**31 - 1))
