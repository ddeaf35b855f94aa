"""What does the catalogue say of arrays that a test has made?"""

from collections.abc import Mapping

import numpy as np

from netsci_bench.contract.catalogue_entries import ArraySpec, Dataset


def toy_dataset(arrays: Mapping[str, np.ndarray], name: str = "toy") -> Dataset:
    """The entry of a data set of these arrays; their checksums are none, since nothing fetches them."""
    specs = {key: ArraySpec(shape=array.shape, sha256="0" * 64) for key, array in arrays.items()}
    return Dataset(name=name, title=name.capitalize(), licence="CC0-1.0", source="toy", arrays=specs, sources=())
