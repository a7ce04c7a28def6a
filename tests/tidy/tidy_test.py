"""Tests that tests/tidy/run finds in a group of files what clang-tidy finds in each file alone."""
import json
import os
import re
import subprocess

import pytest

from mistakes import MISTAKES, in_namespace

HERE = os.path.dirname(os.path.abspath(__file__))
CONFIG = os.path.join(HERE, "../../.clang-tidy")


@pytest.fixture(name="project")
def _project(tmp_path):
    """The function `project({name: text})`: it runs the command on these files, and returns the ended process with
    its output."""
    def look(texts, *options):
        room = tmp_path / "server/room"
        room.mkdir(parents=True)
        build = tmp_path / "build"
        build.mkdir()
        commands = []
        for name, text in texts.items():
            (room / name).write_text(text)
            if name.endswith(".cpp"):
                commands.append({"directory": str(build), "file": str(room / name), "command":
                                 f"clang++-19 -std=c++20 -Wshadow -I{tmp_path}/server -o {name}.o -c {room / name}"})
        (build / "compile_commands.json").write_text(json.dumps(commands))
        return subprocess.run([f"{HERE}/run", "--root", str(tmp_path), "--build", str(build), *options], capture_output=True, text=True,
                              check=False)
    return look


def checks():
    with open(CONFIG, encoding="utf-8") as file:
        return set(re.findall(r"^  ([a-z]+-[a-z-]+),?$", file.read(), re.MULTILINE))


def found_in(said):
    """The set of (file, check) of all complaints."""
    return set(re.findall(r"^server/room/(\S+?):\d+:\d+: error: .* \[([\w-]+)[\],]", said, re.MULTILINE))


def test_a_mistake_of_each_check_is_found_in_a_group(project):
    assert checks() == set(MISTAKES)
    texts = {f"{check}.cpp": in_namespace(number, text) for number, (check, text) in enumerate(MISTAKES.items())}
    done = project(texts)
    assert re.search(rf"^{len(MISTAKES)} files in [1-4] groups, 0 by themselves", done.stdout, re.MULTILINE), done.stdout
    assert found_in(done.stdout) == {(f"{check}.cpp", check) for check in MISTAKES}
    assert done.returncode == 1


def test_good_files_are_good(project):
    done = project({"a.cpp": "namespace a {\nint f() { return 1; }\n}\n", "b.cpp": "namespace b {\nint f() { return 1; }\n}\n"})
    assert (done.returncode, done.stdout.count("\n")) == (0, 1), done.stdout


def test_declarations_that_a_file_brings_in_are_not_used_by_another_one_of_its_group(project):
    brings = "#include <vector>\nnamespace {\nusing std::vector;\n}\n"
    done = project({"a.cpp": brings, "b.cpp": brings + "unsigned long f(vector<int> const& s) { return s.size(); }\n",
                    "c.cpp": "#include <vector>\nunsigned long g(std::vector<int> const& s) { return s.size(); }\n",
                    "d.cpp": '#include "room/h.hpp"\nint h(int x) { return x; }\n',
                    "h.hpp": "#pragma once\n#include <vector>\ninline unsigned long i(std::vector<int> const& s) { return s.size(); }\n"})
    assert found_in(done.stdout) == {("a.cpp", "misc-unused-using-decls")}
    # One file brings in a name and does not use it. It is grouped with a file that does not mention this name.
    assert "4 files in 3 groups, 2 by themselves" in done.stdout


def test_an_alias_that_another_file_of_the_group_uses_is_unused_all_the_same(project):
    alias = "#include <vector>\nnamespace names = std;\n"
    uses = "unsigned long NAME(names::vector<int> const& s) { return s.size(); }\n"
    done = project({"a.cpp": alias, "b.cpp": alias + uses.replace("NAME", "f"), "c.cpp": alias,
                    "d.cpp": alias + uses.replace("NAME", "g")})
    assert found_in(done.stdout) == {("a.cpp", "misc-unused-alias-decls"), ("c.cpp", "misc-unused-alias-decls")}
    assert "4 files in 1 groups" in done.stdout


def test_files_that_do_not_go_together_are_looked_at_apart(project):
    texts = {"h.hpp": "#pragma once\nnamespace room {\nconstexpr int kPercent = 100;\n}\n",
             "a.cpp": '#include "room/h.hpp"\nint a() { return room::kPercent; }\n',
             "b.cpp": "namespace room {\nnamespace {\nconstexpr int kPercent = 1;\n}\nint b() { return kPercent; }\n}\n"
                      + MISTAKES["modernize-use-override"] + "\n"}
    texts |= {f"{name}.cpp": f"int {name}() {{ return 1; }}\n" for name in ("c", "d")}
    done = project(texts)
    assert "4 files in 1 groups, 1 by themselves" in done.stdout
    assert found_in(done.stdout) == {("b.cpp", "modernize-use-override")}


def test_a_mistake_in_a_header_is_told_once(project):
    header = "#pragma once\nstruct A {\n  virtual ~A();\n  virtual void f();\n};\nstruct B : A {\n  virtual void f();\n};\n"
    done = project({"h.hpp": header, **{f"{name}.cpp": f'#include "room/h.hpp"\nnamespace {{\nint const k = {name!r}[0];\n}}\nint {name}() {{ return k; }}\n'.replace("'", '"')
                                        for name in ("one", "two")}})
    assert "2 files in 2 groups" in done.stdout
    assert done.stdout.count("[modernize-use-override") == 1


def test_a_file_that_does_not_compile_fails(project):
    done = project({"a.cpp": "int f() { return nowhere; }\n"})
    assert done.returncode == 1 and "nowhere" in done.stdout
