"""One server for all cases: the same, with the same limits, that agents connect to."""
import os
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, *(os.path.join(HERE, "..", folder) for folder in ("e2e", "support", "../deploy"))]
import postgres as support_postgres  # noqa: E402
from lib.server import Server  # noqa: E402
from lib.site import shared_site  # noqa: E402


@pytest.fixture(name="address", scope="session")
def _address():
    with support_postgres.cluster() as cluster:
        server = Server(cluster, shared_site()).start()
        yield "127.0.0.1", int(server.url.rpartition(":")[2])
        server.end()
