"""Which numbers may be dialled, for every kind of request. Also tests a server without a gateway."""
import pytest

from lib.desk import Desk, phone_ending
from lib.server import Server, copied_server
from lib.site import shared_site

# Each kind of number that is refused, and the rule that refuses it.
REFUSED = [
    ("+1 900 234 5678", "premium_rate"), ("+1 900 000 0000", "prefix"), ("+1 976 000 0000", "prefix"),
    ("+44 7012 345678", "personal_number"), ("+44 9299 123456", "prefix"), ("+49 180 1123456", "shared_cost"),
    ("+870 773 111 632", "prefix"), ("+8816 1234 5678", "prefix"), ("+882 13 123456", "prefix"),
    ("+883 5100 01234", "prefix"), ("+979 2 2345 6789", "prefix"),
    ("+53 5 5512345", "country"), ("+33 1 23 45 67 89", "country"),
]


@pytest.fixture(name="careful_server", scope="module")
def _careful_server(postgres):
    site = shared_site()
    site["dialling"] = {"countries": ["GB", "US"], "dials_per_agent_per_hour": 0}
    server = Server(postgres, site).start()
    yield server
    server.end()


@pytest.fixture(name="careful")
def _careful(careful_server):
    return Desk(careful_server)


@pytest.mark.parametrize("number, rule", REFUSED)
async def test_no_way_leads_to_a_number_that_the_gate_refuses(careful, number, rule):
    desk = careful
    answer = await desk.ask("POST", "/v1/callbacks", desk.body("calm", number))
    assert answer.status == 422
    assert answer.wrong == {("contact.phone", rule)}
    message = answer.body["errors"][0]["message"]
    assert message.startswith("This number may not be called: ") and message.endswith(".")
    alice = await desk.agent("alice")
    callback = await desk.post("calm", phone=phone_ending())
    changed = await desk.ask("PATCH", f"/v1/callbacks/{callback['id']}", {"phone": number})
    hand = await alice.accepted(callback["id"])
    assert changed.status == 422 or changed.code == "wrong_state"
    assert (await alice.refused("interaction.call", **hand, phone=number)).reason == "number_refused"
    await alice.call("interaction.call", **hand)
    await alice.call_is("connected")
    target = {"kind": "number", "id": number}
    for method in ("call.transfer", "call.conference", "consultation.start"):
        assert (await alice.refused(method, **hand, target=target)).reason == "number_refused", method
    await alice.call("interaction.mark_done", **hand, end_call=True)


async def test_a_number_that_waits_and_no_longer_passes_is_offered_marked_and_not_called(postgres):
    server = copied_server(postgres, shared_site()).start()
    try:
        async with Desk(server) as desk:
            callback = await desk.post("calm", phone="+33 1 23 45 67 89")
            assert "number_refused" not in await desk.explain(callback["id"])
            careful = shared_site()
            careful["dialling"]["countries"] = ["GB"]
            server.done("apply", server.site_file(careful))
            await server.restart()   # at the start, the loader finds out the class of the number again
            assert (await desk.explain(callback["id"]))["number_refused"] == "country"
            alice = await desk.agent("alice")
            hand = await alice.accepted(callback["id"])
            assert (await alice.refused("interaction.call", **hand)).reason == "number_refused"
            await alice.call("interaction.mark_done", **hand)
    finally:
        server.end()


@pytest.mark.parametrize("phone, problem", [("0088213123456", "may not be called"), ("0033 123456789", "Must have only letters"),
                                            ("07012345678", "may not be called"), ("0033123456789", "country"),
                                            ("0000000", "Must have only letters")])
def test_an_agents_phone_at_a_number_that_is_not_called_is_refused_however_it_is_written(careful, phone, problem):
    site = shared_site()
    site["dialling"]["countries"] = ["GB", "US"]
    site["agents"][0]["phone"] = phone
    refused = careful.server.tool("check", careful.server.site_file(site, "phone.toml"))
    assert refused.returncode != 0
    line = next(line for line in refused.stderr.splitlines() if "].phone" in line)
    assert problem in line


@pytest.mark.parametrize("phone, told", [("00442071838750", "outside number +442071838750"),
                                         ("02071838750", "outside number +442071838750"),
                                         ("123456789012", "a phone of the house")])
def test_check_says_what_a_long_phone_is_taken_for(careful, phone, told):
    site = shared_site()
    site["agents"][0]["phone"] = phone
    good = careful.server.tool("check", careful.server.site_file(site, "phone.toml"))
    assert good.returncode == 0
    assert told in next(line for line in good.stderr.splitlines() if "].phone: notice" in line)


async def test_an_agent_who_was_taken_out_of_the_definition_has_nobody_dialled(postgres):
    server = copied_server(postgres, shared_site()).start()
    try:
        async with Desk(server) as desk:
            alice = await desk.agent("alice")
            callback = await desk.post("calm", phone=phone_ending())
            hand = await alice.accepted(callback["id"])
            without = shared_site()
            without["agents"] = [agent for agent in without["agents"] if agent["login"] != "alice"]
            server.done("apply", server.site_file(without))
            await alice.told("agent.state_changed", lambda params: params["reason"] == "removed")
            assert (await alice.refused("interaction.call", **hand)).reason == "forbidden"
            await alice.call("interaction.mark_done", **hand)
            server.done("apply", server.site_file(shared_site()))   # she can log in and out again
    finally:
        server.end()


@pytest.mark.parametrize("phone", ["+493012345678 (Axel)", "+44 20 7946 O123", "+49 800 1234567 Max", "+49 30 2312510/12",
                                   "+49 30 2312510 (12)", "+49 30 2312510 *12"])
async def test_letters_and_text_behind_a_number_are_refused(desk, phone):
    answer = await desk.ask("POST", "/v1/callbacks", desk.body("calm", phone))
    assert answer.status == 422
    assert answer.wrong == {("contact.phone", "format")}


async def test_a_simulated_attempt_says_so_on_the_wire_in_its_table_and_on_the_metrics(desk):
    alice = await desk.agent("alice")
    callback = await desk.post("calm", phone=phone_ending())
    hand = await alice.accepted(callback["id"])
    await alice.call("interaction.call", **hand)
    connected = await alice.call_is("connected")
    assert [attempt["simulated"] for attempt in connected["attempts"]] == [True]
    assert connected["call_ends_at"] > connected["attempts"][0]["started_at"] and not connected["call_ends_soon"]
    await alice.call("interaction.mark_done", **hand, end_call=True)
    assert [row["simulated"] for row in desk.database.attempts(callback["id"])] == [True]
    counted = next(line for line in desk.server.operator("/metrics")[1].splitlines()
                   if line.startswith("callbackd_simulated_attempts_total "))
    assert float(counted.split()[1]) >= 1


async def test_without_a_gateway_call_is_unavailable(postgres):
    server = copied_server(postgres, shared_site(), "[voice]\n").start()
    try:
        async with Desk(server) as desk:
            alice = await desk.agent("alice")
            callback = await desk.post("calm", phone=phone_ending())
            hand = await alice.accepted(callback["id"])
            assert (await alice.refused("interaction.call", **hand)).reason == "unavailable"
            assert "call_started" not in desk.database.event_types(callback["id"])
            await alice.call("interaction.mark_done", **hand)
        assert "nobody can be called" in server.log()
    finally:
        server.end()
