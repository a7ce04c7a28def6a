"""A PostgreSQL cluster of this suite that may be killed, frozen or left without disk space. Whenever it ends, it is
started again, as an init system would do."""
import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import tempfile

import psycopg2

import private_postgres
from lib.wait import moment, until
from processes import SmallDisk, ended, gone, send, stop_family
from supervised import dies_with_parent

START_SECONDS = 60
PAUSE_SECONDS = 0.05
# Makes recovery after a kill quick: PostgreSQL syncs the whole file system by one call, instead of every file by
# itself. This is safe here, because the kernel keeps everything that a killed process has written.
QUICK_RECOVERY = ("-c", "recovery_init_sync_method=syncfs")
SMALL_WAL = ("-c", "max_wal_size=64MB", "-c", "min_wal_size=2MB")
DATA_MEBIBYTES = 192
WAL_MEBIBYTES = 160


class Cluster:
    """`small_disks`: the data and the write-ahead log each get a small disk of their own, which can be filled."""

    def __init__(self, small_disks=False):
        self.folder = tempfile.mkdtemp(prefix="callbackd-chaos-")
        os.chmod(self.folder, 0o711)   # the user postgres must be able to pass through
        self.data_disk = self.wal_disk = None
        if small_disks:
            self.data_disk, self.wal_disk = self._disk("data", DATA_MEBIBYTES), self._disk("wal", WAL_MEBIBYTES)
        data = self.data_disk.folder if small_disks else self.folder
        more = ("--wal-segsize=1", f"--waldir={self.wal_disk.folder}/wal") if small_disks else ()
        self.postgres = private_postgres.PrivatePostgres(os.path.join(data, "postgres"), initdb_options=more)
        if small_disks and self.postgres.account:
            os.chown(self.wal_disk.folder, self.postgres.account["user"], self.postgres.account["group"])
        self.process = None
        self.ends = 0
        self._ending = False
        self._keeper = None

    def _disk(self, name, mebibytes):
        folder = os.path.join(self.folder, name)
        os.mkdir(folder)
        return SmallDisk(folder, mebibytes)

    @property
    def log_path(self):
        return os.path.join(self.folder, "postgres.log")

    def url(self):
        return self.postgres.url()

    async def start(self):
        loop = asyncio.get_running_loop()
        self._command = await loop.run_in_executor(None, self.postgres.prepare)
        self._launch()
        self._keeper = asyncio.ensure_future(self._keep())
        await self.answers("postgres")
        await loop.run_in_executor(None, self.postgres.make_database)

    def _launch(self):
        settings = (*QUICK_RECOVERY, *(SMALL_WAL if self.wal_disk is not None else ()))
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [*self._command, *settings], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGQUIT), **self.postgres.popen_arguments())

    async def _keep(self):
        while True:
            await ended(self.process)
            if self._ending:
                return
            self.ends += 1
            await moment(PAUSE_SECONDS)   # the disk may be full, so the next start waits a moment
            self._launch()

    async def answers(self, database=private_postgres.DATABASE):
        def ask():
            try:
                psycopg2.connect(self.postgres.url(database), connect_timeout=2).close()
                return True
            except psycopg2.OperationalError:
                return False

        async def answered():
            return await asyncio.get_running_loop().run_in_executor(None, ask)
        try:
            await until(answered, "an answer of PostgreSQL", START_SECONDS)
        except AssertionError as problem:
            with open(self.log_path, encoding="utf-8", errors="replace") as log:
                raise AssertionError(f"{problem}: {log.read()[-1000:]}") from None

    # Methods that attack the cluster: they kill it, freeze it or hold its locks.

    async def kill(self):
        """Freezes the postmaster and all its processes, then kills them all at one moment."""
        family = stop_family(self.process.pid)
        send(family, signal.SIGKILL)
        await asyncio.gather(*(gone(pid) for pid in family[1:]))

    async def kill_one_backend(self, chance):
        backends = await self.run_sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'callbackd'")
        if backends:
            send([chance.choice(backends)[0]], signal.SIGKILL)

    def freeze(self):
        return stop_family(self.process.pid)

    @staticmethod
    def thaw(family):
        send(reversed(family), signal.SIGCONT)

    @contextlib.asynccontextmanager
    async def holding(self, statement, schema):
        """A context in which a connection holds the locks that the statement takes."""
        def run():
            connection = psycopg2.connect(self.url(), options=f"-c search_path={schema}")
            with connection.cursor() as cursor:
                cursor.execute(statement)
            return connection
        connection = await asyncio.get_running_loop().run_in_executor(None, run)
        try:
            yield
        finally:
            connection.close()

    async def run_sql(self, statement, *values, schema="public"):
        """Runs the statement on a new connection that does not go through the proxy. Returns the rows."""
        def run():
            connection = psycopg2.connect(self.url(), options=f"-c search_path={schema}")
            try:
                connection.autocommit = True
                with connection.cursor() as cursor:
                    cursor.execute(statement, values)
                    return cursor.fetchall() if cursor.description else []
            finally:
                connection.close()
        return await asyncio.get_running_loop().run_in_executor(None, run)

    async def end(self):
        self._ending = True
        if self.process is not None:
            send([self.process.pid], signal.SIGCONT)
            send([self.process.pid], signal.SIGQUIT)   # an immediate shutdown, because no data is kept
            await ended(self.process)
        if self._keeper is not None:
            await self._keeper
        # Another thread removes the cluster, because this takes seconds. Meanwhile this thread still runs the other
        # lanes (each lane has a cluster and a server of its own).
        await asyncio.to_thread(self.postgres.remove)
        for disk in (self.data_disk, self.wal_disk):
            if disk is not None:
                disk.unmount()
        shutil.rmtree(self.folder, ignore_errors=True)
