"""Applies another site definition while everybody works. For callbacks that wait, the new definition counts
immediately. It does not interrupt open offers or interactions."""
import asyncio
import copy

from lib.database import Database
from lib.site import queue
from lib.wait import until

CHOICES = ("longest_idle", "least_occupied", "highest_skill", "round_robin")
NEWEST = "SELECT state FROM site_definition ORDER BY version DESC LIMIT 1"
INTERRUPTED = "SELECT callback_id, number, outcome FROM offer WHERE outcome NOT IN ('accepted', 'rejected', 'timed_out')"


def another(definition, chance):
    """A copy of the definition with other settings. Chance decides which skills, rules, queue, agent and hours it
    also has."""
    site = copy.deepcopy(definition)
    work = site["queues"][0]
    work.update(offer_timeout_seconds=chance.randint(2, 5), exclusion_seconds=chance.randint(0, 2),
                priority=chance.randint(0, 20), agent_choice=chance.choice(CHOICES), max_offers=chance.randint(2, 50),
                ageing={"points": chance.randint(0, 3), "every_seconds": 60})
    site["skills"] = [{"name": "english"}]
    for agent in site["agents"]:
        agent["skills"] = {"english": chance.randint(1, 10)} if chance.random() < 0.5 else {}
    if chance.random() < 0.5:
        work["targets"] = [{"after_seconds": 0, "skills": {"english": 9}}, {"after_seconds": 1, "skills": {}}]
    if chance.random() < 0.5:
        site["queues"].append(queue("spare", priority=chance.randint(0, 20)))
        site["routing_points"] = [{"name": "web", "rules": [
            {"when": {"queue": "work", "waiting_at_least": chance.randint(1, 20)}, "queue": "spare"}, {"queue": "work"}]}]
        work["on_exhausted"] = {"routing_point": "web"}
    if chance.random() < 0.5:
        site["agents"].append({"login": "passing", "name": "Passing"})
    if chance.random() < 0.5:
        work["hours"] = "always"
        site["hours"] = [{"name": "always", "time_zone": "Asia/Kolkata",
                          "weekly": {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}}]
    return site


def _apply(world, chance):
    server = world.victim.server
    server.done("apply", server.site_file(another(server.definition, chance), "another.toml"))


async def definition_applied(world, chance):
    await asyncio.get_running_loop().run_in_executor(None, _apply, world, chance)
    database = Database(world.cluster.url(), world.victim.server.schema)
    try:
        async def adopted():   # at once, except if a commit has just taken longer than the lease
            return database.rows(NEWEST)[0]["state"] == "adopted"
        await until(adopted, "the definition in force")
        if world.victim.generation == 1:   # without a restart, because a restart rescinds open offers
            interrupted = database.rows(INTERRUPTED)
            assert interrupted == [], f"offers that a definition interrupted: {interrupted}"
    finally:
        database.close()
