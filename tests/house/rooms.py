"""Reads the table of rooms in server/README.md, which is the only place that says who may include whom. Also reads
the tables of the folders inside a room."""
import re
from dataclasses import dataclass

from tree import lines

# The library to which a header in angle brackets belongs: begin of the header's path → library. Every other header
# belongs to the standard library.
LIBRARIES = {
    "boost/asio": "Asio", "boost/beast": "Beast", "boost/json": "Boost.JSON", "boost/url": "Boost.URL",
    "boost/system": "Boost.System", "boost/assert": "Boost.System", "boost/core": "Boost.System",
    "boost/container": "Boost.Container", "boost/": "another Boost library",
    "spdlog/": "spdlog", "pqxx": "libpqxx", "libpq": "libpqxx", "openssl/": "OpenSSL", "cjose/": "cjose",
    "argon2": "libargon2", "phonenumbers/": "libphonenumber", "re2/": "RE2", "CLI/": "CLI11", "toml": "toml++",
    "systemd/": "libsystemd", "prometheus/": "prometheus-cpp", "date/": "date", "curl/": "libcurl",
}
# Library → the libraries that may be used together with it. The functions of Boost.JSON take and return types of
# Boost.Container, and Beast is built on Asio.
COMES_WITH = {"Boost.JSON": {"Boost.Container"}, "Beast": {"Asio"}}


@dataclass
class Room:
    name: str
    rooms: set       # the room may include all headers of these rooms
    headers: set     # and these single headers of other rooms, such as engine/ports
    libraries: set


def _cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _words(cell):
    return {word.strip() for word in cell.split(",")} - {"–", "-", "", "std"}


def read_table():
    rows = [_cells(line) for _, line in lines("server/README.md") if re.match(r"\| `\w+` \|", line)]
    names = [row[0].strip("`") for row in rows]
    table = {}
    for name, (_, _, may_include, libraries) in zip(names, rows):
        words = set(names) - {name} if may_include == "all" else _words(may_include)
        table[name] = Room(name, {word for word in words if "/" not in word},
                           {word for word in words if "/" in word}, _words(libraries))
    return table


def read_layers(page):
    """The folders inside a room, the lowest first. Each folder may include itself and the folders before it."""
    return [match[1] for _, line in lines(page) if (match := re.match(r"\| `(\w+)` \|", line))]


def allowed_libraries(table, room):
    """The libraries that a room may use: its own, and those of the rooms whose headers it may include."""
    everything = set(room.libraries)
    for other in room.rooms:
        everything |= table[other].libraries
    for library in list(everything):
        everything |= COMES_WITH.get(library, set())
    return everything


def library_of(header):
    best = max((start for start in LIBRARIES if header.startswith(start)), key=len, default=None)
    return LIBRARIES.get(best)
