"""The list of all scenarios with the lane of each, and the functions that run them. Each lane has a world of its own
(class World), and all lanes run at the same time."""
import os
import random
import sys
import time
import traceback
from dataclasses import dataclass, field

from scenarios import clocks, cuts, definitions, disks, freezes, kills, leases
from world import World

SMALL_DISKS, FAKE_CLOCK = "small disks", "fake clock"
REFUSED_ENDS = ("refused it with 23514", "status 1")   # if the log is on the full disk, only the status is known


@dataclass
class Scenario:
    title: str
    attack: object
    may_end: tuple = ()      # reasons for which the server may end by itself, besides MAY_END
    needs: str = None


PATIENT = {   # scenarios that mostly wait
    "server-frozen": Scenario("server SIGSTOPped past its lease", freezes.server_frozen_past_its_lease),
    "server-paused": Scenario("server SIGSTOPped briefly", freezes.server_frozen_briefly),
    "data-full": Scenario("PostgreSQL's data disk full", disks.data_disk_full, needs=SMALL_DISKS),
    "wal-full": Scenario("PostgreSQL's WAL disk full", disks.wal_disk_full, needs=SMALL_DISKS),
    "log-full": Scenario("server's log and folder full", disks.log_full, needs=SMALL_DISKS),
    "batch-refused": Scenario("batch refused, dump or no room", disks.batch_refused, REFUSED_ENDS, SMALL_DISKS),
}
BUSY = {
    "server-kills": Scenario("kill -9 of the server", kills.server_killed),
    "postgres-kills": Scenario("kill -9 of PostgreSQL", kills.postgres_killed),
    "backend-kills": Scenario("kill -9 of one backend", kills.backend_killed),
    "backend-ends": Scenario("pg_terminate_backend", kills.backend_terminated),
    "cut-before": Scenario("cut before the commit", cuts.cut_before_commit),
    "cut-in-commit": Scenario("cut in COMMIT, in doubt", cuts.cut_in_commit),
    "slow": Scenario("network slow", cuts.slow_network),
}
STALLED = {
    "black-hole": Scenario("network swallows everything", cuts.black_hole),
    "postgres-frozen": Scenario("PostgreSQL SIGSTOPped", freezes.postgres_frozen),
    "cell-locked": Scenario("cell's row locked by psql", leases.cell_locked),
    "lease-stolen": Scenario("epoch raised by another", leases.lease_stolen),
    "clock": Scenario("server's clock jumps", clocks.clock_jumps, needs=FAKE_CLOCK),
}
CALM = {   # nothing else happens in this lane, so only the scenario can end an offer
    "definitions": Scenario("site definition applied", definitions.definition_applied),
}
LANES = {"calm": CALM, "busy": BUSY, "patient": PATIENT, "stalled": STALLED}
ALL = {name: scenario for lane in LANES.values() for name, scenario in lane.items()}


@dataclass
class Row:
    title: str
    times: int = 0
    posts: int = 0
    done: int = 0
    lost: list = field(default_factory=list)
    double: list = field(default_factory=list)
    gaps: list = field(default_factory=list)
    not_durable: list = field(default_factory=list)
    outage_ms: int = 0
    skipped: str = None
    problem: str = None

    def is_clean(self):
        return not (self.lost or self.double or self.gaps or self.not_durable or self.problem)


def missing(needs, can_mount):
    """Returns why a scenario with these needs cannot run on this machine. None: it can run."""
    if needs == SMALL_DISKS and not can_mount:
        return "disks cannot be mounted here: it takes root"
    if needs == FAKE_CLOCK and not os.path.exists(clocks.LIBRARY):
        return "libfaketime is not installed"
    return None


async def run_lane(lane, times, seed, can_mount):
    """Runs each scenario of the lane as often as `times` says. Returns one row for each scenario with a number above
    zero in `times`, also if this machine cannot run it."""
    wanted = {name: scenario for name, scenario in LANES[lane].items() if times.get(name)}
    cannot = {name: missing(scenario.needs, can_mount) for name, scenario in wanted.items()}
    rows = {name: Row(scenario.title, skipped=cannot[name]) for name, scenario in wanted.items()}
    can = [name for name in wanted if not cannot[name]]
    if not can:
        return list(rows.values())
    small_disks, fake_clock = (any(wanted[name].needs == what for name in can) for what in (SMALL_DISKS, FAKE_CLOCK))
    row = rows[can[0]]
    try:
        async with World(lane, seed, small_disks, fake_clock) as world:
            for name in can:
                row, began = rows[name], time.monotonic()
                await _run_scenario(world, wanted[name], row, (times[name], random.Random(f"{seed} {name}")))
                print(f"{row.title}: {row.times} times in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
            await world.hold_checks()
    except Exception as problem:   # pylint: disable=broad-except
        row.problem = "".join(traceback.format_exception(problem))
        print(f"{row.title}: {problem}", file=sys.stderr, flush=True)
    return list(rows.values())


async def _run_scenario(world, scenario, row, how):
    times, chance = how
    posts, done = world.progress_posts, len(world.records().done)
    ends = len(world.victim.unexplained_ends(scenario.may_end))
    try:
        await world.open()
        while row.times < times:
            await scenario.attack(world, chance)
            row.times += 1
            await world.goes_on()
        found = await world.settle()
        row.lost, row.double, row.not_durable = found.lost, found.double, found.not_durable
    finally:
        row.gaps = world.gaps()
        row.outage_ms = round(world.outage.longest_seconds * 1000)
        row.posts = world.progress_posts - posts
        row.done = len(world.records().done) - done
    unexplained = world.victim.unexplained_ends(scenario.may_end)[ends:]
    assert unexplained == [], f"the server ended: {unexplained}"
