"""The files of the project for the tests in tests/house: all files that git knows, or would add."""
import os
import subprocess
from functools import lru_cache

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NOT_OURS = {".git", "build", "node_modules", "__pycache__", ".pytest_cache", ".cache"}


def _walk():
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS]
        for name in files:
            yield os.path.relpath(os.path.join(folder, name), ROOT)


def _git():
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            cwd=ROOT, capture_output=True, text=True, check=False)
    names = [name for name in listed.stdout.split("\0") if name]
    return [name for name in names if os.path.isfile(os.path.join(ROOT, name))]


@lru_cache(maxsize=None)
def files(*endings, under=""):
    """Paths from the top folder, sorted."""
    names = sorted(_git() or _walk())
    return [name for name in names
            if name.startswith(under) and (not endings or name.endswith(endings))]


@lru_cache(maxsize=None)
def data(name):
    with open(os.path.join(ROOT, name), "rb") as file:
        return file.read()


def lines(name):
    """The lines of a file as (number, text), numbered from 1."""
    return list(enumerate(data(name).decode("utf-8").splitlines(), 1))


def is_text(name):
    return b"\0" not in data(name)
