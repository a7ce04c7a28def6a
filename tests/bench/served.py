"""callbackd as the benchmark runs it, with default durability. Commands of callbackd make its schema. It is ready when
it says so (sd_notify).

The session tokens of agents are written directly into the database. A login would compute argon2, which is slow on
purpose and is not measured here.
"""
import hashlib
import io
import os
import secrets
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import psycopg2
from private_postgres import Problem, free_ports
from supervised import dies_with_parent

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(os.environ.get("CALLBACKD_BUILD", f"{ROOT}/build/release"), "callbackd")
PORTS = range(18080, 25000)
START_SECONDS = 120
END_SECONDS = 60
# Names of queues. No agent serves INTAKE. The first `apart` agents (an argument of Served) serve APART, and all other
# agents serve WORK.
INTAKE, WORK, APART = "intake", "work", "apart"
DISPOSITION = "sold"

CONFIGURATION = """\
[voice]
gateway = "simulator"
[database]
url = "{database_url}"
schema = "{schema}"
[http]
port = {http_port}
[operator]
port = {operator_port}
[secrets]
server_key_file = "{folder}/server_key"
[cell]
instance = "{schema}"
state_dir = "{folder}"
"""

SITE = """\
[company]
name = "Bench"
default_region = "US"
[dialling]
dials_per_agent_per_hour = 0
[[sites]]
name = "www"
requests_per_minute = 0
requests_per_number_per_hour = 0
requests_per_number_per_day = 0
requests_per_prefix_per_hour = 0
[[code_lists]]
name = "codes"
codes = [{{ code = "{disposition}", label = "Sold" }}, {{ code = "lost", label = "Lost" }}]
[[layouts]]
name = "layout"
notification = [{{ label = "Topic", from = "attributes.topic" }}]
case_information = [{{ label = "Topic", from = "attributes.topic" }}, {{ label = "Page", from = "attributes.page" }}]
callback_information = [{{ label = "Name", from = "contact.name" }}]
[[queues]]
name = "{intake}"
layout = "layout"
[[queues]]
name = "{apart}"
layout = "layout"
[[queues]]
name = "{work}"
layout = "layout"
codes = "codes"
disposition_required = true
[[agents]]
login = "nobody"
queues = ["{intake}"]
"""


def login_of(number):
    return f"agent{number:05}"


def site_text(agents, apart):
    """The site definition. The first `apart` agents serve the queue APART, and all other agents serve the queue
    WORK."""
    text = SITE.format(disposition=DISPOSITION, intake=INTAKE, work=WORK, apart=APART)
    return text + "".join(f'[[agents]]\nlogin = "{login_of(n)}"\nqueues = ["{APART if n < apart else WORK}"]\n'
                          for n in range(agents))


class Served:
    def __init__(self, postgres, agents, apart=0):
        self.folder = tempfile.mkdtemp(prefix="callbackd-bench-")
        self.schema = "bench_" + secrets.token_hex(4)
        self.database_url = postgres.url()
        self.process = None
        self.log_path = f"{self.folder}/log"
        self.config_path = f"{self.folder}/callbackd.toml"
        self.key_path = f"{self.folder}/key"
        self.tokens_path = f"{self.folder}/tokens"
        port, operator_port = free_ports(2, PORTS)
        self.url = f"http://127.0.0.1:{port}"
        self._write("server_key", secrets.token_hex(32))
        self._write("callbackd.toml", CONFIGURATION.format(
            database_url=self.database_url, schema=self.schema, folder=self.folder,
            http_port=self.url.rpartition(":")[2], operator_port=operator_port))
        self._notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._notify.bind(f"{self.folder}/notify")
        self._tool("migrate")
        self._tool("apply", self._write("site.toml", site_text(agents, apart)))
        self._write("key", self._tool("key", "--site", "www", "--kind", "secret"))
        self._make_agents(agents)

    def _write(self, name, text):
        path = f"{self.folder}/{name}"
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def _tool(self, command, *arguments):
        ended = subprocess.run([PROGRAM, command, "--config", self.config_path, *arguments], capture_output=True,
                               text=True, check=False)
        if ended.returncode != 0:
            raise Problem(f"callbackd {command}: {ended.stderr or ended.stdout}")
        return ended.stdout.strip()

    def _make_agents(self, count):
        tokens = ["us_" + secrets.token_urlsafe(32) for _ in range(count)]
        self._write("tokens", "".join(token + "\n" for token in tokens))
        users = io.StringIO("".join(f"{login_of(n)}\t{login_of(n)}\t{{agent}}\tnone\tnow\n" for n in range(count)))
        rows = io.StringIO("".join(
            f"\\\\x{hashlib.sha256(token.encode()).hexdigest()}\t{login_of(n)}\tnow\t2100-01-01\n"
            for n, token in enumerate(tokens)))
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.copy_expert("COPY site_user (login, name, roles, password_hash, changed_at) FROM STDIN", users)
            cursor.copy_expert("COPY session_token (hash, login, created_at, expires_at) FROM STDIN", rows)

    def tokens(self, first, count, name):
        """Writes the tokens of `count` agents into a file, from the agent with the number `first` on."""
        with open(self.tokens_path, encoding="ascii") as file:
            return self._write(name, "".join(file.readlines()[first:first + count]))

    def connect(self):
        """A connection to the schema of this server."""
        return psycopg2.connect(self.database_url, options=f"-c search_path={self.schema}")

    def start(self):
        """Starts the server; returns the seconds until it was ready."""
        began = time.monotonic()
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", "--config", self.config_path], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=dies_with_parent(signal.SIGKILL),
                env={**os.environ, "NOTIFY_SOCKET": f"{self.folder}/notify"})
        self._await_ready()
        return time.monotonic() - began

    def _await_ready(self):
        ended = os.pidfd_open(self.process.pid)
        try:
            while True:
                told, _, _ = select.select([self._notify, ended], [], [], START_SECONDS)
                if self._notify in told:
                    if b"READY=1" in self._notify.recv(4096):
                        return
                else:
                    raise Problem(f"callbackd is not ready:\n{self.last_lines()}")
        finally:
            os.close(ended)

    def last_lines(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return "".join(log.readlines()[-15:])

    def end(self):
        """Ends the server by SIGTERM. It drains, as at every planned restart."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        self.process = None
        while select.select([self._notify], [], [], 0)[0]:
            self._notify.recv(4096)
        if status != 0:
            raise Problem(f"callbackd ended with {status}:\n{self.last_lines()}")

    def restart(self):
        self.end()
        return self.start()

    def remove(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self._notify.close()
        with psycopg2.connect(self.database_url) as connection, connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {self.schema} CASCADE")
        shutil.rmtree(self.folder, ignore_errors=True)
