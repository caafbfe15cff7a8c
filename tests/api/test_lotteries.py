"""Drawing: paid once, counted exactly, and as fair as anyone can check."""
import hashlib
import json
import uuid

import pytest

from harness import fairness
from harness.city import wait_until

SEED = bytes(range(32))


def draw(city, lottery, member, nonce=None, **more):
    body = {} if nonce is None else {"client_nonce": nonce}
    return city.client.call("lottery_draw", body, path={"lottery_id": lottery.id},
                            token=member.token, **more)


def seen(city, lottery):
    return city.client.call("lottery_get", path={"lottery_id": lottery.id}).must(200).json()


def remaining(city, lottery):
    return [prize["remaining"] for prize in seen(city, lottery)["prizes"]]


@pytest.mark.parametrize("nonce, total, expected", [
    (0, 100, 35), (1, 100, 82), (2, 100, 2), (0, 10000, 2835), (0, 3, 2),
    (0, 2**63 + 1, 5967293859671752835), (1, 2**63 + 1, 7616643923835820768),
    (2, 2**63 + 1, 4197461859272155138), (3, 2**63 + 1, 8213295531774968469),
    (4, 2**63 + 1, 3478280340201343689), (5, 2**63 + 1, 3258553574189446643)])
def test_lottery_draw_number_vectors(city, nonce, total, expected):
    """The same vectors bind the published rule, this test and the database."""
    public = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"
    assert fairness.number(SEED, "LYG-2026-001", public, nonce, total) == expected
    assert int(city.database.value("SELECT core.draw_number(%s, 'LYG-2026-001', %s, %s, %s)",
                                   SEED, public, nonce, total)) == expected


def test_lottery_list_names_open_ones(city):
    items = city.client.call("lottery_list", query={"limit": 100}).must(200).json()["items"]
    assert any(item["kind"] == "instant" and item["status"] == "open" for item in items)
    assert all(item["prize_summary"] for item in items)


def test_lottery_list_pages(city):
    for _ in range(3):
        city.lottery()
    whole = city.client.call("lottery_list", query={"limit": 100}).must(200).json()["items"]
    found, cursor = [], None
    while len(found) < len(whole):
        query = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = city.client.call("lottery_list", query=query).must(200).json()
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert [item["id"] for item in found][:len(whole)] == [item["id"] for item in whole]


def test_lottery_get_hides_the_seed_while_open(city):
    lottery = city.lottery(prizes=[("瓜", 10, 5)], blank_weight=90)
    answer = city.client.call("lottery_get", path={"lottery_id": lottery.id}).must(200)
    body = answer.json()
    assert body["status"] == "open" and body["seed"] is None and body["blank_weight"] == 90
    assert body["commitment"] == hashlib.sha256(lottery.seed).hexdigest()
    assert lottery.seed.hex() not in answer.body.decode()
    assert len(body["rules_hash"]) == 64
    prize = body["prizes"][0]
    assert (prize["name"], prize["weight"], prize["stock"], prize["remaining"]) == ("瓜", 10, 5, 5)


def test_lottery_get_reveals_the_seed_when_closed(city):
    """By itself, a few seconds later, and not a moment before the seed was sealed."""
    lottery = city.lottery(opens_in=-7200, closes_in=-3600)
    wait_until(lambda: seen(city, lottery)["status"] == "revealed")
    body = seen(city, lottery)
    assert bytes.fromhex(body["seed"]) == lottery.seed and body["revealed_at"]
    assert hashlib.sha256(bytes.fromhex(body["seed"])).hexdigest() == body["commitment"]
    assert city.database.value("SELECT count(*) FROM audit_entries WHERE action = 'lottery_reveal'"
                               " AND object_id = %s", lottery.id) == 1


def test_lottery_seed_is_sealed_before_anybody_draws(city):
    """The database forgets the seed, and the server still draws what the seed says."""
    lottery = city.lottery(prizes=[("瓜", 1, 100)], blank_weight=3, cost_points=0, sealed=False)
    wait_until(lambda: city.database.value("SELECT seed IS NULL FROM lotteries WHERE id = %s", lottery.id))
    sealed = bytes(city.database.value("SELECT seed_sealed FROM lotteries WHERE id = %s", lottery.id))
    assert lottery.seed not in sealed and lottery.seed.hex().encode() not in sealed
    member = city.member()
    for ticket in range(1, 9):
        won = draw(city, lottery, member).must(201).json()["prize"]
        number = fairness.number(lottery.seed, lottery.id, "", ticket, 4)
        assert (won is not None) == (number == 0), ticket
    dump = city.database.value("SELECT string_agg(l::text, '') FROM lotteries AS l WHERE l.id = %s", lottery.id)
    assert lottery.seed.hex() not in dump


