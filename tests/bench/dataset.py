"""Data sets of the bench, by a recipe: a city of 10,000 stations and as many members as wanted, each
with a wallet, two lots and three journals (BENEFITS), or a tree of unions with a tenth as many
organisations as members, and people who ask to join (UNION), or the city's stations alone (STATIONS). Loaded once into the database
<recipe>_<members> and kept; runs that write get a copy.

Members are numbered 1 … members; ids and amounts follow from the number (data/ids.sql)."""
import concurrent.futures
import dataclasses
import datetime
import hashlib
import json
import os
import subprocess
import threading
import time

import psycopg2
from psycopg2 import sql

LOTTERY_ID = "00000051-0000-7000-8000-000000000002"
LOTTERY_SEED = hashlib.sha256(b"bench lottery").hexdigest()  # which the server seals
SKU_ID = "00000063-0000-7000-8000-000000000001"
ENTERPRISE_ID = "00000043-0000-7000-8000-000000000000"  # in the district of the administrator
ADMIN_ID = "00000044-0000-7000-8000-000000000000"
CITY_STATIONS = 10_000  # beside any number of members
MEMBERS_MAX = 9_000_000  # tickets of the past lottery, whose prize has a stock of 10,000,000
CHUNK = 250_000  # members in one statement
KEPT_DAYS = 25  # from 30 days after the load on, the first lots expire: no longer the same work

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")


@dataclasses.dataclass(frozen=True)
class Recipe:
    """Files of data/, in order: some once, some for each chunk of members, one at the end. Two
    sessions load the streams at once, each appending to its tables round by round, as time did."""

    name: str  # databases are called <name>_<members>
    once: tuple
    streams: tuple  # of (file, round) lists; none: what is counted as members are stations
    last: str | None

    def database(self, members):
        return f"{self.name}_{members}"


# So a member's three entries lie on three pages, as they do in production.
BENEFITS = Recipe(
    "bench", ("organisations.sql", "offers.sql", "stations.sql"),
    ((("entries.sql", 1), ("entries.sql", 2), ("entries.sql", 3), ("lots.sql", 1), ("lots.sql", 3)),
     (("members.sql", 1), ("journals.sql", 1), ("journals.sql", 2), ("journals.sql", 3),
      ("draws.sql", 2), ("grants.sql", 3))),
    "totals.sql")
UNION = Recipe(
    "bench_union", ("union.sql",),
    ((("union_people.sql", 1), ("union_members.sql", 1)), (("union_memberships.sql", 1),)),
    "union_applications.sql")
STATIONS = Recipe("bench_stations", ("organisations.sql", "stations.sql"), (), None)
# Triggers and foreign keys would look at every row; what is loaded has to satisfy the
# core.*_violations() functions instead.
BULK_OPTIONS = "-c session_replication_role=replica -c synchronous_commit=off -c jit=off"


def member_id(n):
    """The id of member n, 1 … members; the number on the card is 10000000 + n."""
    return f"00000001-0000-7000-8000-{n:012x}"


def id_number(n):
    """The ID number of person n of a union, as data/papers.sql makes it (GB 11643)."""
    born = datetime.date(1960, 1, 1) + datetime.timedelta(days=n // 1000)
    digits = f"320706{born:%Y%m%d}{n % 1000:03}"
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(digits))
    return digits + "10X98765432"[total % 11]


def admin_id(n):
    """The id of administrator n of the city, 0 … 7, in a union."""
    return f"00000044-0000-7000-8000-{n:012x}"


def database_url(cluster_url, name):
    """The URL of another database of the same cluster."""
    place, mark, options = cluster_url.partition("?")
    return f"{place.rpartition('/')[0]}/{name}{mark}{options}"


def ensure(cluster_url, binary, members, log, recipe=BENEFITS):
    """The URL of the database with so many members, loaded now unless it is there already.

    binary is the program, whose schema the database gets; log takes a line of progress."""
    if not 1 <= members <= MEMBERS_MAX:
        raise ValueError(f"a data set has 1 to {MEMBERS_MAX} members, not {members}")
    name = recipe.database(members)
    url = database_url(cluster_url, name)
    if _is_usable(cluster_url, binary, recipe, name):
        return url
    drop(cluster_url, name)
    _execute(cluster_url, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    started = time.monotonic()
    migrated = _migrate(binary, url)
    if migrated.returncode != 0:
        raise RuntimeError(f"migrate failed: {migrated.stdout[-800:]}{migrated.stderr[-800:]}")
    _load(url, members, log, recipe)
    log(f"{members:,} members: vacuum and checkpoint")
    _settle(url)
    _execute(cluster_url, sql.SQL("COMMENT ON DATABASE {} IS {}").format(
        sql.Identifier(name), sql.Literal(json.dumps(_marker(url, recipe)))))
    log(f"{members:,} members: loaded in {time.monotonic() - started:.0f} s")
    return url


def copy(cluster_url, source_name, name):
    """A copy of a database to write to; replaces one of that name. Nobody may use the source."""
    drop(cluster_url, name)
    _execute(cluster_url, sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
        sql.Identifier(name), sql.Identifier(source_name)))
    return database_url(cluster_url, name)


def drop(cluster_url, name):
    """Drops a database, if it is there, and whoever is connected to it."""
    _execute(cluster_url, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
        sql.Identifier(name)))


