"""Quotas: who is counted, what the answers say of it, and whose word about an address is believed."""
import re
import time
import uuid

import pytest

from harness import contract as contracts
from harness import keys, requests
from harness import server as servers
from harness.client import Client

LIMITED = sorted(name for name, operation in contracts.load().operations.items()
                 if not operation.is_operator)
QUOTAS = {"read": 4, "write": 3, "draw": 2, "address": 5}


def start(settings, contract, opened, **changes):
    """A server beside the shared one, on the same database."""
    running = servers.Server(servers.beside(settings, **changes))
    opened.append(running)
    running.wait_until_ready()
    client = Client(contract, running.host, running.port, running.operator_port)
    client.server = running
    return client


@pytest.fixture(scope="module")
def begin(settings, contract, server):
    """Starts servers, which end well and with a clean log."""
    opened = []
    yield lambda **changes: start(settings, contract, opened, **changes)
    try:
        for running in opened:
            assert running.stop() == 0, running.log_text()[-3000:]
            assert not running.reports(), "\n".join(running.reports()[:20])
            assert not running.errors(), running.errors()[:20]
    finally:
        for running in opened:
            running.kill()


@pytest.fixture(scope="module")
def strict(begin):
    """A client of a server that grants little."""
    asking = begin(**{f"LGH_{name.upper()}_QUOTA": str(quota) for name, quota in QUOTAS.items()})
    yield asking
    asking.close()


@pytest.fixture(scope="module")
def distrustful(begin):
    """A client of a server whose edge stands elsewhere, one of two, and that lets read at will."""
    asking = begin(LGH_EDGE_ADDRESSES="192.0.2.1, 2001:db8::1", LGH_ADDRESS_QUOTA="5",
                   LGH_DRAW_QUOTA="5", LGH_INSTANCES="2", LGH_READ_QUOTA="0")
    yield asking
    asking.close()


def standing(answer):
    """(policy, quota, remaining, seconds until there is more) of an answer, None where not said."""
    if answer.header("RateLimit") is None:
        assert answer.header("RateLimit-Policy") is None
        return None
    policy = re.fullmatch(r'"(\w+)";q=(\d+);w=60', answer.header("RateLimit-Policy"))
    state = re.fullmatch(r'"(\w+)";r=(\d+);t=(\d+)', answer.header("RateLimit"))
    assert policy and state and policy[1] == state[1], answer.headers
    return policy[1], int(policy[2]), int(state[2]), int(state[3])


def from_address(text):
    return {"X-Forwarded-For": text}


def fresh_address():
    """Of a subscriber that no other test is."""
    digits = uuid.uuid4().hex
    return f"2001:db8:{digits[:4]}:{digits[4:8]}::1"


def test_limits_count_down_to_429(city, strict):
    member = city.member()
    for remaining in (3, 2, 1, 0):
        answer = strict.call("me_points", token=member.token).must(200)
        policy, quota, left, more = standing(answer)
        assert (policy, quota, left) == ("read", 4, remaining) and 1 <= more <= 15
    for _ in range(3):
        refused = strict.call("me_points", token=member.token).must(429, "rate_limited")
        policy, quota, left, more = standing(refused)
        assert (policy, quota, left) == ("read", 4, 0) and 1 <= more <= 15
        assert more <= int(refused.header("Retry-After")) <= 2 * more + 1


def test_limits_come_back(city, begin):
    quick = begin(LGH_READ_QUOTA="40")
    member = city.member()
    while (answer := quick.call("me_points", token=member.token)).status == 200:
        pass
    time.sleep(standing(answer.must(429))[3])
    quick.call("me_points", token=member.token).must(200)
    quick.close()


def test_limits_are_per_principal(city, strict):
    """The same address, another member: another quota."""
    greedy, modest = city.members(2)
    while strict.call("me_points", token=greedy.token).status == 200:
        pass
    assert standing(strict.call("me_points", token=modest.token).must(200))[2] == 3
    # Another session of the same member is the same member.
    again = city.forge.token(greedy.id, "member")
    strict.call("me_points", token=again, headers=from_address(fresh_address())).must(429)


