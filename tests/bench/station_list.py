"""A list of 10,000 stations through the API, into a city that has as many; then the same list again."""

import base64
import contextlib
import time

import psycopg2

import dataset
import imports
import peers

ROWS = 10_000
ROWS_IN_A_PIECE = 300  # 64 KiB of JSON hold no more
TASK = f"importing {ROWS:,} stations, twice"
LIMIT_S = 20
ROW_OF_STREET = 100  # stations stand 200 metres apart, a hundred in a row
HEADER = "名称,地址,行政区划代码,经度,纬度,设施,开放时间,电话,共建单位,容纳人数,面积\r\n"
KEPT = ("stations", "station_hours", "station_events", "audit_entries")


def pieces():
    """The list as texts, each with a header."""
    lines = []
    for number in range(ROWS):
        lng, lat = 118.5 + number % ROW_OF_STREET * 0.002, 33.5 + number // ROW_OF_STREET * 0.002
        lines.append(f"导入驿站{number:05},赣榆区青口镇导入路 {number} 号,320707,{lng:.6f},{lat:.6f},"
                     f"桌椅 饮水机 微波炉 wifi,\"1-5 08:30-12:00,13:30-18:00; 6 09:00-16:00\",0518-12351,"
                     f"青口镇总工会,{10 + number % 20},{30 + number % 50}\r\n")
    return [HEADER + "".join(lines[start:start + ROWS_IN_A_PIECE])
            for start in range(0, ROWS, ROWS_IN_A_PIECE)]


def measure(caller, organisation_id, texts, say):
    """One import: how long it took, the slowest piece, and what became of the rows."""
    counts = dict.fromkeys(("rows", "new", "changed", "unchanged", "flagged", "rejected"), 0)
    started, slowest = time.monotonic(), 0.0
    for number, text in enumerate(texts, 1):
        began = time.monotonic()
        said = caller.call("POST", "/v1/admin/stations/imports", {
            "organisation_id": organisation_id, "crs": "gcj02", "accept_flagged": False, "dry_run": False,
            "csv": text})
        slowest = max(slowest, time.monotonic() - began)
        for name in counts:
            counts[name] += said[name]
        if number % 10 == 0:
            say(f"{counts['rows']:,} of {ROWS:,} stations after {time.monotonic() - started:.1f} s")
    return {"total_s": time.monotonic() - started, "slowest_s": slowest, "counts": counts}


def kept(url):
    """A value that changes with any station and whatever is written down of one."""
    with contextlib.closing(psycopg2.connect(url)) as connection:
        cursor = connection.cursor()
        found = []
        for table in KEPT:
            cursor.execute(f"SELECT count(*), sum(hashtextextended(t::text, 0)::numeric) FROM core.{table} AS t")
            found.append(cursor.fetchone())
        return found


def complaints(first, second, before_second, after_second):
    nothing = dict.fromkeys(("new", "changed", "unchanged", "flagged", "rejected"), 0)
    if first["counts"] != {**nothing, "rows": ROWS, "new": ROWS}:
        yield f"the first import ended with {first['counts']}"
    if second["counts"] != {**nothing, "rows": ROWS, "unchanged": ROWS}:
        yield f"the second import ended with {second['counts']}"
    if before_second != after_second:
        yield "the same list again changed something"
    if first["total_s"] > LIMIT_S:
        yield f"it took {first['total_s']:.1f} s"


def run(bench, say):
    """What was measured, on a copy of the city, and what was wrong."""
    bench.loaded(dataset.CITY_STATIONS, dataset.STATIONS)
    url = bench.copied(dataset.CITY_STATIONS, dataset.STATIONS)
    kid, secret = peers.first_key(bench.environment["LGH_JWT_KEYS"])
    key = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    token = peers.token(kid, key, dataset.ADMIN_ID, int(time.time()), "admin")
    texts = pieces()
    server = bench.ours()
    try:
        server.start(url)
        caller = imports.Caller(server, token)
        first = measure(caller, dataset.ENTERPRISE_ID, texts, say)
        before = kept(url)
        second = measure(caller, dataset.ENTERPRISE_ID, texts, say)
        after = kept(url)
    finally:
        server.stop()
    return {"rows": ROWS, "pieces": len(texts), "bytes": max(len(text.encode()) for text in texts),
            "first": first, "again": second, "wrong": list(complaints(first, second, before, after))}


def table(found):
    lines = [f"Import of {found['rows']:,} stations in {found['pieces']} pieces, seconds:", "",
             "| | all | slowest piece |", "|---|---|---|"]
    for label, name in (("first time", "first"), ("the same list again", "again")):
        row = found[name]
        lines.append(f"| {label} | {row['total_s']:.1f} | {row['slowest_s']:.2f} |")
    return "\n".join(lines)
