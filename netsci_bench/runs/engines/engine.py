"""What does a run ask of an engine? To do jobs, and to say how each has ended."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from netsci_bench.contract.run import Progress
from netsci_bench.runs.engines.processes import WorkerResult
from netsci_bench.runs.job import Job

Tell = Callable[[int, Progress], None]  # a seed, and how far it is


class Engine(Protocol):
    """Does jobs; ``stopped`` says why it was asked to end early (empty: it was not), ``remedy`` what to do then."""

    stopped: str
    remedy: str

    def results(self, jobs: Sequence[Job], tell: Tell) -> Iterator[tuple[Job, WorkerResult]]:
        """Each job with how it ended, as soon as it has.

        After a signal, the others end as ``interrupted``; the main thread asks, which alone hears signals.
        """