def test_limits_are_apart_for_reads_writes_and_draws(city, strict):
    member = city.member(1000)
    lottery = city.lottery()

    def draw():
        return strict.call("lottery_draw", {}, path={"lottery_id": lottery.id}, token=member.token)
    assert [draw().status for _ in range(3)] == [201, 201, 429]
    assert standing(draw())[:2] == ("draw", 2)
    assert standing(strict.call("order_create", {}, token=member.token).must(422))[:3] == (
        "write", 3, 2)
    assert standing(strict.call("me_points", token=member.token).must(200))[:3] == ("read", 4, 3)


def test_limits_count_replays_and_mistakes(city, strict):
    member = city.member(1000)
    key = str(uuid.uuid4())
    path = {"lottery_id": city.lottery().id}
    first = strict.call("lottery_draw", {}, path=path, token=member.token, key=key).must(201)
    again = strict.call("lottery_draw", {}, path=path, token=member.token, key=key).must(201)
    assert again.body == first.body and again.header("Idempotency-Replayed") == "true"
    assert (standing(first)[2], standing(again)[2]) == (1, 0)
    strict.call("lottery_draw", {}, path=path, token=member.token, key=key).must(429)
    assert city.database.value("SELECT count(*) FROM draws WHERE lottery_id = %s",
                               path["lottery_id"]) == 1
    mistaken = city.member()
    for remaining in (3, 2):
        answer = strict.call("order_get", path={"order_id": str(uuid.uuid4())},
                             token=mistaken.token).must(404)
        assert standing(answer)[2] == remaining


def test_limits_are_not_used_by_who_may_not(city, strict):
    """A forged or misplaced token takes nothing from anybody."""
    member = city.member()
    forged = member.token[:-4] + ("AAAA" if member.token[-4:] != "AAAA" else "BBBB")
    for _ in range(8):
        assert standing(strict.call("me_points", token=forged).must(401)) is None
        assert standing(strict.call("points_grant", {}, token=member.token).must(403)) is None
    assert standing(strict.call("me_points", token=member.token).must(200))[2] == 3


def test_limits_count_a_merchants_keys_together(city, strict):
    """Whoever has two keys may not ask twice as often."""
    merchant = city.merchant()
    both = [keys.headers(keys.given(city, merchant.id)) for _ in range(2)]
    for turn, remaining in enumerate((3, 2, 1, 0)):
        answer = strict.call("merchant_key_get", headers=both[turn % 2]).must(200)
        assert standing(answer)[::2] == ("read", remaining)
    strict.call("merchant_key_get", headers=both[0]).must(429, "rate_limited")
    wrong = strict.call("merchant_key_get", headers=keys.headers(keys.fresh())).must(401)
    assert standing(wrong) is None


def test_limits_of_test_keys_are_apart(city, strict):
    """Whoever tries something out takes nothing from the tills."""
    merchant = city.merchant()
    test, live = [keys.headers(keys.given(city, merchant.id, mode)) for mode in ("test", "live")]
    while strict.call("merchant_key_get", headers=test).status == 200:
        pass
    assert standing(strict.call("merchant_key_get", headers=live).must(200))[2] == 3


def test_limits_of_a_key_itself(city, strict):
    """A key may have less than its merchant: both are told, and the narrower one refuses. What it is
    refused takes nothing from the merchant's other keys."""
    merchant = city.merchant()
    narrow, other = [keys.headers(keys.given(city, merchant.id, quota=quota)) for quota in (2, None)]
    both = [strict.call("merchant_key_get", headers=narrow).must(200) for _ in range(2)]
    assert both[0].json()["key"]["requests_per_minute"] == 2
    for answer, remaining in zip(both, (1, 0)):
        assert answer.header("RateLimit-Policy") == '"read";q=4;w=60, "key";q=2;w=60'
        state = re.fullmatch(r'"read";r=(\d+);t=(\d+), "key";r=(\d+);t=(\d+)', answer.header("RateLimit"))
        assert (int(state[1]), int(state[3])) == (remaining + 2, remaining)
        assert 1 <= int(state[2]) <= 15 and 1 <= int(state[4]) <= 30
    for _ in range(5):
        refused = strict.call("merchant_key_get", headers=narrow).must(429, "rate_limited")
        assert standing(refused)[:3] == ("key", 2, 0)
        assert standing(refused)[3] <= int(refused.header("Retry-After"))
    assert standing(strict.call("merchant_key_get", headers=other).must(200))[:3] == ("read", 4, 1)


