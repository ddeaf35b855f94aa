"""Which weights does a network get from one that has more layers at the ends of some stages?

A layer is known by its place. A stage of a VGG is what lies between two poolings, so that the numbers of all layers
behind a removed one change; blocks of a residual network keep their names when the last of a stage go.
"""

from torch import Tensor, nn


def names_in_whole(whole: nn.Module, shortened: nn.Module) -> dict[str, str]:
    """For each module of the shortened network the name that it has in the whole one.

    Raises:
        ValueError: the networks have other stages, or a stage of the shortened one is the longer.
    """
    renamed: dict[str, str] = {}
    for name, module in shortened.named_modules():
        if isinstance(module, nn.Sequential) and any(isinstance(layer, nn.MaxPool2d) for layer in module):
            renamed |= _paired(name, _layers_by_stage(module), _layers_by_stage(whole.get_submodule(name)))
    return {name: renamed.get(name, name) for name, _ in shortened.named_modules() if name}


def weights_of_whole(whole: nn.Module, shortened: nn.Module) -> dict[str, Tensor]:
    """The weights with which the shortened network begins, by its own names; nothing of the removed layers is left.

    Raises:
        ValueError: the shortened network has a layer that the whole one lacks.
    """
    names, known = names_in_whole(whole, shortened), whole.state_dict()
    weights = {}
    for key in shortened.state_dict():
        layer, _, tensor = key.rpartition(".")
        place = f"{names[layer]}.{tensor}"
        if place not in known:
            raise ValueError(f"the whole network has no {place}")
        weights[key] = known[place]
    return weights


def _layers_by_stage(layers: nn.Module) -> list[list[str]]:
    """The names of the layers up to each pooling, and of the poolings themselves, in turn."""
    stages: list[list[str]] = [[]]
    for name, layer in layers.named_children():
        if isinstance(layer, nn.MaxPool2d):
            stages += [[name], []]
        else:
            stages[-1].append(name)
    return stages


def _paired(prefix: str, short: list[list[str]], long: list[list[str]]) -> dict[str, str]:
    if len(short) != len(long) or any(len(one) > len(other) for one, other in zip(short, long, strict=True)):
        sizes = [[len(stage) for stage in stages if stage] for stages in (short, long)]
        raise ValueError(f"stages of {sizes[0]} layers are not those of {sizes[1]} without the last of some")
    pairs = [pair for stages in zip(short, long, strict=True) for pair in zip(*stages, strict=False)]
    return {f"{prefix}.{new}": f"{prefix}.{old}" for new, old in pairs}
