"""One Idempotency-Key, many requests at once: one effect, one answer."""
import uuid
from datetime import timedelta

import pytest

from harness import contract as contracts
from harness import keys, requests, tokens
from harness.city import now
from harness.crowd import codes, race, together
from harness.requests.budgets import ample, budget

COPIES = 20


def settle(city, ask):
    """All copies at once, then each again that met a running one: the answers that remain."""
    try:
        answers = together([ask] * COPIES)
    finally:
        city.client.close()
    final = []
    for answer in answers:
        if answer.status == 409 and answer.code == "idempotency_in_progress":
            assert int(answer.header("Retry-After")) >= 0
            answer = ask()
        final.append(answer)
    return final


def judge(answers, status):
    assert {answer.status for answer in answers} == {status}, answers
    assert len({answer.body for answer in answers}) == 1, "the same bytes for everybody"
    fresh = [answer for answer in answers if answer.header("Idempotency-Replayed") != "true"]
    assert len(fresh) <= 1, "only the first is not a replay"


def test_order_create_20_times(city):
    product = city.product([{"stock": 50, "points_price": 10}])
    member = city.member(1000)
    key = str(uuid.uuid4())
    body = {"items": [{"sku_id": product.sku, "quantity": 1}], "points_to_spend": 10}
    judge(settle(city, lambda: city.client.call("order_create", body, token=member.token, key=key)),
          201)
    assert city.available(member) == 990 and city.stock(product.sku) == (49, 0, 1)


def test_lottery_draw_20_times(city):
    lottery = city.lottery(cost_points=10)
    member = city.member(1000)
    key = str(uuid.uuid4())
    judge(settle(city, lambda: city.client.call(
        "lottery_draw", {"client_nonce": "x"}, path={"lottery_id": lottery.id}, token=member.token,
        key=key)), 201)
    assert city.available(member) == 990
    assert city.database.value("SELECT count(*) FROM draws WHERE lottery_id = %s", lottery.id) == 1


def test_points_grant_20_times(city):
    member = city.member()
    token = city.admin()
    key = str(uuid.uuid4())
    body = {"member_id": member.id, "points": 7, "reason": "同一次", "budget_id": ample(city),
            "expires_at": (now() + timedelta(days=100)).isoformat("T", "seconds")}
    judge(settle(city, lambda: city.client.call("points_grant", body, token=token, key=key)), 201)
    assert city.available(member) == 7


def test_order_cancel_20_times(city):
    product = city.product([{"stock": 50, "points_price": 10}])
    member = city.member(1000)
    made = city.client.call("order_create", {
        "items": [{"sku_id": product.sku, "quantity": 1}], "points_to_spend": 10},
        token=member.token).must(201).json()
    key = str(uuid.uuid4())
    judge(settle(city, lambda: city.client.call("order_cancel", path={"order_id": made["id"]},
                                                token=member.token, key=key)), 200)
    assert city.available(member) == 1000 and city.stock(product.sku) == (50, 0, 0)


def test_refusal_20_times(city):
    """A refusal is one stored answer too."""
    product = city.product([{"stock": 50, "points_price": 10}])
    member = city.member(3)
    key = str(uuid.uuid4())
    body = {"items": [{"sku_id": product.sku, "quantity": 1}], "points_to_spend": 10}
    answers = settle(city, lambda: city.client.call("order_create", body, token=member.token,
                                                    key=key))
    assert {(answer.status, answer.code) for answer in answers} == {(409, "insufficient_points")}
    assert city.available(member) == 3


def test_one_key_with_two_bodies_at_once(city, twin):
    """Whichever came first is done; the other is told that the key is taken."""
    sku, members = city.product([{"stock": 500, "points_price": 10}]).sku, city.members(200, 1000)

    def ask(client, member, key, quantity):
        return client.call("order_create", {
            "items": [{"sku_id": sku, "quantity": quantity}], "points_to_spend": quantity * 10},
            token=member.token, key=key)
    for answers in race(city, twin, [
            [lambda m=m, key=key: ask(city.client, m, key, 1), lambda m=m, key=key: ask(twin, m, key, 2)]
            for m, key in [(m, str(uuid.uuid4())) for m in members]]):
        assert codes(answers) in ({201: 1, "idempotency_key_reused": 1}, {201: 1, "idempotency_in_progress": 1})
    assert set(city.wallets(members)) <= {(990, 0, 0), (980, 0, 0)}


def test_budget_in_parallel(city):
    """Twenty grants of ten from a budget of fifty-five."""
    budget_id = budget(city, 55)
    members = city.members(20)
    token = city.admin()
    body = {"points": 10, "reason": "抢", "budget_id": budget_id,
            "expires_at": (now() + timedelta(days=100)).isoformat("T", "seconds")}
    answers = together([lambda m=member: city.client.call(
        "points_grant", {**body, "member_id": m.id}, token=token) for member in members])
    city.client.close()
    assert sorted(answer.status for answer in answers) == [201] * 5 + [409] * 15
    spent = city.database.value("SELECT spent FROM budgets WHERE id = %s", budget_id)
    assert spent == 50 == sum(city.available(member) for member in members)


@pytest.mark.parametrize("operation_id", sorted(
    name for name, operation in contracts.load().operations.items() if operation.needs_key))
def test_key_in_progress_elsewhere(city, operation_id):
    """While another process works on the key: 409 and Retry-After, then the answer."""
    request = requests.valid(city, operation_id)
    key = str(uuid.uuid4())
    caller = tokens.claims_of(request.token)[1]["sub"] if request.token else keys.holder(
        city, request.headers["X-API-Key"])
    with city.database.transaction() as other:
        other.execute("SELECT pg_advisory_xact_lock(core.idempotency_lock(%s::uuid, %s, %s))",
                      (caller, operation_id, key))
        answer = requests.send(city, operation_id, request, key=key)
        answer.must(409, "idempotency_in_progress")
        assert answer.header("Retry-After").isdigit()
    requests.send(city, operation_id, request, key=key).must(request.status)
