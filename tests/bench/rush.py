"""Ten o'clock: 5,000 members draw for 100 prizes, and 50,000 want one of 2,000 shares, at the same instant.
What was promised is counted afterwards in the database, by hand, not by what the server says."""

import asyncio
import base64
import contextlib
import time
import uuid
from collections import Counter

import psycopg2

import dataset
import peers
import verify

CONNECTIONS = 200
DRAWS, PRIZES, COST = 5_000, 100, 1
CLAIMS, SHARES = 50_000, 2_000
TASK = f"{DRAWS:,} draws and {CLAIMS:,} claims at one instant"
LIMIT_S = 5  # for all draws

LOTTERY = """
    INSERT INTO core.lotteries (id, title, kind, cost_points, opens_at, closes_at, draws_per_member, blank_weight)
    VALUES (%(id)s, '十点整', 'instant', %(cost)s, now() - interval '1 minute', now() + interval '1 day', 1, 900);
    INSERT INTO core.prizes (lottery_id, position, name, weight, stock, remaining, value_fen)
    VALUES (%(id)s, 1, '葡萄', 100, %(stock)s, %(stock)s, 0);
    SELECT core.lottery_publish(%(id)s, now() - interval '1 minute')"""
GIVEAWAY = """
    INSERT INTO core.giveaways (id, organisation_id, title, produce, shares, opens_at, closes_at)
    SELECT %(id)s, o.id, '十点整', '葡萄', %(stock)s, now() - interval '1 minute', now() + interval '1 day'
    FROM core.organisations AS o WHERE o.parent_id IS NULL LIMIT 1;
    SELECT core.giveaway_publish(%(id)s, now() - interval '1 minute')"""
DRAWN = """
    SELECT (SELECT count(*) FROM core.draws WHERE lottery_id = %(id)s),
        (SELECT count(*) FROM core.awards WHERE activity_id = %(id)s),
        (SELECT sum(remaining) FROM core.prizes WHERE lottery_id = %(id)s)::bigint,
        (SELECT count(*) FROM core.draws AS d JOIN core.journals AS j ON j.reference_id = d.id
         JOIN core.entries AS e ON e.journal_id = j.id AND e.account = 'available'
            AND e.member_id = d.member_id AND e.delta = -d.cost_points
         WHERE d.lottery_id = %(id)s)"""
CLAIMED = """
    SELECT (SELECT count(*) FROM core.giveaway_claims WHERE giveaway_id = %(id)s),
        (SELECT count(DISTINCT member_id) FROM core.giveaway_claims WHERE giveaway_id = %(id)s),
        (SELECT claimed FROM core.giveaway_counters WHERE giveaway_id = %(id)s)"""


def request(path, token):
    return (f"POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
            f"Idempotency-Key: {uuid.uuid4()}\r\nContent-Length: 0\r\n\r\n").encode()


async def visit(port, requests, start, statuses):
    """Sends its requests one after the other on one connection, all together beginning at start."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await start.wait()
    for text in requests:
        writer.write(text)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        body = await reader.readexactly(length)
        code = body.split(b'"code":"')[1].split(b'"')[0].decode() if b'"code":"' in body else ""
        statuses[f"{head[9:12].decode()} {code}".strip()] += 1
    writer.close()


async def crowd(port, requests):
    """Seconds from the first request to the last answer, and how often each answer came."""
    statuses, start = Counter(), asyncio.Event()
    visitors = [asyncio.create_task(visit(port, requests[n::CONNECTIONS], start, statuses))
                for n in range(CONNECTIONS)]
    await asyncio.sleep(1)
    began = time.monotonic()
    start.set()
    await asyncio.gather(*visitors)
    return time.monotonic() - began, dict(statuses)


def one(url, sql, given):
    with contextlib.closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(sql, given)
        row = cursor.fetchone()
        connection.commit()
        return row


def rush(server, url, path, members, tokens, made, counted):
    """One crowd at a thing of its own."""
    given = {"id": str(uuid.uuid4()), "cost": COST, "stock": made[1]}
    one(url, made[0], given)
    asked = [request(path.format(given["id"]), tokens(n)) for n in range(1, members + 1)]
    seconds, statuses = asyncio.run(crowd(server.port, asked))
    return {"members": members, "stock": made[1], "seconds": seconds, "statuses": statuses,
            "counts": one(url, counted, given)}


def complaints(draws, claims):
    drawn, awards, left, debits = draws["counts"]
    if (awards, left) != (PRIZES, 0) or not drawn == debits == draws["statuses"].get("201", 0):
        yield f"{drawn} tickets, {debits} debits, {awards} prizes won and {left} left; {draws['statuses']}"
    if set(draws["statuses"]) - {"201", "409 sold_out"}:
        yield f"draws were answered {draws['statuses']}"
    if draws["seconds"] > LIMIT_S:
        yield f"{DRAWS} draws took {draws['seconds']:.1f} s"
    if claims["counts"] != (SHARES, SHARES, SHARES):
        yield f"claims, members and shares: {claims['counts']}"
    if claims["statuses"] != {"201": SHARES, "409 sold_out": CLAIMS - SHARES}:
        yield f"claims were answered {claims['statuses']}"


def run(bench, _say):
    """Both rushes, on a copy of the data set, and what was wrong afterwards."""
    stage = bench.stage(bench.options.members, True)
    kid, secret = peers.first_key(bench.environment["LGH_JWT_KEYS"])
    key = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    now = int(time.time())

    def tokens(n):
        return peers.token(kid, key, dataset.member_id(n), now)

    server = bench.ours()
    try:
        server.start(stage.url)
        draws = rush(server, stage.url, "/v1/lotteries/{}/draws", DRAWS, tokens, (LOTTERY, PRIZES), DRAWN)
        claims = rush(server, stage.url, "/v1/giveaways/{}/claims", CLAIMS, tokens, (GIVEAWAY, SHARES), CLAIMED)
    finally:
        server.stop()
    return {"draws": draws, "claims": claims,
            "wrong": [*complaints(draws, claims), *verify.violations_full(stage.url)]}


def table(found):
    lines = [f"At the same instant, over {CONNECTIONS} connections:", "",
             "| | members | to have | seconds | answers |", "|---|---|---|---|---|"]
    for label in ("draws", "claims"):
        row = found[label]
        answers = ", ".join(f"{count:,} × {answer}" for answer, count in sorted(row["statuses"].items()))
        lines.append(f"| {label} | {row['members']:,} | {row['stock']:,} | {row['seconds']:.1f} | {answers} |")
    return "\n".join(lines)
