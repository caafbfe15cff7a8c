"""What the operator's port says, and that nobody else hears it."""
import re

import pytest

OPERATOR_PATHS = ("/livez", "/readyz", "/metrics")
SAMPLE = re.compile(r'^[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_]\w*="([^"\\\n]|\\.)*",?)*\})? \S+$')


def metrics(client):
    return client.call("metrics").must(200).body.decode()


def total(text, name, **labels):
    """Sum over the samples of a metric that carry these labels."""
    found = 0.0
    for line in text.splitlines():
        if re.match(re.escape(name) + r"(\{|\s)", line) and all(
                f'{label}="{value}"' in line for label, value in labels.items()):
            found += float(line.rsplit(" ", 1)[1])
    return found


def test_health_live(client):
    assert client.call("health_live").must(200).json() == {"status": "pass"}


def test_health_ready(client):
    assert client.call("health_ready").must(200).json() == {"status": "pass"}


@pytest.mark.parametrize("path", OPERATOR_PATHS)
def test_operator_paths_are_not_public(client, path):
    client.send("GET", path).must(404, "not_found")


@pytest.mark.parametrize("path", ["/v1/lotteries", "/openapi.yaml", "/v1/me", "/docs"])
def test_public_paths_are_not_on_the_operator_port(client, path):
    client.send("GET", path, is_operator=True).must(404, "not_found")


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
    after = metrics(client)
    route = {"route": "/v1/lotteries/{lottery_id}", "method": "GET", "code": "200"}
    assert (total(after, "http_requests_total", **route)
            - total(before, "http_requests_total", **route)) == 3
    assert lottery.id not in after


def test_metrics_count_replays_and_refusals(client, city):
    import uuid
    member = city.member(10)
    product = city.product([{"points_price": 10}])
    before = metrics(client)
    key = str(uuid.uuid4())
    for _ in range(3):
        client.call("order_create", {"items": [{"sku_id": product.sku, "quantity": 1}],
                                     "points_to_spend": 10}, token=member.token, key=key).must(201)
    after = metrics(client)
    assert (total(after, "idempotency_replays_total", operation="order_create")
            - total(before, "idempotency_replays_total", operation="order_create")) == 2


def test_metrics_hold_no_person(client, city):
    """Tokens, names and numbers of people do not become labels."""
    member = city.member(10)
    client.call("me_get", token=member.token).must(200)
    client.send("GET", f"/v1/nothing/{member.id}?phone=13812341234").must(404)
    text = metrics(client)
    assert member.id not in text and "13812341234" not in text


def test_log_is_json_and_names_nobody(client, city, server):
    """One JSON object a line; a person appears as a hash, a path as its template."""
    member = city.member(10)
    mark = "13987654321"
    answer = client.call("me_get", token=member.token).must(200)
    client.send("GET", f"/v1/nothing/{mark}?phone={mark}").must(404)
    mine = server.lines_of(answer.header("X-Request-Id"))
    broken = [line["text"] for line in server.log_lines() if "text" in line]
    assert not broken, broken[:5]
    text = server.log_text()
    for secret in (member.id, member.token, mark, "Bearer"):
        assert secret not in text, secret
    assert len(mine) == 1
    assert mine[0]["route"] == "/v1/me" and mine[0]["status"] == 200
