"""Load: one run of wrk against a server, or of pgbench against PostgreSQL, and what it counted."""

import json
import re
import secrets
import subprocess
import threading
import time
from pathlib import Path

import psycopg2

import dataset
from work import PLACE, POINTS_PRICE, SPREAD_SKUS, operation_of, plain_sql

REQUESTS = Path(__file__).with_name("requests.lua")
GENERATOR_THREADS = 2
REQUEST_TIMEOUT_S = 10  # longer than any server's own limit, so that theirs is what counts
PATIENCE_S = 60  # how much longer a generator may take than it was told
WARM_UP_S = 2
PGBENCH_WARM_UP_S = 3
IDLE_POLL_S = 0.05
IDLE_POLLS = 4  # so many times in a row nobody works
IDLE_LIMIT_S = 30


class LoadError(Exception):
    """A run that cannot be counted, as a sentence."""


def failure(words, said):
    """LoadError with the reason that a generator gave."""
    lines = said.strip().splitlines() or ["no word why"]
    reason = next((line for line in lines if "ERROR" in line), lines[-1])
    return LoadError(f"{Path(words[0]).name} failed: {reason[:300]}")


def wrk(base_url, tokens, work, connections, seconds, more=None, may_refuse=False):
    """Counts of one run over HTTP; LoadError if a single request went wrong. more: what else
    requests.lua must know for this work. may_refuse: who is refused does not count, and is no fault."""
    settings = {
        "tokens": tokens,
        "weights": ",".join(f"{name}={percent}" for name, percent in work.weights.items()),
        "run": secrets.token_hex(10),
        "lottery": dataset.LOTTERY_ID,
        "sku": dataset.SKU_ID,
        "points": POINTS_PRICE,
        "skus": SPREAD_SKUS,
        **vars(PLACE),
        **(more or {}),
    }
    words = [
        "wrk", f"-t{min(GENERATOR_THREADS, connections)}", f"-c{connections}", f"-d{seconds}s",
        f"--timeout={REQUEST_TIMEOUT_S}s", "--latency", "-s", str(REQUESTS), base_url, "--",
        *(f"{name}={value}" for name, value in settings.items()),
    ]
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=seconds + PATIENCE_S, check=False)
    except subprocess.TimeoutExpired:
        raise LoadError("wrk did not end") from None
    if done.returncode != 0:
        raise failure(words, done.stderr or done.stdout)
    found = re.search(r"^RESULT (.*)$", done.stdout, re.MULTILINE)
    if not found:
        raise LoadError(f"wrk said nothing of its result: {done.stdout[-300:]}")
    counts = json.loads(found[1])
    if may_refuse:
        counts["refused"] = counts["errors"].pop("status")
        counts["requests"] -= counts["refused"]
    wrong = {name: count for name, count in counts.pop("errors").items() if count}
    if wrong or not counts["requests"]:
        told = ", ".join(f"{count} × {name}" for name, count in wrong.items())
        raise LoadError(f"of {counts['requests']} requests failed: {told or 'all'}")
    return {**counts, "rate": counts["requests"] / counts["seconds"],
            "answered": wrk_answered(work, counts, connections)}


def wrk_answered(work, counts, connections):
    """Operation -> how many were answered at least. wrk cannot tell the answers of a mix apart, so
    there it is what was sent, without what may have been under way at the end and without the one
    request that wrk makes at the start for itself."""
    if len(work.weights) == 1:
        return {operation_of(work.name): counts["requests"]}
    return {name: max(0, sent - connections - 1) for name, sent in counts["sent"].items()}


