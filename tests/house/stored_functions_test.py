"""Tests migrations/functions/generation.txt: a number that rises whenever a stored function changes, and a digest of
the functions for which it is valid."""
import hashlib
import os

from tree import ROOT, files

FOLDER = "migrations/functions/"
GENERATION = os.path.join(ROOT, FOLDER, "generation.txt")


def digest():
    whole = hashlib.sha256()
    for name in sorted(files(".sql", under=FOLDER)):
        with open(os.path.join(ROOT, name), "rb") as file:
            text = file.read()
        whole.update(f"{os.path.basename(name)} {len(text)}\n".encode() + text)
    return whole.hexdigest()


def test_the_generation_is_that_of_the_functions_as_they_are():
    with open(GENERATION, encoding="utf-8") as file:
        generation, of = file.read().splitlines()
    number = int(generation.removeprefix("generation "))
    assert of == f"functions {digest()}", (
        f"a stored function changed: {GENERATION} must be\ngeneration {number + 1}\nfunctions {digest()}")
