"""The scenarios of the benchmark. Each is a function that works for some seconds and returns what was measured."""
import contextlib
import json
import os
import re
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field

import psycopg2
from private_postgres import BINARIES, Problem, free_port
from served import DISPOSITION, INTAKE, PROGRAM, WORK, Served
from supervised import dies_with_parent
from usage import Meter, rss_bytes

HERE = os.path.dirname(os.path.abspath(__file__))
PEERS = f"{HERE}/peers"
PORTS = range(20000, 24000)
PGBENCH_THREADS = 2
LOAD_END_SECONDS = 120
# The program of the Redis server. Debian's package redis-server is not used, because it also starts a Redis for the
# whole machine. The package redis-tools has the same program under the name redis-check-rdb.
REDIS = "/usr/bin/redis-check-rdb"
POLL_SECONDS = 0.05
PROGRESS = re.compile(r"progress: ([0-9.]+) s, ([0-9.]+) tps, lat ([0-9.]+) ms")
START_SECONDS = 20


@dataclass
class Scale:
    """The size of a round."""
    seconds: float = 5
    warm_up_seconds: float = 1
    connections: int = 256
    agents: int = 1024
    outstanding: int = 8000
    latency_agents: int = 32
    idle_agents: int = 2000


@dataclass
class Result:
    per_second: float = 0.0
    operations: int = 0
    usage: object = None
    figures: dict = field(default_factory=dict)   # name → number: latencies, memory, seconds
    problems: list = field(default_factory=list)


def checked(command, **more):
    ended = subprocess.run(command, capture_output=True, text=True, check=False, **more)
    if ended.returncode != 0:
        raise Problem(f"{command[0]}: {(ended.stderr or ended.stdout)[-2000:]}")
    return ended.stdout


