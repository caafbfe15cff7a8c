#!/usr/bin/python3
"""Turns db/sql and schema/ into C tables: every sentence the program may say to PostgreSQL, and the
schema those sentences need. Output is data only; a mistake stops the build as `file:line: message`.

  statements.h     enum db_statement_id, in file-name order
  statements.c     db_statements (declared in db/statement.h)
  statements.json  the same for openapi2c.py: lane, params, outcomes, columns, batch, affinity
  schema.c         migrations, functions, demo and their version (declared in db/schema.h)
"""
import argparse
import hashlib
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

LANES = ("read", "write", "slow")
HEADERS = ("lane", "batch", "affinity", "outcomes")
SCALARS = ("uuid", "text", "bigint", "boolean", "double precision", "timestamptz", "jsonb", "bytea")
ANY_KEY = "*"  # of a batch in which the same caller may stand as often as he asks
ARRAYS = ("text[]",)  # what one caller may pass; in a batch every type may be an array
FUNCTION_FOLDERS = ("core", "api")  # api functions call core ones

HEADER = re.compile(r"-- ([a-z_]+): *(.*)")
CONTINUATION = re.compile(r"--  +(.*)")
NAME = re.compile(r"[a-z][a-z0-9_]*")
MIGRATION = re.compile(r"(\d{4})_[a-z0-9_]+")
TOKEN = re.compile(
    r"""(?P<comment>--[^\n]*|/\*.*?\*/)
      | (?P<text>[eE]'(?:\\.|''|[^'\\])*'|'(?:''|[^'])*'|"(?:""|[^"])*"
            |\$(?P<tag>[a-z_]*)\$.*?\$(?P=tag)\$)
      | (?P<position>\$\d+)
      | (?P<param>(?<![:\w]):(?P<name>[a-z_]\w*)
            (?P<cast>\s*::\s*(?P<type>double\s+precision|[a-z_]\w*)(?P<array>\s*\[\s*\])?)?)
      | (?P<word>[A-Za-z_]\w*)
      | (?P<space>\s+)
      | (?P<other>::|.)""",
    re.VERBOSE | re.DOTALL,
)


class Mistake(Exception):
    """Something its author must correct, at a place."""

    def __init__(self, path, line, message):
        super().__init__(f"{path}:{line}: {message}")


@dataclass
class Param:
    name: str
    type: str


@dataclass
class Statement:
    path: Path
    name: str
    headers: dict = field(default_factory=dict)  # name -> (value, line)
    sql: str = ""
    sql_line: int = 1
    params: list = field(default_factory=list)
    columns: list = field(default_factory=list)

    def fail(self, message, line=None):
        raise Mistake(self.path, line or self.sql_line, message)

    def header(self, name):
        return self.headers.get(name, (None, 1))[0]

    @property
    def outcomes(self):
        return [word.strip() for word in self.header("outcomes").split(",")]

    @property
    def affinity(self):
        """The parameter that picks the write lane: as declared, else the caller, else none."""
        names = [param.name for param in self.params]
        declared = self.header("affinity")
        if declared or self.header("lane") != "write":
            return declared
        return "caller_id" if "caller_id" in names else None

    @property
    def batch_key(self):
        names = [param.name for param in self.params]
        return names.index(self.header("batch")) if self.header("batch") in names else -1


def split_headers(statement, text):
    """Takes the header lines off the top; returns the SQL below them."""
    lines = text.split("\n")
    last = None
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith("--"):
            statement.sql_line = number
            return "\n".join(lines[number - 1 :])
        header, more = HEADER.match(line), CONTINUATION.match(line)
        if header:
            last = header[1]
            if last not in HEADERS:
                statement.fail(f"unknown header '{last}' (known: {', '.join(HEADERS)})", number)
            if last in statement.headers:
                statement.fail(f"header '{last}' stands twice", number)
            statement.headers[last] = (header[2].strip(), number)
        elif more and last:
            value, first = statement.headers[last]
            statement.headers[last] = (f"{value} {more[1].strip()}", first)
        else:
            last = None
    statement.fail("there is no SQL", 1)


