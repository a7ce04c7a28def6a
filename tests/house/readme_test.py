"""Tests that some suite runs each command that a README shows."""
import re
import subprocess

from tree import ROOT, files, lines

READMES = [name for name in files("README.md") if not name.startswith("proto/js/")]
COMMANDS = "tests/house/readme_commands.txt"


def commands(name):
    """The commands in the fenced sh blocks. A line that ends with a backslash continues on the next line."""
    inside, waiting = False, ""
    for number, line in lines(name):
        if line.startswith("```"):
            inside = line.strip() == "```sh" and not inside
        elif inside and line.strip() and not line.strip().startswith("#"):
            waiting += line.split("  #")[0].strip()
            if waiting.endswith("\\"):
                waiting = waiting[:-1]
                continue
            yield number, re.sub(r"\s+", " ", waiting)
            waiting = ""


def known_commands():
    """command → who runs it: a suite of tests/run, or `by hand` with a reason."""
    known = {}
    for number, line in lines(COMMANDS):
        if line.strip() and not line.startswith("#"):
            entry = re.fullmatch(r"(by hand \([^)]+\)|\w+): (.+)", line)
            assert entry, f"{COMMANDS}:{number}: `suite: command`, or `by hand (reason): command`"
            known[entry[2].strip()] = entry[1]
    return known


def test_every_command_of_a_readme_is_run_by_a_suite():
    known = known_commands()
    wrong = [f"{name}:{number}: {command}" for name in READMES for number, command in commands(name)
             if command not in known]
    assert wrong == []


def test_the_list_of_commands_names_suites_that_exist_and_commands_that_are_shown():
    suites = subprocess.run([f"{ROOT}/tests/run", "--list"], capture_output=True, text=True,
                            check=True).stdout.split()
    shown = {command for name in READMES for _, command in commands(name)}
    for command, who in known_commands().items():
        assert who in suites or re.match(r"by hand \(.+\)$", who), f"{who}: {command}"
        assert command in shown, f"no README shows: {command}"
