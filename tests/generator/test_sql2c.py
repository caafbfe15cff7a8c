"""What db/sql2c.py makes of good input, and what it says about every kind of bad input."""
import json
import os
import subprocess
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GENERATOR = os.path.join(ROOT, "db", "sql2c.py")

ME_POINTS = """\
-- lane: read
-- outcomes: ok
SELECT outcome, body FROM api.me_points(caller_id => :caller_id::uuid);
"""

LOTTERY_DRAW = """\
-- lane: write
-- batch: caller_id
-- affinity: lottery_id
-- outcomes: ok, sold_out,
--           insufficient_points
-- One statement for all who wait.
SELECT ord, outcome, body, replay_of
FROM api.lottery_draw( -- :not_a_param '
    :lottery_id::uuid[], :caller_id::uuid[], :nonce::text[], :caller_id::uuid[])
"""

GOLDEN_STATEMENT = r'''    [DB_LOTTERY_DRAW] = {
        .name = "lottery_draw",
        .sql = "SELECT ord, outcome, body, replay_of\n"
               "FROM api.lottery_draw( \n"
               "    $1::uuid[], $2::uuid[], $3::text[], $2::uuid[])",
        .lane = DB_LANE_WRITE,
        .param_count = 3,
        .params = {"lottery_id", "caller_id", "nonce"},
        .types = {"uuid", "uuid", "text"},
        .is_batch = true,
        .batch_key = 1,
        .column_count = 4,
        .columns = {"ord", "outcome", "body", "replay_of"},
    },
'''


class Project:
    """A source tree of its own."""

    def __init__(self, root):
        self.root = root
        for folder in ("sql", "schema/migrations", "schema/functions/core",
                       "schema/functions/api", "schema/demo"):
            (root / folder).mkdir(parents=True)

    def write(self, path, text):
        (self.root / path).write_text(text, encoding="utf-8")

    def run(self, *more):
        return subprocess.run(
            [sys.executable, GENERATOR, "--statements", "sql", "--schema", "schema",
             "--out", "out", *more],
            cwd=self.root, capture_output=True, text=True, check=False)

    def make(self, *more):
        result = self.run(*more)
        assert result.returncode == 0, result.stderr
        return result

    def read(self, name):
        return (self.root / "out" / name).read_text(encoding="utf-8")


@pytest.fixture(name="project")
def project_fixture(tmp_path):
    return Project(tmp_path)


def test_sql2c_writes_statements_in_file_name_order(project):
    project.write("sql/me_points.sql", ME_POINTS)
    project.write("sql/lottery_draw.sql", LOTTERY_DRAW)
    project.make()
    assert GOLDEN_STATEMENT in project.read("statements.c")
    header = project.read("statements.h")
    order = ["DB_LOTTERY_DRAW,", "DB_ME_POINTS,", "DB_STATEMENT_COUNT,"]
    assert [line.strip() for line in header.splitlines() if "DB_" in line] == order


def test_sql2c_tells_the_contract_generator(project):
    project.write("sql/me_points.sql", ME_POINTS)
    project.write("sql/lottery_draw.sql", LOTTERY_DRAW)
    project.make()
    assert json.loads(project.read("statements.json")) == {
        "lottery_draw": {
            "lane": "write",
            "params": [
                {"name": "lottery_id", "type": "uuid"},
                {"name": "caller_id", "type": "uuid"},
                {"name": "nonce", "type": "text"},
            ],
            "outcomes": ["ok", "sold_out", "insufficient_points"],
            "columns": ["ord", "outcome", "body", "replay_of"],
            "batch": "caller_id",
            "affinity": "lottery_id",
        },
        "me_points": {
            "lane": "read",
            "params": [{"name": "caller_id", "type": "uuid"}],
            "outcomes": ["ok"],
            "columns": ["outcome", "body"],
            "batch": None,
            "affinity": None,
        },
    }


def test_sql2c_makes_batches_of_reads_without_a_key(project):
    project.write("sql/me_points.sql", "-- lane: read\n-- batch: *\n-- outcomes: ok\n"
                  "SELECT ord, outcome, body FROM api.me_points(:caller_id::uuid[])")
    project.make()
    assert ".is_batch = true,\n        .batch_key = -1," in project.read("statements.c")
    assert json.loads(project.read("statements.json"))["me_points"]["batch"] == "*"