def tokens_of(statement, sql):
    line = statement.sql_line
    for match in TOKEN.finditer(sql):
        yield match, line
        line += match[0].count("\n")


def add_param(statement, match, line):
    """Numbers a parameter, the same name always alike; returns its text in the prepared SQL."""
    name = match["name"]
    if not match["cast"]:
        statement.fail(f"parameter :{name} needs a type, such as :{name}::uuid", line)
    kind = re.sub(r"\s+", " ", match["type"]) + ("[]" if match["array"] else "")
    if kind not in SCALARS and kind not in ARRAYS and kind.removesuffix("[]") not in SCALARS:
        statement.fail(f"parameter :{name} has the unknown type '{kind}'", line)
    if statement.header("batch"):
        if not kind.endswith("[]"):
            statement.fail(f"parameter :{name} of a batch must be an array, not {kind}", line)
    elif kind.endswith("[]") and kind not in ARRAYS:
        statement.fail(f"parameter :{name}: only {', '.join(ARRAYS)} outside a batch", line)
    element = kind.removesuffix("[]") if statement.header("batch") else kind
    for position, param in enumerate(statement.params, start=1):
        if param.name == name:
            if param.type != element:
                statement.fail(f"parameter :{name} is {param.type} before, {element} here", line)
            return f"${position}::{kind}"
    statement.params.append(Param(name, element))
    return f"${len(statement.params)}::{kind}"


def read_sql(statement, sql):
    """Replaces the parameters, drops comments and the closing semicolon."""
    out, ended = [], False
    for match, line in tokens_of(statement, sql):
        token = match[0]
        if match["comment"]:
            continue
        if ended and not match["space"]:
            statement.fail("a second statement: a file holds exactly one", line)
        if match["position"]:
            statement.fail(f"{token}: parameters have names, such as :member_id::uuid", line)
        if token == ";":
            ended = True
        elif match["param"]:
            out.append(add_param(statement, match, line))
        else:
            out.append(token)
    statement.sql = "".join(out).strip()


def column_name(statement, item, line):
    """The name of one entry of the SELECT list: `name`, `alias.name` or `… AS name`."""
    words = [token for token in item if token.strip()]
    if len(words) == 1 or (len(words) == 3 and words[1] == "."):
        name = words[-1]
    elif len(words) > 2 and words[-2].upper() == "AS":
        name = words[-1]
    else:
        name = ""
    if not NAME.fullmatch(name):
        text = re.sub(r"\s+", " ", "".join(item)).strip()
        statement.fail(f"column '{text}' has no plain name: write `… AS name`", line)
    return name


def read_columns(statement, sql):
    """Names the result's columns from the SELECT list."""
    depth, item, started = 0, [], False
    for match, line in tokens_of(statement, sql):
        token = match[0]
        if match["comment"] or (not started and match["space"]):
            continue
        if not started:
            if token.upper() != "SELECT":
                statement.fail("a statement starts with SELECT and its list of columns", line)
            started = True
            continue
        depth += (token in "([") - (token in ")]")
        if depth == 0 and (token in ",;" or token.upper() == "FROM"):
            statement.columns.append(column_name(statement, item, line))
            item = []
            if token != ",":
                return
        else:
            item.append(token)
    statement.columns.append(column_name(statement, item, line))


def check_headers(statement):
    for name in ("lane", "outcomes"):
        if not statement.header(name):
            statement.fail(f"header '-- {name}: …' is missing", 1)
    lane, line = statement.headers["lane"]
    if lane not in LANES:
        statement.fail(f"lane '{lane}' is none of {', '.join(LANES)}", line)
    line = statement.headers["outcomes"][1]
    for outcome in statement.outcomes:
        if not NAME.fullmatch(outcome):
            statement.fail(f"outcome '{outcome}' is not a plain name", line)
        if statement.outcomes.count(outcome) > 1:
            statement.fail(f"outcome '{outcome}' stands twice", line)
    if "ok" not in statement.outcomes:
        statement.fail("outcomes lack 'ok'", line)


