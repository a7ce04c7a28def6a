"""Tools for processes and disks: wait for the end of a process, freeze a process with all its children, make a small
disk in memory."""
import asyncio
import contextlib
import ctypes
import os
import signal
import subprocess

CLONE_NEWNS = 0x00020000


async def gone(pid):
    """Waits until the process has ended. It need not be a child of this process."""
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    loop, ended = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()
    loop.add_reader(watched, lambda: ended.done() or ended.set_result(None))
    try:
        await ended
    finally:
        loop.remove_reader(watched)
        os.close(watched)


async def ended(process):
    """Waits for the end of a child of this process; returns its exit status."""
    if process.returncode is None:
        await gone(process.pid)
    return process.wait()


def children(pid):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    return []


def send(pids, number):
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def stop_family(pid):
    """Stops a process and its children. The parent is stopped first, so that it starts no more children. Returns the
    pids, the parent's first."""
    send([pid], signal.SIGSTOP)
    family = [pid, *children(pid)]
    send(family, signal.SIGSTOP)
    return family


def own_mounts():
    """Gives this process a mount namespace of its own. Returns True if this worked: then later mounts are seen only by
    this process and its children, and end with them."""
    if os.geteuid() != 0 or ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNS) != 0:
        return False
    return subprocess.run(["mount", "--make-rprivate", "/"], check=False, capture_output=True).returncode == 0


class SmallDisk:
    """A small disk: a tmpfs that can be filled to the last byte."""

    def __init__(self, folder, mebibytes):
        self.folder = folder
        self._filler = os.path.join(folder, "filler")
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=755", "tmpfs", folder], check=True)

    def fill(self):
        """Writes until not one more byte fits. Space that is freed meanwhile is filled too."""
        with open(self._filler, "ab", buffering=0) as file:
            size = 1 << 20
            while size:
                try:
                    if file.write(bytes(size)) < size:
                        size //= 2
                except OSError:
                    size //= 2

    def is_full(self):
        return os.statvfs(self.folder).f_bfree == 0

    def free(self):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._filler)

    def unmount(self):
        subprocess.run(["umount", "-l", self.folder], check=False, capture_output=True)
