"""The commands with which CMake compiles the sources of a build folder.

A unit is one call of the compiler. It compiles one source, or several: then CMake has written a file that includes them.
"""
import json
import pathlib
import re
import shlex
from dataclasses import dataclass

INCLUDED = re.compile(r'^#include "(.*)"$', re.MULTILINE)


@dataclass
class Unit:
    file: pathlib.Path   # what the compiler is given
    sources: list        # the sources in it, as paths
    words: list          # the command, without the names of the file and its object


def units(build):
    """All units of a build folder."""
    found = []
    for entry in json.loads((build / "compile_commands.json").read_text()):
        file = pathlib.Path(entry["file"])
        words = shlex.split(entry["command"])
        for option in ("-o", "-c"):
            at = words.index(option)
            del words[at:at + 2]
        together = file.parent.name == "Unity"
        sources = [pathlib.Path(each) for each in INCLUDED.findall(file.read_text(encoding="utf-8"))] if together else [file]
        found.append(Unit(file, sources, words))
    return found
