"""House rules that a machine can check. Prints one line a breach and exits with 1 if there is any.

Lengths: a function has fewer than 70 lines and a file fewer than 500, in C, SQL, Python and shell.
Names: files and folders are called after the thing they hold, never after being useful.
Arrows: api -> db -> libpq; each library is included by the file that owns it; SQL stays in db.
"""

import ast
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED_FOLDERS = {".git", ".local", "build", "node_modules", "__pycache__", ".hypothesis"}
FUNCTION_LINES = 70
FILE_LINES = 500
FORBIDDEN_NAMES = {"util", "utils", "common", "helper", "helpers", "misc"}
SHELL_WITHOUT_SUFFIX = {"dev", ".ci/run"}

# Which files of api and db may include a library; a folder ends with a slash.
OWNERS = {
    "argon2.h": ("api/auth/argon2id.c",),
    "civetweb.h": ("api/http/server.c",),
    "csv.h": ("api/csv.c",),
    "curl/curl.h": ("api/outgoing.h",),
    "jansson.h": ("api/http/body.c", "api/fairness/document.c", "api/wechat/answer.c",
                  "api/wechat/pay_answer.c", "api/wechat/pay_notice.c"),
    "jwt.h": ("api/auth/token.c",),
    "libpq-fe.h": ("db/",),
}

BANNED_CALLS = {
    "strcpy": "struct str with memcpy",
    "strcat": "snprintf",
    "sprintf": "snprintf",
    "vsprintf": "vsnprintf",
    "strtok": "strtok_r",
    "atoi": "strtol with its end pointer",
    "atol": "strtol with its end pointer",
    "atof": "strtod with its end pointer",
    "gets": "fgets",
    "alloca": "the arena",
    "localtime": "localtime_r",
    "gmtime": "gmtime_r",
    "rand": "RAND_bytes",
}

BANNED = re.compile(r"(?<![\w.>])(" + "|".join(BANNED_CALLS) + r")\s*\(")
SQL_TEXT = re.compile(
    r'"\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|WITH\s+\w+\s+AS\s'
    r"|BEGIN\b|COMMIT\b|ROLLBACK\b|SET\s+(LOCAL\s+)?\w+\s*(=|TO)\s)"
)
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
C_COMMENT_OR_STRING = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', re.S)
SQL_FUNCTION = re.compile(r"^CREATE\s+(OR\s+REPLACE\s+)?(FUNCTION|PROCEDURE)\s+([\w.]+)", re.I)
SQL_QUOTE = re.compile(r"\$\w*\$")
C_FUNCTION_NAME = re.compile(r"(\w+)\(")
SHELL_FUNCTION = re.compile(r"^([\w-]+)\(\) *[{(]")
# Written in pieces, so that this file passes its own check.
LEFTOVERS = re.compile(r"\b(" + "|".join(("TO" "DO", "FIX" "ME", "X" "XX", "HA" "CK")) + r")\b")
MACHINE_PATHS = re.compile(r"(?<![\w.~$}])/(" + "|".join(("work", "farm", "root", "home")) + r")/(?=\w)")


def every_file():
    """Every text file of the project, as paths relative to its root."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(set(folders) - SKIPPED_FOLDERS)
        for name in sorted(set(names) - SKIPPED_FOLDERS):  # .git is a file in a worktree
            yield (Path(folder) / name).relative_to(ROOT)


def kind_of(path):
    """c, sql, python, shell, or None for what has no length rule."""
    if str(path) in SHELL_WITHOUT_SUFFIX:
        return "shell"
    suffixes = {".c": "c", ".h": "c", ".sql": "sql", ".psql": "sql", ".py": "python", ".sh": "shell"}
    return suffixes.get(path.suffix)


def c_functions(text):
    """(name, first line, lines) of every definition; a body's braces stand in the first column."""
    lines = text.split("\n")
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            first = number
            while first > 1 and lines[first - 1][:1] in ("{", " "):  # the signature's first line
                first -= 1
            name = C_FUNCTION_NAME.search(" ".join(lines[first - 1 : number]))
            start = (name.group(1) if name else "?", first)
        elif line == "}" and start:
            yield (*start, number - start[1] + 1)
            start = None


def sql_functions(text):
    """From CREATE to the closing dollar quote."""
    start, quote = None, None
    for number, line in enumerate(text.split("\n"), 1):
        found = SQL_FUNCTION.match(line)
        if found and not quote:
            start = (found.group(3), number)
        for mark in SQL_QUOTE.findall(line):
            if quote is None:
                quote = mark
            elif mark == quote:
                quote = None
                if start:
                    yield (*start, number - start[1] + 1)
                start = None


