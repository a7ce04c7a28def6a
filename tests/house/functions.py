"""Functions of C++ sources and their lengths, found by their braces. A lambda counts with the function that it is in."""
import re

NO_CODE = re.compile(r"""//[^\n]* | /\*.*?\*/ | R"(\w*)\(.*?\)\1" | "(?:\\.|[^"\\\n])*" | (?<!\w)'(?:\\.|[^'\\\n])+'""",
                     re.DOTALL | re.VERBOSE)
SPECIFIERS = r"\s*(?:(?:const|noexcept|override|final)\s*)*(?:->.*)?$"


def _blank(match):
    return "".join(char if char == "\n" else " " for char in match[0])


def _kind(before):
    """What a brace opens: a namespace, a type, a function or a value. `before`: the text since the last statement or
    body that ended."""
    before = re.sub(r"^\s*#.*$", "", before, flags=re.MULTILINE).strip()
    if re.match(r"(inline )?namespace\b", before):
        return "namespace"
    signature = re.sub(r"^template\s*<.*?>\s*(?=\w)", "", before, flags=re.DOTALL)
    if re.match(r"(class|struct|union|enum)\b", signature) and not signature.endswith(")"):
        return "type"
    if re.search(rf"(\)|\}}){SPECIFIERS}", before, re.DOTALL) and "(" in before:
        return "function"   # parameters or a member's initial value stand before the brace
    return "value"


def lengths(source):
    """The number of lines of each function, from its opening brace to its closing brace."""
    text = NO_CODE.sub(_blank, source)
    found, open_braces, since, line = [], [], 0, 1
    for at, char in enumerate(text):
        outside = not open_braces or open_braces[-1][0] in ("namespace", "type")
        if char == "\n":
            line += 1
        elif char == "{":
            open_braces.append((_kind(text[since:at]) if outside else "inner", line))
            if open_braces[-1][0] in ("namespace", "type"):
                since = at + 1
        elif char == "}":
            kind, begun = open_braces.pop()
            if kind == "function":
                found.append(line - begun + 1)
            if kind in ("function", "namespace", "type"):
                since = at + 1
        elif outside and char in ";:" and (char == ";" or re.search(r"\b(public|private|protected)$", text[since:at])):
            since = at + 1
    return found
