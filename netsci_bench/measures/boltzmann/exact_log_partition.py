"""What is the normalising constant of a small restricted Boltzmann machine, exactly?"""

from itertools import count, takewhile

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from netsci_bench.measures.boltzmann.free_energy import BoltzmannMachine, free_energy

MOST_UNITS = 22  # four million states take some ten seconds with a hundred units on the other side
BLOCK = 1 << 14  # states at a time


def exact_log_partition(machine: BoltzmannMachine) -> float:
    """Return log Z, summed over every state of the smaller side; the other side is summed in closed form.

    Formula: Z = sum_v exp(-F(v)) over the 2^n states of the n visible units; where there are fewer hidden ones, the
    same with both sides exchanged.
    Units: nats. Raises: ValueError if both sides have more than 22 units.
    Source: Salakhutdinov and Murray (2008), ICML, section 4.

    >>> independent = BoltzmannMachine(np.zeros((2, 3)), np.zeros(2), np.zeros(3))
    >>> float(round(exact_log_partition(independent) / np.log(2), 6))
    5.0
    """
    visible, hidden = machine.weights.shape
    smaller = machine
    if hidden < visible:
        smaller = BoltzmannMachine(machine.weights.T, machine.hidden_bias, machine.visible_bias)
    units = len(smaller.visible_bias)
    if units > MOST_UNITS:
        raise ValueError(
            f"{visible} visible and {hidden} hidden units: the smaller side may have {MOST_UNITS} at most"
        )
    starts = takewhile(lambda start: start < 2**units, count(0, BLOCK))
    blocks = (_states(start, min(start + BLOCK, 2**units), units) for start in starts)
    return float(logsumexp([logsumexp(-free_energy(smaller, states)) for states in blocks]))


def _states(start: int, stop: int, units: int) -> NDArray[np.float64]:
    """The binary digits of the numbers from ``start`` to ``stop``, one state a row."""
    numbers = np.arange(start, stop)[:, None]
    return ((numbers >> np.arange(units)) & 1).astype(np.float64)
