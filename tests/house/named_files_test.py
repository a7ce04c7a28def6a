"""Tests that every file that a comment or a page names exists: in links, as a path, and as a name with an ending
such as `core.hpp`."""
import ast
import fnmatch
import io
import os
import re
import tokenize
from functools import lru_cache

from tree import data, files, is_text, lines

ENDINGS = ("hpp", "cpp", "md", "py", "sql", "toml", "txt", "json", "yaml", "sh", "cmake", "js", "mjs", "conf", "cfg",
           "html", "supp", "service")
# The mark that begins a comment, by the ending of the file's name. A command has no ending and is known by its first
# line.
MARKS = {"hpp": "//", "cpp": "//", "js": "//", "mjs": "//", "sql": "--", "toml": "#", "yaml": "#", "sh": "#",
         "cmake": "#", "conf": "#", "cfg": "#", "supp": "#", "txt": "#", "service": "#"}
ELSEWHERE = "tests/house/files_elsewhere.txt"
PLACEHOLDERS = re.compile(r"NAME|TARGET|NNNN")
BEFORE = r"(?<![\w/.:@$%{}\\~*<>-])"
PART = r"[\w*-][\w.*-]*"
NAMED = re.compile(rf"{BEFORE}(?:(?:\.\./)+{PART}|{PART}/{PART})(?:/{PART})*"   # tests/run, ../README.md
                   rf"|{BEFORE}{PART}\.(?:{'|'.join(ENDINGS)})(?![\w/])"   # tree.py
                   r"|(?<=`)[\w-]+\.\*(?=`)")   # `rooms.*`
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def ending_of(name):
    return os.path.splitext(name)[1][1:]


def python_texts(name):
    source = data(name).decode("utf-8")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)):
            text = ast.get_docstring(node, clean=False) or ""
            for offset, line in enumerate(text.splitlines()):
                yield node.body[0].lineno + offset, line


def texts(name):
    """The texts in a file that are written for people, as (number of the line, text)."""
    start = data(name).split(b"\n", 1)[0]
    if not is_text(name):
        return
    if ending_of(name) == "md":
        yield from lines(name)
    elif ending_of(name) == "py" or (start.startswith(b"#!") and b"python" in start):
        yield from python_texts(name)
    elif mark := MARKS.get(ending_of(name), "#" if start.startswith(b"#!") or name.endswith("CMakeLists.txt") else ""):
        for number, line in lines(name):
            before, _, after = line.partition(mark)
            if not before.strip() or before[-1:].isspace():
                yield number, after


def named_in(text):
    """The paths and file names in a line. In a link, both the text and the target are looked at."""
    for match in NAMED.finditer(re.sub(r"\w+://\S+", "", text)):
        yield match[0].rstrip(".-")


@lru_cache(maxsize=None)
def folders():
    found = {""}
    for name in files():
        while name := os.path.dirname(name):
            found.add(name)
    return found


@lru_cache(maxsize=None)
def elsewhere():
    rows = [line.split(": ", 1) for _, line in lines(ELSEWHERE) if line.strip() and not line.startswith("#")]
    assert all(len(row) == 2 and row[1].strip() for row in rows), f"{ELSEWHERE}: each line is `name: whose it is`"
    return {row[0] for row in rows}


@lru_cache(maxsize=None)
def is_there(path):
    """Whether the path is a file, a folder, a file whose ending is left out, or a pattern that fits at least one
    file."""
    if "*" in path:
        return any(fnmatch.fnmatchcase(name, path) for name in files())
    return path in files() or path in folders() or any(f"{path}.{ending}" in files() for ending in ENDINGS)


def is_path_of_ours(named):
    """Whether a text with a slash is a path in this repository. Some such texts are no paths, for example `and/or`.
    Our paths have an ending, or begin with a folder that exists."""
    first = named.split("/")[0]
    return ending_of(named) in ENDINGS or first == ".." or first in folders() or f"server/{first}" in folders()


