"""How far are the tasks of a cluster, in lines for ``status``? From their notes and the store alone."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from netsci_bench.runs.engines.task_notes import SECONDS_BETWEEN_SIGNS, State, TaskNote, TaskNotes
from netsci_bench.storage.store import Store

MOST_LINES = 20
SILENT = 6 * SECONDS_BETWEEN_SIGNS  # without a sign of life a task is spoken of as silent
FIRST: tuple[State, ...] = ("failed", "killed", "interrupted", "running", "waiting")  # what a user wants to see first


def task_lines(home: Path) -> Iterator[str]:
    """A line that counts the tasks by state, and one for each of the first; nothing where there is no task."""
    notes, store = TaskNotes(home), Store(home / "store")
    open_tasks = [note for note in notes.all() if not store.holds(note.address)]
    if not open_tasks:
        return
    count = Counter(note.state for note in open_tasks)
    yield "tasks: " + ", ".join(f"{count[state]} {state}" for state in FIRST if count[state])
    ordered = sorted(open_tasks, key=lambda note: FIRST.index(note.state))
    yield from (f"  {_line(notes, note)}" for note in ordered[:MOST_LINES])
    if len(ordered) > MOST_LINES:
        yield f"  and {len(ordered) - MOST_LINES} more, in {home / 'tasks'}"


def _line(notes: TaskNotes, note: TaskNote) -> str:
    what = f"{note.id} ({note.tier}) seed {note.seed}" + (", a training" if note.training else "")
    silent = notes.seconds_silent(note.address)
    quiet = f", silent for {silent / 60:.0f} min" if note.state == "running" and silent > SILENT else ""
    why = f": {note.why}" if note.why else ""
    number = notes.number(note.address)
    where = "" if note.state == "waiting" else f"; log: {notes.log(note)}"
    return f"{what}: {note.state}{quiet}{why}" + (f"; task {number}" if number else "") + where
