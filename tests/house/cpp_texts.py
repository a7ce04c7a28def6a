"""Texts of a C++ source as a person would read them: string literals, joined over `+` and `<<`, with {} for values."""
import re
from dataclasses import dataclass, field

TOKEN = re.compile(r"""
    (?P<skip> \s+ | //[^\n]* | /\*.*?\*/ | ^[ \t]*\#(?:[^\n]*\\\n)*[^\n]* )
  | (?P<text> (?:u8|[uUL])? (?: R"(?P<fence>[^()\\\s]*)\((?P<raw>.*?)\)(?P=fence)" | "(?P<plain>(?:\\.|[^"\\\n])*)" ) )
  | (?P<char> (?:u8|[uUL])?'(?P<one>(?:\\.|[^'\\\n])+)' )
  | (?P<name> [A-Za-z_]\w* )
  | (?P<number> \.?\d(?:[\w.]|'\w)* )
  | (?P<mark> << | \+= | \+\+ | :: | -> | && | \|\| | == | != | <= | >= | . )
""", re.VERBOSE | re.DOTALL | re.MULTILINE)
OPENING = {"(": ")", "[": "]", "{": "}"}
ENDS_EXPRESSION = {",", ";", "=", "?", ":", "+=", "&&", "||", "==", "!=", "<=", ">=", "return", "case", "throw", "co_return"}
JOINS = {"+", "<<"}
STRING_TYPES = {"std", "::", "string", "string_view"}
ESCAPES = {"\\\"": "\"", "\\'": "'", "\\\\": "\\"}
VALUE = "{}"


@dataclass
class Token:
    kind: str
    text: str   # for a literal: the text that it stands for
    line: int


@dataclass
class Group:
    opening: str
    line: int
    parts: list = field(default_factory=list)   # Token, Group


@dataclass
class Text:
    line: int
    text: str
    calls: tuple   # the calls of which it is an argument, outermost first: (`spdlog::warn`, `base::quoted`)


def tokens(source):
    line = 1
    for match in TOKEN.finditer(source):
        kind = match.lastgroup if match.lastgroup in ("skip", "char", "name", "number", "mark") else "text"
        if kind == "text":
            said = match["raw"] if match["raw"] is not None else match["plain"]
            if match["raw"] is not None:
                said = said.replace("\n", "\\n")
            yield Token(kind, said, line)
        elif kind == "char":
            yield Token(kind, match["one"], line)
        elif kind != "skip":
            yield Token(kind, match[0], line)
        line += match[0].count("\n")


def tree(source):
    open_groups = [Group("", 1)]
    for token in tokens(source):
        if token.kind == "mark" and token.text in OPENING:
            group = Group(token.text, token.line)
            open_groups[-1].parts.append(group)
            open_groups.append(group)
        elif token.kind == "mark" and token.text == OPENING.get(open_groups[-1].opening):
            open_groups.pop()
        else:
            open_groups[-1].parts.append(token)
    assert len(open_groups) == 1, "brackets that do not match"
    return open_groups[0]


def split(parts, at):
    """Splits `parts` at the tokens whose text is in `at`. Returns a list of (the token before the piece, the piece)."""
    found = [("", [])]
    for part in parts:
        if isinstance(part, Token) and part.kind in ("mark", "name") and part.text in at:
            found.append((part.text, []))
        else:
            found[-1][1].append(part)
    return found


def is_mark(part, text):
    return isinstance(part, Token) and part.kind == "mark" and part.text == text


def said_by(operand):
    """The text of one operand of + or <<. None: the operand is a value that only the running program knows."""
    if operand and all(isinstance(part, Token) and part.kind == "text" for part in operand):
        return "".join(part.text for part in operand)
    if len(operand) == 1 and isinstance(operand[0], Token) and operand[0].kind == "char":
        return operand[0].text
    *before, last = operand or [None]
    if isinstance(last, Group) and last.opening in "({" and all(
            isinstance(part, Token) and part.text in STRING_TYPES for part in before):
        choices = split(last.parts, {"?", ":"})
        if len(choices) == 1:
            return said_by_all(last.parts)
        told = [said_by_all(parts) for _, parts in choices[1:]]
        return "{" + "|".join(VALUE if each is None else each for each in told) + "}" if any(told) else None
    return None


def said_by_all(parts):
    """The text of a whole expression. None: the expression contains no literal."""
    if any(isinstance(part, Token) and part.text in ENDS_EXPRESSION and part.kind != "text" for part in parts):
        return None
    operands = split(parts, JOINS)
    told = [said_by(operand) for _, operand in operands]
    if all(each is None for each in told):
        return None
    if told[0] is None and len(operands) > 1 and operands[1][0] == "<<":
        told = told[1:]   # the first operand is the stream
    return "".join(VALUE if each is None else each for each in told)


def name_before(parts, at):
    """The name that stands before the group at the index `at`, for example `spdlog::warn`."""
    name = ""
    while at > 0 and isinstance(parts[at - 1], Token) and (parts[at - 1].kind == "name" or is_mark(parts[at - 1], "::")):
        if parts[at - 1].kind == "name" and name and not name.startswith("::"):
            break
        name = parts[at - 1].text + name
        at -= 1
    return name


def groups_not_said(operand):
    """The groups (brackets with their content) in the operand whose texts are not already part of the operand's own
    text."""
    if said_by(operand) is None:
        return [part for part in operand if isinstance(part, Group)]
    return []


def unescaped(text):
    return re.sub(r"\\[\"'\\]", lambda match: ESCAPES[match[0]], text)


def texts_in(group, calls=()):
    for _, parts in split(group.parts, ENDS_EXPRESSION):
        said = said_by_all(parts)
        if said is not None:
            line = next(part.line for part in parts)
            yield Text(line, unescaped(said), calls)
        for _, operand in split(parts, JOINS):
            for part in operand if said is None else groups_not_said(operand):
                if isinstance(part, Group):
                    name = name_before(operand, operand.index(part))
                    yield from texts_in(part, calls + ((name,) if name else ()))


def texts(source):
    """All texts of a source, in their order."""
    return sorted(texts_in(tree(source)), key=lambda text: text.line)
