#!/usr/bin/python3
"""A PostgreSQL for tests: a private cluster in a temporary folder, gone when the test is.

usage: tests/support/postgres.py COMMAND…   runs the command with CALLBACKD_TEST_DATABASE set to its URL
fsync stays on: a test that passes without it shows nothing about durability.
"""
import base64
import contextlib
import hashlib
import hmac
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import psycopg2

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../deploy"))
import private_postgres  # noqa: E402
from supervised import dies_with_parent  # noqa: E402
from waiting import PATIENCE  # noqa: E402

START_SECONDS = 60 * PATIENCE
CONNECT_SECONDS = 10 * PATIENCE
POLL_SECONDS = 0.05


def quick_secret(password):
    """A password as PostgreSQL stores it for SCRAM. It is hashed once instead of 4096 times, because tests make
    thousands of connections."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 1)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    parts = [base64.b64encode(part).decode() for part in (salt, stored, hmac.digest(salted, b"Server Key", "sha256"))]
    return f"SCRAM-SHA-256$1:{parts[0]}${parts[1]}:{parts[2]}"


class Cluster(private_postgres.PrivatePostgres):
    def __init__(self, folder, settings=None):
        super().__init__(os.path.join(folder, "postgres"))
        self.log_path = os.path.join(folder, "postgres.log")
        self.settings = [f"--{name}={value}" for name, value in (settings or {}).items()]
        self.process = None

    def _url(self, user, password, database):
        """The URL of a database. With CALLBACKD_PATIENCE, connecting may take longer than callbackd's three seconds,
        because the machine can be busy."""
        return super()._url(user, password, database) + (f"?connect_timeout={CONNECT_SECONDS:.0f}" if PATIENCE > 1 else "")

    def start(self):
        command = self.prepare() + self.settings
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGINT), **self.popen_arguments())
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=POLL_SECONDS)
            if self.process.returncode is not None or time.monotonic() > deadline:
                with open(self.log_path, encoding="utf-8", errors="replace") as log:
                    raise private_postgres.Problem(f"PostgreSQL does not start:\n{log.read()}")

    def stop(self, signal_number=signal.SIGQUIT):
        if self.process is not None:
            self.process.send_signal(signal_number)
            self.process.wait()

    def restart(self):
        self.stop(signal.SIGINT)
        self.start()

    def make_database(self):
        super().make_database()
        self._run(*(f"ALTER ROLE {role} PASSWORD '{quick_secret(password)}'" for role, password in (
            (private_postgres.USER, self.password), (private_postgres.SERVING_USER, self.serving_password))))

    def _run(self, *statements):
        connection = psycopg2.connect(self.url("postgres"))
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        connection.close()

    def new_database(self, like=None):
        """Makes another database with a name of its own: an empty one, or a copy of the database `like`. Nobody may
        be connected to `like` then."""
        name = f"database_{secrets.token_hex(4)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {like or 'template0'}")
        return Database(self, name)


class Database:
    """One database of a cluster."""

    def __init__(self, cluster_of_it, name):
        self.cluster = cluster_of_it
        self.name = name

    def url(self):
        return self.cluster.url(self.name)

    def serving_url(self):
        return self.cluster.serving_url(self.name)


@contextlib.contextmanager
def cluster(settings=None):
    """A running cluster: `with cluster() as postgres: connect(postgres.url())`. `settings`: settings of
    postgresql.conf."""
    folder = tempfile.mkdtemp(prefix="callbackd-test-")
    os.chmod(folder, 0o711)   # the user postgres must be able to pass through
    postgres = Cluster(folder, settings)
    try:
        postgres.start()
        postgres.make_database()
        yield postgres
    finally:
        postgres.stop()   # ends at once, because no data is kept
        postgres.remove()
        shutil.rmtree(folder, ignore_errors=True)


def main(command):
    if not command:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with cluster() as postgres:
        return subprocess.run(
            command, check=False,
            env={**os.environ, "CALLBACKD_TEST_DATABASE": postgres.url()}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
