"""Reads the journeys in server/README.md: the lists of files that a request passes, in order. A step may link
another list, whose files count too."""
import os
import re
from dataclasses import dataclass, field

from tree import lines

PAGE = "server/README.md"
HEADING = re.compile(r"#+ (.+) \((\d+) files\)")


@dataclass
class Journey:
    title: str
    said: int                 # the number of files in its heading
    steps: list = field(default_factory=list)   # targets of the links, in order


def _anchor(heading):
    """The anchor that GitHub makes for a heading."""
    return "#" + re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def read_journeys():
    """title → Journey."""
    found, current, inside = {}, None, False
    for _, line in lines(PAGE):
        if line.startswith("#"):
            heading = HEADING.fullmatch(line)
            current = Journey(heading[1].replace("`", ""), int(heading[2])) if heading else None
            if current:
                found[current.title] = current
        inside = bool(re.match(r"\d+\. ", line)) or (inside and line.startswith("   "))
        if current and inside:
            current.steps += re.findall(r"\]\(([^)]+)\)", line)
    return found


def files_of(journey, journeys):
    """The files of a journey, each one once, in the order of the first visit."""
    by_anchor = {_anchor(f"{each.title} ({each.said} files)"): each for each in journeys.values()}
    passed = []
    for target in journey.steps:
        if target.startswith("#"):
            passed += files_of(by_anchor[target], journeys)
        else:
            passed.append(os.path.normpath(os.path.join(os.path.dirname(PAGE), target)))
    return list(dict.fromkeys(passed))
