"""Tests of the tool that starts servers for tests (lib/server.py)."""
import socket

from lib import server as own_server
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


def test_a_server_takes_other_ports_when_one_of_them_was_the_port_of_its_other_listener(postgres, monkeypatch):
    server = Server(postgres, shared_site())
    try:
        port, operator_port = (int(url.rpartition(":")[2]) for url in (server.url, server.operator_url))
        free = next(each for each in own_server.free_ports(3, own_server.PORTS) if each not in (port, operator_port))
        monkeypatch.setattr(own_server, "free_ports", lambda *_: [operator_port, free])
        with socket.create_server(("127.0.0.1", port)):
            server.start()
        assert server.url.endswith(f":{operator_port}") and server.operator_url.endswith(f":{free}")
        assert server.operator("/readyz")[0] == 200
    finally:
        server.end()


def test_ports_that_are_chosen_together_differ():
    few = range(own_server.PORTS[0], own_server.PORTS[0] + 40)
    for _ in range(200):
        assert len(set(own_server.free_ports(2, few))) == 2
