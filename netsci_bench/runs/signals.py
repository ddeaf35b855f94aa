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


@contextmanager
def interruptible() -> Iterator[None]:
    """While inside, SIGTERM and Ctrl-C raise ``Interrupted``: while planning, fetching data or writing a report.

    While seeds are at work their processes are asked to end instead (see ``processes``).
    """
    with handled(_interrupt):
        yield


def _interrupt(signum: int, _: FrameType | None) -> None:
    what = f"stopped by {signal.Signals(signum).name}"
    raise Interrupted(what, remedy="run the same command again: what is measured is kept")