def check_params(statement):
    names = [param.name for param in statement.params]
    for header in ("batch", "affinity"):
        value, line = statement.headers.get(header, (None, 1))
        if value is not None and value not in names and (header, value) != ("batch", ANY_KEY):
            statement.fail(f"{header} '{value}' is not a parameter of the statement", line)
    if statement.header("batch") == ANY_KEY and statement.header("lane") == "write":
        statement.fail("a batch of writes needs a key", statement.headers["batch"][1])
    if statement.header("affinity") and statement.header("lane") != "write":
        statement.fail("affinity is for the write lane only", statement.headers["affinity"][1])


def check_columns(statement):
    columns, batch = statement.columns, statement.header("batch")
    for column in ("outcome", "body"):
        if column not in columns:
            statement.fail(f"column '{column}' is missing")
    if len(set(columns)) != len(columns):
        statement.fail("two columns have the same name")
    if ("ord" in columns) != bool(batch):
        statement.fail("column 'ord' belongs to a batch, and only there")
    expected = (["ord"] if batch else []) + ["outcome", "body"]
    expected += ["replay_of"] if "replay_of" in columns else []
    if columns[: len(expected)] != expected:
        statement.fail(f"columns must start with {', '.join(expected)}")


def check_function(statement, sql):
    """One name everywhere: order_create.sql calls api.order_create and no other api function."""
    tokens = (match for match, _ in tokens_of(statement, sql))
    bare = "".join(token[0] for token in tokens if not token["comment"] and not token["text"])
    called = set(re.findall(r"\bapi\s*\.\s*(\w+)", bare))
    if called != {statement.name}:
        found = ", ".join(f"api.{name}" for name in sorted(called)) or "no api function"
        statement.fail(f"calls {found}; this file must call api.{statement.name} only")


def read_statement(path):
    statement = Statement(path, path.stem)
    if not NAME.fullmatch(path.stem):
        statement.fail(f"'{path.stem}' is not a statement's name (a-z, 0-9, _)", 1)
    sql = split_headers(statement, path.read_text(encoding="utf-8"))
    check_headers(statement)
    read_sql(statement, sql)
    check_params(statement)
    read_columns(statement, sql)
    check_columns(statement)
    check_function(statement, sql)
    return statement


@dataclass
class SchemaText:
    path: Path
    name: str  # as recorded in the database and said to people
    text: str

    @property
    def sha256(self):
        return hashlib.sha256(self.text.encode()).hexdigest()


