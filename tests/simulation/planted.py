#!/usr/bin/python3
"""Plants one fault after the other (planted.toml) into the core or the engine, and lets the simulation find it.

usage: planted.py [--build FOLDER] [--seeds N] [--jobs N] [NAME…]

Only the unit of the changed file is compiled. Its object is linked before the archives, so that it takes the place of the
object in the archive. All headers that the units of a room include are compiled only once.

If only a rare seed finds a fault, the fault says in `from` at which seed the search begins. This command fails if a
fault is not found within the seeds, or if the text of a fault does not stand in its file exactly once.
"""
import argparse
import functools
import pathlib
import re
import resource
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "tests/support"))
import compile_commands  # noqa: E402
RUN_LIMIT_SECONDS = 120   # seconds of processor time
STUCK_SECONDS = 600


@functools.cache
def all_units(build):
    return compile_commands.units(build)


def unit_of(build, file):
    for unit in all_units(build):
        if ROOT / file in unit.sources:
            return unit
    raise SystemExit(f"planted.py: {file} is not compiled")


def without_precompiled(words):
    """Takes the options for a precompiled header out of a command, because that header was made with other options. The
    command then includes the text of the header instead."""
    kept = [word for word in words if word != "-Winvalid-pch"]
    while "-include-pch" in kept:
        at = kept.index("-include-pch")
        del kept[at - 1:at + 3]   # -Xclang -include-pch -Xclang FILE
    for at in [at for at, word in enumerate(kept) if word == "-fno-pch-timestamp"]:
        del kept[at - 1:at + 1]
    return kept


def link_command(build):
    commands = subprocess.run(["ninja", "-C", build, "-t", "commands", "simulation"], check=True,
                              capture_output=True, text=True).stdout.splitlines()
    words = shlex.split(commands[-1].removeprefix(": && ").removesuffix(" && :"))
    return words


def quick_command(unit):
    """The command that compiles this unit quickly. The names of the file and its object are left out."""
    words = [word for word in unit.words if word not in ("-O2", "-g1", "-Werror") and "FORTIFY" not in word]
    return [*without_precompiled(words), "-O0", "-w"]


def included(unit):
    return {line for source in unit.sources for line in source.read_text().splitlines() if line.startswith("#include")}


def precompile(build, files, folder):
    """Makes a precompiled header for each group of files that are compiled alike. Returns {file: header}."""
    rooms = {}
    for file in files:
        rooms.setdefault(tuple(quick_command(unit_of(build, file))), []).append(file)
    made = {}
    for number, (command, of_room) in enumerate(rooms.items()):
        header = folder / f"{number}.hpp"
        header.write_text("\n".join(sorted(set().union(*(included(unit_of(build, file)) for file in of_room)))) + "\n")
        run([*command, "-fpch-instantiate-templates", "-x", "c++-header", str(header), "-o", str(header) + ".pch"], build)
        made.update(dict.fromkeys(of_room, header))
    return made


def plant(build, fault, folder, header):
    """Compiles the unit of the file with the fault in it. Returns the path of the object."""
    source = (ROOT / fault["file"]).read_text()
    if source.count(fault["old"]) != 1:
        raise ValueError(f"its text stands {source.count(fault['old'])} times in {fault['file']}")
    changed = folder / pathlib.Path(fault["file"]).name
    changed.write_text(source.replace(fault["old"], fault["new"]))
    unit = unit_of(build, fault["file"])
    together = folder / "unit.cpp"
    together.write_text("".join(f'#include "{changed if each == ROOT / fault["file"] else each}"\n' for each in unit.sources))
    object_file = folder / "unit.o"
    run([*quick_command(unit), "-include-pch", f"{header}.pch", "-c", str(together), "-o", str(object_file)], build)
    return object_file


def run(words, folder):
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ValueError("does not build:\n" + done.stdout + done.stderr)


def limited():
    resource.setrlimit(resource.RLIMIT_CPU, (RUN_LIMIT_SECONDS, RUN_LIMIT_SECONDS))


def find(build, link, fault, seeds, header):
    """Plants the fault and runs the simulation. Returns the seed that found the fault, and what was seen."""
    with tempfile.TemporaryDirectory(prefix="callbackd-planted-") as name:
        folder = pathlib.Path(name)
        program = folder / "simulation"
        object_file = plant(build, fault, folder, header)
        words = list(link)
        words[words.index("-o") + 1] = str(program)
        words.insert(words.index("-o"), str(object_file))
        run(words, build)
        try:
            done = subprocess.run([program, "--from", str(fault.get("from", 1)), "--seeds", str(seeds), "--jobs", "1"], capture_output=True, text=True,
                                  timeout=STUCK_SECONDS, preexec_fn=limited, check=False)
        except subprocess.TimeoutExpired as error:
            raise ValueError(f"stuck for {STUCK_SECONDS} s") from error
        if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
            raise ValueError(f"not found in {RUN_LIMIT_SECONDS} s")
        if done.returncode == 0:
            raise ValueError(f"not found in {seeds} seeds")
        seed = re.search(r"^seed (\d+)", done.stdout, re.MULTILINE)
        contract = re.search(r"contract violated: .*", done.stderr)
        said = contract.group(0) if contract else done.stdout.splitlines()[0]
        return int(seed.group(1)) if seed else 0, said


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--build", default=ROOT / "build/release", type=pathlib.Path)
    options.add_argument("--seeds", default=400, type=int)
    options.add_argument("--jobs", default=2, type=int)
    options.add_argument("names", nargs="*")
    options = options.parse_args()
    build = options.build.resolve()
    faults = tomllib.loads((HERE / "planted.toml").read_text())["fault"]
    if options.names:
        faults = [fault for fault in faults if fault["name"] in options.names]
    link = link_command(build)
    began = time.monotonic()

    def look(fault, headers):
        try:
            seed, said = find(build, link, fault, options.seeds, headers[fault["file"]])
            line, good = f"{fault['name']:28} found with seed {seed:4}: {said[:110]}", True
        except ValueError as error:
            line, good = f"{fault['name']:28} NOT FOUND: {error}", False
        print(line, flush=True)
        return good

    with tempfile.TemporaryDirectory(prefix="callbackd-planted-") as name, ThreadPoolExecutor(options.jobs) as pool:
        headers = precompile(build, [fault["file"] for fault in faults], pathlib.Path(name))
        found = list(pool.map(lambda fault: look(fault, headers), faults))
    print(f"{sum(found)} of {len(faults)} planted faults found, {time.monotonic() - began:.0f} s")
    return 0 if found and all(found) else 1


if __name__ == "__main__":
    sys.exit(main())
