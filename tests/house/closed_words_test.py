"""Tests that each closed list of words exists only once, beside its enum. The list must be complete and in the order of
the enum. Its words must be written nowhere else."""
import re

from tree import data, files

CODE = files(".hpp", ".cpp", under="server/")
LIST = re.compile(r"words_of\(std::type_identity<([\w:]+)>\) \{(.*?)\n\}", re.S)
ROW = re.compile(r"\{(?:\"([^\"]*)\"|to_text\((\w+)::(\w+)\)), (\w+)\}")
TEXT = re.compile(r"//[^\n]*|\"((?:[^\"\\\n]|\\.)*)\"")
RETURNED = re.compile(r"case ([\w:]+)::\w+:\s*return \"\w+\";")
# A file counts as a copy of a list if it has at least MANY words of it, or all words of a shorter list.
MANY = 4
# Files with functions that turn an enum into texts other than the words of its list: path → what these texts are.
OTHER_TEXTS = {
    "server/core/definition/site_checks.cpp": "what a message calls the things of a site definition",
    "server/wire/common_answers.cpp": "keys, and several reasons have the same",
}
# Files in which many words of a list are texts with another meaning: (path, enum) → what they mean there.
OTHER_MEANING = {
    ("server/wire/problem.cpp", "RefusalReason"): "the table of problem codes, each with its status and texts",
    ("server/core/definition/site_keys.hpp", "RequestLimit"): "the settings, which types_test.cpp compares",
}


def source(name):
    return re.sub(r"^ *//.*", "", data(name).decode("utf-8"), flags=re.M)


def closed_lists():
    """All closed lists: the enum's name → (file, words, members). A row may refer to a word of another list; then
    the word is taken from that list."""
    found = {}
    for name in CODE:
        for enum, body in LIST.findall(source(name)):
            rows = ROW.findall(body)
            assert rows, f"{name}: the list of {enum} is written another way"
            assert f"using enum {enum};" in body, f"{name}: the list of {enum} names members of another enum"
            found[enum] = (name, rows)
    return {enum: (name, [row[0] if not row[1] else words_in(found, row[1])[row[2]] for row in rows],
                   [row[3] for row in rows]) for enum, (name, rows) in found.items()}


def words_in(found, enum):
    return {row[3]: row[0] for row in found[enum][1]}


def members(name, enum):
    text = re.sub(r"//[^\n]*", "", source(name))
    outer, _, own = enum.rpartition("::")
    if outer:
        text = text[text.index(f"struct {outer} {{"):]
    body = re.search(rf"enum class {own}\b[^{{;]*\{{(.*?)\}}", text, re.S)[1]
    return [member.split("=")[0].strip() for member in body.split(",") if member.strip()]


def texts_beside_lists(name):
    return {text[1] for text in TEXT.finditer(LIST.sub("", source(name))) if text[1] is not None}


def test_there_are_lists():
    lists = closed_lists()
    assert len(lists) > 25
    assert lists["Role"][1] == ["agent", "supervisor", "admin"]
    assert lists["ChosenBy"][1][0] == "longest_idle"


def test_each_list_has_every_member_in_the_order_of_the_enum():
    assert {enum: listed for enum, (name, _, listed) in closed_lists().items()} == {
        enum: members(name, enum) for enum, (name, _, _) in closed_lists().items()}


def test_no_function_returns_the_words_of_an_enum():
    switches = {name for name in CODE for enum in RETURNED.findall(source(name))
                if len(re.findall(rf"case {enum}::\w+:\s*return \"", source(name))) > 1}
    assert switches - OTHER_TEXTS.keys() == set()
    assert OTHER_TEXTS.keys() - switches == set(), "no longer there: take it from OTHER_TEXTS"


def test_nothing_else_has_the_words_of_a_list():
    lists = closed_lists()
    twice = {(name, enum) for name in CODE for enum, (_, words, _) in lists.items()
             if len(set(words) & texts_beside_lists(name)) >= min(MANY, len(words))}
    assert twice - OTHER_MEANING.keys() == set()
    assert OTHER_MEANING.keys() - twice == set(), "no longer there: take it from OTHER_MEANING"


# SQL cannot take its words from C++. So the tests below compare the words in SQL with the lists in the C++ code.
# LISTS_OF: column → the enums whose words may stand in the column.

LISTS_OF = {
    "state": ["CallbackState"], "type": ["EventType"], "role": ["PartyRole"], "roles": ["Role"], "kind": ["KeyKind"],
    "outcome": ["AttemptOutcome", "InteractionOutcome", "OfferOutcome"],
}
COLUMN = "|".join(sorted(LISTS_OF, key=len, reverse=True))
COMPARED = re.compile(rf"\b({COLUMN}) (?:=|<>|IS DISTINCT FROM) '(\w+)'")
ANY = re.compile(rf"'(\w+)' = ANY \(({COLUMN})\)")
ALLOWED = re.compile(rf"CHECK \(({COLUMN}) (?:IN \(|<@ ARRAY\[)([^)\]]+)")


def sql():
    for name in files(".sql", under="migrations/") + files(".cpp", ".hpp", under="server/storage/"):
        yield name, re.sub(r"\"\s*\n\s*\"", "", source(name))


def checks():
    """column → its words, for each column with a CHECK that lists its words."""
    return {column: re.findall(r"'(\w+)'", words) for _, text in sql() for column, words in ALLOWED.findall(text)}


def test_a_column_allows_the_words_of_its_list():
    lists = closed_lists()
    allowed = checks()
    states_of_definitions = allowed.pop("state")
    assert states_of_definitions == ["proposed", "adopted", "refused"]
    assert allowed == {column: lists[LISTS_OF[column][0]][1] for column in ("roles", "kind")}


def test_a_column_is_compared_with_words_of_its_list():
    lists = closed_lists()
    known = {column: {word for enum in enums for word in lists[enum][1]} for column, enums in LISTS_OF.items()}
    known["state"] |= set(checks()["state"])
    seen = [(name, column, word) for name, text in sql()
            for column, word in COMPARED.findall(text) + [found[::-1] for found in ANY.findall(text)]]
    assert len(seen) > 15
    assert [hit for hit in seen if hit[2] not in known[hit[1]]] == []


# The transport (edge/net, the code that reads HTTP) refuses some requests before the application sees them, and writes
# their problem codes itself. The test below checks that these codes are in the table of problem codes. Only the two in
# OF_THE_TRANSPORT are not.

CODE_ROW = re.compile(r"\{ProblemCode::\w+, (\d+), \"(\w+)\"")
REFUSAL = re.compile(r"(?:HttpRefusal \w+|HttpRefusal|return) ?\{\s*(\d{3}),\s*\"(\w+)\"")
OF_THE_TRANSPORT = {("426", "upgrade_required"), ("500", "internal_error")}


def test_the_transport_refuses_with_the_codes_of_the_table():
    refusals = {row for name in CODE if name.startswith("server/edge/net/") for row in REFUSAL.findall(source(name))}
    codes = set(CODE_ROW.findall(source("server/wire/problem.cpp")))
    assert len(refusals) > 7 and len(codes) > 20
    assert refusals - codes == OF_THE_TRANSPORT
