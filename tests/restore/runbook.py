"""Runs the commands of deploy/README.md, with a test's paths in place of a company's."""
import os
import re
import shutil
import subprocess
import tempfile

from lib.contract import ROOT
from private_postgres import BINARIES, PrivatePostgres

COMMAND_SECONDS = 120


def _text():
    with open(os.path.join(ROOT, "deploy", "README.md"), encoding="utf-8") as file:
        return file.read()


def _blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", _text(), re.M | re.S)


class Places:
    """Folders for backups, which the account of PostgreSQL can write."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="callbackd-restore-")
        os.chmod(self.folder, 0o711)
        self.account = PrivatePostgres(os.path.join(self.folder, "postgres")).account
        self.wal, self.base = self.own_folder("wal"), os.path.join(self.own_folder("bases"), "base")
        self.dumps = self.own_folder("dumps")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def own_folder(self, name):
        path = os.path.join(self.folder, name)
        os.makedirs(path, mode=0o700)
        if self.account:
            os.chown(path, self.account["user"], self.account["group"])
        return path

    def here(self, command):
        return command.replace("/var/backups/wal", self.wal).replace("/var/backups/base", self.base)


def settings_of_archiving(places):
    """{name: value} of the lines that the runbook puts into postgresql.conf."""
    block, = _blocks("ini")
    lines = [places.here(line).partition(" = ") for line in block.splitlines()]
    return {name: value.strip("'") for name, _, value in lines}


def run(places, begins, schema=None, **environment):
    """Runs those commands of the runbook that begin with `begins`, in the order of the runbook. They run as the user
    who runs PostgreSQL."""
    commands = [places.here(line) for block in _blocks("sh") for line in block.splitlines()
                if line.startswith(begins)]
    assert commands, f"the runbook has no {begins}"
    for command in commands:
        if schema:
            command = command.replace("--schema=callbackd", f"--schema={schema}")
        ended = subprocess.run(
            ["bash", "-c", command], cwd=places.dumps, capture_output=True, text=True, check=False,
            timeout=COMMAND_SECONDS, **places.account,
            env={"PATH": f"{BINARIES}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", **environment})
        assert ended.returncode == 0, f"{command}: {ended.stderr}"
