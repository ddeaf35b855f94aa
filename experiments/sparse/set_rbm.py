"""Does a Boltzmann machine with few, evolving connections model data better than a dense or a fixed sparse one?

Mocanu et al. (2018), the experiments with restricted Boltzmann machines: three kinds of machine, alike in all but
their connections (all of them; a random few, drawn once; a random few that evolve after each epoch), are trained at
every setting of hidden units and CD length. Each kind is represented by the setting that is best on the validation
part and judged by its mean log-probability of the test part, by annealed importance sampling. Comparisons are paired
by seed: data, order and what is drawn for the chains are the same for the three kinds.
"""

import math
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from netsci_bench.contract.catalogue_entries import Dataset
from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.sparse.rbm_modelled import Estimates, Modelled
from netsci_bench.experiments.sparse.scale_free import READ_AS_POWER_LAW, HiddenLaws, hidden_laws
from netsci_bench.experiments.sparse.wiring import centre_excess
from netsci_bench.nets.boltzmann.binary_vectors import BinaryParts, binary_parts
from netsci_bench.nets.boltzmann.recipe import RbmRecipe
from netsci_bench.nets.boltzmann.trained import TrainedRbm, read_rbm
from netsci_bench.nets.boltzmann.training import train_rbm
from netsci_bench.nets.sparse.evolution import Evolution

Kind = Literal["dense", "fixed", "evolving"]
Setting = tuple[int, int]  # hidden units, CD length
KINDS: tuple[Kind, ...] = ("dense", "fixed", "evolving")
Count = Annotated[int, Field(ge=1)]


class SetRbm(Params):
    """Data, the settings that every kind is trained at, what the trainings have in common, and the estimate.

    ``chains`` and ``steps`` are those of annealed importance sampling; for the rest see `RbmRecipe`.
    """

    dataset: Dataset
    hidden: Annotated[tuple[Count, ...], Field(min_length=1)]
    gibbs_steps: Annotated[tuple[Count, ...], Field(min_length=1)]
    epsilon: Annotated[float, Field(gt=0)]
    evolution: Evolution
    deviation: Annotated[float, Field(gt=0)]
    lr: Annotated[float, Field(gt=0)]
    momentum: Annotated[float, Field(ge=0, lt=1)]
    weight_decay: Annotated[float, Field(ge=0)]
    batch: Count
    epochs: Count
    held_out: Annotated[int, Field(ge=0)] = 0
    limit: Count | None = None
    chains: Annotated[int, Field(ge=2)]
    steps: Count

    @property
    def settings(self) -> list[Setting]:
        """Every pair of hidden units and CD length, in ascending order."""
        return list(product(sorted(self.hidden), sorted(self.gibbs_steps)))


class ThreeKinds(Metrics):
    """The three kinds, what evolving gains over the others (nats, paired), and at which share of settings it does.

    ``gain_over_lowest_dense``: the lowest of the evolving settings over the lowest of the dense ones.
    ``hidden``: laws of the degrees of hidden units of the evolving machine, at every setting; ``lines_of_fewest``,
    ``lines_of_most``: the share of falling lines with p < 0.05 where hidden units are fewest and most.
    """

    dense: Modelled
    fixed: Modelled
    evolving: Modelled
    gain_over_dense: float
    gain_over_fixed: float
    gain_over_lowest_dense: float
    settings_won_over_dense: float
    hidden: HiddenLaws
    lines_of_fewest: float
    lines_of_most: float


class OnImages(ThreeKinds):
    """And where the connections of visible units gather: in the middle of the image or at its border.

    ``centre_excess``: of the evolving machines, see `centre_excess`; ``centre_gain``: over the fixed ones; both means
    over the settings.
    """

    centre_excess: float
    centre_gain: float


def set_rbm_images(p: SetRbm, run: Run) -> OnImages:
    """Compare the three kinds on square images, and look at the visible units."""
    three = set_rbm(p, run)
    evolving, fixed = (
        [visible_excess(run.once(train_rbm, make_recipe(kind, setting, p))) for setting in p.settings]
        for kind in ("evolving", "fixed")
    )
    mean = float(np.mean(evolving))
    return OnImages(**dict(three), centre_excess=mean, centre_gain=mean - float(np.mean(fixed)))


def visible_excess(folder: Path) -> float:
    """How many connections a visible unit in the middle of the image has more than one at its border."""
    degrees = read_rbm(folder).connected.sum(axis=1)
    side = math.isqrt(len(degrees))
    return centre_excess(degrees.reshape(side, side))


def set_rbm(p: SetRbm, run: Run) -> ThreeKinds:
    """Train every kind at every setting, estimate, compare."""
    parts = binary_parts(run.arrays(p.dataset), run, p.held_out, p.limit)
    machines: dict[tuple[Kind, Setting], TrainedRbm] = {}
    for setting, kind in product(p.settings, KINDS):
        name = f"{kind}-{setting[0]}-cd{setting[1]}"
        machines[kind, setting] = read_rbm(run.once(train_rbm, make_recipe(kind, setting, p), name))
    laws = hidden_laws([machines["evolving", setting].connected.sum(axis=0) for setting in p.settings], run)
    by_kind = {kind: measure_kind(kind, [machines[kind, s] for s in p.settings], parts, p, run) for kind in KINDS}
    dense, fixed, evolving = (by_kind[kind] for kind in KINDS)
    run.keep("settings", np.array(p.settings))
    return ThreeKinds(
        dense=dense,
        fixed=fixed,
        evolving=evolving,
        gain_over_dense=evolving.log_probability - dense.log_probability,
        gain_over_fixed=evolving.log_probability - fixed.log_probability,
        gain_over_lowest_dense=evolving.lowest - dense.lowest,
        settings_won_over_dense=float(np.mean(np.array(evolving.by_setting) > dense.by_setting)),
        hidden=laws,
        lines_of_fewest=share_of_lines(laws, p, min(p.hidden)),
        lines_of_most=share_of_lines(laws, p, max(p.hidden)),
    )


def share_of_lines(laws: HiddenLaws, p: SetRbm, hidden: int) -> float:
    """Of the settings with so many hidden units, the share whose falling line has p < 0.05."""
    of_size = [line for line, setting in zip(laws.falling_line_p, p.settings, strict=True) if setting[0] == hidden]
    return float(np.mean(np.array(of_size) < READ_AS_POWER_LAW))


def measure_kind(kind: Kind, machines: Sequence[TrainedRbm], parts: BinaryParts, p: SetRbm, run: Run) -> Modelled:
    """Measure the machines of one kind; keep how many connections each unit of its best machine has."""
    estimates = Estimates(machines, parts, (p.chains, p.steps), run.rng(f"annealing of {kind}"))
    if kind != "dense":
        connected = machines[estimates.best].connected
        run.keep(f"visible_degrees_{kind}", connected.sum(axis=1))
        run.keep(f"hidden_degrees_{kind}", connected.sum(axis=0))
    return estimates.modelled()


def make_recipe(kind: Kind, setting: Setting, p: SetRbm) -> RbmRecipe:
    """The training of one machine: kinds differ in their connections only."""
    return RbmRecipe(
        dataset=p.dataset,
        hidden=setting[0],
        gibbs_steps=setting[1],
        epsilon=None if kind == "dense" else p.epsilon,
        evolution=p.evolution if kind == "evolving" else None,
        **{name: getattr(p, name) for name in ("deviation", "lr", "momentum", "weight_decay", "batch", "epochs")},
        held_out=p.held_out,
        limit=p.limit,
    )
