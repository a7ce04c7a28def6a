#!/usr/bin/python3
"""Plants one fault after the other (planted.toml) into the core or the engine, and lets the simulation find it.

usage: planted.py [--build FOLDER] [--seeds N] [--jobs N] [NAME…]
Compiles only the one file that is changed and links it before the archives, so that it takes the member's place.
A fault that needs rare luck says `from` which seed it is looked for.
Fails when a fault is not found within the seeds, or its text is not in its file exactly once.
"""
import argparse
import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RUN_LIMIT_SECONDS = 120


def compile_command(build, file):
    for entry in json.loads((build / "compile_commands.json").read_text()):
        if pathlib.Path(entry["file"]) == ROOT / file:
            return shlex.split(entry["command"])
    raise SystemExit(f"planted.py: {file} is not compiled")


def without_precompiled(words):
    """A precompiled header was made with other options: its text is included instead."""
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


def plant(build, fault, folder):
    """The object of the file with the fault in it."""
    source = (ROOT / fault["file"]).read_text()
    if source.count(fault["old"]) != 1:
        raise ValueError(f"its text stands {source.count(fault['old'])} times in {fault['file']}")
    changed = folder / pathlib.Path(fault["file"]).name
    changed.write_text(source.replace(fault["old"], fault["new"]))
    words = compile_command(build, fault["file"])
    words = [word for word in words if word not in ("-O2", "-g1", "-Werror") and "FORTIFY" not in word]
    words = without_precompiled(words)
    object_file = changed.with_suffix(".o")
    words[words.index("-o") + 1] = str(object_file)
    words[words.index("-c") + 1] = str(changed)
    run([*words, "-O0", "-w"], build)
    return object_file


def run(words, folder):
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ValueError("does not build:\n" + done.stdout + done.stderr)


def find(build, link, fault, seeds):
    """How many seeds it took, and what was seen."""
    with tempfile.TemporaryDirectory(prefix="callbackd-planted-") as name:
        folder = pathlib.Path(name)
        program = folder / "simulation"
        object_file = plant(build, fault, folder)
        words = list(link)
        words[words.index("-o") + 1] = str(program)
        words.insert(words.index("-o"), str(object_file))
        run(words, build)
        try:
            done = subprocess.run([program, "--from", str(fault.get("from", 1)), "--seeds", str(seeds), "--jobs", "1"], capture_output=True, text=True,
                                  timeout=RUN_LIMIT_SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise ValueError(f"not found in {RUN_LIMIT_SECONDS} s") from error
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

    def look(fault):
        try:
            seed, said = find(build, link, fault, options.seeds)
            line, good = f"{fault['name']:28} found with seed {seed:4}: {said[:110]}", True
        except ValueError as error:
            line, good = f"{fault['name']:28} NOT FOUND: {error}", False
        print(line, flush=True)
        return good

    with ThreadPoolExecutor(options.jobs) as pool:
        found = list(pool.map(look, faults))
    print(f"{sum(found)} of {len(faults)} planted faults found, {time.monotonic() - began:.0f} s")
    return 0 if found and all(found) else 1


if __name__ == "__main__":
    sys.exit(main())
