"""Tests that the recipes of server/RECIPES.md follow the code: each file of a recipe contains the words of its
example, and the change that was made along a recipe (server/recipes/*.diff) touches the files of its table."""
import os
import re
from dataclasses import dataclass, field

from tree import data, files, lines

RECIPES = "server/RECIPES.md"
FOLLOWED = "server/recipes/"
# A row stands for a file of this kind: a change makes its own migration, and has its own rule and its own tests.
KINDS = (r"migrations/\d+_\w+\.sql", r"proto/schemas/ws\.request\..+\.json", r"proto/schemas/ws\.result\..+\.json",
         r"server/core/(commands|rules|state)/\w+\.cpp", r"tests/core/\w+_test\.cpp", r"tests/e2e/test_\w+\.py",
         r"tests/simulation/\w+_(check|judge)\.cpp")


@dataclass
class Recipe:
    title: str
    said: int                                           # the number of files in its heading
    words: set = field(default_factory=set)             # of its example
    listed: list = field(default_factory=list)          # the files of its table
    followed: str = ""                                  # the change that was made along it, a file
    said_of_change: int = 0
    not_counted: list = field(default_factory=list)     # what the change may touch besides: files and folders


def target(link):
    return os.path.normpath(os.path.join("server", link))


def read_recipes():
    found = []
    for _, line in lines(RECIPES):
        if heading := re.fullmatch(r"## \d (.+) \((\d+) files\)", line):
            found.append(Recipe(heading[1], int(heading[2])))
            continue
        if not found:
            continue
        recipe = found[-1]
        if not recipe.listed and not line.startswith("|"):
            recipe.words.update(re.findall(r"`([\w.: ]+)`", line))
        elif row := re.match(r"\| \[([\w/.-]+)\]\(([\w/.-]+)\) \| .+\.? \|$", line):
            assert target(row[2]) == row[1], f"{row[1]} leads to {target(row[2])}"
            recipe.listed.append(row[1])
        elif change := re.match(r"Followed once: \[`[\w.]+`\]\(([\w/.-]+)\) \((\d+) files\)\.(.*)$", line):
            recipe.followed, recipe.said_of_change = target(change[1]), int(change[2])
            recipe.not_counted = [target(link) for link in re.findall(r"\]\(([\w/.-]+)\)", change[3])]
    return found


@dataclass
class Change:
    """What a diff touches: a path → whether the file is new."""
    touched: dict

    @classmethod
    def read(cls, text):
        touched = {}
        for part in re.split(r"^diff --git ", text, flags=re.MULTILINE)[1:]:
            head, _, rest = part.partition("\n")
            path = re.fullmatch(r"a/(\S+) b/\1", head)
            assert path, f"a file that is moved or has another name: {head}"
            assert "\n--- " in f"\n{rest}", f"no text: {head}"
            touched[path[1]] = rest.startswith("new file mode")
        return cls(touched)


def rows_without_a_file(recipe, change):
    """The rows that the change does not follow, and the files that no row explains."""
    counted = {path for path in change.touched
               if not any(path == spared or path.startswith(f"{spared}/") for spared in recipe.not_counted)}
    rows = [row for row in recipe.listed if row not in counted]
    rest, without = sorted(counted - set(recipe.listed)), []
    for row in rows:
        same = [path for path in rest if any(re.fullmatch(kind, row) and re.fullmatch(kind, path) for kind in KINDS)]
        if same:
            rest.remove(same[0])
        else:
            without.append(row)
    return without, rest


def followed():
    return [(recipe, Change.read(data(recipe.followed).decode("utf-8"))) for recipe in read_recipes() if recipe.followed]


def test_there_are_six_recipes_and_each_counts_its_files():
    recipes = read_recipes()
    assert len(recipes) == 6
    assert [(each.title, len(set(each.listed))) for each in recipes] == [(each.title, each.said) for each in recipes]


def test_each_file_of_a_recipe_has_its_example():
    wrong = []
    for recipe in read_recipes():
        assert recipe.words, recipe.title
        for path in recipe.listed:
            text = data(path).decode("utf-8") if path in files() else ""
            if not any(word in text or word in path for word in recipe.words):
                wrong.append(f"{recipe.title}: {path} has none of {sorted(recipe.words)}")
    assert wrong == []


def test_four_recipes_were_followed_and_every_change_that_is_kept_is_one_of_them():
    kept = [recipe.followed for recipe in read_recipes() if recipe.followed]
    assert len(kept) == 4
    assert sorted(kept) == files(under=FOLLOWED)


def test_a_change_touches_what_its_recipe_lists_and_nothing_else():
    for recipe, change in followed():
        assert rows_without_a_file(recipe, change) == ([], []), recipe.title
        assert len(change.touched) == recipe.said_of_change, recipe.title


def test_files_that_a_change_needs_exist_today():
    for recipe, change in followed():
        assert [path for path, is_new in change.touched.items() if not is_new and path not in files()] == [], recipe.title


def test_the_look_at_a_change_sees_what_it_must():
    text = ("diff --git a/migrations/0099_x.sql b/migrations/0099_x.sql\nnew file mode 100644\n--- /dev/null\n"
            "+++ b/migrations/0099_x.sql\n@@ -0,0 +1 @@\n+diff --git a/y b/y\n"
            "diff --git a/server/a.hpp b/server/a.hpp\nindex 1..2 100644\n--- a/server/a.hpp\n+++ b/server/a.hpp\n")
    change = Change.read(text)
    assert change.touched == {"migrations/0099_x.sql": True, "server/a.hpp": False}
    recipe = Recipe("r", 2, listed=["migrations/0001_state.sql", "server/a.hpp"])
    assert rows_without_a_file(recipe, change) == ([], [])
    recipe.listed += ["migrations/0002_events.sql"]
    assert rows_without_a_file(recipe, change) == (["migrations/0002_events.sql"], [])
    recipe.listed = ["server/a.hpp"]
    assert rows_without_a_file(recipe, change) == ([], ["migrations/0099_x.sql"])
    recipe.not_counted = ["migrations"]
    assert rows_without_a_file(recipe, change) == ([], [])
