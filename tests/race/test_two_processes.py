"""Two servers on one database: nothing that is exact relies on being in one process."""
import uuid
from collections import Counter

from harness.crowd import together

ROUNDS = 25


def rush(clients, works):
    try:
        return together(works)
    finally:
        for client in clients:
            client.close()


def order(client, member, sku, points, **more):
    return client.call("order_create", {"items": [{"sku_id": sku, "quantity": 1}],
                                        "points_to_spend": points}, token=member.token, **more)


def test_same_points_in_two_processes(city, twin):
    """Points for two of eight orders, four at each server: two, whichever they are."""
    skus = [city.product([{"stock": 1000, "points_price": 10}]).sku for _ in range(8)]
    for _ in range(ROUNDS):
        member = city.member(25)
        answers = rush((city.client, twin), [
            lambda c=client, m=member, s=sku: order(c, m, s, 10)
            for client, sku in zip([city.client, twin] * 4, skus)])
        assert Counter(answer.status for answer in answers) == {201: 2, 409: 6}, answers
        assert {answer.code for answer in answers if answer.status == 409} == {
            "insufficient_points"}
        assert city.wallet(member) == (5, 0, 0, 0)
    assert city.database.violations() == []


def test_same_prizes_in_two_processes(city, twin):
    """One lottery, both servers: prizes and tickets stay exact."""
    lottery = city.lottery(prizes=[("西瓜", 1, 10)], blank_weight=0, cost_points=10)
    members = city.members(60, 10)
    answers = rush((city.client, twin), [
        lambda c=client, m=member: c.call("lottery_draw", {}, path={"lottery_id": lottery.id},
                                          token=m.token)
        for client, member in zip([city.client, twin] * 30, members)])
    assert Counter(answer.status for answer in answers) == {201: 10, 409: 50}
    assert sorted(answer.json()["ticket"] for answer in answers
                  if answer.status == 201) == list(range(1, 11))
    assert city.database.violations() == []


def test_last_pieces_in_two_processes(city, twin):
    for _ in range(5):
        product = city.product([{"stock": 3, "points_price": 10}])
        members = city.members(20, 10)
        answers = rush((city.client, twin), [
            lambda c=client, m=member: order(c, m, product.sku, 10)
            for client, member in zip([city.client, twin] * 10, members)])
        assert Counter(answer.status for answer in answers) == {201: 3, 409: 17}
        assert city.stock(product.sku) == (0, 0, 3)


def test_same_key_in_two_processes(city, twin):
    """One of them does it; the other replays it, or says that it is being done."""
    product = city.product([{"stock": 1000, "points_price": 10}])
    met = Counter()
    for _ in range(ROUNDS):
        member = city.member(100)
        key = str(uuid.uuid4())
        answers = rush((city.client, twin), [
            lambda c=client, m=member, k=key: order(c, m, product.sku, 10, key=k)
            for client in [city.client, twin] * 2])
        met.update(answer.code or answer.status for answer in answers)
        done = {answer.body for answer in answers if answer.status == 201}
        assert len(done) == 1, answers
        assert {answer.code for answer in answers if answer.status != 201} <= {
            "idempotency_in_progress"}, answers
        late = order(twin, member, product.sku, 10, key=key).must(201)
        assert late.body in done and late.header("Idempotency-Replayed") == "true"
        assert city.available(member) == 90
    assert city.stock(product.sku) == (1000 - ROUNDS, 0, ROUNDS)


def test_cancel_and_refresh_in_two_processes(city, twin):
    """A cancellation at both servers gives back once; a refresh token has one successor."""
    product = city.product([{"stock": 10, "points_price": 10}])
    for _ in range(ROUNDS):
        member = city.member(10)
        made = order(city.client, member, product.sku, 10).must(201).json()
        answers = rush((city.client, twin), [
            lambda c=client, m=member, i=made["id"]: c.call(
                "order_cancel", path={"order_id": i}, token=m.token)
            for client in (city.client, twin)])
        assert sorted(answer.status for answer in answers) == [200, 409]
        assert city.available(member) == 10
        first = city.client.call("auth_demo", {"member_no": "10000009"}).must(200).json()
        answers = rush((city.client, twin), [
            lambda c=client, t=first["refresh_token"]: c.call("auth_refresh", {"refresh_token": t})
            for client in (city.client, twin)])
        assert {answer.status for answer in answers} == {200}
        assert len({answer.json()["refresh_token"] for answer in answers}) == 1
    assert city.stock(product.sku) == (10, 0, 0)


def test_transfer_of_points_between_lanes(city, twin):
    """Draws at one server, orders at the other, one member: what is spent is what was there."""
    lottery = city.lottery(cost_points=10)
    sku = city.product([{"stock": 1000, "points_price": 10}]).sku
    for _ in range(ROUNDS):
        member = city.member(30)
        works = [lambda m=member: order(twin, m, sku, 10)] * 3 + [
            lambda m=member: city.client.call("lottery_draw", {}, token=m.token,
                                              path={"lottery_id": lottery.id})] * 3
        answers = rush((city.client, twin), works)
        assert Counter(answer.status for answer in answers) == {201: 3, 409: 3}, answers
        assert city.wallet(member) == (0, 0, 0, 0)
    assert city.database.violations() == []
