#!/usr/bin/python3
"""Extracts every text that the server tells a person from its sources into one list, tests/house/messages.txt, for each reader.

A message is every text of two words or more, and every text that is given to the log. Other texts are known by their form
(SQL, HTTP, HTML, a language that a machine reads) or are listed with a reason in tests/house/not_messages.txt.

usage: tests/house/messages.py [--write]   (without --write: print the list)
"""
import argparse
import difflib
import fnmatch
import os
import re
import sys
from functools import lru_cache

from cpp_texts import texts
from tree import ROOT, data, files, lines

LIST = "tests/house/messages.txt"
NOT_MESSAGES = "tests/house/not_messages.txt"
COMMAND = "tests/house/messages.py --write"

WEBSITE = "a website's developer"
BOTH = "a website's developer and an agent"
AGENT = "an agent, or the author of an agent's client"
ADMIN = "an administrator: a site definition, over the API and from a file"
FILES = "an operator: a configuration, a described day, a database row"
TERMINAL = "an operator: the command line"
LOG = "an operator: the log"
METRICS = "an operator: /metrics, /healthz, /readyz"
RECORDS = "a supervisor: the cause of an end, in a callback's history"
BROKEN = "a developer of callbackd: a broken contract"
READERS = [WEBSITE, BOTH, AGENT, ADMIN, FILES, TERMINAL, LOG, METRICS, RECORDS, BROKEN]

# Who reads the texts of each file: (pattern of the path, reader). The first pattern that matches counts. A test fails
# if no pattern matches a file.
READER_OF = [
    ("server/base/shown_name.cpp", BOTH), ("server/base/check.cpp", BROKEN), ("server/base/words.hpp", BROKEN),
    ("server/calendar/*", TERMINAL),
    ("server/core/definition/rule_word.hpp", BROKEN), ("server/core/definition/dialling_rules.cpp", BOTH),
    ("server/core/definition/*", ADMIN), ("server/core/read/queue_moves.cpp", ADMIN),
    ("server/core/commands/intake.cpp", BOTH), ("server/core/commands/changes.cpp", WEBSITE),
    ("server/core/commands/voice_events.cpp", RECORDS), ("server/core/commands/questions.cpp", WEBSITE),
    ("server/core/commands/*", AGENT),
    ("server/core/messages/left_out.cpp", FILES), ("server/core/messages/*", BOTH),
    ("server/core/read/slots.cpp", BOTH), ("server/core/read/not_there.cpp", BOTH), ("server/core/read/*", AGENT),
    ("server/core/rules/change_limits.cpp", WEBSITE), ("server/core/rules/call_end.cpp", RECORDS),
    ("server/core/rules/transfers.cpp", RECORDS), ("server/core/rules/*", AGENT),
    ("server/core/state/transitions.hpp", BROKEN),
    ("server/edge/agent_phones.cpp", ADMIN), ("server/edge/agent_*", AGENT), ("server/edge/definition_*", ADMIN),
    ("server/edge/site_regions.cpp", ADMIN), ("server/edge/phone_numbers.cpp", BOTH),
    ("server/edge/net/tls_keys.cpp", TERMINAL), ("server/edge/net/web_socket_session.cpp", AGENT),
    ("server/edge/net/handshake.cpp", AGENT), ("server/edge/*", WEBSITE),
    ("server/engine/*", BOTH),
    ("server/forecast/day_decoder.cpp", FILES), ("server/forecast/*", TERMINAL), ("server/lab/*", TERMINAL),
    ("server/storage/row_values.*", FILES), ("server/storage/row_reader.*", FILES), ("server/storage/loader.cpp", FILES),
    ("server/storage/live_callbacks.cpp", FILES), ("server/storage/json_text.cpp", FILES),
    ("server/storage/instant_text.cpp", FILES), ("server/storage/cell.cpp", TERMINAL), ("server/storage/*", TERMINAL),
    ("server/voice/asterisk.cpp", RECORDS), ("server/voice/ari/outcome.cpp", RECORDS),
    ("server/voice/ari/calls_*", RECORDS), ("server/voice/ari/*", LOG), ("server/voice/*", RECORDS),
    ("server/wire/rpc_*", AGENT), ("server/wire/layout_writer.cpp", AGENT), ("server/wire/definition_json.cpp", ADMIN),
    ("server/wire/problem.cpp", WEBSITE), ("server/wire/http_*", WEBSITE), ("server/wire/*", BOTH),
    ("server/app/metrics.cpp", METRICS), ("server/app/operator_routes.cpp", METRICS), ("server/app/public_port.cpp", WEBSITE),
    ("server/app/config*", FILES), ("server/app/secret_file.cpp", FILES), ("server/app/toml_node.cpp", FILES),
    ("server/app/site_file.cpp", ADMIN), ("server/app/serve.cpp", LOG), ("server/app/*", TERMINAL),
]

