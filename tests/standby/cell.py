"""A cell for tests: servers that share a schema. Each server is a process with ports, a folder and a name of its
own. It is active or a standby as soon as it tells the service manager so."""
import asyncio
import contextlib
import os
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import urllib.error
import urllib.request

import psycopg2
from front import HAPROXY_ADDRESS
from lib.database import Database
from lib.server import END_SECONDS, PORTS, PROGRAM, START_SECONDS, Server
from lib.site import queue
from private_postgres import free_ports
from supervised import dies_with_parent

AGENTS = ("alice", "bob", "carol")
GRACE_SECONDS = 5

CONFIGURATION = """\
[voice]
gateway = "simulator"
[database]
url = "{database_url}"
schema = "{schema}"
[http]
port = {http_port}
proxy_protocol_from = ["{haproxy}"]
[operator]
port = {operator_port}
[secrets]
server_key_file = "{key_path}"
[cell]
instance = "{instance}"
state_dir = "{folder}"
"""


def site():
    return {
        "dialling": {"dials_per_agent_per_hour": 0},
        "company": {"name": "Example Ltd", "time_zone": "Europe/London", "default_region": "GB",
                    "grace_seconds": GRACE_SECONDS},
        "sites": [{"name": "www", "requests_per_minute": 0, "requests_per_number_per_hour": 0,
                   "requests_per_number_per_day": 0, "requests_per_prefix_per_hour": 0}],
        "agents": [{"login": login, "name": login, "phone": "1001"} for login in AGENTS],
        "queues": [queue("work", offer_timeout_seconds=5, not_ready_on_timeout=False, exclusion_seconds=1),
                   queue("nobody", hours="never")],
        "hours": [{"name": "never", "time_zone": "UTC", "weekly": {}, "special": {"2099-01-01": ["09:00-10:00"]}}],
    }


class Member:
    """One server of the cell. `made`: the server that has made the schema, the keys and the users."""

    def __init__(self, made, instance, more_configuration=""):
        self.instance = instance
        self.keys, self.passwords, self.tokens, self.private = made.keys, made.passwords, made.tokens, made.private
        self.folder = tempfile.mkdtemp(prefix="callbackd-standby-")
        self.log_path = os.path.join(self.folder, "log")
        self.config_path = os.path.join(self.folder, "callbackd.toml")
        self.url, self.operator_url = (f"http://127.0.0.1:{port}" for port in free_ports(2, PORTS))
        self.process = None
        with open(self.config_path, "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(CONFIGURATION.format(
                database_url=made.database_url, schema=made.schema, haproxy=HAPROXY_ADDRESS,
                key_path=os.path.join(made.folder, "server_key"),
                http_port=self.url.rpartition(":")[2], operator_port=self.operator_url.rpartition(":")[2],
                instance=instance, folder=self.folder) + more_configuration)
        self.words = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.words.bind(os.path.join(self.folder, "notify"))

    def launch(self):
        """Starts the process. Call this on the main thread only: the process dies with the thread that started it."""
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", "--config", self.config_path], stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True, preexec_fn=dies_with_parent(signal.SIGKILL),
                env={**os.environ, "NOTIFY_SOCKET": os.path.join(self.folder, "notify")})

    def await_word(self, word, limit_seconds=START_SECONDS):
        ended = os.pidfd_open(self.process.pid)
        try:
            while True:
                told, _, _ = select.select([self.words, ended], [], [], limit_seconds)
                assert told, f"not {word} within {limit_seconds} s:\n{self.log()[-4000:]}"
                if self.words not in told:
                    raise AssertionError(f"{self.instance} has ended:\n{self.log()[-4000:]}")
                if f"STATUS={word}".encode() in self.words.recv(4096):
                    return
        finally:
            os.close(ended)

    async def becomes(self, word):
        """Waits until the server says this word: active or standby."""
        await asyncio.get_running_loop().run_in_executor(None, self.await_word, word)

    async def has_ended(self):
        """Waits for the end of the process; returns its exit status."""
        status = await asyncio.get_running_loop().run_in_executor(None, self.process.wait, END_SECONDS)
        while select.select([self.words], [], [], 0)[0]:
            self.words.recv(4096)
        return status

    async def has_ended_by(self, signal_number):
        self.process.send_signal(signal_number)
        return await self.has_ended()

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def readiness(self):
        """(status, text) of /readyz"""
        status, text = self.operator("/readyz")
        return status, text.strip()

    def operator(self, path):
        try:
            with urllib.request.urlopen(self.operator_url + path, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def kill(self):
        self.process.kill()

    def terminate(self):
        self.process.terminate()

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def end(self):
        """Ends the server as an operator would, and checks its exit status and its log."""
        status = 0
        if self.is_running():
            self.thaw()
            self.terminate()
            status = self.process.wait(END_SECONDS)
        self.words.close()
        assert status == 0, f"SIGTERM ended it with {status}:\n{self.log()[-4000:]}"
        if self.process is not None:
            told = sorted({what for word, what in self.private.items() if word and word in self.log()})
            assert told == [], f"the log holds {told}"
        shutil.rmtree(self.folder, ignore_errors=True)   # not reached after a failure, so that the log stays


class Cell:
    def __init__(self, postgres, definition=None, more_configuration=""):
        self.made = Server(postgres, definition or site())   # makes the schema, and is never started
        self.more_configuration = more_configuration
        self.members = []
        self.first = self.beside("one")
        self.look_again()

    def beside(self, instance):
        self.members.append(Member(self.made, instance, self.more_configuration))
        return self.members[-1]

    async def active(self):
        self.first.launch()
        await self.first.becomes("active")
        return self.first

    async def standby(self, instance="two"):
        member = self.beside(instance)
        member.launch()
        await member.becomes("standby")
        return member

    async def pair(self):
        return await self.active(), await self.standby()

    def row(self):
        return self.database.rows("SELECT epoch, instance, lease_until, lease_until = 'epoch' AS given_up, "
                                  "clock_timestamp() AS now FROM cell")[0]

    def look_again(self):
        """Connects to the database: at the begin, and again after a restart of PostgreSQL."""
        self.database = Database(self.made.database_url, self.made.schema)

    @contextlib.contextmanager
    def table_locked(self, table):
        connection = psycopg2.connect(self.made.database_url, options=f"-c search_path={self.made.schema}")
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield
        connection.close()

    def end(self):
        self.database.close()
        for member in self.members:
            member.end()
        shutil.rmtree(self.made.folder, ignore_errors=True)
