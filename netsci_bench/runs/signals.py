"""What happens when the user presses Ctrl-C or the system asks for the end? Handlers for a while, then as before."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from netsci_bench.contract.errors import Interrupted

Handler = Callable[[int, FrameType | None], object]
BOTH = (signal.SIGINT, signal.SIGTERM)  # Ctrl-C, and a request to end


@contextmanager
def handled(handler: Handler, numbers: tuple[signal.Signals, ...] = BOTH) -> Iterator[None]:
    """While inside, the signals call ``handler``; in a thread that is not the main one they stay as they are."""
    if threading.current_thread() is not threading.main_thread():  # only the main thread can set handlers
        yield
        return
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


class Interruption:
    """A handler that raises ``Interrupted``, and remembers it: foreign code may swallow the exception."""

    def __init__(self) -> None:
        self.heard = ""

    def __call__(self, signum: int, _: FrameType | None = None) -> None:
        """The handler."""
        self.heard = f"stopped by {signal.Signals(signum).name}"
        self.insist()

    def insist(self) -> None:
        """Raise, if a signal was heard."""
        if self.heard:
            raise Interrupted(self.heard, remedy="run the same command again: what is measured is kept")


@contextmanager
def interruptible() -> Iterator[None]:
    """While inside, SIGTERM and Ctrl-C raise ``Interrupted``: while planning, fetching data or writing a report.

    While seeds are at work their processes are asked to end instead (see ``processes``).
    """
    interruption = Interruption()
    with handled(interruption):
        yield
        interruption.insist()


def insist() -> None:
    """Raise ``Interrupted`` if a signal was heard by the ``interruptible`` around this, and swallowed since."""
    handlers = (signal.getsignal(number) for number in BOTH)
    for handler in handlers:
        if isinstance(handler, Interruption):
            handler.insist()
