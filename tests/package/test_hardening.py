"""Shows by the packaged program itself which options the compiler and the linker got."""
import os
import re

import pytest

from conftest import ROOT, printed

ENDBR64 = b"\xf3\x0f\x1e\xfa"
SMALLEST_ENDBR64 = 1000   # one for each function whose address is taken, and there are many such functions


@pytest.fixture(name="elf", scope="module")
def _elf(program):
    return printed("readelf", "--wide", "--file-header", "--program-headers", "--dynamic", "--notes",
                   "--dyn-syms", "--sections", program)


@pytest.fixture(name="image", scope="module")
def _image(program):
    with open(program, "rb") as file:
        return file.read()


@pytest.mark.parametrize("what, shown", [
    ("it is position independent", r"Type:\s+DYN \(Position-Independent Executable"),
    ("what is relocated becomes read-only", r"GNU_RELRO"),
    ("every symbol is bound at the start", r"FLAGS_1\)\s+Flags:.*\bNOW\b.*\bPIE\b"),
    ("the stack is not executable", r"GNU_STACK\s+(0x\w+\s+){5}RW\s"),
    ("the stack is protected", r"__stack_chk_fail@"),
    ("buffers are checked", r"__\w+_chk@"),
    ("it can be told from other builds", r"Build ID: [0-9a-f]{40}"),
])
def test_the_program_is_hardened(elf, what, shown):
    assert re.search(shown, elf), what


def test_no_segment_is_both_written_and_executed(elf):
    assert re.search(r"LOAD\s+(0x\w+\s+){5}R E", elf)
    assert not re.search(r"LOAD\s+(0x\w+\s+){5}RWE", elf)


def test_indirect_branches_land_on_marks(image):
    assert image.count(ENDBR64) >= SMALLEST_ENDBR64


def test_it_looks_for_libraries_where_the_system_does(elf):
    assert not re.search(r"\((RPATH|RUNPATH)\)", elf)


def test_it_is_stripped(elf):
    assert ".symtab" not in elf and ".debug_" not in elf


def test_it_does_not_tell_where_it_was_built(image):
    for folder in (ROOT, os.path.expanduser("~")):
        at = image.find(folder.encode() + b"/")
        assert at < 0, image[at - 80:at + 80]
