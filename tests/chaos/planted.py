"""Checks the checks of this suite: each kind of fault is planted and must be seen. A fault is planted into a copy of
the records, or into PostgreSQL in a transaction that is rolled back. This runs once at the end of every lane."""
import dataclasses

from lib.agent import Agent
from verdict import verdict

IN_POSTGRES = {
    "an acknowledged callback is gone": ("lost", "DELETE FROM callback WHERE id = (SELECT min(id::text)::uuid FROM callback)"),
    "a finished one waits again": ("lost", "UPDATE callback SET state = 'queued' WHERE state = 'completed'"),
    "one order made two callbacks": ("double", "UPDATE callback_person SET attributes = jsonb_build_object('order', 0)"),
    "worked twice": ("double", "INSERT INTO callback_event SELECT (jsonb_populate_record(e, '{\"number\": 9999}')).* FROM "
                               "callback_event e WHERE type = 'interaction_closed' AND data::text LIKE '%%completed%%' LIMIT 1"),
    "dialled twice": ("double", "INSERT INTO call_attempt SELECT (jsonb_populate_record(a, '{\"number\": 9999}')).* "
                                "FROM call_attempt a LIMIT 1"),
    "an offer that was shown is not there": ("not_durable", "DELETE FROM offer"),
    "an attempt that was shown is not there": ("not_durable", "DELETE FROM call_attempt"),
    "another outcome than the one told": ("not_durable", "UPDATE interaction SET outcome = 'revoked'"),
}


def _in_records(records):
    first = next(iter(records.acknowledged))
    return {
        "a 201 named a callback that is not there":
            ("lost", dataclasses.replace(records, acknowledged={**records.acknowledged, first: "none"})),
        "mark_done was acknowledged to two": ("double", dataclasses.replace(records, done=records.done + records.done[:1])),
        "a repeated key answered another id": ("double", dataclasses.replace(records, changed_ids=[first])),
    }


def unseen(database, records):
    """The planted faults that the checks do not see."""
    blind = [what for what, (figure, planted) in _in_records(records).items()
             if not getattr(verdict(database, planted), figure)]
    database.connection.autocommit = False
    for what, (figure, statement) in IN_POSTGRES.items():
        with database.connection.cursor() as cursor:
            cursor.execute(statement.replace("%%", "%"))
        if not getattr(verdict(database, records), figure):
            blind.append(what)
        database.connection.rollback()
    database.connection.autocommit = True
    return blind + _unseen_gap()


def _unseen_gap():
    agent = Agent(None, None, "nobody")
    agent.last_seq = 5
    try:
        agent._notified("offer.closed", {"seq": 7})   # pylint: disable=protected-access
    except AssertionError:
        return []
    return ["a number that was left out"]
