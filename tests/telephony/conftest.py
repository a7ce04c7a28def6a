"""Every scenario runs on each gateway: a callbackd and a lab for all scenarios of one."""
import os
import sys

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
_asterisk = {}   # how the search for it went: root, or problem


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    return run_coroutine_test(pyfuncitem, SCENARIO_SECONDS)


def pytest_terminal_summary(terminalreporter):
    if "problem" in _asterisk:
        terminalreporter.write_line(f"NOTICE: no Asterisk, so calls were tried on the simulator alone: {_asterisk['problem']}")
    elif "root" in _asterisk:
        terminalreporter.write_line(f"Asterisk {version_in(_asterisk['root'])}")


@pytest.fixture(name="asterisk_root", scope="session")
def _asterisk_root():
    """A machine that cannot get it skips what needs it, and says so; CI fails."""
    if not _asterisk:
        try:
            _asterisk["root"] = get_asterisk()
        except NoAsterisk as problem:
            _asterisk["problem"] = problem
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
