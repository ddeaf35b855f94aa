"""Which pictures of all epochs does the explorer show? t-SNE and UMAP, each epoch beginning where the last one ended.

PCA and star coordinates are products that a browser makes itself. Of a network that is a sequence of layers it also
shows the image that excites each unit most.
"""

from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float32, Float64
from numpy.typing import NDArray

from netsci_bench.contract.point_series import PointSeries
from netsci_bench.contract.run import Progress, Run
from netsci_bench.experiments.embedding.epoch_outputs import EpochOutputs, watched_recipe
from netsci_bench.experiments.embedding.projections import Looks
from netsci_bench.measures.embedding.linear_projections import principal_basis
from netsci_bench.measures.embedding.motion import aligned
from netsci_bench.measures.embedding.neighbour_embedding import neighbourhood, tsne, umap
from netsci_bench.nets.landscape.feature_images import Ascent, feature_images
from netsci_bench.nets.probes.last_features import last_features
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.splits import load_data
from netsci_bench.nets.training.trained import load

Series = Float64[NDArray[np.float64], "epochs points dimensions"]
Points = Float32[NDArray[np.float32], "epochs points numbers"]
DIMENSIONS = {"t-SNE": 2, "UMAP": 2, "UMAP 3-D": 3}
BRIGHTEST = 255
WARM_SHARE = 10  # a warm start takes so many times fewer steps of t-SNE
WARM_UMAP_SHARE = 4


def offer_series(
    seen: EpochOutputs, points: Points, looks: Looks, run: Run, units: dict[str, NDArray[np.uint8]] | None
) -> dict[str, Series]:
    """Keep points, answers and pictures of all epochs and all images; the embeddings, where units are given."""
    series = {} if units is None else embed_epochs(points.astype(np.float64), looks, run)
    run.keep_series(
        PointSeries(
            steps=range(len(seen.logits)),
            outputs=points,
            labels=seen.labels,
            answers=seen.answers,
            class_names=[str(digit) for digit in range(seen.logits.shape[2])],
            embeddings=series,
            curves={"accuracy, %": seen.accuracies, "loss": seen.losses},
            images=np.rint(seen.pixels * BRIGHTEST).astype(np.uint8),
            units=units or {},
        )
    )
    return series


def embed_epochs(
    outputs: Float64[NDArray[np.float64], "epochs points outputs"], looks: Looks, run: Run
) -> dict[str, Series]:
    """t-SNE, and UMAP in two and three dimensions, of each epoch, turned towards the epoch before."""
    seeds = {name: int(run.rng(f"{name} of all epochs").integers(2**31 - 1)) for name in DIMENSIONS}
    pictures = {name: [principal_basis(outputs[0], d).project(outputs[0])] for name, d in DIMENSIONS.items()}
    for epoch, points in enumerate(outputs):
        near = neighbourhood(points)
        steps = looks.tsne_steps if epoch == 0 else (0, max(1, sum(looks.tsne_steps) // WARM_SHARE))
        rounds = looks.umap_steps if epoch == 0 else -(-looks.umap_steps // WARM_UMAP_SHARE)
        last = {name: found[-1] for name, found in pictures.items()}
        new = {
            "t-SNE": tsne(near, last["t-SNE"], steps, seeds["t-SNE"]),
            **{name: umap(near, last[name], rounds, seeds[name]) for name in ("UMAP", "UMAP 3-D")},
        }
        for name, picture in new.items():
            pictures[name].append(aligned(picture, last[name]))
        run.progress(Progress("embedding", epoch + 1, len(outputs), "epoch"))
    return {name: np.stack(found[1:]) for name, found in pictures.items()}


def component_series(recipe: Recipe, components: int, run: Run) -> tuple[Points, float]:
    """What enters the last layer in each epoch, as principal components of the last epoch; and how much they hold.

    One basis for all epochs, as for outputs; the second number is the share of the variance of the standardised
    features of the last epoch that lies in these components.
    """
    watched = watched_recipe(recipe)
    folder, images = run.once(fit, watched, "slowed"), load_data(watched, run).test.images
    last = _features(recipe, folder, watched.epochs, images, run)
    basis = principal_basis(last, min(components, last.shape[1]))
    scaled = (last - basis.mean) / basis.spread
    kept = float((basis.project(last) ** 2).sum() / (scaled**2).sum())
    points = [
        basis.project(_features(recipe, folder, epoch, images, run)).astype(np.float32) for epoch in watched.kept
    ]
    return np.stack(points), kept


def _features(recipe: Recipe, folder: Path, epoch: int, images: torch.Tensor, run: Run) -> NDArray[np.float64]:
    net = load(folder, epoch, recipe, run.device)
    return last_features(net, images).cpu().double().numpy()


def unit_images(recipe: Recipe, steps: int, run: Run) -> dict[str, NDArray[np.uint8]]:
    """The image that excites each unit most, by layer, after the last epoch; of no layers if it is no sequence."""
    watched = watched_recipe(recipe)
    net = load(run.once(fit, watched, "slowed"), watched.epochs, watched, run.device)
    if not isinstance(net, torch.nn.Sequential):
        return {}
    shape = tuple(load_data(watched, run).test.images.shape[1:])
    layers = [place for place, module in enumerate(net) if isinstance(module, torch.nn.Conv2d | torch.nn.Linear)]
    found = {}
    for number, place in enumerate(layers):
        name = "outputs" if place == layers[-1] else f"layer {number + 1}"
        images = feature_images(net, place, shape, Ascent(steps=steps), run.torch_seed(f"noise for {name}"))
        found[name] = np.rint(images.mean(dim=1).numpy() * BRIGHTEST).astype(np.uint8)
    return found
