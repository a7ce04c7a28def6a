"""Tests of the journeys in server/README.md. The number of files in each heading must be right, the files must exist,
and the text of each link must name its file."""
import re

from journeys import PAGE, files_of, read_journeys
from tree import files, lines

JOURNEYS = read_journeys()


def test_the_journeys_are_read():
    assert {"POST /v1/callbacks", "offer.accept"} <= set(JOURNEYS)
    assert all(len(each.steps) > 5 for each in JOURNEYS.values())


def test_each_journey_counts_its_files():
    assert [(each.title, len(files_of(each, JOURNEYS))) for each in JOURNEYS.values()] == \
        [(each.title, each.said) for each in JOURNEYS.values()]


def test_each_file_of_a_journey_is_there():
    assert [(each.title, name) for each in JOURNEYS.values() for name in files_of(each, JOURNEYS)
            if name not in files()] == []


def test_steps_are_numbered_in_order_and_name_their_file():
    wrong, last = [], 0
    for number, line in lines(PAGE):
        step = re.match(r"(\d+)\. \[([^]]+)\]\(([^)]+)\)", line)
        if step:
            wrong += [] if int(step[1]) in (1, last + 1) else [f"{PAGE}:{number}: after {last} comes {step[1]}"]
            wrong += [] if step[3].startswith("#") or step[3].removeprefix("../") == step[2] else [f"{PAGE}:{number}: {step[2]}"]
            last = int(step[1])
    assert wrong == []
