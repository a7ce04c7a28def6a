"""Tests that everything the server tells people is in one list and in one style, and that the examples of the
protocol quote it."""
import re

import cpp_texts
import messages
from tree import files, lines

# The readers whose texts must be sentences, with a capital letter and a full stop. A text of at most TITLE_WORDS_MOST
# words needs no full stop, because it may be the title of a problem.
SENTENCES = {messages.WEBSITE, messages.BOTH, messages.AGENT, messages.ADMIN}
TITLE_WORDS_MOST = 7
PARTS = "tests/house/message_parts.txt"
LOG_LINE = re.compile(r"[a-z_]+\.[a-z_]+( [a-z_]+=(\{\}|true))*")
# Lines of the log that the trail and the configuration put together from parts. The whole lines also have the form of
# LOG_LINE.
LOG_LINES_PUT_TOGETHER = {"{}", "{} act={} number={}"}


def is_sentence(text):
    if not re.match(r"[A-Z{]", text):
        return False
    return bool(re.search(r"([.?]|\{\}|[.?|]\})$", text)) or len(text.split()) <= TITLE_WORDS_MOST


def test_the_list_of_messages_is_that_of_the_sources():
    wrong = messages.difference()
    assert not wrong, "\n".join([f"`{messages.COMMAND}` writes the list anew; what changed:"] + wrong)


def test_every_source_has_a_reader():
    assert sorted({path for reader, path, _ in messages.messages() if reader is None}) == []


def test_messages_of_the_protocol_and_of_definitions_are_sentences():
    parts = messages.listed(PARTS)
    assert [f"{path}: {text}" for reader, path, text in messages.messages()
            if reader in SENTENCES and not is_sentence(text)
            and not any(text.startswith(start) for start in parts.get(path, []))] == []


def test_lines_of_the_log_are_events_with_fields():
    wrong = [f"{path}:{text.line}: {text.text}" for path in files(".cpp", ".hpp", under="server/")
             for text in messages.texts_of(path)
             if text.calls and text.calls[-1] in messages.LOG_CALLS
             and not LOG_LINE.fullmatch(text.text) and text.text not in LOG_LINES_PUT_TOGETHER]
    assert wrong == []


def test_exceptions_are_needed():
    """Checks that each exception is still needed, in both lists: texts that are no messages, and texts that are only
    parts of sentences."""
    unneeded = []
    for name, needed in ((messages.NOT_MESSAGES, messages.is_message), (PARTS, lambda path, text: True)):
        for path, starts in messages.listed(name).items():
            found = [text for text in messages.texts_of(path) if needed(path, text)]
            unneeded += [f"{name}: {path}: {start}" for start in starts
                         if not any(text.text.startswith(start) for text in found)]
    assert unneeded == []


def test_examples_of_the_protocol_quote_messages_that_exist():
    known = [re.sub(r"\\\{\\\}", ".+", re.escape(text)) + r"\.?" for reader, _, text in messages.messages()
             if reader in SENTENCES]
    quoted = [(f"{name}:{number}", said) for name in files(".json", ".yaml", under="proto/")
              for number, line in lines(name)
              for said in re.findall(r'"?\b(?:message|detail)"?: "((?:[^"\\]|\\.)+)"', line)]
    assert len(quoted) > 8
    assert [f"{where}: {said}" for where, said in quoted if not any(re.fullmatch(each, said) for each in known)] == []


def test_the_reading_of_sources_joins_what_is_said_together():
    source = r'''
      #include "not this.hpp"
      // fail("nor this one");
      void f() {
        if (a < b) fail(key, "format", "must be "
            "between " + std::to_string(low) + " and " + std::string{"ten"} + (c ? " days" : " hours") + '.');
        return d ? refuse("one thing") : refuse(R"(another
thing)");
        out << "version " << name << " is in force\n";
        spdlog::warn("cell.waiting holder={}", base::quoted("said \"so\""));
      }'''
    assert [(text.text, text.calls[-1:]) for text in cpp_texts.texts(source)] == [
        ("format", ("fail",)), ("must be between {} and ten{ days| hours}.", ("fail",)), ("one thing", ("refuse",)),
        ("another\\nthing", ("refuse",)), ("version {} is in force\\n", ()),
        ("cell.waiting holder={}", ("spdlog::warn",)), ('said "so"', ("base::quoted",))]
    assert [text.line for text in cpp_texts.texts(source)][:2] == [5, 5]