def is_wrong(named, at):
    """Whether `named` is the name of a file that does not exist. `at`: the file that contains the name. A path may
    start in the folder of `at` or in a folder above it, at the top of the repository, in server/ or in tests/."""
    if named in elsewhere() or named.startswith("build/") or ("/" in named and not is_path_of_ours(named)):
        return False
    wanted = PLACEHOLDERS.sub("*", named)
    starts = {"", "server", "tests"}
    folder = os.path.dirname(at)
    while folder:
        starts.add(folder)
        folder = os.path.dirname(folder)
    if any(is_there(os.path.normpath(os.path.join(start, wanted))) for start in starts):
        return False
    # A name without a folder may be the name of a file in any folder.
    return "/" in named or not any(fnmatch.fnmatchcase(os.path.basename(name), wanted) for name in files())


def listed_in_tables(name):
    """The names in the first column of tables whose heading is `file`. The name `shard` stands for shard.hpp or
    shard.cpp."""
    inside = False
    for number, line in lines(name):
        inside = line.startswith("|") and (inside or bool(re.match(r"\| file \|", line)))
        if inside and not re.match(r"\|(---| file \|)", line):
            for named in re.findall(r"`([\w./*-]+)`", line.split("|")[1]):
                yield number, named


PAGES = [name for name in files(".md") if not name.startswith("proto/js/")]


def test_every_file_that_is_named_exists():
    wrong = [f"{name}:{number}: {named}" for name in files() for number, text in texts(name)
             for named in named_in(text) if is_wrong(named, name)]
    assert wrong == []


def test_links_of_all_pages_lead_somewhere():
    wrong = []
    for name in PAGES:
        for number, line in lines(name):
            for target in LINK.findall(line):
                path = os.path.normpath(os.path.join(os.path.dirname(name), target))
                if "://" not in target and path not in files() and path not in folders():
                    wrong.append(f"{name}:{number}: {target}")
    assert wrong == []


def test_tables_of_files_list_files():
    listed = [(name, number, named) for name in PAGES for number, named in listed_in_tables(name)]
    assert len(listed) > 100, "the look at tables has gone blind"
    assert [f"{name}:{number}: {named}" for name, number, named in listed
            if not any(fnmatch.fnmatchcase(known, f"{os.path.dirname(name)}/*{named}{rest}")
                       for known in files() for rest in ("", ".*"))] == []


def test_members_and_functions_that_comments_name_exist():
    code = set()
    for name in files(".hpp", ".cpp"):
        code |= set(re.findall(r"\w+", re.sub(r"//.*", "", data(name).decode("utf-8"))))
    wrong = []
    for name in files(".hpp", ".cpp") + [page for page in PAGES if page.startswith("server/")]:
        for number, text in texts(name):
            for called in re.findall(r"\b[A-Za-z_]\w*(?:::\w+)+|\b[a-z_]\w+(?=\(\))", text):
                wrong += [f"{name}:{number}: {called}"] if set(called.split("::")) - code else []
    assert wrong == []


def test_files_elsewhere_are_named_and_are_not_ours():
    named = {found for name in files() if name != ELSEWHERE for _, text in texts(name) for found in named_in(text)}
    assert elsewhere() - named == set(), "nobody names it any more"
    assert [name for name in elsewhere() if is_there(name)] == []


def test_the_look_for_names_sees_what_it_must():
    seen = "as `tests/bench/run`, (core/core.hpp), retry.cpp. and/or ../x.md, https://a.b/c.md, /etc/d.toml, `left_out.*`"
    assert list(named_in(seen)) == ["tests/bench/run", "core/core.hpp", "retry.cpp", "and/or", "../x.md", "left_out.*"]
    here = "server/core/README.md"
    for there in ("tests/bench/run", "core/core.hpp", "left_out.*", "edge/net/validity", "NAME_command.cpp", "and/or"):
        assert not is_wrong(there, here), there
    for gone in ("tests/bench/ran", "core/cores.hpp", "no_such_file.hpp", "no_such_file.*", "edge/validity.hpp"):
        assert is_wrong(gone, here), gone
    assert sum(1 for name in files(".hpp", ".cpp") for _, text in texts(name) for _ in named_in(text)) > 100
