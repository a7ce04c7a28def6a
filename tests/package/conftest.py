"""Fixtures: the package, which deploy/package makes once, and its unpacked files."""
import os
import subprocess

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD_SECONDS = 800   # a build takes so long when nothing was built before


def make_package():
    made = subprocess.run([f"{ROOT}/deploy/package"], capture_output=True, text=True, check=False,
                          timeout=BUILD_SECONDS)
    assert made.returncode == 0, made.stderr[-4000:]
    return made.stdout.strip()


def printed(*command, **arguments):
    """Runs a command that must succeed. Returns what it prints, on standard output and on standard error."""
    ended = subprocess.run(command, capture_output=True, text=True, check=False, **arguments)
    assert ended.returncode == 0, f"{command}: {ended.stdout}{ended.stderr}"
    return ended.stdout + ended.stderr


@pytest.fixture(name="package", scope="session")
def _package():
    return make_package()


@pytest.fixture(name="unpacked", scope="session")
def _unpacked(package, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    printed("dpkg-deb", "--raw-extract", package, str(folder))   # its scripts are in DEBIAN
    return folder


@pytest.fixture(name="program", scope="session")
def _program(unpacked):
    return str(unpacked / "usr/bin/callbackd")
