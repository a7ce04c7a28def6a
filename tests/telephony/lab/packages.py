"""Gets Asterisk from a Debian suite that has it (Debian 12 has none) into a folder of its own. apt downloads and
checks the packages, dpkg-deb unpacks them. Nothing is installed, no maintainer script runs, and root is not needed."""
import contextlib
import fcntl
import glob
import os
import re
import shutil
import subprocess

from lib.contract import ROOT

SUITES = tuple(os.environ.get("CALLBACKD_ASTERISK_SUITES", "forky sid bullseye").split())
WANTED = ("asterisk",)
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
CACHE = os.path.join(ROOT, "build", "telephony")
DOWNLOAD_SECONDS = 300
# Packages that are not downloaded, to save about half of the bytes. They are dependencies of other packages, but
# Asterisk runs without them: some are used only when a package is installed, others only have data that we do not need.
NOT_AT_RUN_TIME = re.compile(
    r"(adduser|passwd|login\.defs|perl-base|debconf|gnupg.*|gpg.*|dirmngr|pinentry-.*|base-passwd|pci\.ids|tzdata|libpam.*"
    r"|libsemanage.*|libsepol.*|libdebconfclient0|sensible-utils|ucf|libsnmp-base|lsb-base|init-system-helpers|mawk"
    r"|readline-common)$")
FOLDERS_INSIDE_USR = ("lib", "lib64", "bin", "sbin")
NOT_UNPACKED = [f"--exclude=./usr/share/{folder}/*" for folder in ("doc", "man", "locale", "info")]


class NoAsterisk(Exception):
    """No suite has Asterisk, or no suite can be reached. The text tells what each suite said."""


def _mirror():
    """The mirror from which this machine gets its own packages."""
    for path in ["/etc/apt/sources.list", *sorted(glob.glob("/etc/apt/sources.list.d/*"))]:
        with contextlib.suppress(OSError, UnicodeDecodeError), open(path, encoding="utf-8") as file:
            if found := re.search(r"(?m)^(?:URIs:\s*|deb\s+(?:\[[^]]*\]\s+)?)(\S+/debian)/?(?:\s|$)", file.read()):
                return found[1]
    raise NoAsterisk("no Debian mirror in /etc/apt")


def _sources(suite):
    of_suite = f"deb [signed-by={KEYRING}] {_mirror()} {suite} main\n"
    if suite != "bullseye":
        return of_suite
    return of_suite + f"deb [signed-by={KEYRING}] {_mirror()}-security bullseye-security main\n"


def _apt_options(folder):
    """The options of an apt of our own. It knows one suite and believes that nothing is installed."""
    settings = {
        "Dir::Etc::sourcelist": f"{folder}/sources.list", "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null", "Dir::State": folder, "Dir::State::lists": f"{folder}/lists",
        "Dir::State::status": f"{folder}/status", "Dir::Cache": f"{folder}/cache", "Dir::Log": folder,
        "APT::Install-Recommends": "false", "APT::Update::Post-Invoke::": "true", "Debug::NoLocking": "1",
        "APT::Sandbox::User": subprocess.check_output(["id", "-un"], text=True).strip(),
        "Acquire::Languages": "none", "Acquire::Retries": "3", "Acquire::Check-Valid-Until": "false"}
    return [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]


def _apt(folder, *words, cwd=None):
    try:
        done = subprocess.run(["apt-get", "-qq", *_apt_options(folder), *words], cwd=cwd, text=True, check=False,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=DOWNLOAD_SECONDS,
                              env={**os.environ, "LC_ALL": "C.UTF-8"})
    except subprocess.TimeoutExpired:
        raise NoAsterisk(f"apt-get {words[0]} took longer than {DOWNLOAD_SECONDS} s") from None
    if done.returncode != 0:
        raise NoAsterisk((done.stderr.strip() or f"apt-get {words[0]} failed").splitlines()[-1])
    return done.stdout


def _packages(folder):
    """`name=version` of each package that Asterisk needs when it runs."""
    for uri_name in re.findall(r"(?m)^'\S+' (\S+)\.deb ", _apt(folder, "--print-uris", "-y", "install", *WANTED)):
        name, version, _ = uri_name.split("_")
        if not NOT_AT_RUN_TIME.match(name):
            yield f"{name}={version.replace('%3a', ':')}"


def _unpack(archives, root):
    for name in FOLDERS_INSIDE_USR:   # in the suites /lib is a link to usr/lib; older packages still contain /lib
        os.makedirs(f"{root}/usr/{name}")
        os.symlink(f"usr/{name}", f"{root}/{name}")
    for archive in archives:
        with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", archive], stdout=subprocess.PIPE) as content:
            subprocess.run(["tar", "-x", "-C", root, "--no-same-owner", "--keep-directory-symlink", *NOT_UNPACKED],
                           stdin=content.stdout, check=True)
        assert content.returncode == 0, f"dpkg-deb cannot read {archive}"


def _fetch(suite, folder):
    os.makedirs(f"{folder}/lists/partial")
    os.makedirs(f"{folder}/cache/archives/partial")
    os.makedirs(f"{folder}/debs")
    with open(f"{folder}/sources.list", "w", encoding="utf-8") as file:
        file.write(_sources(suite))
    with open(f"{folder}/status", "w", encoding="utf-8"):
        pass
    _apt(folder, "update", "--error-on=any")
    wanted = list(_packages(folder))
    _apt(folder, "download", *wanted, cwd=f"{folder}/debs")   # apt fails if a SHA-256 is wrong
    _unpack(sorted(glob.glob(f"{folder}/debs/*.deb")), f"{folder}/tree")
    version = next(each.partition("=")[2] for each in wanted if each.startswith("asterisk="))
    for no_longer_needed in ("lists", "cache", "debs"):
        shutil.rmtree(f"{folder}/{no_longer_needed}")
    with open(f"{folder}/tree/VERSION", "w", encoding="utf-8") as file:
        file.write(f"{version} of Debian {suite}")


def version_in(root):
    with open(f"{root}/VERSION", encoding="utf-8") as file:
        return file.read()


def get_asterisk(suites=SUITES, cache=CACHE):
    """The folder that contains Asterisk's files as `/` would. It is kept from one run to the next, so that a machine
    downloads once."""
    os.makedirs(cache, exist_ok=True)
    said = []
    with open(f"{cache}/lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)   # of several runs at the same time, only one downloads
        for suite in suites:
            if os.path.exists(f"{cache}/{suite}/VERSION"):
                return f"{cache}/{suite}"
        for suite in suites:
            folder = f"{cache}/{suite}.part"
            shutil.rmtree(folder, ignore_errors=True)
            try:
                _fetch(suite, folder)
            except NoAsterisk as problem:
                said.append(f"{suite}: {problem}")
                continue
            os.rename(f"{folder}/tree", f"{cache}/{suite}")
            shutil.rmtree(folder)
            return f"{cache}/{suite}"
    raise NoAsterisk("; ".join(said))
