"""Fixtures: one server for all cases, plain and over TLS. Its limits are the usual ones, except for the limit of an
agent's changes."""
import http.client
import json
import os
import ssl
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, *(os.path.join(HERE, "..", folder) for folder in ("e2e", "support", "../deploy"))]
import certificates  # noqa: E402
import postgres as support_postgres  # noqa: E402
from lib.server import Server  # noqa: E402
from lib.site import shared_site  # noqa: E402


@pytest.fixture(name="keys", scope="session")
def _keys(tmp_path_factory):
    return certificates.make(str(tmp_path_factory.mktemp("keys")))


@pytest.fixture(name="trust", scope="session")
def _trust(keys):
    return ssl.create_default_context(cafile=keys[0])


@pytest.fixture(name="server", scope="session")
def _server(keys):
    with support_postgres.cluster() as cluster:
        tls = '[tls]\ncertificate_file = "{}"\nkey_file = "{}"\nplain_http = true\n'.format(*keys)
        tls += "[limits]\nagent_changes_per_minute = 0\n"   # no limit, because one agent opens a thousand sessions here
        server = Server(cluster, shared_site(), tls).start()
        yield server
        server.end()


@pytest.fixture(name="address", scope="session")
def _address(server):
    return "127.0.0.1", int(server.url.rpartition(":")[2])


@pytest.fixture(name="token", scope="session")
def _token(server, address):
    connection = http.client.HTTPConnection(*address)
    body = json.dumps({"login": "alice", "password": server.passwords["alice"]})
    connection.request("POST", "/v1/sessions", body, {"Content-Type": "application/json"})
    return json.loads(connection.getresponse().read())["token"]
