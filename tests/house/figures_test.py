"""Tests that tests/house/figures can count every figure. Goals that were reached once must still be met."""
import importlib.util
import subprocess
from importlib.machinery import SourceFileLoader

from tree import ROOT

COMMAND = f"{ROOT}/tests/house/figures"


def command():
    spec = importlib.util.spec_from_loader("figures_command", SourceFileLoader("figures_command", COMMAND))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FIGURES = command()


def run(*arguments):
    return subprocess.run([COMMAND, *arguments], capture_output=True, text=True, check=False)


def test_goals_that_were_reached_are_held_and_the_others_are_listed():
    missed = {each.name for each in FIGURES.figures() if not each.is_met()}
    assert missed - set(FIGURES.NOT_YET) == set(), "a figure got worse than its goal"
    assert set(FIGURES.NOT_YET) - missed == set(), "its goal is reached: take it from NOT_YET"


def test_the_table_has_a_row_for_each_figure():
    printed = run()
    assert printed.returncode == 0, printed.stderr
    rows = [line.strip("|").split("|")[0].strip() for line in printed.stdout.splitlines()[2:]]
    assert rows == [each.name for each in FIGURES.figures()]
    assert "Modules of core in a circle of includes | 0 |" in printed.stdout


def test_a_real_change_that_cannot_be_counted_is_refused():
    for wrong in ("nothing like it=HEAD~1..HEAD", "A setting of a queue", "A=HEAD~1..HEAD", "A setting=no-such-commit..HEAD"):
        refused = run("--diff", wrong)
        assert refused.returncode != 0 and "figures: --diff" in refused.stderr, wrong
