"""Stations: the 20 nearest of 100,000 that are open and have a microwave oven, beside Fastify and PostGIS on the same
data, and beside our own figure among 1,000; and a map of the whole province, whose 100,000 stations come as clusters.
Everybody finds 20, so that all answers are as large."""

import contextlib
import http.client
import json
import time
from statistics import median

import psycopg2

import dataset
import load
import peers
import rounds
from work import PLACE, Work

SIZES = (1_000, 100_000)
TASK = f"the nearest of {SIZES[-1]:,} stations"
NEARBY = Work("station_filtered", "the 20 nearest that are open and have a microwave oven", {"station_filtered": 100})
PAGE = Work("map_page", "what asks nobody: it waits for the machine alone", {"map_page": 100})
CONNECTIONS = 32
UNLOADED = 1  # connection: nobody waits for anybody
MAP = "/v1/stations?bbox=116.3,30.7,121.9,35.1&zoom=8"
MAPS_OF = {"all": "", "filtered": "&open_now=true&facilities=microwave"}
MAPS = 40
MOST = {"growth": 1.3, "spread": 2.0, "map_ms": 100, "map_bytes": 100_000}
LEAST = 3.0  # times Fastify


def stage(bench, size, tokens):
    url = bench.loaded(size, dataset.STATIONS)
    made = rounds.Stage(url, size, tokens, bench.postmaster)
    made.warm()
    return made


def maps(server, filters):
    """Milliseconds and bytes of the province's map, and how many stations it counts; None when it is not answered."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    times = []
    for _ in range(MAPS):
        started = time.monotonic()
        connection.request("GET", MAP + filters)
        answer = connection.getresponse()
        text = answer.read()
        times.append((time.monotonic() - started) * 1000)
    counted = sum(cluster["count"] for cluster in json.loads(text)["clusters"]) if answer.status == 200 else None
    return {"p50_ms": median(times), "max_ms": max(times), "bytes": len(text), "count": counted}


def unloaded(bench, url, tokens):
    """Median times of requests one at a time, in turns: of those that look for stations, and of the page."""
    found = {NEARBY.name: [], PAGE.name: []}
    for _ in range(bench.options.rounds):
        for work in (NEARBY, PAGE):
            found[work.name].append(load.wrk(url, tokens, work, UNLOADED, bench.options.seconds))
    return ({name: median(one[name] for one in runs) for name in ("p50_ms", "p99_ms")} for runs in found.values())


def share_open(stage):
    """How many are open while this is measured: among few, many must be looked at to find 20."""
    with contextlib.closing(psycopg2.connect(stage.url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT avg(core.station_is_open(open_24h, open_minutes, exceptional, exceptional_open,"
                       " core.minute_at(now()))::integer)::float FROM core.stations WHERE status = 'active'")
        return cursor.fetchone()[0]


def share_passed(stage):
    """How many of those where people are pass both filters: a search must look at so many more. Among few this is a
    matter of chance."""
    with contextlib.closing(psycopg2.connect(stage.url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT avg((facilities @> '{microwave}' AND core.station_is_open(open_24h, open_minutes,"
                       " exceptional, exceptional_open, core.minute_at(now())))::integer)::float FROM core.stations"
                       " WHERE status = 'active' AND grid_lng BETWEEN %(west)s AND %(east)s"
                       " AND grid_lat BETWEEN %(south)s AND %(north)s", vars(PLACE))
        return cursor.fetchone()[0]


def medians(runs, figure):
    """The median of a figure by who was asked and over how many connections."""
    found = {}
    for run in runs:
        found.setdefault((run["who"], run["connections"]), []).append(run.get(figure) or 0)
    return {key: median(values) for key, values in found.items()}


def in_words(by):
    return {f"{who} {count}": value for (who, count), value in by.items()}


def run(bench, say):
    """Ratios to Fastify, the time of a request among many relative to few, and the map's figures."""
    peers.prepare(bench.state, say)
    tokens = peers.token_file(bench.environment["LGH_JWT_KEYS"], "tokens-visitors", "member",
                              map(dataset.member_id, range(1, 9)))
    few, many = (stage(bench, size, tokens) for size in SIZES)
    bench.clock = rounds.Clock(bench.options.rounds * 6, bench.options.seconds)
    with contextlib.ExitStack() as running:
        visitors = []
        for server, where, name in ((bench.ours(), many, "ours"), (bench.peers()[0], many, "fastify"),
                                    (bench.ours(), few, "few")):
            running.callback(server.stop)
            server.start(where.url)
            visitors.append(rounds.Visitor(server, where, name))
        rounds.same_work(visitors[:2], NEARBY)
        rounds.warm_up(visitors, NEARBY)
        runs = rounds.play(NEARBY, visitors, rounds.CONNECTIONS, bench.options.rounds, bench.options.seconds,
                           bench.clock)
        alone, page = unloaded(bench, visitors[0].server.base_url, tokens)
        shown = {name: maps(visitors[0].server, filters) for name, filters in MAPS_OF.items()}
    found, wrong = medians(runs, "rate"), [told for run in runs for told in run["wrong"]]
    work = {name: in_words(medians(runs, f"{name}_s_per_1000")) for name in ("cpu", "database_cpu")}
    if shown["all"]["count"] != SIZES[-1] or not shown["filtered"]["count"]:
        wrong.append(f"the map counts {shown['all']['count']} stations, {shown['filtered']['count']} with filters")
    times = {count: found["ours", count] / (found["fastify", count] or 1) for count in rounds.CONNECTIONS}
    growth = found["few", CONNECTIONS] / (found["ours", CONNECTIONS] or 1)
    spared = {count: spent(work, "fastify", count) / (spent(work, "ours", count) or 1) for count in rounds.CONNECTIONS}
    return {"rates": in_words(found), "work": work, "times": times, "spared": spared, "growth": growth,
            "alone": alone, "page": page, "map": shown, "open": share_open(many), "wrong": wrong,
            "passed": {str(stage.members): share_passed(stage) for stage in (few, many)},
            "missed": list(missed(times, growth, (alone, page), shown))}