def test_sql2c_writes_affine_to_their_caller_by_default(project):
    project.write("sql/spend.sql", "-- lane: write\n-- outcomes: ok\n"
                  "SELECT outcome, body FROM api.spend(:x::bigint, :caller_id::uuid)")
    project.make()
    assert json.loads(project.read("statements.json"))["spend"]["affinity"] == "caller_id"


def test_sql2c_leaves_casts_texts_and_named_arguments_alone(project):
    project.write("sql/odd.sql", "-- lane: slow\n-- outcomes: ok\n"
                  "SELECT 'a :b::text'::text AS outcome, o.body, \"x\" AS more\n"
                  "FROM api.odd(size => :size::double  precision, tags => :tags::text[], "
                  "$q$:c$q$) o /* :d */")
    project.make()
    text = project.read("statements.c")
    assert "'a :b::text'::text AS outcome" in text
    assert "size => $1::double precision, tags => $2::text[], $q$:c$q$) o" in text
    assert "/* :d" not in text
    assert '.columns = {"outcome", "body", "more"}' in text


def header_of(lane="read", outcomes="ok", more=""):
    return f"-- lane: {lane}\n-- outcomes: {outcomes}\n{more}"


SELECT = "SELECT outcome, body FROM api.it(:a::uuid)\n"
BATCH = "SELECT ord, outcome, body FROM api.it(:a::uuid[])\n"
BAD = {
    "unknown header": (header_of(more="-- lain: read\n") + SELECT, 3, "unknown header 'lain'"),
    "header twice": (header_of(more="-- lane: read\n") + SELECT, 3, "stands twice"),
    "no lane": ("-- outcomes: ok\n" + SELECT, 1, "'-- lane: …' is missing"),
    "no outcomes": ("-- lane: read\n" + SELECT, 1, "'-- outcomes: …' is missing"),
    "bad lane": (header_of(lane="fast") + SELECT, 1, "lane 'fast'"),
    "no ok": (header_of(outcomes="sold_out") + SELECT, 2, "lack 'ok'"),
    "outcome twice": (header_of(outcomes="ok, a, a") + SELECT, 2, "'a' stands twice"),
    "bad outcome": (header_of(outcomes="ok, Sold-Out") + SELECT, 2, "not a plain name"),
    "unknown type": (header_of() + "SELECT outcome, body\nFROM api.it(:a::integer)", 4,
                     "unknown type 'integer'"),
    "no type": (header_of() + "SELECT outcome, body FROM api.it(:a)", 3, "needs a type"),
    "two types": (header_of() + "SELECT outcome, body FROM api.it(:a::text, :a::uuid)", 3,
                  "is text before, uuid here"),
    "position": (header_of() + "SELECT outcome, body FROM api.it($1)", 3, "parameters have names"),
    "array outside a batch": (header_of() + "SELECT outcome, body FROM api.it(:a::uuid[])", 3,
                              "only text[] outside a batch"),
    "scalar in a batch": (header_of(lane="write", more="-- batch: a\n")
                          + "SELECT ord, outcome, body FROM api.it(:a::uuid)", 4,
                          "must be an array"),
    "batch of writes without a key": (header_of(lane="write", more="-- batch: *\n") + BATCH, 3,
                                      "a batch of writes needs a key"),
    "batch of nothing": (header_of(lane="write", more="-- batch: b\n") + BATCH, 3,
                         "batch 'b' is not a parameter"),
    "affinity of nothing": (header_of(lane="write", more="-- affinity: b\n") + SELECT, 3,
                            "affinity 'b' is not a parameter"),
    "affinity of a read": (header_of(more="-- affinity: a\n") + SELECT, 3, "write lane only"),
    "no ord": (header_of(lane="write", more="-- batch: a\n")
               + "SELECT outcome, body FROM api.it(:a::uuid[])", 4, "'ord' belongs to a batch"),
    "ord outside a batch": (header_of() + "SELECT ord, outcome, body FROM api.it(:a::uuid)", 3,
                            "'ord' belongs to a batch"),
    "no outcome": (header_of() + "SELECT body FROM api.it(:a::uuid)", 3, "'outcome' is missing"),
    "no body": (header_of() + "SELECT outcome FROM api.it(:a::uuid)", 3, "'body' is missing"),
    "order of columns": (header_of() + "SELECT body, outcome FROM api.it(:a::uuid)", 3,
                         "must start with outcome, body"),
    "replay_of later": (header_of() + "SELECT outcome, body, x, replay_of FROM api.it()", 3,
                        "must start with outcome, body, replay_of"),
    "same column": (header_of() + "SELECT outcome, body, body FROM api.it()", 3, "the same name"),
    "nameless column": (header_of() + "SELECT outcome,\n  body::json FROM api.it()", 4,
                        "'body::json' has no plain name"),
    "star": (header_of() + "SELECT * FROM api.it()", 3, "'*' has no plain name"),
    "no select": (header_of() + "CALL api.it()", 3, "starts with SELECT"),
    "two statements": (header_of() + SELECT.rstrip() + ";\nSELECT 1", 4, "a second statement"),
    "other function": (header_of() + "SELECT outcome, body FROM api.other(:a::uuid)", 3,
                       "calls api.other; this file must call api.it only"),
    "no function": (header_of() + "SELECT outcome, body FROM core.it", 3, "no api function"),
    "no SQL": (header_of(), 1, "there is no SQL"),
}


