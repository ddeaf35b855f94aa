"""Which line of the experiment made something happen? The calls that led to it are searched from the inside out."""

import os
import threading
from types import FrameType

from netsci_bench.identity.allowed_folders import PACKAGE, STANDARD
from netsci_bench.identity.names import ROOMS, belongs_to_a_library

METADATA = os.path.join(STANDARD, "importlib", "metadata")  # how Python finds what is installed
MACHINERY = "<frozen importlib"
ANNOUNCEMENTS = os.path.join(os.path.dirname(__file__), "announcements.py")  # stand between a caller and a library


def experiment_line(frame: FrameType | None, through_libraries: bool = True, imports: bool = True) -> str:
    """``file:line`` of the experiment's code that caused an event; empty if the bench or a library caused it.

    What a library does while it is imported never counts. In a thread that only runs functions of libraries, such as
    one of a pool, no line can be found: the experiment gave it the function, so its name is ``another thread``.

    Args:
        frame: of the event.
        through_libraries: whether an event in a library that the experiment calls counts as caused by the experiment.
        imports: whether what the import system itself opens counts, such as a module's source.
    """
    innermost = True  # only the import system was met so far
    while frame is not None:
        file = frame.f_code.co_filename
        if file == ANNOUNCEMENTS:
            frame = frame.f_back
            continue
        importing = file.startswith(MACHINERY)
        if file.startswith(METADATA) or (importing and not (innermost and imports)):
            return ""
        if file.startswith(PACKAGE) and file[len(PACKAGE) :].split(os.sep)[0] not in ROOMS:
            return ""
        library = belongs_to_a_library(file)
        if library and not through_libraries:
            return ""
        if not (library or file.startswith(("<", STANDARD))):
            return f"{file}:{frame.f_lineno}"
        innermost = innermost and importing
        frame = frame.f_back
    return "" if threading.current_thread() is threading.main_thread() else "another thread"
