"""Three nodes of etcd, Patroni and PostgreSQL with strict synchronous replication, on loopback, in a folder of their own."""
import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import urllib.request

import psycopg2

from private_postgres import BINARIES, DATABASE, _account, free_ports
from supervised import dies_with_parent
from waiting import until

ETCD = "/usr/bin/etcd"
PATRONI = "/usr/bin/patroni"
NODES = 3
START_SECONDS = 180
PASSWORD = "only-on-loopback"

CONFIGURATION = """\
scope: callbackd
name: {name}
restapi: {{listen: "127.0.0.1:{rest}", connect_address: "127.0.0.1:{rest}"}}
etcd3: {{hosts: [{etcd_hosts}]}}
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 2
    retry_timeout: 5
    maximum_lag_on_failover: 1048576
    primary_start_timeout: 0
    synchronous_mode: true
    synchronous_mode_strict: true
    postgresql:
      use_pg_rewind: true
      parameters: {{wal_level: replica, hot_standby: "on", max_wal_senders: 8, wal_log_hints: "on", max_connections: 60}}
  initdb: [{{encoding: UTF8}}, {{locale: C.UTF-8}}, data-checksums]
  pg_hba: ["host all all 127.0.0.1/32 scram-sha-256", "host replication all 127.0.0.1/32 scram-sha-256",
           "local all all trust"]
postgresql:
  listen: "127.0.0.1:{postgres}"
  connect_address: "127.0.0.1:{postgres}"
  data_dir: {folder}/data
  bin_dir: {binaries}
  pgpass: {folder}/pgpass
  authentication:
    superuser: {{username: postgres, password: {password}}}
    replication: {{username: replicator, password: {password}}}
    rewind: {{username: rewinder, password: {password}}}
  parameters: {{unix_socket_directories: {folder}, shared_buffers: 32MB, log_error_verbosity: terse}}
watchdog: {{mode: "off"}}
"""


class Node:
    def __init__(self, cluster, number):
        self.cluster = cluster
        self.name = f"n{number}"
        self.folder = os.path.join(cluster.folder, self.name)
        self.rest, self.postgres, self.client, self.peer = free_ports(4)
        self.etcd = self.patroni = None
        os.mkdir(self.folder, 0o700)
        if cluster.account:
            os.chown(self.folder, cluster.account["user"], cluster.account["group"])

    def _spawn(self, name, command):
        with open(os.path.join(self.cluster.folder, f"{self.name}.{name}.log"), "ab") as log:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd="/",
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
                preexec_fn=dies_with_parent(signal.SIGKILL), **self.cluster.account)

    def start_etcd(self):
        everyone = ",".join(f"{node.name}=http://127.0.0.1:{node.peer}" for node in self.cluster.nodes)
        self.etcd = self._spawn("etcd", [
            ETCD, "--name", self.name, "--data-dir", f"{self.folder}/etcd",
            "--listen-client-urls", f"http://127.0.0.1:{self.client}",
            "--advertise-client-urls", f"http://127.0.0.1:{self.client}",
            "--listen-peer-urls", f"http://127.0.0.1:{self.peer}",
            "--initial-advertise-peer-urls", f"http://127.0.0.1:{self.peer}",
            "--initial-cluster", everyone, "--initial-cluster-state", "new",
            "--heartbeat-interval", "100", "--election-timeout", "1000"])

    def start_patroni(self):
        path = os.path.join(self.folder, "patroni.yml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(
                name=self.name, rest=self.rest, postgres=self.postgres, folder=self.folder, binaries=BINARIES,
                password=PASSWORD,
                etcd_hosts=", ".join(f'"127.0.0.1:{node.client}"' for node in self.cluster.nodes)))
        self.patroni = self._spawn("patroni", [PATRONI, path])

    def postmaster(self):
        with open(os.path.join(self.folder, "data", "postmaster.pid"), encoding="ascii") as file:
            return int(file.readline())

    def kill_postmaster(self, signal_number=signal.SIGKILL):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, ValueError):
            os.kill(self.postmaster(), signal_number)

    def kill(self):
        """Kills the whole node at once, so that no process of it can tell the other nodes."""
        for process in (self.patroni, self.etcd):
            if process is not None:
                process.kill()
        self.kill_postmaster()
        for process in (self.patroni, self.etcd):
            if process is not None:
                process.wait()

    def say(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.rest}{path}", timeout=5) as answer:
            return json.load(answer)


class Patroni:
    def __init__(self):
        self.account = _account()
        self.folder = tempfile.mkdtemp(prefix="callbackd-patroni-")
        os.chmod(self.folder, 0o711)
        self.nodes = []
        for number in range(1, NODES + 1):
            self.nodes.append(Node(self, number))

    def url(self, database=DATABASE):
        hosts = ",".join(f"127.0.0.1:{node.postgres}" for node in self.nodes)
        return f"postgresql://postgres:{PASSWORD}@{hosts}/{database}?target_session_attrs=read-write"

    def start(self):
        for node in self.nodes:
            node.start_etcd()
        for node in self.nodes:
            node.start_patroni()
        until(self.is_whole, START_SECONDS, "a leader with a synchronous standby")
        connection = psycopg2.connect(self.url("postgres"))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {DATABASE}")
        connection.close()
        # Every node must have the database before clients connect. libpq tries the next host if a host is a standby,
        # but it fails if the host has no such database.
        until(lambda: all(map(self._has_database, self.nodes)), START_SECONDS, "the database on every node")

    @staticmethod
    def _has_database(node):
        with contextlib.suppress(psycopg2.OperationalError):
            psycopg2.connect(f"postgresql://postgres:{PASSWORD}@127.0.0.1:{node.postgres}/{DATABASE}").close()
            return True
        return False

    def roles(self):
        """name → role of each node that runs, as the first node that answers tells it."""
        for node in self.nodes:
            with contextlib.suppress(OSError, ValueError):
                return {member["name"]: member["role"] for member in node.say("/cluster")["members"]
                        if member["state"] in ("running", "streaming")}
        return {}

    def is_whole(self, standbys=NODES - 1):
        roles = sorted(self.roles().values())
        return roles.count("leader") == 1 and "sync_standby" in roles and len(roles) > standbys

    def leader(self):
        name, = (name for name, role in self.roles().items() if role == "leader")
        return next(node for node in self.nodes if node.name == name)

    def end(self):
        for node in self.nodes:
            node.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
