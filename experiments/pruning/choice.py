"""Which blocks of a trained ResNet would be left out, by their modularity and by rules that know nothing of it?

Lu et al. (2022), section 5: blocks at which the modularity of the classes falls, stands still or grows slowly can go.
How many, and from which samples they see it, the paper says by example: of ResNet56's [9, 9, 9] blocks it keeps
[2, 3, 6]. Here as many blocks stay as there, those with the largest gain; where they lie is what is judged.
"""

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.pruning.readings import (
    Choice,
    Choosing,
    Sizes,
    base_net,
    measure_choice,
    measure_curves,
    measure_sizes,
)
from netsci_bench.nets.probes.block_ablation import shape_changing


class BothChoices(Metrics):
    """The choice in both readings, and the net that it is about."""

    text: Choice
    published: Choice
    base: Sizes


def block_choice(p: Choosing, run: Run) -> BothChoices:
    """Look at the trained net only: nothing is trained."""
    net = base_net(p, run)
    by_reading = {reading: measure_curves(net, p, getattr(p, reading), run) for reading in ("text", "published")}
    run.keep("fixed", shape_changing(net))
    return BothChoices(
        text=measure_choice(net, p, by_reading["text"]),
        published=measure_choice(net, p, by_reading["published"]),
        base=measure_sizes(net, p, run),
    )
