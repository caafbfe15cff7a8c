"""The checks of a history find what they are there to find: one lie for each of them."""
import os

import checks
import events
import harm
import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
LEDGER = [("m1", "j1"), ("m1", "j2"), ("m1", "j3")]


class Books:
    """Stands for the database: what each question of the checks is answered."""

    def __init__(self, **changes):
        self.answers = {"idempotency_keys": [("lottery_draw", "k1", "ok", "r1"), ("order_create", "k2", "ok", "r2")],
                        "audit_entries": [("r1", 1), ("r2", 1)], "FROM draws WHERE": [("k1",)],
                        "FROM orders WHERE": [("k2",)], "FROM entries WHERE": LEDGER,
                        "FROM journals WHERE": [("d1", "j2")], "FROM draws AS d": [("d1", 1, "l1", 99)], **changes}

    def rows(self, sql, *_params):
        return next((rows for part, rows in self.answers.items() if part in sql), [])


def line(n, op, t0, outcome="ok", **more):
    return {"client": "c1", "n": n, "op": op, "key": None, "args": {}, "t0": t0, "t1": t0 + 0.5,
            "outcome": outcome, "status": {"ok": 200, "fail": 409, "info": 0}[outcome], "code": None, **more}


def history():
    """A draw whose answer was lost and found again, an order, a refusal and two reads."""
    draw = {"key": "k1", "args": {"member": "m1"}}
    return [
        line(0, "lottery_draw", 1, "info", **draw),
        line(1, "lottery_draw", 2, **draw, request="r9", replayed=True, digest="x",
             ids={"id": "d1", "ticket": 1, "lottery_id": "l1", "balance": 99}),
        line(2, "order_create", 3, key="k2", request="r2", digest="y"),
        line(3, "order_create", 4, "fail", key="k3", request="r3", code="sold_out", digest="z"),
        line(4, "me_point_entries", 1, args={"member": "m1"}, ids={"items": ["j1"]}, request="r4"),
        line(5, "me_point_entries", 5, args={"member": "m1"}, ids={"items": ["j3", "j2"]}, request="r5")]


def judged(lines, **books):
    return set(checks.judge(checks.Facts(lines, Books(**books), None)))


def test_a_true_history_is_true():
    assert checks.judge(checks.Facts(history(), Books(), None)) == {}


def changed(n, **changes):
    lines = history()
    lines[n].update(changes)
    return lines


TWICE = [line(9, "order_create", 6, key="k2", request="r7", digest="y")]


@pytest.mark.parametrize("expected, lines, books", [
    ("said_wrongly", changed(2, wrong="500 is not declared"), {}),
    ("said_wrongly", changed(2, status=500, outcome="fail"), {}),
    ("acknowledged_is_durable", history(), {"idempotency_keys": [("lottery_draw", "k1", "ok", "r1")]}),
    ("acknowledged_is_durable", history(), {"idempotency_keys": [
        ("lottery_draw", "k1", "sold_out", "r1"), ("order_create", "k2", "ok", "r2")]}),
    ("effects_once", history(), {"FROM orders WHERE": []}),
    ("effects_once", history(), {"FROM orders WHERE": [("k2",), ("k2",)]}),
    ("effects_once", history(), {"FROM orders WHERE": [("k2",), ("k3",)]}),
    ("replays_are_equal", [*history(), *TWICE], {"audit_entries": [("r1", 1), ("r2", 1), ("r7", 1)]}),
    ("replays_are_equal", [*history(), {**TWICE[0], "digest": "other", "replayed": True}], {}),
    ("replays_are_equal", [*history(), line(9, "order_create", 6, "fail", key="k2", code="sold_out", request="r7")], {}),
    ("said_wrongly", [*history(), line(9, "lottery_draw", 6, key="k1", args={"reused": True, "member": "m1"})], {}),
    ("audit_tells_all", history(), {"audit_entries": [("r1", 1)]}),
    ("audit_tells_all", history(), {"audit_entries": [("r1", 1), ("r2", 1), ("r3", 1)]}),
    ("audit_tells_all", history(), {"audit_entries": [("r1", 1), ("r2", 1), ("r9", 1)]}),
    ("prefixes", changed(5, ids={"items": ["j3", "j1"]}), {}),
    ("prefixes", changed(5, ids={"items": ["j9"]}), {}),
    ("prefixes", changed(5, ids={"items": ["j1"]}), {}),
    ("prefixes", [*history(), line(6, "me_point_entries", 6, args={"member": "m1"}, ids={"items": ["j2", "j1"]})], {}),
    ("answers_tell_the_truth", history(), {"FROM draws AS d": [("d1", 1, "l1", 98)]}),
    ("answers_tell_the_truth", history(), {"FROM draws AS d": [("d1", 2, "l1", 99)]}),
], ids=lambda value: value if isinstance(value, str) else "")
def test_each_lie_is_found(expected, lines, books):
    assert expected in judged(lines, **books)


class Gateway:
    """WeChat Pay's books: two payments, one refund."""
    payments = {"p1": {"trade_state": "SUCCESS", "amount": {"total": 5}}, "p2": {"trade_state": "NOTPAY"}}
    refunds = {"b1": {"status": "SUCCESS", "amount": {"refund": 5}, "notify_url": "https://ours"},
               "b2": {"status": "SUCCESS", "amount": {"refund": 1}, "notify_url": checks.BACK_OFFICE}}


@pytest.mark.parametrize("paid, back, wrong", [
    ([("p1", 5)], [("b1", 5)], 0), ([], [("b1", 5)], 1), ([("p1", 6)], [("b1", 5)], 2), ([("p1", 5)], [], 1),
    ([("p1", 5), ("p2", 5)], [("b1", 5)], 1), ([("p1", 5)], [("b1", 5), ("b2", 1)], 1)])
def test_the_gateways_books_are_compared(paid, back, wrong):
    facts = checks.Facts([], Books(**{"FROM payments": paid, "FROM payment_refunds": back}), None)
    assert len(list(checks.gateway_agrees(facts, Gateway))) == wrong


def test_what_must_happen_is_missed():
    missed = events.missing(events.tally(history()), {}, ["F1"])
    assert "insufficient_points" in missed and "lottery_draw was never done" not in missed
    assert "sold_out" not in missed and "database_unavailable although F1" in missed


def test_every_fault_is_accounted_for():
    with open(os.path.join(HERE, "faults.tsv"), encoding="utf-8") as file:
        rows = [row.rstrip("\n").split("\t") for row in file][1:]
    assert [number for number, *_ in rows] == [f"F{number}" for number in range(1, 45)]
    assert {number for number, _, where in rows if where.startswith("campaign")} >= set(harm.FAULTS)
    for number, _, where in rows:
        for word in where.replace(",", " ").replace(";", " ").split():
            if word.endswith(".py") and "/" in word:
                assert os.path.exists(os.path.join(HERE, "..", word.strip(":"))), (number, word)
