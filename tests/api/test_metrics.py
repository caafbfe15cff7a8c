"""What /metrics counts, how it is written, and that nobody's name is in it."""
import re
import uuid

from harness.city import wait_until
from harness.prometheus import grown, scrape, total

SAMPLE = re.compile(r'^[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_]\w*="([^"\\\n]|\\.)*",?)*\})? \S+$')
TYPES = {
    "http_requests_total": "counter", "http_request_duration_seconds": "histogram",
    "http_requests_in_flight": "gauge", "http_malformed_total": "counter",
    "http_requests_shed_total": "counter", "http_requests_limited_total": "counter",
    "authz_denied_total": "counter", "draw_outcomes_total": "counter", "outcomes_total": "counter",
    "idempotency_replays_total": "counter", "db_pool_connections": "gauge",
    "db_pool_wait_seconds": "histogram", "db_errors_total": "counter",
    "db_tx_retries_total": "counter", "wechat_requests_total": "counter", "wechatpay_notices_total": "counter",
    "wechat_request_duration_seconds": "histogram", "db_batches_total": "counter",
    "db_commit_unknown_total": "counter", "db_reconnects_total": "counter",
    "liangonghui_ledger_differences": "gauge",
    "liangonghui_invariant_violations": "gauge", "liangonghui_invariant_age_seconds": "gauge",
    "liangonghui_ledger_wallets_checked_total": "counter",
    "liangonghui_ledger_round_age_seconds": "gauge",
    "process_resident_memory_bytes": "gauge", "process_open_fds": "gauge",
    "process_max_fds": "gauge", "process_cpu_seconds_total": "counter",
    "process_start_time_seconds": "gauge", "log_lines_dropped_total": "counter",
    "webhook_attempts_total": "counter",
    "outbox_pending": "gauge",
    "outbox_oldest_age_seconds": "gauge",
    "build_info": "gauge",
}
LABELS = {"route", "method", "code", "le", "reason", "policy", "rule", "result", "operation",
          "outcome", "lane", "state", "sqlstate", "call", "version", "invariant"}
SERIES_MAX = 30  # for each operation


def metrics(client):
    return scrape(client)


def test_metrics_is_prometheus_text(client):
    answer = client.call("metrics").must(200)
    assert answer.header("Content-Type").replace(" ", "") == (
        "text/plain;version=0.0.4;charset=utf-8")
    helped, typed = set(), {}
    for line in answer.body.decode().splitlines():
        if line.startswith("# HELP "):
            helped.add(line.split()[2])
        elif line.startswith("# TYPE "):
            assert line.split()[2] not in typed, "a metric's type stands once"
            typed[line.split()[2]] = line.split()[3]
        elif line:
            assert SAMPLE.match(line), line
    assert helped == set(typed) and typed
    assert all(name.endswith("_total") for name, kind in typed.items() if kind == "counter"), typed


def test_metrics_histograms_add_up(client):
    """le ascends, counts do not fall, +Inf equals _count."""
    client.call("lottery_list").must(200)
    text = metrics(client)
    for name in re.findall(r"^# TYPE (\S+) histogram", text, re.M):
        series = {}
        for labels, le, value in re.findall(
                re.escape(name) + r'_bucket\{(.*?),?le="([^"]+)"\} (\S+)', text):
            series.setdefault(labels, []).append((float(le), float(value)))
        assert series, name
        for labels, buckets in series.items():
            counts = [count for _, count in sorted(buckets)]
            assert counts == sorted(counts) and sorted(buckets)[-1][0] == float("inf")
            suffix = "{" + labels + "}" if labels else ""
            assert f"{name}_count{suffix} {int(counts[-1])}" in text, (name, labels)


def test_metrics_count_requests_by_template(client, city):
    before = metrics(client)
    lottery = city.lottery()
    for _ in range(3):
        client.call("lottery_get", path={"lottery_id": lottery.id}).must(200)
    route = {"route": "/v1/lotteries/{lottery_id}", "method": "GET", "code": "200"}
    # A request is counted after its answer has left.
    wait_until(lambda: grown(before, metrics(client), "http_requests_total", **route) == 3)
    assert lottery.id not in metrics(client)


def test_metrics_count_replays_and_refusals(client, city):
    member = city.member(10)
    product = city.product([{"points_price": 10}])
    before = metrics(client)
    key = str(uuid.uuid4())
    for _ in range(3):
        client.call("order_create", {"items": [{"sku_id": product.sku, "quantity": 1}],
                                     "points_to_spend": 10}, token=member.token, key=key).must(201)
    after = metrics(client)
    assert grown(before, after, "idempotency_replays_total", operation="order_create",
                 result="ok") == 2
    assert grown(before, after, "outcomes_total", operation="order_create", outcome="ok") == 1


