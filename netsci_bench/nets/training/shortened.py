"""What becomes of a trained network without some layers? The rest keeps its weights and is trained on."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Self

from pydantic import model_validator
from torch import Tensor

from netsci_bench.contract.catalogue_entries import Weights
from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Params
from netsci_bench.nets.training.checkpoint import pack
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.randomness import borrowed_rng
from netsci_bench.nets.training.recipe import Inheritance, Recipe, build_untrained
from netsci_bench.nets.training.trained import load
from netsci_bench.nets.weights.shortened import weights_of_whole
from netsci_bench.storage.atomic import write_bytes

FILE = "inherited.pt"


class Shortened(Params):
    """How the ``whole`` network is trained, and after it that of ``recipe``, which lacks some of its layers."""

    recipe: Recipe
    whole: Recipe

    @model_validator(mode="after")
    def _begins_with_the_whole(self) -> Self:
        if self.recipe.start:
            raise ValueError("a shortened network begins with the weights of the whole one: `start` names others")
        return self


def fit_shortened(p: Shortened, run: Run) -> None:
    """Train the whole network, unless that was done, and the shortened one from its weights, in the run's folder.

    Leaves what ``fit`` leaves: `load` reads the network by ``p.recipe``, `read_history` how it went.

    Raises:
        ValueError: the network is not the whole one without some layers.
        Failure: as ``fit``.
        Interrupted: the run was told to stop; everything needed to continue is on disk.
    """
    whole = load(run.once(fit, p.whole, "whole"), p.whole.epochs, p.whole)
    with borrowed_rng("cpu"):  # initial weights are drawn, only to be overwritten
        weights = weights_of_whole(whole, build_untrained(p.recipe))
    file = run.folder / FILE
    write_bytes(file, pack({name: value.contiguous() for name, value in weights.items()}))
    inherited = Weights(
        name="inherited",
        title="weights of the whole network",
        licence="none",
        source="this run",
        sha256=digest_of(weights),
        sources=(),
    )
    recipe = p.recipe.model_copy(update={"start": Inheritance(checkpoint=inherited)})
    fit(recipe, replace(run, file=lambda _: file))


def digest_of(weights: Mapping[str, Tensor]) -> str:
    """SHA-256 of names, shapes and values: the same for the same weights, whatever file holds them."""
    found = hashlib.sha256()
    for name, value in sorted(weights.items()):
        found.update(f"{name} {tuple(value.shape)} {value.dtype}\n".encode())
        found.update(value.detach().cpu().contiguous().numpy().tobytes())
    return found.hexdigest()
