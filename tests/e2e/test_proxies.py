"""The server behind a real HAProxy and a real nginx, with the examples of deploy/. Each client counts for its own
address. A proxy that must name the client's address and does not do so is cut off and counted."""
import asyncio
import http.client
import itertools
import ssl

import aiohttp
import certificates
import pytest
from front import HAPROXY_ADDRESS, NGINX_ADDRESS, HaProxy, Nginx
from lib import contract
from lib.agent import Agent
from lib.http import HttpClient, RawConnection
from lib.server import Server, copied_server
from lib.site import shared_site
from lib.wait import until

TRUSTED = f'proxy_protocol_from = ["{HAPROXY_ADDRESS}"]\nforwarded_from = ["{NGINX_ADDRESS}"]\n'
POSTS_OF_AN_ADDRESS = 2   # in a minute, for the site "limited"
NAMED = b"PROXY TCP4 192.0.2.7 10.0.0.1 49153 443\r\n"
LOOK = b"GET /none HTTP/1.1\r\nHost: a\r\n\r\n"
_numbers = itertools.count(1)


@pytest.fixture(name="server", scope="module")
def _server(postgres):
    definition = shared_site()
    limited = next(site for site in definition["sites"] if site["name"] == "limited")
    limited |= {"requests_per_minute": 0, "requests_per_prefix_per_hour": 0}   # only the address is limited
    server = Server(postgres, definition, more_http=TRUSTED).start()
    yield server
    server.end()


@pytest.fixture(name="front", params=[HaProxy, Nginx], ids=["haproxy", "nginx"])
def _front(request, server):
    front = request.param([server]).start()
    yield front
    front.end()


class Client:
    """A visitor with an own address, who may claim to have another one."""

    def __init__(self, front, address):
        self.front = front
        self.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(local_addr=(address, 0)))

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        await self.session.close()

    async def post(self, claims=None):
        phone = f"+4420794{next(_numbers) * 7919 % 100000:05}"   # no two numbers have the same prefix
        headers = {"Authorization": f"Bearer {self.front.keys['limited']['publishable']}",
                   **({"X-Forwarded-For": claims} if claims else {})}
        body = {"queue": "calm", "contact": {"phone": phone, "name": "Zelda Quux"}}
        async with self.session.post(self.front.url + "/v1/callbacks", json=body, headers=headers) as answer:
            return answer.status, await answer.json()


async def is_up(front):
    async with aiohttp.ClientSession() as session:
        async def answers():
            async with session.get(front.url + "/v1/none") as answer:
                return answer.status == 404
        await until(answers, "the proxy's first look at its server")


def metric(server, name):
    page = server.operator("/metrics")[1]
    return float(next(line.split()[1] for line in page.splitlines() if line.startswith(name + " ")))


async def raw(server, address):
    """A connection that comes from `address` without any proxy."""
    host, port = server.url.removeprefix("http://").split(":")
    return RawConnection(*await asyncio.open_connection(host, int(port), local_addr=(address, 0)))


async def closed(connection):
    try:
        return await connection.closed()
    except ConnectionResetError:   # the server closed it before it had read what we sent
        return True


async def test_two_clients_behind_a_proxy_are_two_addresses(front):
    base = 20 if front.name == "haproxy" else 30
    await is_up(front)
    async with Client(front, f"127.0.0.{base}") as one, Client(front, f"127.0.0.{base + 1}") as other:
        for _ in range(POSTS_OF_AN_ADDRESS):
            assert (await one.post())[0] == 201
        status, problem = await one.post()
        contract.hold(problem, "http.problem")
        assert (status, problem["type"]) == (429, "/problems/address_limit_reached")
        for claims in ("192.0.2.99", f"127.0.0.{base + 1}", "192.0.2.98, 127.0.0.1", NGINX_ADDRESS, "junk"):
            assert (await one.post(claims))[0] == 429, claims
        assert (await other.post())[0] == 201


async def test_an_agent_works_through_a_proxy(front):
    await is_up(front)
    async with HttpClient(front.url) as http:
        agent = Agent(front, http, "alice" if front.name == "haproxy" else "bob")
        await agent.open()
        assert (await agent.ready())["state"] == "ready"
        await agent.leave()


async def test_a_proxy_that_must_name_an_address_and_names_none_is_closed_and_counted(server):
    missing = metric(server, "callbackd_proxy_headers_missing_total")
    connection = await raw(server, HAPROXY_ADDRESS)
    await connection.send(LOOK)
    assert await closed(connection)
    assert metric(server, "callbackd_proxy_headers_missing_total") == missing + 1
    missing = metric(server, "callbackd_forwarded_for_missing_total")
    connection = await raw(server, NGINX_ADDRESS)
    await connection.send(LOOK)
    assert (await connection.answer()).status == 400
    assert await connection.closed()
    assert metric(server, "callbackd_forwarded_for_missing_total") == missing + 1


async def test_of_nobody_else_an_address_is_believed(server):
    connection = await raw(server, "127.0.0.40")
    await connection.send(NAMED + LOOK)
    assert (await connection.answer()).status == 400
    connection = await raw(server, NGINX_ADDRESS)
    await connection.send(NAMED + LOOK)
    assert (await connection.answer()).status == 400


def test_the_operators_port_knows_no_proxies(server):
    port = server.operator_url.rpartition(":")[2]
    for address in (HAPROXY_ADDRESS, NGINX_ADDRESS):
        connection = http.client.HTTPConnection("127.0.0.1", int(port), source_address=(address, 0))
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200
        connection.close()


async def test_proxy_comes_before_tls(postgres, tmp_path):
    certificate, key = certificates.make(str(tmp_path))
    server = copied_server(postgres, shared_site(), f'[tls]\ncertificate_file = "{certificate}"\nkey_file = "{key}"\n',
                           more_http=TRUSTED).start()
    try:
        connection = await raw(server, HAPROXY_ADDRESS)
        await connection.send(NAMED)
        await connection.writer.start_tls(ssl.create_default_context(cafile=certificate), server_hostname="127.0.0.1")
        await connection.send(LOOK)
        assert (await connection.answer()).status == 404
        connection.close()
        connection = await raw(server, HAPROXY_ADDRESS)
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await asyncio.wait_for(connection.writer.start_tls(
                ssl.create_default_context(cafile=certificate), server_hostname="127.0.0.1"), 10)
    finally:
        server.end()