@pytest.mark.stateless  # quotas are the process's
@pytest.mark.parametrize("name", LIMITED)
def test_limits_hold_for_every_operation(city, strict, name):
    request = requests.valid(city, name)
    headers = {**from_address(fresh_address()), **request.headers}
    asked = []
    for _ in range(max(QUOTAS.values()) + 1):
        asked.append(strict.call(name, request.body, path=request.path, query=request.query,
                                 token=request.token, headers=headers))
    assert asked[-1].must(429, "rate_limited")
    assert all(standing(answer) for answer in asked), asked


@pytest.mark.parametrize("name", ["health_live", "health_ready", "metrics"])
def test_limits_spare_the_operator(strict, name):
    for _ in range(10):
        assert standing(strict.call(name).must(200)) is None


def test_limits_spare_what_is_no_operation(strict):
    headers = from_address(fresh_address())
    for _ in range(10):
        assert standing(strict.send("GET", "/v1/nothing", headers=headers).must(404)) is None
        assert standing(strict.send("PUT", "/v1/orders", headers=headers).must(405)) is None
        assert standing(strict.send("OPTIONS", "/v1/orders", headers=headers).must(204)) is None


def remaining_of(client, *values):
    """What is left for a public read with these X-Forwarded-For headers."""
    headers = {"X-Forwarded-For": values[0]} if values else {}
    return standing(client.call("station_nearby", query={"lng": 119.2, "lat": 34.6},
                                headers=headers))[2]


def test_address_of_an_edge_is_believed(strict):
    """What it has added at the end, and nothing before."""
    here, there = fresh_address(), fresh_address()
    assert remaining_of(strict, here) == 4
    assert remaining_of(strict, f"{there}, {here}") == 3
    assert remaining_of(strict, f"garbage,,{there},{here}") == 2
    assert remaining_of(strict, here.replace("::1", "::2")) == 1, "a subscriber's 64 bits"
    assert remaining_of(strict, there) == 4


def test_address_of_a_stranger_is_not_believed(distrustful):
    """The connection's own counts, whatever the header says."""
    left = {remaining_of(distrustful, fresh_address()) for _ in range(4)}
    assert left == {0, 1}, left
    distrustful.call("lottery_list", headers=from_address(fresh_address())).must(429)


def test_quota_is_divided_among_processes(city, distrustful):
    member = city.member(1000)
    answer = distrustful.call("lottery_draw", {}, path={"lottery_id": city.lottery().id},
                              token=member.token).must(201)
    assert standing(answer)[:3] == ("draw", 2, 1)


def test_no_quota_is_not_spoken_of(city, distrustful):
    assert standing(distrustful.call("me_points", token=city.member().token).must(200)) is None


def test_limits_are_counted_and_tell_no_address(city, strict):
    address = "203.0.113.77"
    for _ in range(7):
        strict.call("lottery_list", headers=from_address(address))
    page = strict.call("metrics").must(200).body.decode()
    refused = re.search(r'^http_requests_limited_total\{policy="address"\} (\d+)$', page, re.M)
    assert int(refused[1]) >= 2
    assert address not in page and address not in strict.server.log_text()


def test_limits_can_be_read_by_a_browser(client):
    answer = client.call("lottery_list", headers={"Origin": "https://a.example"}).must(200)
    exposed = re.split(r",\s*", answer.header("Access-Control-Expose-Headers"))
    assert {"RateLimit", "RateLimit-Policy", "Retry-After"} <= set(exposed)
