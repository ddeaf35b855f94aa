"""Which network does a library have under this name? Any of torchvision or timm, untrained, for so many classes.

``timm:vit_tiny_patch16_224`` or ``torchvision:resnet50``. Settings go to the library as they are, such as ``img_size:
32`` and ``patch_size: 4`` of a vision transformer for small images. No weights are fetched: a file of your own
weights enters as an entry of a ``weights.yaml`` (safetensors, or a state dict of torch), by its checksum.
"""

from difflib import get_close_matches
from typing import Any

import timm
import torchvision
from torch import nn

from netsci_bench.contract.errors import Mistake

SHOWN = 3


def library_model(classes: int, name: str, **settings: Any) -> nn.Module:
    """The network ``library:name`` with as many outputs as there are classes, untrained.

    Raises:
        Mistake: there is no such library or network, or it does not take these settings.
    """
    library, _, model = name.partition(":")
    if library not in ("timm", "torchvision"):
        raise Mistake(f"{name!r} names no network", remedy="write timm:NAME or torchvision:NAME")
    known = timm.list_models() if library == "timm" else torchvision.models.list_models()
    if model not in known:
        raise Mistake(f"{library} has no network {model!r}", remedy=_nearest(model, known))
    try:
        if library == "timm":
            net: nn.Module = timm.create_model(model, pretrained=False, num_classes=classes, **settings)
        else:
            net = torchvision.models.get_model(model, weights=None, num_classes=classes, **settings)
    except (TypeError, ValueError, AssertionError, RuntimeError) as error:
        what = f"{name} cannot be made with {settings}: {str(error).partition(chr(10))[0]}"
        raise Mistake(what, remedy="see what this network takes") from error
    return net


def _nearest(name: str, known: list[str]) -> str:
    """The networks with the most similar names; some that exist where no name is similar."""
    matches = get_close_matches(name, known, n=SHOWN, cutoff=0.4)
    return f"did you mean {', '.join(matches)}?" if matches else f"there are, for example, {', '.join(known[:SHOWN])}"
