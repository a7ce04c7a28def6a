"""Tests that the words for broken rules are the same everywhere: in the list of the code, in proto/README.md and in
the schema."""
import json
import re

from tree import data, files

LIST = "server/core/definition/rule_word.hpp"
NUMBER_TYPES = "server/core/definition/number_class.hpp"
SCHEMA = "proto/schemas/common.field_error.json"
PAGE = "proto/README.md"


def words_between(name, start, end):
    return re.findall(r'"(\w+)"', data(name).decode("utf-8").split(start)[1].split(end)[0])


def words_of_code():
    return words_between(LIST, "kRuleWords =", "});") + words_between(NUMBER_TYPES, "words_of(", "\n}\n")


def explained():
    """The words of the two tables in proto/README.md: words that are sent, and words that are not."""
    section = data(PAGE).decode("utf-8").split("## Rules that a field can break")[1].split("\n## ")[0]
    tables = re.split(r"\|---\|---\|\n", section)[1:]
    assert len(tables) == 2
    return [[word for row in re.findall(r"^\| (`.+?) \|", table, re.M) for word in re.findall(r"`(\w+)`", row)]
            for table in tables]


def test_the_page_explains_the_words_of_the_code_and_no_other():
    sent, unsent = explained()
    assert len(sent) > 30 and len(unsent) > 5
    assert sorted(sent + unsent) == sorted(words_of_code())


def test_the_schema_has_the_words_that_are_sent():
    assert sorted(json.loads(data(SCHEMA))["properties"]["rule"]["enum"]) == sorted(set(explained()[0]))


def test_no_word_is_listed_in_vain():
    code = "".join(data(name).decode("utf-8") for name in files(".cpp", ".hpp", under="server/") if name != LIST)
    assert [word for word in words_between(LIST, "kRuleWords =", "});") if f'"{word}"' not in code] == []


def test_both_kinds_of_field_errors_take_no_other_word():
    for name in ("server/core/messages/view.hpp", "server/core/definition/site_problem.hpp"):
        assert "  RuleWord rule;" in data(name).decode("utf-8"), name
