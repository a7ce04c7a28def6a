"""Tests of the pages in server/decisions: numbered without a gap, one page long, with all four parts, in the index,
and with links to the code."""
import re

from tree import files, lines

FOLDER = "server/decisions/"
PAGES = [name for name in files(".md", under=FOLDER) if not name.endswith("/README.md")]
PARTS = ["## Context", "## Decision", "## Alternatives", "## Consequences"]
LONGEST = 45


def title(name):
    return lines(name)[0][1]


def test_decisions_are_numbered_from_one_without_a_gap():
    assert [name[len(FOLDER):][:4] for name in PAGES] == [f"{number:04}" for number in range(1, len(PAGES) + 1)]
    assert [name for name in PAGES if not title(name).startswith(f"# {name[len(FOLDER):][:4]} ")] == []


def test_each_decision_is_one_page_with_all_its_parts():
    assert [name for name in PAGES if [text for _, text in lines(name) if text.startswith("## ")] != PARTS] == []
    assert [name for name in PAGES if len(lines(name)) > LONGEST] == []


def test_each_decision_links_the_code_that_carries_it():
    """Each page must link a file outside of the folder of decisions, so that a page about code that is gone is
    found."""
    def links(name):
        return [target for _, text in lines(name) for target in re.findall(r"\]\((\.\./[^)]+)\)", text)]
    assert [name for name in PAGES if not links(name)] == []


def test_the_index_has_each_decision_with_its_title():
    listed = [text for _, text in lines(FOLDER + "README.md") if re.match(r"\| \[\d{4}\]", text)]
    wanted = [f"| [{name[len(FOLDER):][:4]}]({name[len(FOLDER):]}) | {title(name)[len('# 0000 '):]} |"
              for name in PAGES]
    assert listed == wanted
