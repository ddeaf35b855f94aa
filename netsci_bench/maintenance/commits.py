"""What did the code of an earlier commit measure? Its smoke tier is run as it was, on this machine.

A commit is laid out as one plain package in a folder of the home, where it is found by ``PYTHONPATH`` alone, so that
nothing of the present checkout is read. It has a home of its own, which shares the data.
"""

import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netsci_bench.contract.errors import Failure, Mistake
from netsci_bench.runs.git import git
from netsci_bench.storage.artifacts import REPORT_JSON

PARTS = {"netsci_bench": "", "experiments": "experiments", "registry": "_registry"}  # of a checkout -> in the package
DIGITS = 12  # of a commit, as a report names it


@dataclass(frozen=True)
class Commits:
    """The commits of a checkout, laid out below ``home``."""

    root: Path
    home: Path

    def head(self) -> str:
        """The present commit.

        Raises:
            Mistake: files differ from it, so that no commit says what the code is.
        """
        if changed := git(self.root, "status", "--porcelain", "--", *PARTS).decode().split("\n")[0]:
            raise Mistake("the code differs from the last commit", changed.strip(), "commit it first")
        return git(self.root, "rev-parse", f"--short={DIGITS}", "HEAD").decode().strip()

    def recorded_in(self, path: Path) -> str:
        """The commit that last changed a file."""
        return git(self.root, "log", "-1", f"--abbrev={DIGITS}", "--format=%h", "--", str(path)).decode().strip()

    def smoke(self, commit: str, id_: str) -> Mapping[str, Any]:
        """The report of an id's smoke tier at a commit; measured once.

        Raises:
            Failure: it could not be measured there.
        """
        folder = self.home / "commits" / commit
        report = folder / "reports" / id_ / "smoke" / REPORT_JSON
        if not report.exists():
            self._lay_out(commit, folder)
            self._run(folder, id_)
        return dict(json.loads(report.read_text(encoding="utf-8")))

    def _lay_out(self, commit: str, folder: Path) -> None:
        package = folder / "netsci_bench"
        if package.exists():
            return
        laid = folder / "unfinished"
        with tarfile.open(fileobj=io.BytesIO(git(self.root, "archive", commit, *PARTS))) as archive:
            archive.extractall(laid, filter="data")
        for part, inside in PARTS.items():
            if inside:
                (laid / part).rename(laid / "netsci_bench" / inside)
        (self.home / "data").mkdir(parents=True, exist_ok=True)
        (folder / "data").symlink_to(self.home / "data")
        (laid / "netsci_bench").rename(package)
        laid.rmdir()

    def _run(self, folder: Path, id_: str) -> None:
        given = {**os.environ, "PYTHONPATH": str(folder), "NETSCI_BENCH_HOME": str(folder)}
        run = [sys.executable, "-m", "netsci_bench", "run", id_, "--tier", "smoke", "--no-track", "--quiet"]
        done = subprocess.run(run, cwd=folder, env=given, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failure(f"{id_} cannot be measured at {folder.name}: {done.stderr.strip()[-500:]}")
