"""What did the training of a Boltzmann machine leave in its folder? Its parameters, and where its connections are."""

import io
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float32
from numpy.typing import NDArray

from netsci_bench.nets.boltzmann.rbm import Rbm
from netsci_bench.storage.atomic import write_bytes

FILE = "rbm.npz"  # written last: where it is, the training is finished


class TrainedRbm(NamedTuple):
    """A finished machine; ``connected`` is true where a connection is, whatever its weight."""

    weights: Float32[NDArray[np.float32], "visible hidden"]
    visible_bias: Float32[NDArray[np.float32], " visible"]
    hidden_bias: Float32[NDArray[np.float32], " hidden"]
    connected: Bool[NDArray[np.bool_], "visible hidden"]


def read_rbm(folder: Path) -> TrainedRbm:
    """Read what `nets.boltzmann.training.train_rbm` wrote."""
    with np.load(folder / FILE, allow_pickle=False) as arrays:
        return TrainedRbm(**{name: arrays[name] for name in TrainedRbm._fields})


def write_rbm(rbm: Rbm, folder: Path) -> None:
    """Write what ``read_rbm`` reads."""
    arrays = {name: getattr(rbm, name).cpu().numpy() for name in TrainedRbm._fields}
    content = io.BytesIO()
    np.savez(content, **{**arrays, "connected": arrays["connected"] > 0})
    write_bytes(folder / FILE, content.getvalue())