def read_texts(folder, prefix=""):
    texts = []
    for path in sorted(folder.glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        if "\0" in text:
            raise Mistake(path, 1, "holds a NUL byte")
        texts.append(SchemaText(path, prefix + path.stem, text))
    return texts


def read_migrations(folder):
    migrations, numbers = read_texts(folder), {}
    for migration in migrations:
        match = MIGRATION.fullmatch(migration.name)
        if not match:
            raise Mistake(migration.path, 1, "a migration is called NNNN_name.sql")
        other = numbers.setdefault(match[1], migration)
        if other is not migration:
            raise Mistake(migration.path, 1, f"has the same number as {other.name}")
    return migrations


def read_functions(folder):
    return [text for name in FUNCTION_FOLDERS for text in read_texts(folder / name, f"{name}.")]


def schema_version(migrations, functions):
    """<last migration's number>-<12 hex digits over every function's name and text>"""
    digest = hashlib.sha256()
    for function in functions:
        digest.update(f"{function.name}\0{function.text}\0".encode())
    number = migrations[-1].name[:4] if migrations else "0000"
    return f"{number}-{digest.hexdigest()[:12]}"


GENERATED = "/* Made by db/sql2c.py; do not edit. */\n"
ESCAPES = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\r": "\\r", "?": "\\?"}


def c_string(text, indent="    "):
    """One literal per line of text: readable, and each piece far below any compiler's limit."""
    lines = text.split("\n")
    pieces = [line + "\\n" for line in map(c_escape, lines[:-1])]
    if lines[-1] or not pieces:
        pieces.append(c_escape(lines[-1]))
    return f"\n{indent}".join(f'"{piece}"' for piece in pieces)


def c_escape(line):
    return "".join(
        ESCAPES.get(char) or (f"\\{ord(char):03o}" if ord(char) < 32 else char) for char in line
    )


def constant(name):
    return f"DB_{name.upper()}"


def statements_h(statements):
    lines = [GENERATED + "#pragma once\n", "enum db_statement_id {"]
    lines += [f"    {constant(statement.name)}," for statement in statements]
    lines += ["    DB_STATEMENT_COUNT,", "};", "\n/* What db_call takes, by name: text, NULL for SQL NULL. */"]
    for statement in statements:
        if statement.params:
            names = [f"    const char *{param.name};" for param in statement.params]
            lines += [f"struct db_{statement.name}_params {{", *names, "};"]
    return "\n".join(lines + [""])


def statement_c(statement):
    def names(words):
        return "{" + ", ".join(f'"{word}"' for word in words) + "}"

    return f"""    [{constant(statement.name)}] = {{
        .name = "{statement.name}",
        .sql = {c_string(statement.sql, " " * 15)},
        .lane = DB_LANE_{statement.header("lane").upper()},
        .param_count = {len(statement.params)},
        .params = {names(param.name for param in statement.params)},
        .types = {names(param.type for param in statement.params)},
        .is_batch = {"true" if statement.header("batch") else "false"},
        .batch_key = {statement.batch_key},
        .column_count = {len(statement.columns)},
        .columns = {names(statement.columns)},
    }},
"""


def statements_c(statements):
    return (
        f'{GENERATED}#include "db/statement.h"\n#include "statements.h"\n\n'
        + "const struct db_statement db_statements[] = {\n"
        + "".join(map(statement_c, statements))
        + "};\n\nconst unsigned db_statement_count = DB_STATEMENT_COUNT;\n"
    )


def statements_json(statements):
    table = {
        statement.name: {
            "lane": statement.header("lane"),
            "params": [{"name": param.name, "type": param.type} for param in statement.params],
            "outcomes": statement.outcomes,
            "columns": statement.columns,
            "batch": statement.header("batch"),
            "affinity": statement.affinity,
        }
        for statement in statements
    }
    return json.dumps(table, indent=2) + "\n"


def schema_c(migrations, functions, demo):
    out = [f'{GENERATED}#include "db/schema.h"\n']
    out.append(f'const char schema_version[] = "{schema_version(migrations, functions)}";\n')
    for name, texts in (("migration", migrations), ("function", functions), ("demo", demo)):
        out.append(f"const struct schema_text schema_{name}s[] = {{")
        for text in texts:
            literal = c_string(text.text, "     ")
            out.append(f'    {{"{text.name}", "{text.sha256}",\n     {literal}}},')
        out.append(f"}};\nconst unsigned schema_{name}_count = {len(texts)};\n")
    return "\n".join(out)


def depfile(target, folders):
    """Folders too: a file that appears or goes must build again."""
    needed = [Path(__file__), *folders]
    needed += [path for folder in folders for path in sorted(folder.glob("*.sql"))]
    escaped = [str(path).replace(" ", "\\ ") for path in needed]
    return f"{target}: {' '.join(escaped)}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--statements", type=Path, required=True, help="folder of db/sql")
    parser.add_argument("--schema", type=Path, required=True, help="folder of schema")
    parser.add_argument("--out", type=Path, required=True, help="folder for what is made")
    parser.add_argument("--depfile", type=Path, help="write make-style dependencies here")
    args = parser.parse_args()

    statements = [read_statement(path) for path in sorted(args.statements.glob("*.sql"))]
    migrations = read_migrations(args.schema / "migrations")
    functions = read_functions(args.schema / "functions")
    demo = read_texts(args.schema / "demo")
    made = {
        "statements.h": statements_h(statements),
        "statements.c": statements_c(statements),
        "statements.json": statements_json(statements),
        "schema.c": schema_c(migrations, functions, demo),
    }
    args.out.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (args.out / name).write_text(content, encoding="utf-8")
    if args.depfile:
        folders = [args.statements, args.schema / "migrations", args.schema / "demo"]
        folders += [args.schema / "functions" / name for name in FUNCTION_FOLDERS]
        args.depfile.write_text(depfile(args.out / "statements.c", folders), encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except Mistake as mistake:
        sys.exit(str(mistake))
