"""The proof of a lottery: whole, and as two verifiers that know nothing of the database compute it."""
import json
import os
import re
import subprocess
import uuid

import pytest

from harness import server as servers
from harness.city import wait_until
from harness.client import Client
from harness.contract import ROOT

VERIFIER = os.path.join(ROOT, "tests", "fairness", "verify_lottery.py")
TICKETS = 80000  # sixteen pages, 9 MB


def proof(city, lottery, **more):
    return city.client.call("lottery_proof", path={"lottery_id": lottery.id}, **more)


def revealed(city, lottery):
    wait_until(lambda: city.database.value("SELECT revealed_at IS NOT NULL FROM lotteries WHERE id = %s",
                                           lottery.id))
    return proof(city, lottery).must(200)


def verify(answer, tmp_path):
    path = tmp_path / "proof.json"
    path.write_bytes(answer.body)
    ours = subprocess.run([servers.binary(), "verify-lottery", str(path)], capture_output=True, text=True,
                          env=servers.environment({}), timeout=120, check=False)
    theirs = subprocess.run(["/usr/bin/python3", "-S", "-I", VERIFIER, str(path)], capture_output=True,
                            text=True, timeout=120, check=False)
    assert (ours.returncode, theirs.returncode) == (0, 0), ours.stdout + ours.stderr + theirs.stdout
    return ours.stdout


EVERY_RULE = (
    "UPDATE prizes SET unlock_after = 4 WHERE position = 2 AND lottery_id = %s",
    "UPDATE lotteries AS l SET fallback_prize_id = p.id FROM prizes AS p"
    " WHERE p.lottery_id = l.id AND p.position = 3 AND l.id = %s",
    "UPDATE lotteries AS l SET guarantee_after = 3, guarantee_prize_id = p.id FROM prizes AS p"
    " WHERE p.lottery_id = l.id AND p.position = 4 AND l.id = %s")


def test_lottery_proof_tells_nothing_before_the_end(city):
    lottery = city.lottery(cost_points=0)
    city.client.call("lottery_draw", {}, path={"lottery_id": lottery.id}, token=city.member().token).must(201)
    answer = proof(city, lottery).must(200)
    head, *rest = answer.body.decode().split("\n")
    assert rest == ["]}", ""] and head.endswith(',"tickets":[')
    body = answer.json()
    assert body["seed"] is None and body["tickets"] == [] and body["entrants_hash"] is None
    shown = city.client.call("lottery_get", path={"lottery_id": lottery.id}).json()
    assert (body["commitment"], body["rules_hash"]) == (shown["commitment"], shown["rules_hash"])
    assert lottery.seed.hex() not in answer.body.decode()
    raffle = proof(city, city.lottery(kind="raffle")).must(200).body.decode()
    assert raffle.endswith(',"entries":[\n]}\n')


def test_lottery_proof_of_drawn_tickets(city, tmp_path):
    """With every rule there is, with and without words of the members' own."""
    lottery = city.lottery(prizes=[("冰箱", 5, 1), ("雨伞", 25, 3), ("徽章", 5, 4), ("毛巾", 5, 100)],
                           blank_weight=40, cost_points=0, closes_in=5, rules=EVERY_RULE)
    members = city.members(4)
    for turn in range(32):
        body = {"client_nonce": f"luck-{turn}"} if turn % 3 else {}
        city.client.call("lottery_draw", body, path={"lottery_id": lottery.id},
                         token=members[turn * turn % 4].token).must(201)
    answer = revealed(city, lottery)
    body = answer.json()
    assert body["seed"] == lottery.seed.hex()
    assert [ticket["ticket"] for ticket in body["tickets"]] == list(range(1, 33))
    assert {ticket["participant"] for ticket in body["tickets"]} == {1, 2}
    lines = answer.body.decode().split("\n")
    assert len(lines) == 32 + 3 and [json.loads(line.rstrip(",")) for line in lines[1:-2]] == body["tickets"]
    assert not any(member.id in answer.body.decode() for member in members)
    assert "32 tickets of 2 participants" in verify(answer, tmp_path)


def test_lottery_proof_of_a_raffle(city, tmp_path):
    lottery = city.lottery(prizes=[("冰箱", 1, 1), ("雨伞", 1, 2)], kind="raffle", opens_in=-7200,
                           closes_in=-1, cost_points=0)
    members = city.members(9)
    for member in members:
        city.database.execute("INSERT INTO draw_counts (lottery_id, member_id, draws) VALUES (%s, %s, 1)",
                              lottery.id, member.id)
        city.database.execute(
            "INSERT INTO raffle_entries (lottery_id, member_id, cost_points, idempotency_key, created_at)"
            " VALUES (%s, %s, 0, %s, now() - interval '1 hour')", lottery.id, member.id, str(uuid.uuid4()))
    answer = revealed(city, lottery)
    entries = answer.json()["entries"]
    assert sorted(entry["rank"] for entry in entries if entry["rank"]) == [1, 2, 3]
    assert "9 entries, 3 won" in verify(answer, tmp_path)


