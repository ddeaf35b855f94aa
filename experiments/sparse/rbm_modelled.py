"""How well does one kind of Boltzmann machine model the data? The setting best on validation speaks for it."""

from collections.abc import Iterator, Sequence

import numpy as np

from netsci_bench.contract.schema import Metrics
from netsci_bench.measures.boltzmann.annealed_importance import annealed_log_partition, base_rate_bias
from netsci_bench.measures.boltzmann.free_energy import BoltzmannMachine, mean_log_probability
from netsci_bench.nets.boltzmann.binary_vectors import BinaryParts
from netsci_bench.nets.boltzmann.trained import TrainedRbm


class Modelled(Metrics):
    """How well one kind of machine models the data; log-probabilities are means over vectors, in nats.

    ``log_probability``: of the test part, at the setting that is best on the validation part; ``connection_share``:
    of all possible ones, at that setting, after training. ``by_setting``: of the test part, in the order of settings,
    with ``lowest`` and ``spread`` of these; ``largest``: of the last one, the most hidden units by the longest CD.
    ``standard_error``: the largest one of log Z over settings; ``effective_chains``: the smallest number, as a share
    of all chains. Where that is small, log-probabilities are too high.
    """

    log_probability: float
    connection_share: float
    by_setting: list[float]
    lowest: float
    largest: float
    spread: float
    standard_error: float
    effective_chains: float


class Estimates:
    """What annealed importance sampling says of the machines of one kind, one a setting."""

    def __init__(
        self, machines: Sequence[TrainedRbm], parts: BinaryParts, ladder: tuple[int, int], rng: np.random.Generator
    ) -> None:
        """``ladder``: chains and steps."""
        self.machines, self.chains = machines, ladder[0]
        estimates = np.array([list(_estimate(machine, parts, ladder, rng)) for machine in machines])
        self.valid, self.test, self.errors, self.effective = estimates.T

    @property
    def best(self) -> int:
        """The setting that is best on the validation part."""
        return int(np.argmax(self.valid))

    def modelled(self) -> Modelled:
        """The numbers of the kind."""
        return Modelled(
            log_probability=float(self.test[self.best]),
            connection_share=float(self.machines[self.best].connected.mean()),
            by_setting=self.test.tolist(),
            lowest=float(self.test.min()),
            largest=float(self.test[-1]),
            spread=float(np.ptp(self.test)),
            standard_error=float(self.errors.max()),
            effective_chains=float(self.effective.min() / self.chains),
        )


def _estimate(
    machine: TrainedRbm, parts: BinaryParts, ladder: tuple[int, int], rng: np.random.Generator
) -> Iterator[float]:
    """Mean log-probability of the validation and the test part; standard error and effective chains of log Z."""
    chains, steps = ladder
    model = BoltzmannMachine(machine.weights, machine.visible_bias, machine.hidden_bias)
    estimate = annealed_log_partition(model, base_rate_bias(parts.train), steps, chains, rng)
    for part in (parts.valid, parts.test):
        yield mean_log_probability(model, part, estimate.value)
    yield from (estimate.standard_error, estimate.effective_chains)
