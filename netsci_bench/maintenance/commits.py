"""What did the code of an earlier commit measure? Its smoke tier is run again on this machine.

A commit is unpacked as one package into a folder of the home. Python finds it through ``PYTHONPATH``, so no file of
the current checkout is read. The commit has a home of its own, which shares the data.
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

PARTS = {"netsci_bench": "", "experiments": "experiments", "registry": "_registry"}  # checkout -> package
DIGITS = 12  # of a commit's digest in a report


@dataclass(frozen=True)
class Commits:
    """The commits of a checkout, unpacked below ``home``."""

    root: Path
    home: Path

    def head(self) -> str:
        """The current commit.

        Raises:
            Mistake: there are uncommitted changes, so no commit has the current code.
        """
        if changed := git(self.root, "status", "--porcelain", "--", *PARTS).decode().split("\n")[0]:
            raise Mistake("the code differs from the last commit", changed.strip(), "commit it first")
        return git(self.root, "rev-parse", f"--short={DIGITS}", "HEAD").decode().strip()

    def recorded_in(self, path: Path) -> str:
        """The commit that last changed a file."""
        return git(self.root, "log", "-1", f"--abbrev={DIGITS}", "--format=%h", "--", str(path)).decode().strip()

    def smoke(self, commit: str, id_: str) -> Mapping[str, Any]:
        """The report of an id's smoke tier at a commit; it is measured only once.

        Raises:
            Failure: the smoke tier failed at this commit.
        """
        folder = self.home / "commits" / commit
        report = folder / "reports" / id_ / "smoke" / REPORT_JSON
        if not report.exists():
            self._unpack(commit, folder)
            self._run(folder, id_)
        return dict(json.loads(report.read_text(encoding="utf-8")))

    def _unpack(self, commit: str, folder: Path) -> None:
        package = folder / "netsci_bench"
        if package.exists():
            return
        unfinished = folder / "unfinished"
        with tarfile.open(fileobj=io.BytesIO(git(self.root, "archive", commit, *PARTS))) as archive:
            archive.extractall(unfinished, filter="data")
        for part, inside in PARTS.items():
            if inside:
                (unfinished / part).rename(unfinished / "netsci_bench" / inside)
        (self.home / "data").mkdir(parents=True, exist_ok=True)
        (folder / "data").symlink_to(self.home / "data")
        (unfinished / "netsci_bench").rename(package)
        unfinished.rmdir()

    def _run(self, folder: Path, id_: str) -> None:
        environment = {**os.environ, "PYTHONPATH": str(folder), "NETSCI_BENCH_HOME": str(folder)}
        command = [sys.executable, "-m", "netsci_bench", "run", id_, "--tier", "smoke", "--no-track", "--quiet"]
        result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        if result.returncode:
            raise Failure(f"{id_} cannot be measured at {folder.name}: {result.stderr.strip()[-500:]}")
