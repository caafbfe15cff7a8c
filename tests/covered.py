"""Which lines of C and which statements of PL/pgSQL ran, and which declared refusals were answered.

covered.py add KEPT DATABASE-URL REACHED...: what ran in a database, and what pytest's option --reached has
written, into the file KEPT, to which every run adds.
covered.py show BUILD-FOLDER ROOT KEPT: all of it. Exit status 1: fewer lines of api and db than LINES_LEAST.

The build counts lines (LGH_COVERAGE), the databases count statements (plpgsql_check's profiler,
preloaded). Functions in plain SQL are one statement each, and branches inside a statement (CASE, WHERE)
are not told apart.
"""
import contextlib
import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import psycopg2

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "api"))

# pylint: disable=wrong-import-position
from harness import contract as contracts  # noqa: E402

FOLDERS = ("api", "db")
LINES_LEAST = 85  # percent
SHOWN_BELOW = 85
STATEMENTS = """
    SELECT f.oid::regprocedure::text, s.stmtid, s.lineno, s.stmtname, coalesce(s.exec_stmts, 0) > 0
    FROM pg_proc AS f JOIN pg_language AS l ON l.oid = f.prolang AND l.lanname = 'plpgsql'
    CROSS JOIN LATERAL plpgsql_profiler_function_statements_tb(f.oid::regprocedure) AS s
    WHERE f.pronamespace IN ('core'::regnamespace, 'api'::regnamespace)
      AND s.stmtname <> 'statement block'"""


def lines_of(build, root):
    """path -> line -> how often it ran."""
    counts = defaultdict(lambda: defaultdict(int))
    notes = sorted(path for path in Path(build).rglob("*.gcno") if path.parts[-2] != "gen")
    for start in range(0, len(notes), 50):
        done = subprocess.run(["gcov", "--json-format", "--stdout", *map(str, notes[start:start + 50])],
                              cwd=build, capture_output=True, text=True, check=True)
        for text in filter(None, done.stdout.splitlines()):
            told = json.loads(text)
            for file in told["files"]:
                path = (Path(told["current_working_directory"]) / file["file"]).resolve()
                if not path.is_relative_to(root) or path.relative_to(root).parts[0] not in FOLDERS:
                    continue
                for line in file["lines"]:
                    counts[str(path.relative_to(root))][line["line_number"]] += line["count"]
    return counts


def statements_of(url):
    """function -> statement -> (line of its body, what it is, whether it ran)."""
    found = defaultdict(dict)
    with contextlib.closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS plpgsql_check; SET plpgsql_check.profiler = off")
        cursor.execute(STATEMENTS)
        for function, number, line, name, did_run in cursor:
            found[function][str(number)] = [line, name, did_run]
        connection.rollback()
    return found


def kept_in(path):
    if not os.path.exists(path):
        return {"statements": {}, "refusals": []}
    return json.loads(Path(path).read_text(encoding="utf-8"))


def add(path, url, *reached):
    """What was there of functions that are no more, or have other statements now, is forgotten."""
    kept, now = kept_in(path), statements_of(url)
    for function, statements in now.items():
        before = kept["statements"].get(function, {})
        if [one[:2] for one in before.values()] == [one[:2] for one in statements.values()]:
            for number, statement in statements.items():
                statement[2] = statement[2] or before[number][2]
    contract = contracts.load()
    contract.refusals = {(name, code) for name, code in kept["refusals"]}
    for file in filter(os.path.exists, reached):
        contract.take(file)
    Path(path).write_text(json.dumps({"statements": now, "refusals": sorted(contract.refusals)}),
                          encoding="utf-8")


def percent(ran, of):
    return 100 * ran / of if of else 100.0


def tell_lines(counts):
    """The table of files; the percentage of all."""
    ran = of = 0
    for path, lines in sorted(counts.items()):
        there = sum(1 for count in lines.values() if count)
        ran, of = ran + there, of + len(lines)
        if percent(there, len(lines)) < SHOWN_BELOW:
            missed = [str(line) for line, count in sorted(lines.items()) if not count]
            print(f"  {path}: {percent(there, len(lines)):.0f} % of {len(lines)}, not"
                  f" {' '.join(missed[:40])}{' …' if len(missed) > 40 else ''}")
    print(f"C: {ran} of {of} lines of {' and '.join(FOLDERS)} ran, {percent(ran, of):.1f} %")
    return percent(ran, of)


def tell_statements(found):
    ran = of = 0
    never = []
    for function, statements in sorted(found.items()):
        there = sum(1 for _, _, did_run in statements.values() if did_run)
        ran, of = ran + there, of + len(statements)
        if not there:
            never.append(function)
        elif there < len(statements):
            missed = [f"{line} {name}" for line, name, did_run in statements.values() if not did_run]
            print(f"  {function}: not {', '.join(missed)}")
    for function in never:
        print(f"  {function}: never")
    print(f"PL/pgSQL: {ran} of {of} statements of {len(found)} functions ran, {percent(ran, of):.1f} %")


def tell_refusals(declared, answered):
    """Those of the contract's x-outcomes that no test of the API was answered."""
    for name, code in sorted(declared - answered):
        print(f"  {name}: never {code}")
    print(f"refusals: {len(declared & answered)} of {len(declared)} were answered,"
          f" {percent(len(declared & answered), len(declared)):.1f} %")


def show(build, root, path):
    kept = kept_in(path)
    counts = lines_of(build, Path(root).resolve())
    tell_statements(kept["statements"])
    tell_refusals(contracts.load().declared_refusals(), {tuple(one) for one in kept["refusals"]})
    return 0 if tell_lines(counts) >= LINES_LEAST else 1


def main(what, *words):
    return {"add": add, "show": show}[what](*words)


sys.exit(main(*sys.argv[1:]))
