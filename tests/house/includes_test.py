"""Who includes whom, against the table in server/README.md."""
import re

from rooms import allowed_libraries, library_of, read_table
from tree import files, lines

TABLE = read_table()
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

    def places(path, header):   # a test may name its neighbour
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