class Round:
    """One round of the benchmark. The round has one cluster and one schema of callbackd. Each scenario in which
    callbackd does the work gets a new server."""

    def __init__(self, postgres, scale):
        self.postgres = postgres
        self.scale = scale
        self.postmaster = int(open(f"{postgres.folder}/postmaster.pid", encoding="ascii").readline())
        self.connection = psycopg2.connect(postgres.url())
        self.connection.autocommit = True
        self.served = None
        self.next_number = 2_000_000_000

    def ask(self, question):
        with self.connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0]

    def do(self, *statements):
        with self.connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def close(self):
        if self.served:
            self.served.remove()
        self.connection.close()

    def meter(self, **parties):
        return Meter({"postgres": self.postmaster, **parties},
                     lambda: int(self.ask("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")))

    def watched(self, command, parties):
        """Runs a client that writes `measuring` and `measured` on standard error and JSON on standard output.
        Returns the JSON, and what was used between these two lines."""
        client = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        said = []
        meter = usage = None
        for line in client.stderr:
            if line == "measuring\n":
                meter = self.meter(client=client.pid, **parties)
            elif line == "measured\n":
                usage = meter.usage()
            else:
                said.append(line)
        out = client.stdout.read()
        if client.wait(LOAD_END_SECONDS) != 0 or usage is None:
            raise Problem(f"{command[0]} {command[1]}: {''.join(said)}")
        return json.loads(out), usage

    # Scenarios that run pgbench with hand-written SQL.

    def pgbench(self, script, clients):
        self.do("DROP SCHEMA IF EXISTS handmade CASCADE", "CREATE SCHEMA handmade", "SET search_path = handmade",
                open(f"{HERE}/sql/schema.sql", encoding="utf-8").read(), "RESET search_path", "CHECKPOINT")
        seconds = max(1, round(self.scale.seconds))
        client = subprocess.Popen(
            [f"{BINARIES}/pgbench", "-n", "-M", "prepared", "-f", f"{HERE}/sql/{script}.sql", "-c", str(clients), "-j",
             str(min(clients, PGBENCH_THREADS)), "-P", "1", "-T", str(seconds + 2), self.postgres.url()],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "PGOPTIONS": "-c search_path=handmade"})
        meter = usage = None
        lines, said = [], []
        for line in client.stderr:   # the first second is the warm-up, in which all clients connect
            said.append(line)
            if not (found := PROGRESS.match(line)):
                continue
            lines.append([float(word) for word in found.groups()])
            if len(lines) == 1:
                meter = self.meter(client=client.pid)
            elif len(lines) == seconds + 1:
                usage = meter.usage()
        if client.wait() != 0 or usage is None:
            raise Problem(f"pgbench: {''.join(said)}")
        lines = lines[:seconds + 1]
        parts = [(now[0] - before[0], now[1], now[2]) for before, now in zip(lines, lines[1:])]
        operations = sum(took * a_second for took, a_second, _ in parts)
        return Result(per_second=operations / (lines[-1][0] - lines[0][0]), operations=round(operations), usage=usage,
                      figures={"average_ms": sum(took * a_second * ms for took, a_second, ms in parts) / max(operations, 1)})

    # Scenarios of other programs that keep a queue: BullMQ, pg-boss and Graphile Worker.

    def peer(self, name):
        with contextlib.ExitStack() as stack:
            parties, url = {}, self.postgres.url()
            if name == "bullmq":
                url, parties["redis"] = stack.enter_context(redis())
            self.do("CHECKPOINT")
            out, usage = self.watched([node(), f"{PEERS}/run.mjs", name, url, str(self.scale.seconds)], parties)
        problems = [] if out["completed_in_all"] == out["added_in_all"] else ["jobs are missing"]
        return Result(per_second=out["completed_per_second"], operations=out["completed"], usage=usage,
                      figures={"start_p50_ms": out["start_p50_ms"]}, problems=problems)

    # Scenarios in which callbackd does the work.

    def server(self):
        """Starts a new server over all rows that the round has put into its schema so far. Returns the seconds that
        the start took."""
        if self.served is None:
            self.served = Served(self.postgres, max(self.scale.agents, self.scale.idle_agents))
        seconds = self.served.restart()
        self.do("CHECKPOINT")
        return seconds

    def load(self, mode, *options):
        ids_path = f"{self.served.folder}/ids"
        command = [PROGRAM, "load", mode, "--url", self.served.url, "--key", self.served.key_path, "--tokens",
                   self.served.tokens_path, "--first-number", str(self.next_number), "--ids", ids_path, "--seconds",
                   str(self.scale.seconds), *options]
        out, usage = self.watched(command, {"server": self.served.process.pid})
        self.next_number += 50_000_000
        result = Result(usage=usage, figures={f"{kind}_{name}": value for kind, times in out["kinds"].items()
                                              for name, value in times.items() if name != "count"})
        result.problems += [f"{count} × {what}" for what, count in out["errors"].items()]
        if out["agents"]["ended"] or out["agents"]["ready"] < out["agents"]["wanted"]:
            result.problems.append(f"agents: {out['agents']}")
        if out["unfinished"]:
            result.problems.append(f"{out['unfinished']} unfinished")
        if mode in ("accept", "lifecycle", "latency"):
            result.problems += self.missing_rows(ids_path, out)
        return out, result

    def missing_rows(self, ids_path, out):
        """Compares the answers with PostgreSQL and returns the problems. Each callback that was answered with 201
        must have a row. Each callback that an agent was told is done must be completed."""
        with self.served.connect() as connection, connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE answered (id uuid PRIMARY KEY)")
            with open(ids_path, encoding="ascii") as file:
                cursor.copy_expert("COPY answered FROM STDIN", file)
            cursor.execute("SELECT count(*), count(c.id), count(*) FILTER (WHERE c.state = 'completed')"
                           " FROM answered a LEFT JOIN callback c USING (id)")
            answered, found, completed = cursor.fetchone()
        problems = []
        if answered != out["accepted_in_all"] or found < answered:
            problems.append(f"{out['accepted_in_all']} were answered 201, {found} are in PostgreSQL")
        if completed < out["completed_in_all"]:
            problems.append(f"{out['completed_in_all']} were marked done, {completed} are completed in PostgreSQL")
        return problems

    def accept(self):
        self.server()
        out, result = self.load("accept", "--queue", INTAKE, "--connections", str(self.scale.connections), "--warm-up",
                                str(self.scale.warm_up_seconds))
        result.per_second, result.operations = out["accepted_per_second"], out["accepted"]
        return result

    def lifecycle(self):
        self.server()
        out, result = self.load("lifecycle", "--queue", WORK, "--disposition", DISPOSITION, "--agents",
                                str(self.scale.agents), "--connections", str(self.scale.connections), "--outstanding",
                                str(self.scale.outstanding), "--warm-up", str(self.scale.warm_up_seconds))
        result.per_second, result.operations = out["completed_per_second"], out["completed"]
        return result

    def latency(self):
        self.server()
        out, result = self.load("latency", "--queue", WORK, "--disposition", DISPOSITION, "--agents",
                                str(self.scale.latency_agents))
        result.per_second, result.operations = out["completed_per_second"], out["completed"]
        return result

    def idle(self):
        self.server()
        before = rss_bytes(self.served.process.pid)
        out, result = self.load("idle", "--agents", str(self.scale.idle_agents))
        after = rss_bytes(self.served.process.pid)   # the agents left a moment ago; memory is given back later or never
        result.figures = {"bytes_each": (after - before) / max(1, out["agents"]["ready"]),
                          "open_p99_ms": result.figures["open_p99_ms"]}
        return result

    def restart(self):
        self.server()
        meter, began = self.meter(), time.monotonic()
        self.served.end()
        stopped = time.monotonic()
        ready = self.served.start()
        with self.served.connect() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM callback WHERE live")
            live = cursor.fetchone()[0]
        return Result(usage=meter.usage(), figures={"stop_s": stopped - began, "ready_s": ready, "callbacks": live})


