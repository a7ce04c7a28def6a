"""Runs the quick start after the packages are installed. It builds, starts PostgreSQL, makes the demo site and starts
the server. PostgreSQL and the server run until the quick start is told to end.

deploy/quickstart starts this program and has checked its options.
"""
import argparse
import asyncio
import os
import resource
import shutil
import signal
import socket
import sys
import tempfile
import tomllib

import once
from newcomer import next_steps
from private_folder import hold, open_own
from private_postgres import END_SIGNALS as POSTGRES_END_SIGNALS
from private_postgres import PrivatePostgres, Problem, free_port
from running_server import VOICE_KEYS, RunningServer, tool
from supervised import Supervised

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ONCE_PORTS = range(18080, 25000)
POSTGRES_START_SECONDS = 60
POLL_SECONDS = 0.05
OPEN_FILES = 65536


def say(text, file=None):
    """Prints the text. If the terminal is gone, the error is ignored."""
    try:
        print(text, file=file or sys.stderr, flush=True)
    except OSError:
        pass


def refuse_port_in_use(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Problem(f"cannot listen on 127.0.0.1:{port}: {os.strerror(error.errno)}; "
                          "choose another with --http-port") from error


def allow_many_connections():
    """Raises the limit of open files, because the limit of a shell is often only 1024. The systemd unit does the same
    with LimitNOFILE."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


class QuickStart:
    """Starts the build, PostgreSQL and the server, and ends those that still run."""

    def __init__(self, folder, http_port, site_path, voice):
        self.folder = folder
        self.voice = voice
        self.http_port = http_port
        self.site_path = site_path
        self.build = None
        self.postgres = None
        self.postgres_process = None
        self.server = None

    async def run(self):
        await self._build()
        await tool("check", self.site_path)
        self.postgres = PrivatePostgres(os.path.join(self.folder, "postgres"), self._port_of_last_time())
        await self._start_postgres()
        self.server = RunningServer(self.folder, self.http_port, self.postgres, say, self.voice)
        await self.server.start(self.site_path)
        return self.server.credentials

    def _port_of_last_time(self):
        try:
            with open(os.path.join(self.folder, "postgres.port"), encoding="ascii") as file:
                return int(file.read())
        except (OSError, ValueError):
            return None

    async def _build(self):
        options = [] if os.path.exists(f"{ROOT}/build/release/CMakeCache.txt") else ["-DCALLBACKD_TESTS=OFF"]
        say("building callbackd (build/release) …")
        self.build = await asyncio.create_subprocess_exec(
            f"{ROOT}/deploy/build", "release", *options, "callbackd", stdin=asyncio.subprocess.DEVNULL,
            stdout=sys.stderr, stderr=sys.stderr, start_new_session=True)
        if await self.build.wait() != 0:
            raise Problem("the build failed")

    async def _start_postgres(self):
        say("starting PostgreSQL …")
        log_path = os.path.join(self.folder, "postgres.log")
        self.postgres_process = Supervised(self.postgres.prepare(), log_path, POSTGRES_END_SIGNALS, say,
                                           **self.postgres.popen_arguments())
        with open_own(os.path.join(self.folder, "postgres.port"), "w") as file:
            file.write(str(self.postgres.port))
        await self.postgres_process.start()
        deadline = asyncio.get_running_loop().time() + POSTGRES_START_SECONDS
        while not self.postgres.answers():
            await asyncio.sleep(POLL_SECONDS)
            if asyncio.get_running_loop().time() > deadline:
                raise Problem(f"PostgreSQL does not start:\n{self.postgres_process.last_lines()}")
        self.postgres.make_database()

    async def end(self):
        if self.build is not None and self.build.returncode is None:
            os.killpg(self.build.pid, signal.SIGTERM)
            await self.build.wait()
        if self.server is not None:
            await self.server.end()
        if self.postgres_process is not None:
            await self.postgres_process.end()


async def stay(quickstart, stop):
    credentials = await quickstart.run()
    say(f"ready {credentials['url']}", sys.stdout)
    with open(quickstart.site_path, "rb") as file:
        say(next_steps(credentials, tomllib.load(file), quickstart.folder, ROOT,
                       quickstart.voice is not None), sys.stdout)
    await stop.wait()
    return 0


async def walk_once(quickstart, _stop):
    credentials = await quickstart.run()
    say(f"ready {credentials['url']}", sys.stdout)
    complete = await once.walk(credentials, lambda text: say(text, sys.stdout))
    return 0 if complete else 1


async def until_told_to_end(quickstart, work):
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    working = asyncio.create_task(work(quickstart, stop))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if stop.is_set():
        say("ending …")
        working.cancel()
    try:
        return (await asyncio.gather(working, return_exceptions=True))[0]
    finally:
        stopping.cancel()
        await quickstart.end()


def report(outcome, told_to_end):
    if isinstance(outcome, Problem):
        say(f"deploy/quickstart: {outcome}")
        return 1
    if isinstance(outcome, asyncio.CancelledError):
        return told_to_end
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


def voice_of(options):
    if options.voice == "simulator":
        return None
    given = {key: getattr(options, key) for key in VOICE_KEYS}
    return given | {"ari_password": os.environ["CALLBACKD_ARI_PASSWORD"]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data")
    parser.add_argument("--http-port", type=int)
    parser.add_argument("--site", default=f"{ROOT}/deploy/demo/site.toml")
    parser.add_argument("--voice", default="simulator")
    for name in VOICE_KEYS:
        parser.add_argument("--" + name.replace("_", "-"))
    parser.add_argument("--once", action="store_true")
    options = parser.parse_args()

    passing = options.once and options.data is None
    folder = tempfile.mkdtemp(prefix="callbackd-once-") if passing else os.path.abspath(
        options.data or f"{ROOT}/build/quickstart")
    site = f"{ROOT}/deploy/demo/once.toml" if options.once else options.site
    port = options.http_port or (free_port(ports=ONCE_PORTS) if options.once else 8080)
    quickstart = QuickStart(folder, port, site, voice_of(options))
    allow_many_connections()
    try:
        lock = hold(folder)
        refuse_port_in_use(port)
        outcome = asyncio.run(until_told_to_end(quickstart, walk_once if options.once else stay))
        lock.close()
        return report(outcome, told_to_end=1 if options.once else 0)
    except Problem as problem:
        return report(problem, 1)
    finally:
        if passing:
            if quickstart.postgres is not None:
                quickstart.postgres.remove()
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
