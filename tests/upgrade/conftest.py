"""Fixtures: the tools of tests/e2e, a server, and schemas of earlier versions."""
import os
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../e2e"), os.path.join(HERE, "../support"),
                os.path.join(HERE, "../../deploy")]
import postgres as support_postgres  # noqa: E402
from lib.running import run_coroutine_test  # noqa: E402
from lib.server import Server  # noqa: E402
from lib.site import shared_site  # noqa: E402
from schemas import Schemas  # noqa: E402


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    return run_coroutine_test(pyfuncitem)


@pytest.fixture(name="postgres", scope="session")
def _postgres():
    with support_postgres.cluster() as cluster:
        yield cluster


@pytest.fixture(name="server")
def _server(postgres):
    """A server whose schema is made, but which is not started."""
    server = Server(postgres, shared_site())
    with open(server.log_path, "ab"):   # the log must exist, even if nothing is ever started
        pass
    yield server
    server.end()


@pytest.fixture(name="schemas")
def _schemas(postgres):
    with Schemas(postgres.url()) as schemas:
        yield schemas
