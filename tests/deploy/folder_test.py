"""Tests of the quick start's folder: it belongs to its user, and is never written through a link. Tests with another
user's files need root."""
import os
import stat
import subprocess
import sys

import pytest

from running_quickstart import ROOT

sys.path.insert(0, f"{ROOT}/deploy")
from private_folder import hold, open_own, own_folder, write_secret  # noqa: E402
from private_postgres import Problem  # noqa: E402

ANOTHER_USER = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="gives files to another user")


@as_root
def test_another_users_folder_is_refused_and_left_as_it_is(tmp_path):
    folder = tmp_path / "theirs"
    folder.mkdir()
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (folder / "quickstart.lock").symlink_to(victim)
    os.chown(folder, ANOTHER_USER, ANOTHER_USER)
    with pytest.raises(Problem, match="another user"):
        hold(str(folder))
    assert victim.read_text() == "precious"


@as_root
def test_the_whole_quick_start_refuses_another_users_folder(tmp_path):
    folder = tmp_path / "theirs"
    folder.mkdir()
    os.chown(folder, ANOTHER_USER, ANOTHER_USER)
    ended = subprocess.run([sys.executable, f"{ROOT}/deploy/quickstart_run.py", "--data", str(folder)],
                           capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 1 and "another user" in ended.stderr
    assert os.listdir(folder) == []


@as_root
def test_a_link_of_another_user_on_the_way_is_refused(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "way").symlink_to(tmp_path / "real")
    os.lchown(tmp_path / "way", ANOTHER_USER, ANOTHER_USER)
    with pytest.raises(Problem, match="link of another user"):
        own_folder(str(tmp_path / "way" / "data"))
    assert os.listdir(tmp_path / "real") == []


def test_a_link_instead_of_the_folder_is_refused(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "real")
    with pytest.raises(Problem, match="link"):
        hold(str(tmp_path / "data"))


def test_a_folder_that_others_may_write_in_is_refused(tmp_path):
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.raises(Problem, match="others may write"):
        hold(str(folder))


def test_the_lock_is_not_written_through_a_link(tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("precious")
    folder = tmp_path / "data"
    own_folder(str(folder))
    (folder / "quickstart.lock").symlink_to(victim)
    (folder / "callbackd.log").symlink_to(victim)
    with pytest.raises(Problem, match="link"):
        hold(str(folder))
    with pytest.raises(Problem, match="link"):
        open_own(str(folder / "callbackd.log"), "ab")
    assert victim.read_text() == "precious"


def test_a_secret_replaces_a_file_that_somebody_put_in_its_place(tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (tmp_path / "server.key.new").symlink_to(victim)
    write_secret(str(tmp_path / "server.key"), "secret")
    assert victim.read_text() == "precious"
    (tmp_path / "other.new").write_text("")
    (tmp_path / "other.new").chmod(0o666)
    write_secret(str(tmp_path / "other"), "secret")
    for name in ("server.key", "other"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_folder_is_made_and_held_once(tmp_path):
    folder = str(tmp_path / "deep" / "data")
    lock = hold(folder)
    with pytest.raises(Problem, match="another quick start"):
        hold(folder)
    lock.close()
    hold(folder).close()