def spent(work, who, count):
    """Milliseconds of processors that a request takes, of the server and of PostgreSQL."""
    return sum(by[f"{who} {count}"] for by in work.values())


def spread(tail):
    return tail["p99_ms"] / tail["p50_ms"]


def missed(times, growth, tails, shown):
    """What is not as wanted. Where even the page waits so long now and then, the machine has no time of its own to
    be judged by."""
    for count, ratio in times.items():
        if ratio < LEAST:
            yield f"{ratio:.2f} times Fastify at {count} connections, at least {LEAST}"
    if growth > MOST["growth"]:
        yield f"{growth:.2f} times the time among {SIZES[0]:,}, at most {MOST['growth']}"
    alone, page = tails
    if spread(alone) > MOST["spread"]:
        yield f"p99 {spread(alone):.1f} times the p50 unloaded, at most {MOST['spread']}" + (
            "; not to be judged on this machine" if page["p99_ms"] > alone["p50_ms"] else "")
    for name, map_ in shown.items():
        if map_["p50_ms"] > MOST["map_ms"] or map_["bytes"] > MOST["map_bytes"]:
            yield f"the map ({name}) takes {map_['p50_ms']:.0f} ms and {map_['bytes']:,} bytes"


def table(found):
    lines = [f"The 20 nearest of {SIZES[-1]:,} stations that are open ({found['open']:.0%} are) and have a microwave,"
             " requests/s:"]
    work = found["work"]
    lines += [f"  {who:16}{rate:>12,.0f}, {work['cpu'][who]:.2f} ms of the server's time each and"
              f" {work['database_cpu'][who]:.2f} of PostgreSQL's" for who, rate in found["rates"].items()]
    lines += [f"  where people are, of {int(size):,} pass {share:.1%}" for size, share in found["passed"].items()]
    lines += [f"  x Fastify at {count}: {ratio:.2f}, and {found['spared'][count]:.2f} of its processor time each"
              for count, ratio in found["times"].items()]
    lines += [f"  time relative to {SIZES[0]:,} stations: {found['growth']:.2f}"]
    lines += [f"  {what}, one at a time: p50 {found[name]['p50_ms']:.2f} ms, p99 {found[name]['p99_ms']:.2f} ms,"
              f" × {spread(found[name]):.2f}" for what, name in (("the nearest", "alone"), ("the page", "page"))]
    lines += [f"  map of the province, {name}: p50 {map_['p50_ms']:.0f} ms, at most {map_['max_ms']:.0f} ms,"
              f" {map_['bytes']:,} bytes" for name, map_ in found["map"].items()]
    return "\n".join(lines + [f"  missed: {told}" for told in found["missed"]])
