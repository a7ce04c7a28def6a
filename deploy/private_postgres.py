"""A private PostgreSQL 15: a cluster with its own folder, its own port on loopback and its own passwords.

The quick start and the tests use it. It never touches another cluster. If root runs it, only the folder of the cluster
is given to the user `postgres`.
"""
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile

BINARIES = "/usr/lib/postgresql/15/bin"
PORTS = range(25432, 32768)   # below the range from which the kernel takes ports for connections
FALLBACK_PARENT = "/var/lib/callbackd-quickstart"
USER = "callbackd"
SERVING_USER = "callbackd_serve"   # the role of `serve`: it may use rows, but may not change the schema
DATABASE = "callbackd"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "log_error_verbosity": "terse",   # a DETAIL line shows a row, which can hold a phone number
    "log_min_messages": "warning",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "jit": "off",   # compiling does not pay off for many short statements
    "max_connections": "100",
}
END_SIGNALS = [(signal.SIGINT, 30), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)]


class Problem(Exception):
    pass


def free_port(wanted=None, ports=PORTS):
    """Returns `wanted` if this port can be bound. Otherwise returns another port of `ports`."""
    start = secrets.randbelow(len(ports))
    candidates = [*ports[start:], *ports[:start]]
    for port in ([wanted] if wanted else []) + candidates:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except (OSError, OverflowError):
                continue
    raise Problem("no free port on 127.0.0.1")


def free_ports(count, ports=PORTS):
    """Returns `count` different ports of `ports`. free_port() chooses by chance, so it can return the same port twice."""
    found = []
    while len(found) < count:
        port = free_port(ports=ports)
        if port not in found:
            found.append(port)
    return found


def _account():
    """The arguments that make subprocess run PostgreSQL as the user `postgres`. They are needed only for root,
    because PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam("postgres")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _kept_password(path):
    """Returns the password in this file. A missing file is made first. It is made before the cluster, so that a run
    that was cut short can be continued."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(18))
    except FileExistsError:
        pass
    with open(path, encoding="ascii") as file:
        return file.read()


def _reachable(folder, account):
    if not account:
        return True
    probe = subprocess.run(["/usr/bin/test", "-x", folder], check=False, **account)
    return probe.returncode == 0


def _let_through(folder, account):
    """Returns True if PostgreSQL can reach the contents of `folder`. If root owns a closed folder, everybody gets
    the right to pass through it, but not to list it."""
    if _reachable(folder, account):
        return True
    if os.stat(folder).st_uid == 0 and _reachable(os.path.dirname(folder), account):
        os.chmod(folder, os.stat(folder).st_mode | 0o011)
    return _reachable(folder, account)


class PrivatePostgres:
    """The cluster in `folder`, with its passwords in files beside it. `port`: the port of an earlier run, if there
    was one."""

    def __init__(self, folder, port=None, initdb_options=()):
        self.account = _account()
        self.initdb_options = initdb_options
        self.link = os.path.abspath(folder)
        self.password = _kept_password(self.link + ".password")
        self.serving_password = _kept_password(self.link + ".serving_password")
        self.port = free_port(port)
        self.environment = {"PATH": f"{BINARIES}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def url(self, database=DATABASE):
        """The URL for the role that owns everything."""
        return self._url(USER, self.password, database)

    def serving_url(self, database=DATABASE):
        return self._url(SERVING_USER, self.serving_password, database)

    def _url(self, user, password, database):
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    @property
    def folder(self):
        return os.path.realpath(self.link)

    def prepare(self):
        """Makes the cluster if it is missing; returns the command that runs it."""
        if not os.path.exists(os.path.join(self.folder, "PG_VERSION")):
            if os.path.lexists(self.link):
                raise Problem(f"{self.link} is in the way: it is no PostgreSQL cluster")
            self._make()
        options = [word for name, value in {**SETTINGS, "port": str(self.port)}.items()
                   for word in ("-c", f"{name}={value}")]
        return [f"{BINARIES}/postgres", "-D", self.folder, *options]

    def popen_arguments(self):
        return {**self.account, "env": self.environment, "cwd": "/"}

    def _make(self):
        """Makes the cluster under another name, and renames it when it is complete. If the user `postgres` cannot
        enter the folder (for example /root), the cluster is made elsewhere and a link leads to it."""
        parent = os.path.dirname(self.link)
        near = _let_through(parent, self.account)
        if not near:
            os.makedirs(FALLBACK_PARENT, mode=0o755, exist_ok=True)
        made = tempfile.mkdtemp(prefix="postgres.", dir=parent if near else FALLBACK_PARENT)
        try:
            if self.account:
                os.chown(made, self.account["user"], self.account["group"])
            self._initdb(made)
            (os.rename if near else os.symlink)(made, self.link)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise

    def _initdb(self, folder):
        password_in, password_out = os.pipe()
        os.write(password_out, self.password.encode() + b"\n")
        os.close(password_out)
        if self.account:   # initdb opens the pipe by its name, as the user `postgres`
            os.fchown(password_in, self.account["user"], self.account["group"])
        made = subprocess.run(
            [f"{BINARIES}/initdb", "-D", folder, "-U", USER, "--encoding=UTF8", "--locale=C.UTF-8",
             "--auth=scram-sha-256", "--pwfile=/dev/stdin", *self.initdb_options],
            stdin=password_in, capture_output=True, text=True, check=False, **self.popen_arguments())
        os.close(password_in)
        if made.returncode != 0:
            raise Problem(f"initdb: {made.stderr.strip()}")

    def answers(self):
        return subprocess.run([f"{BINARIES}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)],
                              env=self.environment, check=False).returncode == 0

    def make_database(self):
        import psycopg2
        connection = psycopg2.connect(self.url("postgres"))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE}")
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (SERVING_USER,))
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE ROLE {SERVING_USER} LOGIN")
            cursor.execute(f"ALTER ROLE {SERVING_USER} PASSWORD %s", (self.serving_password,))
        connection.close()

    def remove(self):
        """Removes the folder and everything in it. Call this only for clusters that nobody wants to keep."""
        target = self.folder
        shutil.rmtree(target, ignore_errors=True)
        if os.path.islink(self.link):
            os.unlink(self.link)
