"""The package as dpkg, lintian and a careful administrator see it."""
import gzip
import re
import subprocess

from conftest import ROOT, make_package, printed


def test_lintian_finds_nothing_to_say(package):
    said = printed("lintian", "--fail-on", "error,warning", "--allow-root", package)
    assert said == ""


def test_the_same_sources_give_the_same_bytes(package):
    with open(package, "rb") as file:
        before = file.read()
    with open(make_package(), "rb") as file:
        assert file.read() == before


def test_its_files_are_root_s_and_none_can_be_written_by_others(package):
    for line in printed("dpkg-deb", "--contents", package).splitlines():
        mode, owner = line.split()[:2]
        assert owner == "root/root", line
        assert mode[5] == mode[8] == "-", line


def test_it_needs_what_the_program_is_linked_with_and_the_time_zones(package):
    depends = printed("dpkg-deb", "--field", package, "Depends")
    for name in ("libc6", "libpqxx-6.4", "libssl3", "libphonenumber8", "libsystemd0", "tzdata"):
        assert name in depends
    assert "-dev" not in depends


def test_an_operator_s_configuration_survives_an_update(unpacked):
    conffiles = (unpacked / "DEBIAN/conffiles").read_text().split()
    assert conffiles == ["/etc/callbackd/callbackd.toml"]
    there = {str(path)[len(str(unpacked)):] for path in (unpacked / "etc").rglob("*") if path.is_file()}
    assert there == set(conffiles)


def test_the_program_starts_and_says_the_version_of_the_package(package, program):
    version = printed("dpkg-deb", "--field", package, "Version").strip()
    assert printed(program, "--version").strip() == "callbackd " + version.rpartition("-")[0]
    changelog = printed("dpkg-parsechangelog", "-l", f"{ROOT}/deploy/debian/changelog", "-S", "Version")
    assert changelog.strip() == version


def test_the_man_page_names_every_subcommand_and_no_other(unpacked, program):
    listed = printed(program, "--help").partition("Subcommands:")[2]
    subcommands = re.findall(r"^  (\w+)", listed, re.M)
    page = gzip.decompress((unpacked / "usr/share/man/man8/callbackd.8.gz").read_bytes()).decode()
    section = page.partition(".SH SUBCOMMANDS")[2].partition(".SH ")[0]
    assert re.findall(r'^\.TP\n\.\w+ "?(\w+)', section, re.M) == subcommands != []


def test_the_examples_are_right(unpacked, program):
    printed(program, "check", str(unpacked / "usr/share/doc/callbackd/examples/site.example.toml"))


def test_before_the_secrets_are_there_a_command_names_the_one_that_is_missing(unpacked, program):
    ended = subprocess.run([program, "migrate", "--config", str(unpacked / "etc/callbackd/callbackd.toml")],
                           capture_output=True, text=True, check=False,
                           env={"CREDENTIALS_DIRECTORY": str(unpacked / "etc/callbackd")})
    assert ended.returncode == 1
    assert "database_url" in ended.stderr