LOG_CALLS = {f"spdlog::{level}" for level in ("trace", "debug", "info", "warn", "error", "critical", "log")}
WORD = r"[A-Za-z][a-z']+"
FORMS_OF_MACHINES = [
    r"^<|</|/>",                    # HTML, SVG
    r"\\r\\n|HTTP/1\.1$",           # HTTP
    r'^\{"',                        # JSON
    r"^[\w-]+/[\w-]+; ?\w+=",       # a media type
    r"%[-\d.]*[A-Za-z]+ ?%",        # a format of columns
]
SQL = "server/storage/"             # the room that has all SQL
FORMS_OF_SQL = [
    r"^[\s{}(]*(SELECT|INSERT|UPDATE|DELETE|WITH|FROM|WHERE|ORDER BY|DECLARE|FETCH|SET|CREATE|DROP|GRANT|REVOKE|IN|ON|TO) ",
    r" (AS|FROM|ORDER BY|WHERE|ELSE) .*[a-z_]+\.[a-z_]+|\$1|^\w\.\w+, ",
    r"(^|[\s}])-c [a-z_]+=",        # options of a connection
]


def is_message(path, text):
    if text.calls and text.calls[-1] in LOG_CALLS:
        return True
    said = text.text.replace("\\n", " ").strip()
    if any(re.search(form, text.text) for form in FORMS_OF_MACHINES + (FORMS_OF_SQL if path.startswith(SQL) else [])):
        return False
    if re.fullmatch(r"[A-Z].*[.?]", said):
        return True
    return bool(re.search(WORD, said) and re.search(r"[\w}:,;)] +\S*[A-Za-z{]", said))


def listed(name):
    """Reads a list of exceptions: {path: [beginnings of texts]}. An empty beginning stands for the whole file."""
    found = {}
    for number, line in lines(name):
        if line.strip() and not line.startswith("#"):
            row = re.fullmatch(r"([\w/.]+)(?:: `(.*)`)?: ([^`]+)", line)
            assert row, f"{name}:{number}: `path: reason`, or path: `beginning of the text`: reason"
            found.setdefault(row[1], []).append(row[2] or "")
    return found


def reader_of(path, text):
    if LOG_CALLS & set(text.calls):
        return LOG
    if {"base::contract_violated", "static_assert"} & set(text.calls):
        return BROKEN
    return next((reader for pattern, reader in READER_OF if fnmatch.fnmatchcase(path, pattern)), None)


@lru_cache(maxsize=None)
def texts_of(path):
    return texts(data(path).decode("utf-8"))


@lru_cache(maxsize=None)
def messages():
    """(reader, path, text) of each message, in the order of the sources. A text that stands more than once in a file
    comes only once."""
    excused, found = listed(NOT_MESSAGES), {}
    for path in files(".cpp", ".hpp", under="server/"):
        for text in texts_of(path):
            if is_message(path, text) and not any(text.text.startswith(start) for start in excused.get(path, [])):
                found[reader_of(path, text), path, text.text] = True
    return list(found)


def listing():
    told = messages()
    out = ["# Every text that the server tells a person, by reader and file; {} is a value, {a|b} one of both.",
           f"# Written by `{COMMAND}`; a test holds it against the sources. server/README.md says how each kind",
           "# of text is written. A line that begins with a small letter is part of a longer text, or a label."]
    for reader in READERS:
        out += ["", f"## {reader}"]
        paths = sorted({path for who, path, _ in told if who == reader})
        for path in paths:
            out += ["", path.removeprefix("server/")]
            out += [f"  {text}" for who, where, text in told if (who, where) == (reader, path)]
    return "\n".join(out) + "\n"


def difference():
    """The lines in which the stored list differs from the sources. An empty list: there is no difference."""
    kept = data(LIST).decode("utf-8") if os.path.exists(os.path.join(ROOT, LIST)) else ""
    return [line for line in difflib.unified_diff(kept.splitlines(), listing().splitlines(), LIST, "the sources", n=0, lineterm="")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help=f"write {LIST}")
    if not parser.parse_args().write:
        sys.stdout.write(listing())
        return
    with open(os.path.join(ROOT, LIST), "w", encoding="utf-8") as file:
        file.write(listing())


if __name__ == "__main__":
    main()