@pytest.mark.parametrize("kind", ["instant", "raffle"])
def test_lottery_get_rules_hash_can_be_computed_again(city, kind):
    lottery = city.lottery(prizes=[("瓜 \"大\"", 10, 5), ("桃", 3, 7)], kind=kind)
    body = seen(city, lottery)
    assert hashlib.sha256(body["rules"].encode()).hexdigest() == body["rules_hash"]
    rules = json.loads(body["rules"])
    assert rules["id"] == lottery.id and rules["commitment"] == body["commitment"]
    shown = ("id", "name", "weight", "stock", "value_fen", "unlock_after")
    assert rules["prizes"] == [{name: prize[name] for name in shown} for prize in body["prizes"]]


def test_lottery_get_unknown(city):
    city.client.call("lottery_get", path={"lottery_id": str(uuid.uuid4())}).must(
        404, "lottery_not_found")


def test_lottery_draw_pays_and_counts(city):
    lottery = city.lottery(prizes=[("瓜", 1, 100)], blank_weight=0, cost_points=20)
    member = city.member(50)
    first = draw(city, lottery, member).must(201).json()
    assert (first["ticket"], first["cost_points"], first["balance"]) == (1, 20, 30)
    assert first["lottery_id"] == lottery.id and first["prize"]["name"] == "瓜"
    second = draw(city, lottery, member).must(201).json()
    assert (second["ticket"], second["balance"]) == (2, 10)
    assert city.wallet(member) == (10, 0, 0, 0) and remaining(city, lottery) == [98]
    draw(city, lottery, member).must(409, "insufficient_points")
    assert city.wallet(member) == (10, 0, 0, 0) and remaining(city, lottery) == [98]
    kinds = [entry["kind"] for entry in city.client.call(
        "me_point_entries", token=member.token).json()["items"]]
    assert kinds[:2] == ["lottery_draw", "lottery_draw"]


def test_lottery_draw_has_a_limit_for_each_day(city):
    lottery = city.lottery(rules=["UPDATE lotteries SET draws_per_day = 2 WHERE id = %s"])
    member = city.member(50)
    for _ in range(2):
        draw(city, lottery, member).must(201)
    draw(city, lottery, member).must(409, "daily_limit_reached")
    assert city.available(member) == 48
    draw(city, lottery, city.member(1)).must(201)
    city.database.execute("UPDATE draw_counts SET day = day - 1 WHERE member_id = %s", member.id)
    draw(city, lottery, member).must(201)


def test_lottery_draw_follows_the_published_rule(city):
    """Every ticket, won or not, is what anyone computes from the seed that is revealed later."""
    prizes = [("冰箱", 5, 1), ("雨伞", 25, 3), ("毛巾", 30, 100)]
    lottery = city.lottery(prizes=prizes, blank_weight=40, cost_points=1)
    member = city.member(40)
    left = [stock for _, _, stock in prizes]
    for ticket in range(1, 41):
        nonce = [None, "a", "Z:._-9" * 10, f"nonce-{ticket}"][ticket % 4]
        answer = draw(city, lottery, member, nonce).must(201).json()
        assert answer["ticket"] == ticket
        drawn = fairness.number(lottery.seed, lottery.id, nonce or "", ticket, 100)
        index = fairness.prize_index([weight for _, weight, _ in prizes], 40, drawn)
        if index is not None and left[index] == 0:
            index = None
        if index is not None:
            left[index] -= 1
        won = answer["prize"]["name"] if answer["prize"] else None
        assert won == (prizes[index][0] if index is not None else None), ticket
    assert remaining(city, lottery) == left


def test_lottery_draw_for_nothing(city):
    """A draw that costs nothing needs no points."""
    lottery = city.lottery(cost_points=0)
    member = city.member()
    assert draw(city, lottery, member).must(201).json()["balance"] == 0


def test_lottery_draw_replay_is_byte_equal(city):
    lottery = city.lottery(cost_points=5)
    member = city.member(100)
    key = str(uuid.uuid4())
    first = draw(city, lottery, member, "a", key=key).must(201)
    assert first.header("Idempotency-Replayed") in (None, "false")
    for _ in range(3):
        again = draw(city, lottery, member, "a", key=key).must(201)
        assert again.body == first.body
        assert again.header("Idempotency-Replayed") == "true"
        assert again.header("X-Request-Id") != first.header("X-Request-Id")
    quoted = draw(city, lottery, member, "a", key=f'"{key}"').must(201)
    assert quoted.body == first.body, "a quoted key is the same key"
    assert city.available(member) == 95


def test_lottery_draw_key_with_other_body(city):
    lottery, other = city.lottery(cost_points=5), city.lottery(cost_points=5)
    member = city.member(100)
    key = str(uuid.uuid4())
    draw(city, lottery, member, "a", key=key).must(201)
    draw(city, lottery, member, "b", key=key).must(422, "idempotency_key_reused")
    draw(city, lottery, member, key=key).must(422, "idempotency_key_reused")
    draw(city, other, member, "a", key=key).must(422, "idempotency_key_reused")
    assert city.available(member) == 95