def _execute(url, statement, *params):
    """One statement outside of any transaction block; its rows."""
    connection = psycopg2.connect(url, application_name="bench data")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, params or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def _migrate(binary, url):
    """Brings the schema up to date: functions may change under the data."""
    return subprocess.run([binary, "migrate"], env={**os.environ, "LGH_DATABASE_URL": url},
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def _marker(url, recipe):
    """What a loaded database says of itself: by which files, with which key of the blind indexes and
    into which tables, and when."""
    files = hashlib.sha256(repr((recipe, LOTTERY_ID, LOTTERY_SEED, SKU_ID, os.environ["LGH_INDEX_KEY"])).encode())
    for name in sorted(os.listdir(DATA)):
        with open(os.path.join(DATA, name), "rb") as file:
            files.update(name.encode() + b"\0" + file.read() + b"\0")
    migrations = _execute(url, "SELECT name, checksum FROM core.migrations ORDER BY name")
    return {"files": files.hexdigest(),
            "migrations": hashlib.sha256(repr(migrations).encode()).hexdigest(),
            "loaded_on": _today().isoformat()}


def _today():
    """The beginning of today in Shanghai, whose clock the database goes by."""
    shanghai = datetime.timezone(datetime.timedelta(hours=8))
    return datetime.datetime.now(shanghai).replace(hour=0, minute=0, second=0, microsecond=0)


def _is_usable(cluster_url, binary, recipe, name):
    """Whether the database was loaded to the end, lately, by these files into these tables."""
    found = _execute(cluster_url, "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
                                  " WHERE datname = %s", name)
    if not found or not found[0][0]:
        return False
    marker = json.loads(found[0][0])
    age = _today() - datetime.datetime.fromisoformat(marker["loaded_on"])
    url = database_url(cluster_url, name)
    if not 0 <= age.days <= KEPT_DAYS or _migrate(binary, url).returncode != 0:
        return False
    return {**_marker(url, recipe), "loaded_on": None} == {**marker, "loaded_on": None}


def _load(url, members, log, recipe):
    """Fills the empty schema: the city first, then the members in two sessions at once."""
    given = {"members": members, "today": _today().isoformat(), "lottery_id": LOTTERY_ID,
             "lottery_seed": LOTTERY_SEED, "sku_id": SKU_ID,
             "stations": CITY_STATIONS if recipe.streams else members}
    for name in recipe.once:
        _run_file(url, name, given)
    if not recipe.streams:
        return
    log(f"{members:,} members: loading")
    chunks = [(first, min(first + CHUNK - 1, members)) for first in range(1, members + 1, CHUNK)]
    progress = _Progress(members, len(chunks) * sum(map(len, recipe.streams)), log)
    with concurrent.futures.ThreadPoolExecutor(max(1, len(recipe.streams))) as sessions:
        try:
            for loaded in [sessions.submit(_run_stream, url, stream, chunks, given, progress)
                           for stream in recipe.streams]:
                loaded.result()
        except BaseException:  # also Ctrl-C: nobody waits for the rest of the load
            progress.failed = True
            raise
    if recipe.last:
        _run_file(url, recipe.last, given, BULK_OPTIONS)


class _Progress:
    """Counts the parts of a load and says every tenth of it; tells the sessions when one failed."""

    def __init__(self, members, parts, log):
        self.members, self.parts, self.log = members, parts, log
        self.done = 0
        self.failed = False
        self.lock = threading.Lock()

    def part_done(self):
        with self.lock:
            before, self.done = self.done * 10 // self.parts, self.done + 1
            now = self.done * 10 // self.parts
            if now > before:
                self.log(f"{self.members:,} members: {now * 10} % loaded")


def _run_stream(url, stream, chunks, given, progress):
    """One session's files, each over all members; ends early when the other session failed."""
    try:
        for name, number in stream:
            for first, last in chunks:
                if progress.failed:
                    return
                _run_file(url, name, {**given, "round": number, "first": first, "last": last},
                          BULK_OPTIONS)
                progress.part_done()
    except RuntimeError:
        progress.failed = True
        raise


def _run_file(url, name, given, options=""):
    """Runs a file of data/ in psql with these variables; options are PostgreSQL's settings."""
    words = [word for pair in given.items() for word in ("-v", "{}={}".format(*pair))]
    done = subprocess.run(
        ["psql", "-X", "-q", "-o", os.devnull, "-v", "ON_ERROR_STOP=1", *words,
         "-f", os.path.join(DATA, name), url],
        env={**os.environ, "PGOPTIONS": options}, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{name}: {done.stderr[-800:]}")


def _settle(url):
    """Leaves nothing for autovacuum or a checkpoint to do while something is measured."""
    tables = [name for (name,) in _execute(
        url, "SELECT c.oid::regclass::text FROM pg_class AS c"
             " WHERE c.relnamespace = 'core'::regnamespace AND c.relkind = 'r'"
             " ORDER BY pg_table_size(c.oid) DESC")]
    with concurrent.futures.ThreadPoolExecutor(2) as sessions:
        for done in [sessions.submit(_execute, url, f"VACUUM (FREEZE, ANALYZE) {table}")
                     for table in tables]:
            done.result()
    _execute(url, "CHECKPOINT")