def pgbench(url, work, clients, seconds, folder, cpu_seconds):
    """Counts of one run of the work's statements, prepared, one row at a time. New connections have
    to load PostGIS and to compile functions, which the servers' have done long ago; so the
    beginning does not count. cpu_seconds tells what PostgreSQL has used until now."""
    words = [pgbench_program(), "-n", "-M", "prepared", f"-c{clients}", f"-j{GENERATOR_THREADS}",
             f"-T{PGBENCH_WARM_UP_S + seconds}", "-P1"]
    for operation, percent in work.weights.items():
        script = Path(folder) / f"{operation}.pgbench"
        words += ["-f", f"{script}@{percent}"]
    process = subprocess.Popen([*words, url], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    patience = threading.Timer(PGBENCH_WARM_UP_S + seconds + PATIENCE_S, process.kill)
    patience.start()
    marks, said = [], []
    try:
        for line in process.stderr:
            said.append(line)
            progress = re.match(r"progress: ([\d.]+) s, ([\d.]+) tps", line)
            if progress and float(progress[1]) > PGBENCH_WARM_UP_S - 0.5:
                marks.append((float(progress[1]), float(progress[2]), cpu_seconds()))
        out = process.stdout.read()
    finally:
        patience.cancel()
        process.kill()
        process.wait()
    if process.returncode != 0:
        raise failure(words, "".join(said))
    return {**pgbench_rate(marks), "answered": pgbench_answered(work, out)}


def pgbench_rate(marks):
    """marks: (time in s, transactions per second since the one before, CPU seconds until then)."""
    if len(marks) < 2:
        raise LoadError("pgbench ran too short")
    requests = sum(
        (now - before) * rate for (before, _, _), (now, rate, _) in zip(marks, marks[1:])
    )
    seconds = marks[-1][0] - marks[0][0]
    if not requests:
        raise LoadError("pgbench did nothing")
    return {"requests": round(requests), "seconds": seconds, "rate": requests / seconds,
            "database_cpu_s": marks[-1][2] - marks[0][2]}


def pgbench_answered(work, out):
    """Operation -> how many were done, from the report at the end."""
    failed = re.search(r"^number of failed transactions: (\d+)", out, re.MULTILINE)
    if failed and int(failed[1]):
        raise LoadError(f"pgbench: {failed[1]} transactions failed")
    total = int(re.search(r"^number of transactions actually processed: (\d+)", out, re.M)[1])
    if len(work.weights) == 1:
        return {operation_of(work.name): total}
    scripts = re.split(r"^SQL script \d+: ", out, flags=re.MULTILINE)[1:]
    return {
        re.match(r".*?(\w+)\.pgbench", script)[1]:
            int(re.search(r"^ - (\d+) transactions", script, re.MULTILINE)[1])
        for script in scripts
    }


def pgbench_program():
    """Debian keeps it with the server; what PATH has is a wrapper in Perl."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
    if not found:
        raise LoadError("there is no pgbench in /usr/lib/postgresql")
    return str(found[-1])


def statements_check(url, work):
    """Tries the statements that pgbench repeats: a refusal would be counted as work done."""
    connection = psycopg2.connect(url, application_name="bench try")
    try:
        for operation in work.weights:
            with connection, connection.cursor() as cursor:
                cursor.execute(plain_sql(operation, 1, secrets.randbits(62)))
                columns = [column.name for column in cursor.description]
                outcome = dict(zip(columns, cursor.fetchone()))["outcome"]
            if outcome != "ok":
                raise LoadError(f"pgbench's {operation} would be refused: {outcome}")
    finally:
        connection.close()


def idle(url):
    """Waits until PostgreSQL has done what a stopped generator left under way in this database."""
    connection = psycopg2.connect(url, application_name="bench idle")
    connection.autocommit = True
    ends, quiet = time.monotonic() + IDLE_LIMIT_S, 0
    try:
        with connection.cursor() as cursor:
            while quiet < IDLE_POLLS:
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
                    " AND state <> 'idle'"
                )
                quiet = 0 if cursor.fetchone()[0] else quiet + 1
                if time.monotonic() > ends:
                    raise LoadError(f"PostgreSQL was still busy {IDLE_LIMIT_S} s after the run")
                time.sleep(IDLE_POLL_S)
    finally:
        connection.close()
