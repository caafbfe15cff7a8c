"""A million tickets, drawn by the server's own statement in batches, revealed, published and verified by the
program and by the verifier that uses nothing of ours."""

import contextlib
import http.client
import subprocess
import sys
import time
import uuid
from pathlib import Path

import psycopg2

import dataset
import peers

TICKETS, BATCH = 1_000_000, 125
TASK = f"{TICKETS:,} tickets of one lottery"
MEMBERS = 20_000
LIMIT_S = 10  # for one verifier
WAIT_S = 60
VERIFIER = Path(__file__).parents[1] / "fairness" / "verify_lottery.py"

LOTTERY = """
    INSERT INTO core.lotteries (id, title, kind, cost_points, opens_at, closes_at, draws_per_member, blank_weight, seed)
    VALUES (%(id)s, '百万张', 'instant', 0, now() - interval '1 hour', now() + interval '1 day', 100000, 4000,
            decode(%(seed)s, 'hex'));
    INSERT INTO core.prizes (lottery_id, position, name, weight, stock, remaining, value_fen)
    SELECT %(id)s, n, '奖品 ' || n, n * 1000, 10000000, 10000000, 0 FROM generate_series(1, 3) AS n;
    SELECT core.lottery_publish(%(id)s, now() - interval '1 hour')"""
DRAW = """
    SELECT count(*) FROM api.lottery_draw(
        array_fill(%(id)s::uuid, ARRAY[%(batch)s]), array_fill(decode(%(seed)s, 'hex'), ARRAY[%(batch)s]),
        %(members)s::uuid[], array_fill(NULL::text, ARRAY[%(batch)s]),
        ARRAY(SELECT gen_random_uuid()::text FROM generate_series(1, %(batch)s)),
        array_fill('\\x01'::bytea, ARRAY[%(batch)s]),
        ARRAY(SELECT core.uuid7() FROM generate_series(1, %(batch)s))) AS d WHERE d.outcome = 'ok'"""
CLOSE = """
    SET LOCAL session_replication_role = replica;
    UPDATE core.lotteries SET closes_at = date_trunc('second', now()) WHERE id = %(id)s;
    UPDATE core.lotteries SET rules = core.lottery_rules(id), rules_hash = sha256(convert_to(core.lottery_rules(id), 'UTF8'))
    WHERE id = %(id)s"""


def draw(url, given, say):
    """Seconds for all tickets, a transaction for each batch."""
    began = time.monotonic()
    with contextlib.closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("SET synchronous_commit = off")
        for first in range(0, TICKETS, BATCH):
            members = [dataset.member_id(1 + (first + n) % MEMBERS) for n in range(BATCH)]
            cursor.execute(DRAW, {**given, "batch": BATCH, "members": members})
            if cursor.fetchone()[0] != BATCH:
                raise peers.PeerError("a ticket was refused")
            if first % (TICKETS // 10) == 0 and first:
                say(f"{first:,} of {TICKETS:,} tickets")
    return time.monotonic() - began


def fetch(server, lottery_id, path):
    """The proof as a file, once it is there; seconds of the download."""
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=WAIT_S)
        began = time.monotonic()
        connection.request("GET", f"/v1/lotteries/{lottery_id}/proof")
        body = connection.getresponse().read()
        if b'"seed":null' not in body[:20000]:
            path.write_bytes(body)
            return time.monotonic() - began
        time.sleep(0.5)
    raise peers.PeerError("the seed was not revealed")


def verify(words):
    """Seconds, exit status and what it said."""
    began = time.monotonic()
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return {"seconds": time.monotonic() - began, "status": done.returncode,
            "said": (done.stdout + done.stderr).strip()}


def run(bench, say):
    """All of it on a copy of the data set, and what was wrong."""
    stage = bench.stage(bench.options.members, True)
    given = {"id": str(uuid.uuid4()), "seed": dataset.LOTTERY_SEED}
    proof = bench.state / "proof.json"
    server = bench.ours()
    with contextlib.closing(psycopg2.connect(stage.url)) as connection, connection.cursor() as cursor:
        cursor.execute(LOTTERY, given)
        connection.commit()
        found = {"tickets": TICKETS, "draw_s": draw(stage.url, given, say)}
        cursor.execute(CLOSE, given)
        connection.commit()
    try:
        server.start(stage.url)
        found["download_s"] = fetch(server, given["id"], proof)
    finally:
        server.stop()
    found["ours"] = verify([bench.binary, "verify-lottery", str(proof)])
    found["python"] = verify([sys.executable, str(VERIFIER), str(proof)])
    found["wrong"] = [f"{name}: status {found[name]['status']}, {found[name]['said'][-300:]}"
                      for name in ("ours", "python") if found[name]["status"] != 0]
    if found["ours"]["seconds"] > LIMIT_S:
        found["wrong"].append(f"verify-lottery took {found['ours']['seconds']:.1f} s")
    return found


def table(found):
    return "\n".join([
        f"{found['tickets']:,} tickets: drawn in {found['draw_s']:.0f} s, published in"
        f" {found['download_s']:.1f} s, verified by verify-lottery in {found['ours']['seconds']:.1f} s and in"
        f" Python in {found['python']['seconds']:.1f} s.", "", found["ours"]["said"]])