@pytest.mark.parametrize("case", BAD)
def test_sql2c_stops_at_a_mistake(project, case):
    text, line, message = BAD[case]
    project.write("sql/it.sql", text)
    result = project.run()
    assert result.returncode == 1
    assert result.stderr.startswith(f"sql/it.sql:{line}: "), result.stderr
    assert message in result.stderr
    assert not (project.root / "out").exists()


def test_sql2c_wants_plain_file_names(project):
    project.write("sql/Me-Points.sql", ME_POINTS)
    assert "sql/Me-Points.sql:1: 'Me-Points' is not" in project.run().stderr


def test_sql2c_embeds_the_schema(project):
    project.write("schema/migrations/0001_first.sql", 'SELECT "a";\n-- 连云港\t\\ ??=\nlast')
    project.write("schema/functions/api/b.sql", "B")
    project.write("schema/functions/core/z.sql", "Z")
    project.write("schema/demo/01.sql", "")
    project.make()
    text = project.read("schema.c")
    assert ('"SELECT \\"a\\";\\n"\n     "-- 连云港\\t\\\\ \\?\\?=\\n"\n     "last"') in text
    assert text.index('{"core.z"') < text.index('{"api.b"')
    assert "schema_migration_count = 1;" in text
    assert "schema_function_count = 2;" in text
    assert "schema_demo_count = 1;" in text


def version_of(project):
    project.make()
    line = next(line for line in project.read("schema.c").splitlines() if "schema_version" in line)
    return line.split('"')[1]


def test_sql2c_version_follows_migrations_and_functions(project):
    empty = version_of(project)
    assert empty.startswith("0000-") and len(empty) == 17
    project.write("schema/migrations/0003_third.sql", "SELECT 3")
    assert version_of(project) == empty.replace("0000", "0003")
    project.write("schema/functions/core/a.sql", "one")
    one = version_of(project)
    project.write("schema/functions/core/a.sql", "two")
    two = version_of(project)
    project.write("schema/demo/01.sql", "demo")
    assert len({empty, one, two}) == 3
    assert version_of(project) == two


@pytest.mark.parametrize("names, message", [
    (["first"], "a migration is called NNNN_name.sql"),
    (["0001_a", "0001_b"], "has the same number as 0001_a"),
])
def test_sql2c_wants_numbered_migrations(project, names, message):
    for name in names:
        project.write(f"schema/migrations/{name}.sql", "SELECT 1")
    result = project.run()
    assert result.returncode == 1
    assert message in result.stderr


def test_sql2c_depfile_names_files_and_folders(project):
    project.write("sql/me_points.sql", ME_POINTS)
    project.write("schema/functions/core/a.sql", "SELECT 1")
    project.make("--depfile", "made.d")
    target, needed = (project.root / "made.d").read_text(encoding="utf-8").split(": ")
    assert target == "out/statements.c"
    assert {"sql", "sql/me_points.sql", "schema/functions/core/a.sql",
            "schema/functions/api"} <= set(needed.split())


def test_sql2c_output_compiles(project):
    project.write("sql/me_points.sql", ME_POINTS)
    project.write("sql/lottery_draw.sql", LOTTERY_DRAW)
    project.write("schema/migrations/0001_long.sql", "-- 积分 ?? \" \\\n" * 5000)
    project.make()
    for name in ("statements.c", "schema.c"):
        subprocess.run(["cc", "-std=gnu11", "-Wall", "-Wextra", "-Werror", f"-I{ROOT}",
                        "-fsyntax-only", f"out/{name}"], cwd=project.root, check=True)
