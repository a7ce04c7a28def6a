"""The checks after a scenario, made in PostgreSQL and in the clients' own records when no request is under way.
Everything that was acknowledged must be there. Nothing may have happened twice. No client may have been told of
anything that is not there."""
from collections import Counter
from dataclasses import dataclass, field

import facts


@dataclass
class Records:
    """What the clients recorded."""
    acknowledged: dict                              # Idempotency-Key → callback id
    changed_ids: list = field(default_factory=list)
    done: list = field(default_factory=list)        # callback id of every acknowledged mark_done
    told: list = field(default_factory=list)        # facts (facts.py)


@dataclass
class Verdict:
    lost: list
    double: list
    not_durable: list

    def since(self, earlier):
        """The faults that are in this verdict and not in `earlier`."""
        return Verdict(*([each for each in mine if each not in theirs] for mine, theirs in (
            (self.lost, earlier.lost), (self.double, earlier.double), (self.not_durable, earlier.not_durable))))


NOTHING_WRONG = Verdict([], [], [])


def verdict(database, records):
    return Verdict(lost=_lost(database, records), double=_double(database, records),
                   not_durable=sorted(set(records.told) - facts.stored(database), key=str))


def _lost(database, records):
    """Finds posts that were acknowledged and have no row, or have the row of another post. Also finds each acknowledged
    mark_done whose callback is not completed."""
    numbers = {row["id"]: row["number"] for row in database.rows(
        "SELECT c.id::text AS id, p.attributes ->> 'order' AS number FROM callback c "
        "JOIN callback_person p ON p.callback_id = c.id AND p.version = 1")}
    completed = {row["id"] for row in database.rows("SELECT id::text AS id FROM callback WHERE state = 'completed'")}
    return ([f"post {key}" for key, callback_id in records.acknowledged.items()
             if numbers.get(callback_id) != key.removeprefix("order-")]
            + [f"mark_done of {each}" for each in records.done if each not in completed])


def _double(database, records):
    made_twice = database.rows(
        "SELECT attributes ->> 'order' AS what FROM callback_person WHERE version = 1 GROUP BY 1 HAVING count(*) > 1")
    worked_twice = database.rows(
        "SELECT callback_id AS what FROM callback_event WHERE type = 'interaction_closed' "
        "AND data::text LIKE '%%completed%%' GROUP BY 1 HAVING count(*) > 1")
    dialled_twice = database.rows(   # every agent here dials once in an interaction
        "SELECT callback_id AS what FROM call_attempt GROUP BY callback_id, interaction_number HAVING count(*) > 1")
    return ([f"{name} {row['what']}" for name, rows in (
        ("made twice: order", made_twice), ("worked twice:", worked_twice), ("dialled twice:", dialled_twice))
        for row in rows]
        + [f"repeat of {key} answered another id" for key in records.changed_ids]
        + [f"mark_done acknowledged twice: {each}" for each, count in Counter(records.done).items() if count > 1])
