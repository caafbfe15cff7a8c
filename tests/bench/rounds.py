"""Rounds: who is measured, and the same work for everybody in turn, again and again."""

import contextlib
import time
from dataclasses import dataclass

import psycopg2

import answers
import load
import peers
import verify
from work import pgbench_script

CONNECTIONS = (32, 200)
NGINX_SECONDS = 2
PGBENCH_CLIENTS = {32: 8, 200: 64}  # what stands beside a number of HTTP connections


@dataclass
class Stage:
    """A database with so many members, and the tokens of those who act."""

    url: str
    members: int
    tokens: str  # path
    postmaster: int  # its pid

    def warm(self):
        """Reads tables and indexes into the system's memory: who comes first must not wait for the
        disk. What belongs into PostgreSQL's own is found out by the work."""
        with contextlib.closing(psycopg2.connect(self.url)) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm SCHEMA public")
            cursor.execute(
                "SELECT sum(public.pg_prewarm(c.oid, 'read')) FROM pg_class AS c"
                " WHERE c.relnamespace = 'core'::regnamespace AND c.relkind IN ('r', 'i')"
                " AND c.relfilenode <> 0"
            )
            cursor.execute("CHECKPOINT")


class Visitor:
    """A server with its stage; it is loaded over HTTP."""

    def __init__(self, server, stage, name=None):
        self.server, self.stage, self.name = server, stage, name or server.name
        self.is_checked = not isinstance(server, peers.Nginx)

    def connections(self, count):
        return count

    def run(self, work, connections, seconds):
        if not self.is_checked:  # a fixed answer is soon known
            seconds = min(seconds, NGINX_SECONDS)
        return load.wrk(self.server.base_url, self.stage.tokens, work, connections, seconds)

    def cpu_seconds(self):
        return self.server.cpu_seconds()

    def peak_memory_mb(self):
        return self.server.peak_memory_kb() / 1024


class Pgbench:
    """PostgreSQL alone, with the same statements one row at a time."""

    name = "pgbench"
    is_checked = True

    def __init__(self, stage, folder, work):
        self.stage, self.folder = stage, folder
        for operation in work.weights:
            script = pgbench_script(operation, stage.members)
            (folder / f"{operation}.pgbench").write_text(script, encoding="utf-8")

    def connections(self, count):
        return PGBENCH_CLIENTS[count]

    def run(self, work, connections, seconds):
        return load.pgbench(
            self.stage.url, work, connections, seconds, self.folder,
            lambda: peers.database_cpu_seconds(self.stage.postmaster),
        )

    def cpu_seconds(self):
        return None

    def peak_memory_mb(self):
        return None


class Clock:
    """Tells what is measured now and about how long the rest will take."""

    def __init__(self, runs, seconds):
        self.runs_left, self.runs_done, self.spent = runs, 0, 0.0
        self.run_time = seconds + 2.0  # one run with what belongs to it, until it is known better
        self.began = None

    def group(self, text):
        minutes = self.runs_left * self.run_time / 60
        left = f"{minutes:.0f} min" if minutes >= 1.5 else f"{minutes * 60:.0f} s"
        print(f"==> {text} (about {left} left)\n   ", end="", flush=True)
        self.began = time.monotonic()

    def run_done(self, result):
        rate = "FAILED" if result["wrong"] else f"{result['rate']:,.0f}/s"
        print(f" {result['who']} {rate} ", end="", flush=True)
        self.runs_left, self.runs_done = max(0, self.runs_left - 1), self.runs_done + 1

    def group_done(self):
        print(flush=True)
        self.spent += time.monotonic() - self.began
        self.run_time = self.spent / self.runs_done


def measure(contestant, work, connections, seconds):
    """One run. "wrong" holds what speaks against it; then it has no figures."""
    stage = contestant.stage
    result = {"work": work.name, "who": contestant.name, "connections": connections, "wrong": []}
    checked = work.writes and contestant.is_checked
    before = verify.snapshot(stage.url) if checked else None
    own, database = contestant.cpu_seconds(), peers.database_cpu_seconds(stage.postmaster)
    try:
        counts = contestant.run(work, connections, seconds)
        used = peers.database_cpu_seconds(stage.postmaster) - database
        used_own = None if own is None else contestant.cpu_seconds() - own
        load.idle(stage.url)
    except (load.LoadError, peers.PeerError) as error:
        return {**result, "wrong": [str(error)]}
    if checked:
        result["wrong"] = verify.violations(
            stage.url, work.name, before, counts["answered"], slack=connections + 1
        )
    if result["wrong"]:
        return result
    thousands = counts["requests"] / 1000
    used = counts.get("database_cpu_s", used)
    return {
        **result,
        **{name: counts[name] for name in ("requests", "seconds", "rate")},
        **{name: counts[name] for name in ("p50_ms", "p99_ms") if name in counts},
        "cpu_s_per_1000": None if used_own is None else used_own / thousands,
        "database_cpu_s_per_1000": used / thousands if contestant.is_checked else None,
    }


def warm_up(visitors, work, seconds=load.WARM_UP_S):
    """Before the first round: compilers, caches and prepared statements. Nobody counts."""
    for visitor in visitors:
        visitor.run(work, CONNECTIONS[0], seconds)
        load.idle(visitor.stage.url)


def same_work(visitors, work):
    """LoadError unless our answers and the peer's are the same."""
    ours, peer = visitors
    with open(ours.stage.tokens, encoding="ascii") as file:
        token = file.readline().strip()
    for operation in work.weights:
        differs = answers.difference(ours.server.base_url, peer.server.base_url, token, operation)
        if differs:
            raise load.LoadError(f"{ours.name} and {peer.name} differ: {differs}")


def play(work, contestants, widths, rounds, seconds, clock):
    """All rounds of one work. Everybody has a turn before anybody has the next one, and each round
    begins with another, so that none is always the first."""
    results = []
    for number in range(rounds):
        for width in widths:
            clock.group(f"{work.name}, round {number + 1} of {rounds}, {width} connections")
            first = number % len(contestants)
            for contestant in contestants[first:] + contestants[:first]:
                result = measure(contestant, work, contestant.connections(width), seconds)
                results.append({**result, "round": number + 1})
                clock.run_done(result)
            clock.group_done()
    for contestant in contestants:
        peak = contestant.peak_memory_mb()
        for result in results:
            if result["who"] == contestant.name:
                result["peak_memory_mb"] = peak
    return results
