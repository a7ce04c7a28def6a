"""One callbackd on a schema and ports of its own. Commands of callbackd make what it needs; tests watch it, kill it and
start it again.

It is ready when it says so to the service manager (sd_notify). Its log is kept over restarts, and is searched for
personal data at the end.
"""
import asyncio
import copy
import json
import os
import re
import secrets
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import urllib.error
import urllib.request

from lib.contract import ROOT
from lib.site import to_toml
from lib.wait import PATIENCE
from private_postgres import SERVING_USER, free_ports
from supervised import dies_with_parent

PROGRAM = os.environ.get("CALLBACKD_BINARY") or os.path.join(
    os.environ.get("CALLBACKD_BUILD", os.path.join(ROOT, "build", "release")), "callbackd")
# Each process of pytest has ports of its own. Otherwise two processes could choose the same port before it is in use.
_SHARE = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")), int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
PORTS = range(18080, 25000)[_SHARE[0]::_SHARE[1]]
START_SECONDS = 30 * PATIENCE
END_SECONDS = 30 * PATIENCE
TOOL_SECONDS = 60 * PATIENCE
OPERATOR_SECONDS = 5 * PATIENCE

CONFIGURATION = """\
[database]
url = "{database_url}"
schema = "{schema}"
[http]
port = {http_port}
agent_origins = ["https://agents.example.com"]
{more_http}
[operator]
port = {operator_port}
[secrets]
server_key_file = "{folder}/server_key"
[log]
level = "debug"
[cell]
instance = "{schema}"
state_dir = "{folder}"
lease_seconds = {lease_seconds}
"""
LEASE_SECONDS = 10


class PortTaken(AssertionError):
    """The server ended because another program listens on its port."""


