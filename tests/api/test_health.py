"""What the operator's port says, and that nobody else hears it."""
import pytest

OPERATOR_PATHS = ("/livez", "/readyz", "/metrics")


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


def test_log_is_quiet_about_good_probes(client, server):
    ready = client.call("health_ready").must(200)
    absent = client.send("GET", "/v1/me", is_operator=True).must(404)
    server.lines_of(absent.header("X-Request-Id"))
    assert ready.header("X-Request-Id") not in server.log_text()


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
