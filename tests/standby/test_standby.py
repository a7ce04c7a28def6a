"""A server that does not hold the cell: what it answers, and when it takes the cell."""
import signal

import aiohttp
import pytest

from caller import Caller
from lib.agent import Agent
from lib.http import HttpClient, RawConnection
from lib.wait import until, within

LONG_LEASE = "lease_seconds = 60\n"


async def test_a_standby_is_alive_and_not_ready_and_answers_503(cell):
    active, standby = await cell.pair()
    assert standby.operator("/healthz")[0] == 200
    assert standby.readiness() == (503, "standby")
    assert active.readiness() == (200, "ready")
    async with HttpClient(standby.url) as http:   # checks every answer against the contract
        body = {"queue": "nobody", "contact": {"phone": "+442079460018", "name": "Zelda Quux"}}
        answer = await http.ask("POST", "/v1/callbacks", body, key=standby.keys["www"]["secret"])
        assert (answer.status, answer.code) == (503, "unavailable")
        looked = await http.ask("GET", "/v1/callbacks/0197", key=standby.keys["www"]["secret"])
        assert looked.status == 503
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await Agent(standby, http, "alice").connect()
        assert refused.value.status == 503
    assert "callbackd_ready 0" in standby.operator("/metrics")[1]
    assert cell.row()["instance"] == "one"


async def test_of_two_standbys_exactly_one_takes_over_and_the_epoch_says_so(cell):
    active, second = await cell.pair()
    third = await cell.standby("three")
    before = cell.row()
    # The standby `second` ends and starts again. So the two standbys look at the cell for the first time at different
    # moments.
    await second.has_ended_by(signal.SIGTERM)
    second.launch()
    await second.becomes("standby")
    active.kill()

    async def winner():
        return [member for member in (second, third) if member.readiness()[0] == 200]
    won, = await until(winner, "a new active server")
    lost = third if won is second else second
    assert lost.readiness() == (503, "standby")
    row = cell.row()
    assert (row["epoch"], row["instance"]) == (before["epoch"] + 1, won.instance)
    won.kill()
    await lost.becomes("active")
    assert cell.row()["epoch"] == before["epoch"] + 2


async def test_a_server_restarted_on_its_host_has_its_own_lease_back_at_once(postgres, make_cell):
    cell = make_cell(postgres, more_configuration=LONG_LEASE)
    active, standby = await cell.pair()
    await active.has_ended_by(signal.SIGKILL)
    assert (cell.row()["lease_until"] - cell.row()["now"]).total_seconds() > 30
    active.launch()
    await active.becomes("active")
    assert standby.readiness() == (503, "standby")
    assert cell.row()["instance"] == "one"


async def test_two_servers_of_one_name_do_not_steal_the_cell_from_each_other(postgres, make_cell):
    cell = make_cell(postgres, more_configuration=LONG_LEASE)
    active = await cell.active()
    epoch = cell.row()["epoch"]
    twin = await cell.standby("one")
    assert cell.row()["epoch"] == epoch
    assert (active.readiness()[0], twin.readiness()[0]) == (200, 503)


async def test_sigterm_ends_a_standby_at_once_and_leaves_the_active_server_alone(cell):
    active, standby = await cell.pair()
    assert await within(standby.has_ended_by(signal.SIGTERM), "the standby's end", 3) == 0
    assert active.readiness()[0] == 200


async def test_a_lease_is_kept_while_state_is_loaded_and_given_up_by_an_interrupted_start(cell):
    loading = cell.first
    with cell.table_locked("note"):   # the loader waits for this table
        loading.launch()

        async def taken():
            row = cell.row()
            return row if row["epoch"] == 1 else None
        first = await until(taken, "the take-over")
        standby = cell.beside("two")
        standby.launch()
        await standby.becomes("standby")

        async def kept():
            return cell.row()["lease_until"] > first["lease_until"]
        await until(kept, "a longer lease")
        assert (cell.row()["epoch"], cell.row()["instance"]) == (1, "one")
        assert loading.readiness()[0] == standby.readiness()[0] == 503
        assert await within(loading.has_ended_by(signal.SIGTERM), "the end of an interrupted start", 3) == 0

        async def next_one():
            return cell.row()["instance"] == "two"
        await until(next_one, "the standby's turn", 3)
    await standby.becomes("active")
    loading.launch()
    await loading.becomes("standby")


async def test_a_standby_outlives_a_restart_of_postgresql_and_the_active_server_keeps_the_cell(own_postgres, make_cell):
    cell = make_cell(own_postgres)
    active, standby = await cell.pair()
    before = cell.row()
    own_postgres.restart()

    async def both_are_back():
        return active.readiness()[0] == 200 and standby.is_running()
    await until(both_are_back, "the active server's next commit", 20)
    cell.look_again()
    assert (cell.row()["epoch"], standby.readiness()) == (before["epoch"], (503, "standby"))
    active.kill()
    await standby.becomes("active")
    status, _, _ = await Caller(standby).post()
    assert status == 201


async def test_a_connection_made_to_a_standby_serves_after_the_take_over(cell):
    active, standby = await cell.pair()
    raw = await RawConnection.open(standby.url)
    request = f"GET /v1/queues/work/estimate HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {active.keys['www']['secret']}\r\n\r\n"
    await raw.send(request)
    assert (await raw.answer()).status == 503
    active.terminate()
    await standby.becomes("active")
    await raw.send(request)
    assert (await raw.answer()).status == 200
    raw.close()
