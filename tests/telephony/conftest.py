"""Fixtures of the call scenarios. Every scenario runs on each gateway. All scenarios of one gateway share a
callbackd and a lab. With `-n` (pytest-xdist), each process has a callbackd and a lab of its own."""
import fcntl
import os
import sys
import types

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, *(os.path.join(HERE, folder) for folder in ("../e2e", "../support", "../../deploy", "../deploy"))]
import certificates  # noqa: E402
import postgres as support_postgres  # noqa: E402
from gateways import SCENARIO_SECONDS, AsteriskGateway, SimulatorGateway  # noqa: E402
from lab.packages import NoAsterisk, get_asterisk, version_in  # noqa: E402
from lab.lab import Lab  # noqa: E402
from lib.running import run_coroutine_test  # noqa: E402
from lib.server import Server  # noqa: E402
from scene import CallDesk, call_site  # noqa: E402

GATEWAYS = ("simulator", "asterisk")
LONG = ("test_gateways", "test_kills", "test_ten_seconds", "test_a_suite_that_has_no")
_asterisk = {}   # how the search for Asterisk went: root, or problem


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    return run_coroutine_test(pyfuncitem, SCENARIO_SECONDS)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Sorts the tests. Tests that need the lab come first, then the tests of the simulator, so that a process changes
    between them only once. In both parts the long tests come first. Otherwise one process could still have a long test
    when all other processes have nothing left to do."""
    items.sort(key=lambda item: ("[simulator" in item.nodeid, not any(name in item.nodeid for name in LONG)))


def pytest_sessionfinish(session):
    """At its end, a process of xdist tells how its search for Asterisk went. pytest_testnodedown() receives this."""
    if _is_worker(session.config):
        session.config.workeroutput["asterisk"] = _asterisk


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Receives how another process's search for Asterisk went. The main process calls this, because it prints the
    summary."""
    _asterisk.update(getattr(node, "workeroutput", {}).get("asterisk", {}))


def _is_worker(config):
    return hasattr(config, "workerinput")


def pytest_terminal_summary(terminalreporter):
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")
    if "problem" in _asterisk:
        terminalreporter.write_line(f"NOTICE: no Asterisk, so calls were tried on the simulator alone: {_asterisk['problem']}")
    elif "root" in _asterisk:
        terminalreporter.write_line(f"Asterisk {version_in(_asterisk['root'])}")


def _search(folder):
    """Searches for Asterisk. After a search that failed, no other process of the run searches, because a mirror that
    does not answer takes minutes."""
    # A process that cannot get Asterisk writes its problem into this file. The processes that come after it read the
    # problem there, and do not search.
    with open(f"{folder}/no_asterisk", "a+", encoding="utf-8") as told:
        fcntl.flock(told, fcntl.LOCK_EX)
        told.seek(0)
        if problem := told.read():
            return {"problem": problem}
        try:
            return {"root": get_asterisk()}
        except NoAsterisk as none:
            told.write(str(none))
            return {"problem": str(none)}


@pytest.fixture(name="asterisk_root", scope="session")
def _asterisk_root(request, tmp_path_factory):
    """The folder of Asterisk. If this machine cannot get it, tests that need it are skipped and the reason is shown.
    In CI they fail."""
    if not _asterisk:
        own = tmp_path_factory.getbasetemp()
        _asterisk.update(_search(own.parent if _is_worker(request.config) else own))
    if "root" not in _asterisk:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"no Asterisk: {_asterisk['problem']}")
    return _asterisk["root"]


@pytest.fixture(name="lab", scope="session")
def _lab(asterisk_root):
    lab = Lab(asterisk_root).start()
    yield lab
    lab.end()


@pytest.fixture(name="postgres", scope="session")
def _postgres():
    """A PostgreSQL. Under tests/support/postgres.py all processes share one cluster, because each server has a
    schema of its own."""
    if url := os.environ.get("CALLBACKD_TEST_DATABASE"):
        yield types.SimpleNamespace(url=lambda: url)
        return
    with support_postgres.cluster() as cluster:
        yield cluster


@pytest.fixture(name="gateway", scope="session", params=GATEWAYS)
def _gateway(request):
    if request.param == "simulator":
        made = SimulatorGateway()
    else:
        made = AsteriskGateway(request.getfixturevalue("asterisk_root"))
    yield made
    made.end()


@pytest.fixture(name="tls_desk")
def _tls_desk(postgres, asterisk_root, tmp_path):
    """A lab and a callbackd that speak https with each other."""
    gateway = AsteriskGateway(asterisk_root, certificates.make(str(tmp_path))[:2])
    server = Server(postgres, call_site(gateway.phones), gateway.configuration()).start()
    yield CallDesk(server, gateway)
    server.end()
    gateway.end()


@pytest.fixture(name="server", scope="session")
def _server(postgres, gateway):
    server = Server(postgres, call_site(gateway.phones), gateway.configuration()).start()
    yield server
    server.end()


@pytest.fixture(name="desk")
def _desk(server, gateway):
    if not server.is_running():
        status = server.process.returncode
        server.start()
        pytest.fail(f"the server had ended with {status}:\n{server.log()[-4000:]}")
    return CallDesk(server, gateway)
