"""Plays the main job of callbackd with four scripted agents, over HTTP and WebSocket as any other client does.

There is one callback. Bob rejects it, Carol lets its offer time out, Dave accepts and reschedules it. Alice accepts it,
calls, holds, resumes, ends the call, sets a disposition and marks it done. At the end the history in PostgreSQL must be
complete.
"""
import asyncio
from datetime import datetime, timedelta, timezone

import aiohttp
import psycopg2

from agent_link import AgentLink

STEP_SECONDS = 15
RESCHEDULED_BY_SECONDS = 2
READY = {"channel": "web_callback", "state": "ready"}
NOT_READY = {"channel": "web_callback", "state": "not_ready"}

# The events that the callback's history must contain, in this order. Other events may stand between these events. Each
# row has the type of an event, and values that the data of the event must contain.
EXPECTED = [
    ("created", ()),
    ("offered", ("bob",)), ("offer_closed", ("rejected",)),
    ("offered", ("carol",)), ("offer_closed", ("timed_out",)),
    ("offered", ("dave",)), ("offer_closed", ("accepted",)), ("interaction_opened", ()),
    ("interaction_closed", ("rescheduled",)), ("scheduled", ()), ("queued", ()),
    ("offered", ("alice",)), ("offer_closed", ("accepted",)), ("interaction_opened", ()),
    ("call_started", ()), ("call_answered", ()), ("call_held", ()), ("call_resumed", ()), ("call_ended", ()),
    ("disposition_set", ("sold",)), ("note_set", ()), ("interaction_closed", ("completed",)),
]


async def told(agent, method, is_it=lambda params: True):
    """Returns the parameters of the next notification of this kind. Earlier notifications of other kinds are
    skipped."""
    async def search():
        while True:
            name, params = await agent.notifications.get()
            if name == "closed":
                raise ConnectionError(f"{agent.login}: {params['why']}")
            if name == method and is_it(params):
                return params
    try:
        return await asyncio.wait_for(search(), STEP_SECONDS)
    except asyncio.TimeoutError:
        raise TimeoutError(f"{agent.login} was not told {method} within {STEP_SECONDS} s") from None


async def offered(agent):
    return (await told(agent, "offer.created"))["offer"]["offer_id"]


async def accepted(agent):
    interaction = await agent.call("offer.accept", offer_id=await offered(agent))
    return {"interaction_id": interaction["interaction_id"]}


async def bob_rejects(bob):
    await bob.call("offer.reject", offer_id=await offered(bob), reason="going home")
    await bob.call("agent.set_state", **NOT_READY)


async def carol_lets_it_time_out(carol):
    await offered(carol)
    await told(carol, "offer.closed", lambda params: params["outcome"] == "timed_out")
    await told(carol, "agent.state_changed", lambda params: params["reason"] == "no_answer")


async def dave_reschedules(dave):
    hand = await accepted(dave)
    later = datetime.now(timezone.utc) + timedelta(seconds=RESCHEDULED_BY_SECONDS)
    await dave.call("interaction.reschedule", **hand, reason="in a meeting",
                    when={"not_before": later.strftime("%Y-%m-%dT%H:%M:%SZ")})
    await told(dave, "interaction.closed", lambda params: params["outcome"] == "rescheduled")
    await dave.call("agent.set_state", **NOT_READY)


async def alice_works(alice):
    hand = await accepted(alice)

    def is_now(call_status):
        return lambda params: params["interaction"]["call_status"] == call_status

    await alice.call("interaction.call", **hand)
    await told(alice, "interaction.updated", is_now("connected"))
    await alice.call("call.hold", **hand)
    await told(alice, "interaction.updated", is_now("on_hold"))
    await alice.call("call.resume", **hand)
    await told(alice, "interaction.updated", is_now("connected"))
    await alice.call("call.end", **hand)
    await told(alice, "interaction.updated", is_now("ready_to_call"))
    await alice.call("interaction.set_disposition", **hand, code="sold")
    await alice.call("interaction.set_note", **hand, text="Wants the yearly plan.", version=0)
    done = await alice.call("interaction.mark_done", **hand)
    if done["state"] != "completed":
        raise RuntimeError(f"marked done, and the callback is {done['state']}")


async def post_callback(credentials):
    key = next(iter(credentials["sites"].values()))["secret_key"]
    body = {"queue": "sales", "contact": {"name": "Ada Lovelace", "phone": "+44 20 7946 0123"},
            "attributes": {"topic": "billing"}}
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{credentials['url']}/v1/callbacks", json=body,
                             headers={"Authorization": f"Bearer {key}"}) as answer:
            if answer.status != 201:
                raise RuntimeError(f"POST /v1/callbacks: {answer.status} {await answer.text()}")
            return (await answer.json())["id"]


def timeline_of(database_url, callback_id):
    connection = psycopg2.connect(database_url)
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT number, at, type, coalesce(by, ''), data FROM callbackd.callback_event "
                       "WHERE callback_id = %s ORDER BY number", (callback_id,))
        rows = cursor.fetchall()
    connection.close()
    return rows


def values_of(data):
    return [str(value) for value in (data or {}).values()]


def first_missing(rows):
    """Returns the first row of EXPECTED that is missing or out of order. None: all rows are there, in order."""
    remaining = iter(rows)
    for kind, wanted in EXPECTED:
        if not any(row[2] == kind and set(wanted) <= set(values_of(row[4])) for row in remaining):
            return f"{kind} {' '.join(wanted)}".strip()
    return None


def show(rows, say):
    for number, at, kind, by, data in rows:
        told_of = ", ".join(f"{key}={value}" for key, value in (data or {}).items() if value is not None)
        say(f"  {number:3}  {at:%H:%M:%S.%f}"[:-3] + f"  {kind:<19} {by:<14} {told_of}")


async def work(credentials, agents, say):
    """Plays the whole story. Yields the id of the callback as soon as it is known."""
    for agent in agents.values():   # they go Ready in this order: the agent who is idle longest is asked first
        await agent.open()
        await agent.call("agent.set_state", **READY)
    say("four agents are Ready; a website posts a callback")
    yield await post_callback(credentials)
    await bob_rejects(agents["bob"])
    await carol_lets_it_time_out(agents["carol"])
    await dave_reschedules(agents["dave"])
    await alice_works(agents["alice"])


async def walk(credentials, say):
    """Plays the story and prints the history. Returns whether everything that should be in PostgreSQL is there."""
    agents = {login: AgentLink(credentials["url"], login, credentials["users"][login])
              for login in ("bob", "carol", "dave", "alice")}
    callback_id = None
    problem = None
    try:
        async for callback_id in work(credentials, agents, say):
            pass
    except Exception as error:   # the timeline shows how far it came
        problem = f"{type(error).__name__}: {error}"
    finally:
        for agent in agents.values():
            await agent.close()
    rows = timeline_of(credentials["database_url"], callback_id) if callback_id else []
    say(f"callback {callback_id}, as PostgreSQL has it:")
    show(rows, say)
    missing = first_missing(rows)
    if problem is None and missing is not None:
        problem = f"not in the history, or not in its place: {missing}"
    say("all of it is there" if problem is None else f"incomplete: {problem}")
    return problem is None
