"""Rules for every file: its length, a first comment in headers, no marks of unfinished work, no sleeps in tests, no
names of machines."""
import os
import re
import stat

from tree import ROOT, data, files, is_text, lines

SOURCES = (".cpp", ".hpp", ".py", ".sql", ".sh")
LONGEST_LINES = 500
GENERATED = ("package-lock.json",)


def hits(pattern, names):
    found = re.compile(pattern)
    return [f"{name}:{number}: {line.strip()[:80]}" for name in names if is_text(name)
            for number, line in lines(name) if found.search(line)]


def long_files_with_a_reason():
    rows = [line.split(":", 1) for _, line in lines("tests/house/long_files.txt")
            if line.strip() and not line.startswith("#")]
    assert all(len(row) == 2 and row[1].strip() for row in rows), "each line is `path: reason`"
    return {path.strip() for path, _ in rows}


def test_files_stay_short_or_say_why():
    too_long = {name for name in files(*SOURCES) if len(lines(name)) > LONGEST_LINES}
    excused = long_files_with_a_reason()
    assert too_long - excused == set()
    assert excused - too_long == set(), "no longer long: take it from tests/house/long_files.txt"


def test_headers_open_with_what_they_own_and_are_included_once():
    wrong = []
    for name in files(".hpp"):
        texts = [text for _, text in lines(name)]
        comment = next((index for index, text in enumerate(texts) if not text.startswith("//")), len(texts))
        if not 1 <= comment <= 10 or texts[comment:comment + 1] != ["#pragma once"]:
            wrong.append(name)
    assert wrong == []


def test_no_mark_is_left_behind():
    marks = "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"))
    assert hits(rf"\b({marks})\b", [name for name in files() if not name.endswith(GENERATED)]) == []


def test_tests_wait_for_events():
    ours = [name for name in files(".cpp", ".hpp", ".py", ".sh", ".js", "run", under="tests/")
            if not name.startswith("tests/house/")]
    assert hits(r"\bsleep_(for|until)\b|\bu?sleep\s*\(|^\s*sleep\s+[\d.$]|[;&|]\s*sleep\s+[\d.$]", ours) == []


def test_no_machine_and_no_registry_is_named():
    registries = "|".join(re.escape(host) for host in (
        "registry.npmjs" + ".org", "pypi" + ".org", "deb.debian" + ".org", "crates" + ".io",
        "files.pythonhosted" + ".org"))
    places = r"(?<![\w./])/(work|root|home/\w+|Users/\w+)/"
    checked = [name for name in files() if not name.startswith("tests/house/")]
    assert hits(rf"{registries}|{places}", checked) == []


def test_nothing_is_binary_and_nothing_is_huge():
    assert [name for name in files() if not is_text(name)] == []
    assert [name for name in files() if len(data(name)) > 300_000] == []


def test_a_file_that_starts_with_an_interpreter_can_be_started():
    wrong = []
    for name in files():
        mode = os.stat(os.path.join(ROOT, name)).st_mode
        if bool(mode & stat.S_IXUSR) != data(name).startswith(b"#!"):
            wrong.append(name)
    assert wrong == []


def test_python_is_debians():
    wrong = [name for name in files() if data(name).startswith(b"#!")
             and b"python" in data(name).split(b"\n")[0] and not data(name).startswith(b"#!/usr/bin/python3\n")]
    assert wrong == []


def test_no_hash_table_can_be_made_slow_by_the_choice_of_its_keys():
    """Hash tables may be used only in base/hash_tables.hpp. It has KeyedMap and KeyedSet, and IdMap for ids that the
    server makes itself."""
    elsewhere = [name for name in files(".hpp", ".cpp") if name.startswith("server/")
                 and name != "server/base/hash_tables.hpp"]
    assert hits(r"\bunordered_|boost::unordered|boost/unordered", elsewhere) == []
