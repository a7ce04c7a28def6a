"""Tests that each planted fault finds its place: the text that it replaces must be in its file exactly once. Playing
all faults takes minutes. This test takes almost no time, so a change of the code that removes such a text is noticed
soon."""
import os
import tomllib

from tree import ROOT

PLANTED = os.path.join(ROOT, "tests", "simulation", "planted.toml")


def test_each_planted_fault_finds_the_text_that_it_replaces_exactly_once():
    with open(PLANTED, "rb") as file:
        faults = tomllib.load(file)["fault"]
    lost = []
    for fault in faults:
        with open(os.path.join(ROOT, fault["file"]), encoding="utf-8") as file:
            found = file.read().count(fault["old"])
        if found != 1:
            lost.append(f"{fault['name']}: found {found} times in {fault['file']}")
    assert faults and lost == []