def test_metrics_hold_no_person(client, city):
    """Tokens, names and numbers of people do not become labels."""
    member = city.member(10)
    client.call("me_get", token=member.token).must(200)
    client.send("GET", f"/v1/nothing/{member.id}?phone=13812341234").must(404)
    text = metrics(client)
    assert member.id not in text and "13812341234" not in text


def test_metrics_are_those_that_are_promised(client):
    """Exactly these names, each of its type and with a HELP; the samples of one stand together."""
    text = metrics(client)
    found = dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.M))
    assert found == TYPES
    assert re.findall(r"^# HELP (\S+) \S", text, re.M) == list(found)
    family = None
    for line in text.splitlines():
        if line.startswith("# HELP "):
            family = line.split()[2]
        elif not line.startswith("#"):
            name = re.match(r"\w+", line).group()
            assert name == family or found[family] == "histogram" and name in (
                family + "_bucket", family + "_sum", family + "_count"), line


def test_metrics_are_bounded(client, contract):
    """Labels are templates, codes and reasons; how many there are does not grow with use."""
    text = metrics(client)
    samples = [line for line in text.splitlines() if not line.startswith("#")]
    assert len(samples) == len({line.rsplit(" ", 1)[0] for line in samples})
    assert len(samples) <= SERIES_MAX * len(contract.operations)
    labels = re.findall(r'(\w+)="([^"]*)"', text)
    assert {name for name, _ in labels} <= LABELS
    routes = {operation.path for operation in contract.operations.values()} | {"none"}
    operations = set(contract.operations) | {"none"}
    for name, value in labels:
        assert name != "route" or value in routes, value
        assert name != "operation" or value in operations, value
        assert not re.search(r"[0-9a-f]{8}-|\d{6}", value), (name, value)


def test_metrics_count_denied_requests(client, city, forge):
    before = metrics(client)
    client.call("me_get", token=None).must(401, "token_missing")
    client.call("me_get", token="garbage").must(401, "token_invalid")
    member = city.member()
    client.call("me_get", token=forge.token(member.id, "member", exp=1)).must(401)
    client.call("points_grant", {}, token=member.token).must(403, "role_forbidden")
    client.call("auth_refresh", {"refresh_token": "A" * 43}).must(401, "refresh_token_invalid")
    after = metrics(client)
    for rule in ("token_missing", "token_invalid", "role_forbidden", "refresh_token_invalid"):
        assert grown(before, after, "authz_denied_total", rule=rule) >= 1, rule
    assert grown(before, after, "authz_denied_total") == 5


def test_metrics_count_malformed_requests(client):
    before = metrics(client)
    client.send("GET", "/v1/lotteries?limit=x").must(422)
    after = metrics(client)
    assert grown(before, after, "http_malformed_total", reason="validation_failed") == 1


def test_metrics_count_draws_by_result(client, city):
    """A replay is no second draw."""
    member = city.member(10)
    lottery = city.lottery(cost_points=10)
    before = metrics(client)
    key = str(uuid.uuid4())
    for _ in range(2):
        client.call("lottery_draw", {}, path={"lottery_id": lottery.id}, token=member.token,
                    key=key).must(201)
    client.call("lottery_draw", {}, path={"lottery_id": lottery.id}, token=member.token
                ).must(409, "insufficient_points")
    after = metrics(client)
    assert grown(before, after, "draw_outcomes_total", result="ok") == 1
    assert grown(before, after, "draw_outcomes_total", result="insufficient_points") == 1
    assert grown(before, after, "idempotency_replays_total", operation="lottery_draw",
                 result="ok") == 1
    assert total(after, "outcomes_total", operation="lottery_draw") == 0


def test_metrics_tell_of_the_lanes(client, city):
    member = city.member(10)
    before = metrics(client)
    for _ in range(3):
        client.call("me_points", token=member.token).must(200)
    after = metrics(client)
    for lane, lanes in (("read", 2), ("write", 2), ("slow", 1)):
        assert total(after, "db_pool_connections", lane=lane, state="connected") == lanes
        assert total(after, "db_pool_connections", lane=lane, state="lost") == 0
    assert grown(before, after, "db_pool_wait_seconds_count", lane="read") >= 3
    assert grown(before, after, "db_batches_total") >= 3
