"""Tests that the recipes of server/RECIPES.md follow the code: each file of a recipe contains the words of its
example."""
import os
import re

from tree import data, files, lines

RECIPES = "server/RECIPES.md"


def recipes():
    """All recipes. For each one: its title, the number of files that it says, the words of its example, and its
    files."""
    found = []
    for _, line in lines(RECIPES):
        if heading := re.fullmatch(r"## \d (.+) \((\d+) files\)", line):
            found.append((heading[1], int(heading[2]), set(), []))
        elif found and not found[-1][3] and not line.startswith("|"):
            found[-1][2].update(re.findall(r"`([\w.: ]+)`", line))
        elif found and (row := re.match(r"\| \[([\w/.-]+)\]\(([\w/.-]+)\) \| .+\.? \|$", line)):
            path = os.path.normpath(os.path.join("server", row[2]))
            assert path == row[1], f"{row[1]} leads to {path}"
            found[-1][3].append(path)
    return found


def test_there_are_six_recipes_and_each_counts_its_files():
    assert len(recipes()) == 6
    assert [(title, len(set(listed))) for title, _, _, listed in recipes()] == \
        [(title, said) for title, said, _, _ in recipes()]


def test_each_file_of_a_recipe_has_its_example():
    wrong = []
    for title, _, words, listed in recipes():
        assert words, title
        for path in listed:
            text = data(path).decode("utf-8") if path in files() else ""
            if not any(word in text or word in path for word in words):
                wrong.append(f"{title}: {path} has none of {sorted(words)}")
    assert wrong == []