def python_functions(text):
    """Every def, nested ones too."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node.lineno, node.end_lineno - node.lineno + 1


def shell_functions(text):
    """A body ends with a brace in the first column."""
    start = None
    for number, line in enumerate(text.split("\n"), 1):
        found = SHELL_FUNCTION.match(line)
        if found:
            start = (found.group(1), number)
        elif line in ("}", ")") and start:
            yield (*start, number - start[1] + 1)
            start = None


FUNCTIONS = {"c": c_functions, "sql": sql_functions, "python": python_functions, "shell": shell_functions}


def long_parts(path, text):
    """Files and functions over their length."""
    kind = kind_of(path)
    if not kind:
        return
    lines = text.count("\n")
    if lines >= FILE_LINES:
        yield 1, f"{lines} lines, a file has fewer than {FILE_LINES}: are these two nouns?"
    for name, first, length in FUNCTIONS[kind](text):
        if length >= FUNCTION_LINES:
            yield first, f"{name} has {length} lines, a function has fewer than {FUNCTION_LINES}"


def bad_names(path, _text):
    """Words that say nothing about what is inside."""
    words = {word for part in path.parts for word in re.split(r"[._-]", part.lower())}
    for word in sorted(words & FORBIDDEN_NAMES):
        yield 1, f"'{word}' is no name for a file or folder: which noun is it?"


def leftovers(path, text):
    """Marks of unfinished work, and paths that exist on one machine only."""
    for number, line in enumerate(text.split("\n"), 1):
        if path.suffix != ".md" and LEFTOVERS.search(line):
            yield number, "finish it or open an issue: no marks are left in the text"
        if path.suffix != ".md" and MACHINE_PATHS.search(line):
            yield number, "a path of one machine"


def arrows(path, text):
    """Who may include what."""
    if path.suffix not in (".c", ".h") or path.parts[0] not in ("api", "db"):
        return
    for number, line in enumerate(text.split("\n"), 1):
        found = INCLUDE.match(line)
        if not found:
            continue
        header = found.group(1)
        owners = OWNERS.get(header, (str(path),))
        if not any(owner in (str(path), f"{path.parts[0]}/") for owner in owners):
            yield number, f"{header} belongs to {', '.join(owners)}"
        if path.parts[0] == "db" and header.startswith("api/"):
            yield number, f"db knows nothing of {header}: arrows point from api to db"


def c_habits(path, text):
    """Calls with a safer replacement, and SQL outside db."""
    if path.suffix not in (".c", ".h"):
        return
    bare = C_COMMENT_OR_STRING.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
    for found in BANNED.finditer(bare):
        name = found.group(1)
        yield bare.count("\n", 0, found.start()) + 1, f"{name}: use {BANNED_CALLS[name]}"
    if path.parts[0] == "api":
        for found in SQL_TEXT.finditer(text):
            yield text.count("\n", 0, found.start()) + 1, "SQL text belongs to db/sql"


def unequal_names():
    """One name: db/sql/NAME.sql calls api.NAME, which schema/functions/api/NAME.sql creates."""
    statements, functions = Path("db/sql"), Path("schema/functions/api")
    spoken = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "db").glob("*.c"))
    names = {path.name for folder in (statements, functions) for path in (ROOT / folder).glob("*.sql")}
    for name in sorted(names):
        call = f"api.{Path(name).stem}("
        for folder in (statements, functions):
            path = ROOT / folder / name
            if path.exists():
                if call not in path.read_text(encoding="utf-8"):
                    yield folder / name, 1, f"{call} does not stand here"
            elif folder == functions or call not in spoken:  # a session asks before it prepares
                yield folder / name, 1, "is missing: statement and function have one name"


def twice_named_tests():
    """pytest knows a file of tests by its name alone, and refuses to run two of one name together."""
    seen = {}
    for path in sorted(ROOT.glob("tests/*/test_*.py")):
        first = seen.setdefault(path.name, path.relative_to(ROOT))
        if first != path.relative_to(ROOT):
            yield path.relative_to(ROOT), 1, f"{first} has this name already"


RULES = (long_parts, bad_names, leftovers, arrows, c_habits)


def breaches():
    """(path, line, sentence) of everything found."""
    for path in every_file():
        try:
            text = (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for rule in RULES:
            for line, sentence in rule(path, text):
                yield path, line, sentence
    yield from unequal_names()
    yield from twice_named_tests()


def main():
    """The number of breaches decides the exit status."""
    found = 0
    for path, line, sentence in breaches():
        print(f"{path}:{line}: {sentence}")
        found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