@contextlib.contextmanager
def redis():
    """Runs Debian's Redis, which syncs every write to the disk before it answers. Yields its URL and its pid."""
    with tempfile.TemporaryDirectory(prefix="callbackd-bench-") as folder:
        port = free_port(ports=PORTS)
        process = subprocess.Popen(
            ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--dir", folder, "--save", "",
             "--appendonly", "yes", "--appendfsync", "always", "--daemonize", "no"],
            executable=REDIS, stdout=subprocess.DEVNULL, preexec_fn=dies_with_parent(signal.SIGKILL))
        try:
            deadline = time.monotonic() + START_SECONDS
            while subprocess.run(["/usr/bin/redis-cli", "-p", str(port), "ping"], capture_output=True,
                                 check=False).stdout != b"PONG\n":
                if process.poll() is not None or time.monotonic() > deadline:
                    raise Problem("redis-server does not start")
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(POLL_SECONDS)
            yield f"redis://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()
            process.wait()


def node():
    """The path of the Node that the lock file names. Debian's Node is too old for these queue programs."""
    folders = [name for name in os.listdir(f"{PEERS}/node_modules") if name.startswith("node-linux-")]
    return f"{PEERS}/node_modules/{folders[0]}/bin/node"


def install_peers():
    """Installs the packages of the lock file, if they are not installed yet. `npm ci` is not used, because it also
    asks for packages of other platforms."""
    made_from, lock = f"{PEERS}/node_modules/.made-from-lock", f"{PEERS}/package-lock.json"
    with open(lock, "rb") as file:
        wanted = file.read()
    with contextlib.suppress(FileNotFoundError), open(made_from, "rb") as file:
        if file.read() == wanted:
            return
    checked(["npm", "install", "--no-save"], cwd=PEERS)
    with open(made_from, "wb") as file:
        file.write(wanted)
