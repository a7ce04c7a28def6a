"""Child processes that end when this process ends. A child that dies is started again after a pause, which grows each
time.

Runs on the one thread of asyncio. It knows nothing about the program of a child, and never touches a process that it
did not start.
"""
import asyncio
import ctypes
import os
import signal

from private_folder import open_own

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0
STEADY_AFTER_SECONDS = 10.0
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None)


def dies_with_parent(signal_number):
    """Makes a function for preexec_fn. It asks the kernel to send the signal to the child when this process ends, even
    if kill -9 ends it."""
    def arrange():
        _libc.prctl(PR_SET_PDEATHSIG, int(signal_number))
    return arrange


class Supervised:
    """One child process. `end_signals`: the signals that end it, the gentlest first, each with the seconds to wait
    after it."""

    def __init__(self, command, log_path, end_signals, say, **popen):
        self.command = command
        self.log_path = log_path
        self.end_signals = end_signals
        self.say = say
        self.popen = popen
        self.process = None
        self.ending = False
        self.watcher = None
        self.restarts = 0

    @property
    def name(self):
        return os.path.basename(self.command[0])

    async def start(self):
        await self._spawn()
        self.watcher = asyncio.create_task(self._watch())

    async def _spawn(self):
        with open_own(self.log_path, "ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self.command, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=dies_with_parent(self.end_signals[0][0]),
                **self.popen)

    async def _watch(self):
        loop = asyncio.get_running_loop()
        pause = FIRST_PAUSE_SECONDS
        while True:
            started = loop.time()
            status = await self.process.wait()
            if self.ending:
                return
            if loop.time() - started > STEADY_AFTER_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            self.say(f"{self.name} ended ({describe(status)}); started again in {pause:g} s "
                     f"(its log: {self.log_path})")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            if self.ending:
                return
            self.restarts += 1
            await self._spawn()

    async def end(self):
        self.ending = True
        if self.watcher is None:
            return
        for signal_number, patience_seconds in self.end_signals:
            if self.process.returncode is None:
                try:
                    self.process.send_signal(signal_number)
                except ProcessLookupError:
                    pass
            done, _ = await asyncio.wait({self.watcher}, timeout=patience_seconds)
            if done:
                return

    def last_lines(self, count=15):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return "".join(log.readlines()[-count:])


def describe(status):
    return f"status {status}" if status >= 0 else signal.Signals(-status).name
