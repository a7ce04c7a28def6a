"""Tests who includes whom, against the table in server/README.md."""
import re

from rooms import allowed_libraries, library_of, read_layers, read_table
from tree import files, lines

TABLE = read_table()
CORE_LAYERS = read_layers("server/core/README.md")
INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')


def includes(under):
    for name in files(".hpp", ".cpp", under=under):
        for number, line in lines(name):
            if match := INCLUDE.match(line):
                yield f"{name}:{number}", name.split("/"), match[1], match[2]


def test_the_table_names_every_room_and_no_other():
    assert {name.split("/")[1] for name in files(".hpp", ".cpp", under="server/")} <= set(TABLE)
    for room in TABLE.values():
        assert room.rooms <= set(TABLE), room


def test_the_table_has_no_cycle():
    def reaches(start, goal, seen):
        seen.add(start)
        nexts = TABLE[start].rooms | {header.split("/")[0] for header in TABLE[start].headers}
        return goal in nexts or any(reaches(other, goal, seen) for other in nexts - seen)
    assert [name for name in TABLE if reaches(name, name, set())] == []


def test_rooms_include_only_what_the_table_allows():
    wrong = []
    for place, path, quote, header in includes("server/"):
        room = TABLE.get(path[1])
        if quote == '"' and room is not None:
            other = header.split("/")[0]
            fine = (other == room.name or other in room.rooms
                    or header.rpartition(".")[0] in room.headers)
            if not fine:
                wrong.append(f"{place}: {room.name} must not include {header}")
    assert wrong == []


def modules(names):
    """module → the modules that it includes. A header and the source with the same name are one module."""
    known = {}
    for name in names:
        path = name.removeprefix("server/").rpartition(".")[0]
        known.setdefault(path, set())
        for _, line in lines(name):
            match = INCLUDE.match(line)
            if match and match[1] == '"':
                known[path].add(match[2].rpartition(".")[0])
    return {module: (used & known.keys()) - {module} for module, used in known.items()}


def cycles(used):
    """Groups of modules that include each other in a circle, directly or through other modules. A module in no
    circle is in no group."""
    def reached_from(start):
        found, left = set(), [start]
        while left:
            for other in used[left.pop()] - found:
                found.add(other)
                left.append(other)
        return found
    reaches = {module: reached_from(module) for module in used}
    groups = {frozenset(other for other in reached if module in reaches[other])
              for module, reached in reaches.items() if module in reached}
    return sorted(sorted(group) for group in groups)


def test_no_files_include_each_other_in_a_circle():
    assert cycles(modules(files(".hpp", ".cpp", under="server/"))) == []


def test_the_look_for_circles_sees_one():
    assert cycles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == [["b", "c"]]


def layer_of(path):
    """The rank of the folder in which a file of core lies. A file that lies in no such folder has the highest rank."""
    folder = path.removeprefix("server/").split("/")[1]
    return CORE_LAYERS.index(folder) if folder in CORE_LAYERS else len(CORE_LAYERS)


def test_the_folders_of_core_include_only_those_before_them():
    assert len(CORE_LAYERS) > 1
    wrong = [f"{place}: {CORE_LAYERS[layer_of('/'.join(path))]} must not include {header}"
             for place, path, quote, header in includes("server/core/")
             if quote == '"' and header.startswith("core/") and layer_of(header) > layer_of("/".join(path))]
    assert wrong == []


def test_every_file_of_core_lies_in_a_folder_of_the_table():
    outside = {name.split("/")[2] for name in files(".hpp", ".cpp", under="server/core/")}
    assert outside == {*CORE_LAYERS, "core.hpp", "core.cpp"}


def test_commands_are_handled_in_their_folder_alone():
    wrong = [f"{name}:{number}" for name in files(".hpp", under="server/core/")
             if not name.startswith("server/core/commands/")
             for number, line in lines(name) if re.match(r"\w+ handle\(", line)]
    assert wrong == []


def test_sources_of_core_have_a_header_of_their_name():
    """Each source of core needs a header with the same name; only those in core/definition do not. Otherwise the header
    of another file could declare what such a source defines, and the table of includes would not show it."""
    headers = set(files(".hpp", under="server/core/"))
    wrong = [name for name in files(".cpp", under="server/core/")
             if name.removesuffix(".cpp") + ".hpp" not in headers and not name.startswith("server/core/definition/")]
    assert wrong == []


def test_rooms_use_only_the_libraries_of_their_row():
    wrong = []
    for place, path, quote, header in includes("server/"):
        room = TABLE.get(path[1])
        library = library_of(header) if quote == "<" else None
        if room is not None and library and library not in allowed_libraries(TABLE, room):
            wrong.append(f"{place}: {room.name} must not use {library} ({header})")
    assert wrong == []


def test_quoted_includes_name_a_room_and_a_file_that_exists():
    known = set(files())

    def places(path, header):   # a test may also name a header in its own folder
        beside = [] if path[0] == "server" else ["/".join(path[:-1]) + "/" + header]
        return {f"server/{header}", f"tests/{header}", *beside}

    wrong = [f"{place}: {header}" for place, path, quote, header in includes("")
             if quote == '"' and not places(path, header) & known]
    assert wrong == []


def test_only_storage_speaks_sql():
    statement = re.compile(r"\b(SELECT\s+\S+.*\bFROM|INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\w+\s+SET)\b")
    wrong = [f"{name}:{number}: {line.strip()}"
             for name in files(".hpp", ".cpp", under="server/") if not name.startswith("server/storage/")
             for number, line in lines(name) if statement.search(line)]
    assert wrong == []
