"""Tests of the package's scripts, each one run as dpkg calls it. The tools of systemd that they may call are
replaced by scripts that only write down what was asked."""
import subprocess

import pytest

TOOLS = ("systemctl", "deb-systemd-helper", "deb-systemd-invoke")


@pytest.fixture(name="run")
def _run(unpacked, tmp_path):
    """`run("postinst", "configure", "")` → (what it printed, what it asked of systemd)"""
    asked = tmp_path / "asked"
    asked.touch()
    for tool in TOOLS:
        (tmp_path / tool).write_text(f'#!/bin/sh\necho "{tool} $*" >> {asked}\n')
        (tmp_path / tool).chmod(0o755)

    def run(script, *arguments):
        ended = subprocess.run(["sh", str(unpacked / "DEBIAN" / script), *arguments], text=True,
                               capture_output=True, check=False,
                               env={"PATH": f"{tmp_path}:/usr/bin:/bin", "DPKG_ROOT": str(tmp_path)})
        assert (ended.returncode, ended.stderr) == (0, "")
        return ended.stdout, asked.read_text()
    return run


def test_a_first_installation_starts_nothing_and_says_where_to_read_on(run):
    said, asked = run("postinst", "configure", "")
    assert "README.md" in said
    assert "start" not in asked


def test_an_update_does_not_end_the_running_server(run):
    assert run("prerm", "upgrade", "0.2.0-1") == ("", "")
    assert "start" not in run("postinst", "configure", "0.1.0-1")[1]


@pytest.mark.parametrize("script, argument", [
    ("prerm", "remove"), ("prerm", "upgrade"), ("prerm", "failed-upgrade"), ("prerm", "deconfigure"),
    ("postrm", "remove"), ("postrm", "upgrade"), ("postrm", "abort-install"), ("postrm", "disappear"),
    ("postinst", "abort-upgrade"), ("postinst", "abort-remove"),
])
def test_every_call_that_dpkg_may_make_succeeds_on_a_machine_without_systemd(run, script, argument):
    run(script, argument, "0.1.0-1")


@pytest.mark.parametrize("by_systemd", [True, False])
def test_purging_takes_the_state_and_keeps_the_secrets(run, tmp_path, by_systemd):
    (tmp_path / "etc/callbackd").mkdir(parents=True)
    key = tmp_path / "etc/callbackd/server_key"
    key.write_text("key")
    state = tmp_path / ("var/lib/private/callbackd" if by_systemd else "var/lib/callbackd")
    state.mkdir(parents=True)
    if by_systemd:
        (tmp_path / "var/lib/callbackd").symlink_to("private/callbackd")
    said, _ = run("postrm", "purge")
    assert key.exists() and str(key) in said
    assert state.exists() != by_systemd
    assert (tmp_path / "var/lib/callbackd").is_symlink() is False