def test_lottery_proof_head_and_older_clients(city, server):
    """HEAD has no body; HTTP/1.0 knows no chunks and reads to the end."""
    lottery = city.lottery()
    answer = proof(city, lottery, method="HEAD").must(200)
    assert answer.header("Transfer-Encoding") == "chunked" and answer.header("Content-Length") is None
    whole = proof(city, lottery).must(200)
    assert whole.header("Transfer-Encoding") == "chunked"
    from harness import wire
    for version in ("1.0", "1.1"):
        stream, closed = wire.Wire(server, 2).send(
            f"GET /v1/lotteries/{lottery.id}/proof HTTP/{version}\r\nHost: x\r\n\r\n".encode()).read()
        head, _, body = stream.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 OK\r\n") and closed == (version == "1.0")
        assert (b"Transfer-Encoding: chunked" in head) == (version == "1.1")
        assert (body == whole.body) == (version == "1.0") and whole.body.split(b"\n")[0] in body


def test_lottery_proof_unknown(city):
    proof(city, type("Nothing", (), {"id": str(uuid.uuid4())})).must(404, "lottery_not_found")
    draft = city.database.value(
        "INSERT INTO lotteries (title, kind, cost_points, opens_at, closes_at)"
        " VALUES ('草稿', 'instant', 0, now(), now() + interval '1 day') RETURNING id")
    proof(city, type("Draft", (), {"id": str(draft)})).must(404, "lottery_not_found")


@pytest.fixture(scope="module")
def long_lottery(city):
    """Closed, with tickets of two people that won nothing; they are as good as any, and quickly made."""
    lottery = city.lottery(prizes=[("奖", 0, 1)], blank_weight=1, cost_points=0, opens_in=-7200,
                           closes_in=-3600)
    first, second = (member.id for member in city.members(2))
    database = city.database
    for number, member in enumerate((first, second), 1):
        database.execute("INSERT INTO draw_counts (lottery_id, member_id, draws, participant, blanks)"
                         " VALUES (%s, %s, %s, %s, %s)", lottery.id, member, TICKETS // 2, number, TICKETS // 2)
    database.execute(
        "INSERT INTO draws (lottery_id, ticket, member_id, client_nonce, number, cost_points,"
        " idempotency_key, created_at) SELECT l.id, t, CASE t %% 2 WHEN 1 THEN %s ELSE %s END::uuid,"
        " repeat('x', 40), 0, 0, gen_random_uuid(), l.opens_at + interval '1 minute'"
        " FROM lotteries AS l, generate_series(1, %s) AS t WHERE l.id = %s", first, second, TICKETS, lottery.id)
    database.execute("UPDATE lottery_counters SET tickets = %s, participants = 2 WHERE lottery_id = %s",
                     TICKETS, lottery.id)
    yield lottery
    # Whoever counts or checks all draws would have these to count, too. Draws cannot be deleted otherwise.
    database.execute("SET LOCAL session_replication_role = replica;"
                     " DELETE FROM draws WHERE lottery_id = %s; DELETE FROM draw_counts WHERE lottery_id = %s;"
                     " UPDATE lottery_counters SET tickets = 0, participants = 0 WHERE lottery_id = %s",
                     lottery.id, lottery.id, lottery.id)


def memory_kb(server, name):
    with open(f"/proc/{server.pid}/status", encoding="ascii") as file:
        return int(re.search(rf"{name}:\s+(\d+) kB", file.read()).group(1))


def grown_kb(server, work):
    """How much memory was held at most during a work, beyond what is held anyway."""
    with open(f"/proc/{server.pid}/clear_refs", "w", encoding="ascii") as file:
        file.write("5")  # the peak begins anew: proc(5)
    before = memory_kb(server, "VmRSS")
    work()
    return memory_kb(server, "VmHWM") - before


@pytest.mark.stateless  # but for what is its own, and then gone
def test_lottery_proof_of_many_arrives_whole(city, settings, long_lottery, tmp_path):
    """In pieces: the server never holds more than a few of them."""
    answer = revealed(city, long_lottery)
    assert f"{TICKETS} tickets of 2 participants" in verify(answer, tmp_path)
    calm = servers.beside(settings, ASAN_OPTIONS="quarantine_size_mb=0:malloc_context_size=0")
    server = servers.Server(calm)
    asking = Client(city.client.contract, server.host, server.port, server.operator_port)
    try:
        server.wait_until_ready()
        path = {"lottery_id": long_lottery.id}
        again = asking.call("lottery_proof", path=path).must(200)
        assert again.body == answer.body
        line = server.lines_of(again.header("X-Request-Id"))[0]
        assert line["bytes"] == len(again.body) and "reason" not in line
        most_kb = len(again.body) // 4096
        assert any(grown_kb(server, lambda: asking.call("lottery_proof", path=path)) < most_kb for _ in range(3)), (
            f"more than {most_kb} KB held while {len(again.body) // 1024} KB were answered")
        assert server.stop() == 0 and not server.reports()
    finally:
        asking.close()
        server.kill()
