"""How does a test get a real Slurm? One node on the loopback interface, of which nothing is left when it ends."""

import getpass
import os
import re
import shutil
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

NEEDED = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "srun")
INSTALL = "apt-get install -y --no-install-recommends slurm-wlm slurmd slurmctld munge"
PATIENCE = 120  # seconds
CPUS = 4  # that Slurm believes in; tests wait more than they compute
CONF = """
ClusterName=one
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={node}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
SlurmUser={user}
SlurmdUser={user}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SchedulerType=sched/backfill
SchedulerParameters=requeue_setup_env_fail,bf_interval=5,sched_interval=5
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
ReturnToService=2
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
SlurmctldParameters=preempt_send_user_signal
JobRequeue=1
KillWait=15
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory=4000 State=UNKNOWN
PartitionName=low Nodes={host} Default=YES PriorityTier=1 PreemptMode=REQUEUE MaxTime=INFINITE State=UP
PartitionName=high Nodes={host} PriorityTier=10 PreemptMode=OFF MaxTime=INFINITE State=UP
"""


def missing():
    """Which of Slurm's programs are not here."""
    return [name for name in NEEDED if shutil.which(name, path=search_path()) is None]


def search_path():
    return os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class OneNodeSlurm:
    """munge, the controller and one node, as this user; ``end`` ends them and all that they have started."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.daemons = {}
        self.jobs = set()
        host = socket.gethostname().partition(".")[0]
        for name in ("state", "spool"):
            (folder / name).mkdir(parents=True)
        (folder / "munge.key").write_bytes(os.urandom(128))
        (folder / "munge.key").chmod(0o600)
        ports = {"controller": free_port(), "node": free_port()}
        text = CONF.format(host=host, folder=folder, user=getpass.getuser(), cpus=CPUS, **ports)
        (folder / "slurm.conf").write_text(text)
        self.variables = {"SLURM_CONF": str(folder / "slurm.conf"), "PATH": search_path()}

    def start(self):
        names = {"key-file": "munge.key", "socket": "munge.socket", "log-file": "munge.log", "pid-file": "munge.pid",
                 "seed-file": "munge.seed"}  # fmt: skip
        options = [f"--{option}={self.folder / name}" for option, name in names.items()]
        self._launch("munged", "--foreground", "--force", *options)
        self.wait_for(lambda: (self.folder / "munge.socket").exists(), "munge")
        self.start_controller()
        self._launch("slurmd", "-D")
        self.wait_for(lambda: "idle" in self.ask("sinfo", "--noheader", "--format=%T"), "an idle node")
        return self

    def start_controller(self):
        self._launch("slurmctld", "-D")
        self.wait_for(lambda: "UP" in self.ask("scontrol", "ping"), "the controller")

    def restart_controller(self):
        """As after a crash: it is killed, and reads its state from the disk."""
        self._kill("slurmctld")
        self.start_controller()

    def ask(self, *words):
        """What one of Slurm's commands prints, whether it ends well or not."""
        done = subprocess.run(
            words, capture_output=True, text=True, timeout=PATIENCE, env=os.environ | self.variables
        )
        return done.stdout + done.stderr

    def wait_for(self, holds, what):
        until = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < until, f"{what}: not within {PATIENCE} s\n{self.said()}"
            time.sleep(0.2)

    def said(self):
        """The last lines of every log."""
        return "\n".join(
            "\n".join([log.name, *log.read_text().splitlines()[-15:]]) for log in self.folder.glob("*.log")
        )

    def end(self):
        """Cancel what runs, then end the daemons, and kill what Slurm has started and not ended."""
        with suppress(OSError, subprocess.SubprocessError):
            self.ask("scancel", "--full", "--signal=KILL", "--user", getpass.getuser())
        for name in ("slurmctld", "slurmd", "munged"):
            self._kill(name)
        for number in self.processes(""):
            with suppress(OSError):
                os.kill(number, 9)

    def processes(self, word):
        """The numbers of processes that this Slurm or a task of it has started, with this word in their command."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                status = (folder / "status").read_text()
                parent = re.search(r"^PPid:\s*(\d+)", status, re.MULTILINE)[1]
                ours = self._knows(folder) or self._knows(Path("/proc", parent))
                if ours and word.encode() in (folder / "cmdline").read_bytes() and "\nState:\tZ" not in status:
                    found.append(int(folder.name))
        return [number for number in found if number not in (os.getpid(), os.getppid())]

    def _knows(self, folder):
        """Whether a process has this Slurm's configuration among its variables."""
        return self.variables["SLURM_CONF"].encode() in (folder / "environ").read_bytes()

    def _launch(self, program, *words):
        log = (self.folder / f"{program}.out.log").open("ab")
        with log:
            self.daemons[program] = subprocess.Popen(
                [shutil.which(program, path=search_path()), *words],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=os.environ | self.variables,
            )  # fmt: skip

    def _kill(self, program):
        if process := self.daemons.pop(program, None):
            process.kill()
            process.wait(PATIENCE)
