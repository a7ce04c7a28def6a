"""Tests of the glossary server/WORDS.md: each word stands in the header that the glossary names as its owner."""
import os
import re

from tree import data, files, lines

GLOSSARY = "server/WORDS.md"
ENDINGS = "s|es|d|ed|ing"
ROW = re.compile(r"\| ([\w’' -]+) \| (.+) \| \[([\w/.]+)\]\(([\w/.]+)\) \|")


def rows():
    """The rows of the glossary: number of the line, word, meaning, the header as it is shown, the header's path."""
    for number, line in lines(GLOSSARY):
        if line.startswith("|") and not re.match(r"\|(---|\s*word \|)", line):
            row = ROW.fullmatch(line)
            assert row, f"{GLOSSARY}:{number}: `| word | meaning | [header](header) |`"
            yield number, row[1], row[2], row[3], os.path.normpath(os.path.join("server", row[4]))


def plain(text):
    """The text as a person reads it, in small letters. `kPublishableKey`, `publishable_key` and words on two lines of a
    comment all become separate words."""
    text = re.sub(r"\n\s*//", " ", text)
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return re.sub(r"[\s_-]+", " ", text).lower()


def test_each_word_stands_in_the_header_that_owns_it():
    wrong = []
    for number, word, _, shown, header in rows():
        if header not in files(".hpp") or header != f"server/{shown}":
            wrong.append(f"{GLOSSARY}:{number}: no header {header}")
        elif not re.search(rf"\b{re.escape(plain(word))}({ENDINGS})?\b", plain(data(header).decode("utf-8"))):
            wrong.append(f"{GLOSSARY}:{number}: {header} does not have the word {word}")
    assert wrong == []


def test_each_meaning_is_told_once_and_is_a_sentence():
    told = [(word, header) for _, word, _, _, header in rows()]
    assert len(told) == len(set(told)), "a word with the same header stands twice"
    assert [f"{GLOSSARY}:{number}" for number, _, meaning, _, _ in rows()
            if not re.match(r"[A-Z`].*[.)]$", meaning)] == []


def test_the_look_for_words_sees_how_the_code_writes_them():
    assert plain("kPublishableKey") == "k publishable key"
    assert plain("lease_margin,\n  // of a\n// batch") == "lease margin, of a batch"