def test_lottery_draw_same_content_written_differently_is_the_same(city):
    """White space and escapes are no other content."""
    lottery = city.lottery(cost_points=5)
    member = city.member(100)
    key = str(uuid.uuid4())
    answers = [city.client.call("lottery_draw", body, path={"lottery_id": lottery.id},
                                token=member.token, key=key).must(201).body
               for body in ('{"client_nonce":"ab"}', '{ "client_nonce" : "\\u0061b" }\n')]
    assert answers[0] == answers[1]


def test_lottery_draw_key_is_per_member(city):
    lottery = city.lottery(cost_points=5)
    key = str(uuid.uuid4())
    tickets = {draw(city, lottery, city.member(10), key=key).must(201).json()["ticket"]
               for _ in range(2)}
    assert tickets == {1, 2}


def test_lottery_draw_refusal_is_replayed(city):
    lottery = city.lottery(cost_points=5)
    member = city.member(1)
    key = str(uuid.uuid4())
    first = draw(city, lottery, member, key=key).must(409, "insufficient_points")
    city.grant([member.id], 100)
    again = draw(city, lottery, member, key=key).must(409, "insufficient_points")
    assert again.header("Idempotency-Replayed") == "true" and again.body == first.body
    draw(city, lottery, member).must(201)
    assert city.available(member) == 96


def test_lottery_draw_raffle_is_refused(city):
    lottery = city.lottery(kind="raffle")
    member = city.member(100)
    draw(city, lottery, member).must(409, "lottery_not_instant")
    assert city.available(member) == 100


@pytest.mark.parametrize("opens_in, closes_in, status", [(3600, 7200, "upcoming"),
                                                         (-7200, -3600, "revealed")])
def test_lottery_draw_outside_its_time(city, opens_in, closes_in, status):
    lottery = city.lottery(opens_in=opens_in, closes_in=closes_in)
    member = city.member(100)
    draw(city, lottery, member).must(409, "lottery_not_open")
    wait_until(lambda: seen(city, lottery)["status"] == status)
    assert city.available(member) == 100


def test_lottery_draw_unknown(city):
    answer = city.client.call("lottery_draw", {}, path={"lottery_id": str(uuid.uuid4())},
                              token=city.member(1).token)
    answer.must(404, "lottery_not_found")


def test_lottery_draw_limit(city):
    lottery = city.lottery(draws_per_member=2, cost_points=1)
    member, other = city.member(10), city.member(10)
    for _ in range(2):
        draw(city, lottery, member).must(201)
    draw(city, lottery, member).must(409, "draw_limit_reached")
    draw(city, lottery, other).must(201)
    assert city.available(member) == 8


def test_lottery_draw_sold_out_charges_nothing(city):
    lottery = city.lottery(prizes=[("最后一个", 1, 1)], blank_weight=0, cost_points=10)
    winner, late = city.member(10), city.member(10)
    assert draw(city, lottery, winner).must(201).json()["prize"]["name"] == "最后一个"
    key = str(uuid.uuid4())
    for _ in range(2):  # and leaves nothing behind: not even the key
        draw(city, lottery, late, key=key).must(409, "sold_out")
    assert city.database.value("SELECT count(*) FROM idempotency_keys WHERE caller_id = %s", late.id) == 0
    assert city.available(late) == 10 and remaining(city, lottery) == [0]


def test_lottery_rules_are_frozen(city):
    """Not even the owner changes a lottery that is published: a trigger stands in the way."""
    import psycopg2
    lottery = city.lottery(prizes=[("瓜", 1, 5)])
    for statement in ("UPDATE lotteries SET cost_points = 0 WHERE id = %s",
                      "UPDATE lotteries SET seed = sha256(commitment) WHERE id = %s",
                      "UPDATE prizes SET weight = weight + 1 WHERE lottery_id = %s",
                      "UPDATE prizes SET stock = stock + 1 WHERE lottery_id = %s",
                      "DELETE FROM prizes WHERE lottery_id = %s"):
        with pytest.raises(psycopg2.Error):
            city.database.execute(statement, lottery.id)


def test_lottery_draw_seed_is_unknown_to_the_application(city):
    """The application's role reads no table, so a broken handler cannot print a seed."""
    held = city.database.value(
        "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'core' AND c.relkind IN ('r', 'v', 'p', 'S')"
        " AND has_table_privilege('liangonghui_app', c.oid,"
        " CASE c.relkind WHEN 'S' THEN 'SELECT' ELSE 'SELECT,INSERT,UPDATE,DELETE' END)")
    assert held == 0
