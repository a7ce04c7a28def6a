"""Fixtures of the e2e tests: one private PostgreSQL for the run, and one server that most tests share. Coroutine
tests are run here too."""
import os
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../support"), os.path.join(HERE, "../../deploy")]
import postgres as support_postgres  # noqa: E402
from lib.desk import Desk  # noqa: E402
from lib.running import run_coroutine_test  # noqa: E402
from lib.server import Server, copied_server  # noqa: E402
from lib.site import shared_site  # noqa: E402


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    return run_coroutine_test(pyfuncitem)


@pytest.fixture(name="postgres", scope="session")
def _postgres():
    with support_postgres.cluster() as cluster:
        yield cluster


@pytest.fixture(name="shared_server", scope="session")
def _shared_server(postgres):
    server = Server(postgres, shared_site(), two_roles=True).start()
    yield server
    server.end()


@pytest.fixture(name="desk")
def _desk(shared_server):
    if not shared_server.is_running():
        status = shared_server.process.returncode
        shared_server.start()
        pytest.fail(f"the server had ended with {status}:\n{shared_server.log()[-4000:]}")
    return Desk(shared_server)


@pytest.fixture(name="own_desk")
def _own_desk(postgres):
    """A server that the test may kill, drain or reconfigure."""
    server = copied_server(postgres, shared_site(), two_roles=True).start()
    yield Desk(server)
    server.end()
