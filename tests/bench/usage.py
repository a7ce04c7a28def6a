"""Measures what a part of a run used: the CPU time of each party from /proc, and the WAL from PostgreSQL. Also
measures how much CPU time other processes of the machine used meanwhile."""
import os
import time
from dataclasses import dataclass

TICKS = os.sysconf("SC_CLK_TCK")
STRANGERS_CORES = 0.25   # if other processes use more cores than this, the figures are marked as disturbed


def _stat(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        fields = file.read().rpartition(")")[2].split()
    # Returns the pid of the parent, and four CPU times in seconds. They are the user time and the system time of the
    # process, then the user time and the system time of its ended children.
    return int(fields[1]), [int(field) / TICKS for field in fields[11:15]]


def _processes():
    """pid → (pid of the parent, CPU seconds, CPU seconds of ended children)"""
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                parent, (user, system, children_user, children_system) = _stat(f"/proc/{name}/stat")
                found[int(name)] = (parent, user + system, children_user + children_system)
            except (FileNotFoundError, ProcessLookupError):
                pass
    return found


def _family(processes, root):
    """The CPU seconds of a process and of all processes that it has started, directly or not. Ended processes count
    too."""
    if root not in processes:
        return 0.0
    members, total = [root], 0.0
    while members:
        member = members.pop()
        total += processes[member][1] + processes[member][2]
        members += [pid for pid, (parent, _, _) in processes.items() if parent == member]
    return total


def _machine():
    with open("/proc/stat", encoding="ascii") as file:
        fields = [int(field) / TICKS for field in file.readline().split()[1:]]
    user, nice, system, _, _, irq, soft_irq, steal = fields[:8]
    return user + nice + system + irq + soft_irq + steal


def _memory(pid, name):
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
        line = next(line for line in file if line.startswith(name))
    return int(line.split()[1]) * 1024


def rss_bytes(pid):
    return _memory(pid, "VmRSS:")


def peak_rss_bytes(pid):
    return _memory(pid, "VmHWM:")


@dataclass
class Usage:
    seconds: float
    cpu_seconds: dict      # party → seconds
    wal_bytes: int
    strangers_cores: float

    @property
    def disturbed(self):
        return self.strangers_cores > STRANGERS_CORES


class Meter:
    """Measures from the time when it is made until usage() is called. `parties`: name → pid of the first process of
    each party."""

    def __init__(self, parties, wal):
        self.parties = {**parties, "ours": os.getpid()}
        self.wal = wal   # a function that returns the bytes of WAL written so far
        self.before = self._sample()

    def _sample(self):
        wal = self.wal()
        processes = _processes()
        return {"at": time.monotonic(), "machine": _machine(), "wal": wal,
                "cpu": {name: _family(processes, pid) for name, pid in self.parties.items()}}

    def usage(self):
        after, before = self._sample(), self.before
        cpu = {name: after["cpu"][name] - before["cpu"][name] for name in self.parties}
        seconds = after["at"] - before["at"]
        ours = cpu.pop("ours")   # this process started all parties, so their CPU time is in `ours`
        strangers = after["machine"] - before["machine"] - ours
        return Usage(seconds, cpu, after["wal"] - before["wal"], max(0.0, strangers) / seconds)