class Server:
    """`serve_url`: the URL of the database for the command `serve`, if the other commands use another URL. `parent`:
    the folder in which the server's folder is made. `two_roles`: one role of PostgreSQL owns the tables and migrates,
    and another one serves. `more_http`: more lines of [http]. `made_like`: another Server; the database of this server
    is a copy of the database of that one."""

    def __init__(self, postgres, definition, more_configuration="", *, serve_url=None, parent=None,
                 lease_seconds=LEASE_SECONDS, more_http="", two_roles=False, made_like=None):
        self.more_http = more_http
        self.folder = tempfile.mkdtemp(prefix="callbackd-e2e-", dir=parent)
        self.schema = made_like.schema if made_like else "e2e_" + secrets.token_hex(4)
        self.database_url = postgres.url()
        self.definition = definition
        self.process = None
        self.log_path = os.path.join(self.folder, "log")
        self.config_path = os.path.join(self.folder, "callbackd.toml")
        self.url, self.operator_url = (f"http://127.0.0.1:{port}" for port in free_ports(2, PORTS))
        self.private = {}   # texts that must not be in the log: text → its meaning
        self.trust = None   # for https: the certificate that its clients trust
        self.tokens = {}    # login → a session's token; they survive restarts
        with open(os.path.join(self.folder, "server_key"), "w", encoding="ascii") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(secrets.token_hex(32) + "\n")
        url = postgres.serving_url() if two_roles else self.database_url
        self._configure(self.config_path, url, lease_seconds, more_configuration)
        if two_roles:
            self._name_the_owner()
        self.serve_config_path = self.config_path
        if serve_url is not None:
            self.serve_config_path = os.path.join(self.folder, "serve.toml")
            self._configure(self.serve_config_path, serve_url, lease_seconds, more_configuration)
        self.notify_socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify_socket.bind(os.path.join(self.folder, "notify"))
        self.keys = {}
        self.passwords = {}
        if made_like:
            self.keys, self.passwords = copy.deepcopy(made_like.keys), dict(made_like.passwords)
            self.private.update(made_like.private)
        else:
            self._make()

    def _configure(self, path, database_url, lease_seconds, more):
        if "[voice]" not in more:
            more += '[voice]\ngateway = "simulator"\n'
        with open(path, "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(CONFIGURATION.format(
                database_url=database_url, schema=self.schema, folder=self.folder, lease_seconds=lease_seconds,
                more_http=self.more_http, http_port=self.url.rpartition(":")[2], operator_port=self.operator_url.rpartition(":")[2]) + more)

    def _name_the_owner(self):
        path = os.path.join(self.folder, "owner_url")
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
            file.write(self.database_url)
        self.reconfigure('[http]', f'owner_url_file = "{path}"\nruntime_role = "{SERVING_USER}"\n[http]')

    def reconfigure(self, old, new):
        """Replaces `old` by `new` in the configuration, for the next start."""
        with open(self.config_path, encoding="utf-8") as file:
            text = file.read()
        assert old in text
        with open(self.config_path, "w", encoding="utf-8") as file:
            file.write(text.replace(old, new, 1))

    # Methods that run commands of callbackd.

    def tool(self, command, *arguments, text="", config=None):
        options = ["--config", config or self.config_path] if command != "check" else []
        return subprocess.run([PROGRAM, command, *options, *arguments], input=text, capture_output=True,
                              text=True, check=False, timeout=TOOL_SECONDS)

    def done(self, command, *arguments, text=""):
        ended = self.tool(command, *arguments, text=text)
        assert ended.returncode == 0, f"callbackd {command}: {ended.stderr or ended.stdout}"
        return ended.stdout.strip()

    def site_file(self, definition, name="site.toml"):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(definition if isinstance(definition, str) else to_toml(definition))
        return path

    def _make(self):
        self.done("migrate")
        self.done("apply", self.site_file(self.definition))
        for site in self.definition["sites"]:
            self.keys[site["name"]] = {kind: self.new_key(site["name"], kind)
                                       for kind in ("secret", "publishable")}
        for agent in self.definition["agents"]:
            self.new_user(agent["login"], agent.get("name", ""), agent.get("roles", ["agent"]))

    def new_key(self, site, kind):
        key = self.done("key", "--site", site, "--kind", kind)
        self.private[key] = f"the {kind} key of {site}"
        return key

    def new_user(self, login, name="", roles=("agent",)):
        self.passwords[login] = secrets.token_urlsafe(9)
        self.private[self.passwords[login]] = f"the password of {login}"
        self.done("user", "--login", login, "--name", name or login, "--roles", ",".join(roles),
                  "--password-stdin", text=self.passwords[login] + "\n")

    # Methods that start, end and watch the process of the server.

    def start(self):
        while True:
            first = self.process is None
            self.launch()
            try:
                self.await_ready()
                return self
            except PortTaken:
                if not first:   # clients use the ports of an earlier start, so these ports stay
                    raise
                self._take_other_ports()

    def _take_other_ports(self):
        """Chooses other ports, because another program has taken one of them since they were chosen."""
        self.process = None
        os.truncate(self.log_path, 0)
        former = [url.rpartition(":")[2] for url in (self.url, self.operator_url)]
        other = dict(zip(former, free_ports(2, PORTS)))
        self.url, self.operator_url = (f"http://127.0.0.1:{other[port]}" for port in former)
        for path in {self.config_path, self.serve_config_path}:
            with open(path, encoding="utf-8") as file:
                text = file.read()
            # All ports at once: a new port may be the former port of the other listener.
            text = re.sub(r"(?m)^port = (\d+)$", lambda line: f"port = {other.get(line[1], line[1])}", text)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)

    def launch(self, environment=None):
        """Starts the process. Call this on the main thread only: the process dies with the thread that started it."""
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", "--config", self.serve_config_path], stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True, preexec_fn=dies_with_parent(signal.SIGKILL),
                env={**os.environ, **(environment or {}), "NOTIFY_SOCKET": os.path.join(self.folder, "notify")})

    def await_ready(self):
        ended = os.pidfd_open(self.process.pid)
        try:
            while True:
                told, _, _ = select.select([self.notify_socket, ended], [], [], START_SECONDS)
                assert told, f"not ready within {START_SECONDS} s:\n{self.log()[-4000:]}"
                if self.notify_socket in told:
                    if b"READY=1" in self.notify_socket.recv(4096):
                        return
                else:
                    self.process.wait()
                    log = self.log()[-4000:]
                    why = PortTaken if "cannot be opened: Address already in use" in log else AssertionError
                    raise why(f"ended with {self.process.returncode}:\n{log}")
        finally:
            os.close(ended)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.drop_words()

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def ended(self):
        """Waits for the end of the process; returns its exit status."""
        status = self.process.wait(timeout=END_SECONDS)
        self.drop_words()
        return status

    def drop_words(self):
        while select.select([self.notify_socket], [], [], 0)[0]:
            self.notify_socket.recv(4096)

    async def restart(self):
        """Kills the server by kill -9 and starts it again immediately. The event loop of the test goes on meanwhile."""
        self.kill()
        self.launch()
        await asyncio.get_running_loop().run_in_executor(None, self.await_ready)

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def operator(self, path):
        """Gets `path` from the operator's listener; returns (status, body)."""
        try:
            with urllib.request.urlopen(self.operator_url + path, timeout=OPERATOR_SECONDS) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    # Methods that read and check the server's log.

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def hold_log(self):
        text = self.log()
        told = sorted({what for word, what in self.private.items() if word and word in text})
        assert told == [], f"the log holds {', '.join(told[:10])}"

    def end(self):
        """Ends the server as an operator would, and checks for a clean end and a clean log."""
        status = 0
        if self.is_running():
            self.terminate()
            status = self.ended()
        self.notify_socket.close()
        assert status == 0, f"SIGTERM ended it with {status}:\n{self.log()[-4000:]}"
        self.hold_log()
        shutil.rmtree(self.folder, ignore_errors=True)   # not reached after a failure, so that the log stays


_models = {}   # for each cluster, definition and choice of roles: the name of a database, and the server that made it


def copied_server(postgres, definition, *arguments, two_roles=False, **more):
    """`Server(…)` with a database of its own. The first database of each kind is made by commands of callbackd. The
    others are copies of it, because a copy takes a tenth of the time."""
    kind = postgres.port, json.dumps(definition, sort_keys=True), two_roles
    if kind not in _models:
        database = postgres.new_database()
        model = Server(database, definition, two_roles=two_roles)
        model.notify_socket.close()
        shutil.rmtree(model.folder)
        _models[kind] = database.name, model
    name, model = _models[kind]
    return Server(postgres.new_database(like=name), definition, *arguments, two_roles=two_roles, made_like=model, **more)
