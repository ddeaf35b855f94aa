"""Does a Boltzmann machine with few, evolving connections model data better than a dense or a fixed sparse one?

Mocanu et al. (2018), the experiments with restricted Boltzmann machines: three kinds of machine, alike in all but
their connections (all of them; a random few, drawn once; a random few that evolve after each epoch), are trained at
every setting of hidden units and CD length. Each kind is represented by the setting that is best on the validation
part and judged by its mean log-probability of the test part, by annealed importance sampling. Comparisons are paired
by seed: data, order and what is drawn for the chains are the same for the three kinds.
"""

from collections.abc import Sequence
from itertools import product
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from netsci_bench.contract.catalogue_entries import Dataset
from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.sparse.rbm_modelled import Estimates, Modelled
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
        """Every pair of hidden units and CD length."""
        return list(product(self.hidden, self.gibbs_steps))


class ThreeKinds(Metrics):
    """The three kinds, what evolving gains over the others (nats, paired), and at which share of settings it does.

    ``gain_over_lowest_dense``: the lowest of the evolving settings over the lowest of the dense ones.
    """

    dense: Modelled
    fixed: Modelled
    evolving: Modelled
    gain_over_dense: float
    gain_over_fixed: float
    gain_over_lowest_dense: float
    settings_won_over_dense: float


def set_rbm(p: SetRbm, run: Run) -> ThreeKinds:
    """Train every kind at every setting, estimate, compare."""
    parts = binary_parts(run.arrays(p.dataset), run, p.held_out, p.limit)
    machines: dict[tuple[Kind, Setting], TrainedRbm] = {}
    for setting, kind in product(p.settings, KINDS):
        name = f"{kind}-{setting[0]}-cd{setting[1]}"
        machines[kind, setting] = read_rbm(run.once(train_rbm, make_recipe(kind, setting, p), name))
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
    )


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
