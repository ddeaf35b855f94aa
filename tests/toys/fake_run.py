"""What does an experiment need of the bench? A run whose store is a folder, and which trains everything once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from netsci_bench.contract.run import Arrays, Build, Run
from netsci_bench.contract.schema import Params


@dataclass
class FakeStore:
    """Trainings in folders of their own, each built when it is first asked for; ``arrays`` are served as any data."""

    folder: Path
    arrays: Arrays | None = None
    seed: int = 0
    asked: list[Params] = field(default_factory=list)
    names: dict[str, Params] = field(default_factory=dict)  # the last params asked for under a name

    def run(self, name: str, **more) -> Run:
        """A run in the folder of that name."""
        place = self.folder / name
        place.mkdir(exist_ok=True, parents=True)
        data: Mapping[str, Callable] = {} if self.arrays is None else {"arrays": lambda _: self.arrays}
        return Run(seed=self.seed, device="cpu", folder=place, once=self.once, **{**data, **more})

    def once(self, build: Build, params: Params, name: str = "") -> Path:
        """The folder of a training, as the worker's own gives it."""
        self.names[name] = params
        if params not in self.asked:
            self.asked.append(params)
            build(params, self.run(f"training-{self.asked.index(params)}"))
        return self.folder / f"training-{self.asked.index(params)}"
