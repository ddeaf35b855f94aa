"""What has been read of source files, as long as none of them has changed?"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class SourceMemory:
    """The texts of the source files that were read, and what was derived from them."""

    texts: dict[Path, str] = field(default_factory=dict)
    derived: dict[tuple[str, str], Any] = field(default_factory=dict)

    def forget_if_edited(self) -> None:
        """Forget everything if one of the files has another text by now, or none."""
        if any(_text(path) != text for path, text in list(self.texts.items())):
            self.texts.clear()
            self.derived.clear()


MEMORY = SourceMemory()
_resting: ContextVar[bool] = ContextVar("_resting", default=False)


@contextmanager
def sources_at_rest() -> Iterator[None]:
    """While inside, nobody edits source files: what was read is not read again, and not compared again."""
    if _resting.get():
        yield
        return
    MEMORY.forget_if_edited()
    token = _resting.set(True)
    try:
        yield
    finally:
        _resting.reset(token)


def read_source(path: Path) -> str:
    """The text of a source file; what it was before, while sources are at rest.

    Raises:
        OSError: it cannot be read.
        UnicodeDecodeError: it is not UTF-8.
    """
    if not _resting.get():
        return path.read_text("utf-8")
    if path not in MEMORY.texts:
        MEMORY.texts[path] = path.read_text("utf-8")
    return MEMORY.texts[path]


def _text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
