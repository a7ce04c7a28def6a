"""Tests of the tool that starts servers for tests (lib/server.py)."""
import socket

from lib.server import Server
from lib.site import shared_site


def test_a_server_whose_port_a_stranger_has_taken_takes_another(postgres):
    server = Server(postgres, shared_site())
    try:
        former = server.url
        with socket.create_server(("127.0.0.1", int(former.rpartition(":")[2]))):
            server.start()
            assert server.url != former and server.operator("/readyz")[0] == 200
    finally:
        server.end()
