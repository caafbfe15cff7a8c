"""WeChat on its bad days, our own mistakes in its settings, and what is written down of either: a
server and a WeChat of their own, because the log has errors afterwards."""
import ssl
import threading
import time

import pytest

from harness import mini_program
from harness import server as servers
from harness.client import Client
from harness.crowd import together
from harness.edge import certify
from harness.mini_program import FIRST, sign_in, somebody
from harness.prometheus import grown, scrape

CALL_S = 2.5  # longest for all that one request asks
# fault: how metrics call it
BAD_DAYS = {"slow-4": "timeout", "cut": "broken", "flood": "broken", "huge": "broken",
            "status-500": "busy", "status-503": "busy", "status-404": "garbled",
            "redirect": "garbled", "garbage": "garbled", "empty": "garbled", "duplicate": "garbled",
            "deep": "garbled", "errcode--1": "busy", "errcode-45009": "busy",
            "errcode-12345": "refused"}
OURS = ["errcode-40002", "errcode-40013", "errcode-40066", "errcode-40125", "errcode-40164",
        "errcode-41002", "errcode-41004", "errcode-48001", "errcode-50002"]


class Apart:
    """A server with a client, beside the shared one on the same database."""

    def __init__(self, settings, contract, wechat, **changes):
        self.wechat = wechat
        made = mini_program.settings(wechat) if wechat else {}
        self.server = servers.Server(servers.beside(settings, **{
            **made, "LGH_LOG_LEVEL": "debug", **changes})).wait_until_ready()
        self.client = Client(contract, self.server.host, self.server.port,
                             self.server.operator_port)
        self.client.call("lottery_list").must(200)  # it listens before all its threads are there

    def sign_in(self, code, **body):
        return self.client.call("auth_wechat", {"code": code, "appid": FIRST, **body})

    def bind(self, signed_in, code):
        return self.client.call("me_phone_put", {"code": code}, token=signed_in["access_token"])

    def events(self, **fields):
        """The log's lines about WeChat that have these fields."""
        return [line for line in self.server.log_lines() if line.get("event") == "wechat"
                and all(line.get(name) == value for name, value in fields.items())]

    def end(self):
        self.client.close()
        try:
            assert self.server.stop() == 0, self.server.log_text()[-3000:]
            assert not self.server.reports(), "\n".join(self.server.reports()[:20])
        finally:
            self.server.kill()


@pytest.fixture(scope="module")
def begin(settings, contract, server):
    """Starts servers apart; all of them end without a sanitizer's report."""
    opened = []

    def start(wechat, **changes):
        opened.append(Apart(settings, contract, wechat, **changes))
        return opened[-1]
    yield start
    for one in opened:
        one.end()


@pytest.fixture(scope="module")
def apart(begin):
    stands = mini_program.wechat()
    yield begin(stands)
    stands.stop()


@pytest.fixture(autouse=True)
def healed(apart):
    apart.wechat.wechat.heal()


def result(apart, call, name):
    """What the counter of one result says."""
    from harness.prometheus import total
    return total(scrape(apart.client), "wechat_requests_total", call=call, result=name)


@pytest.mark.parametrize("fault", sorted(BAD_DAYS))
def test_sign_in_on_a_bad_day(city, apart, fault):
    """Soon a clear 503; nothing is kept, nothing is followed or asked again, and then all is well."""
    before = result(apart, "session", BAD_DAYS[fault])
    asked = apart.wechat.wechat.calls["session"]
    apart.wechat.wechat.fail("session", fault)
    with city.database.unchanged():
        answer = apart.sign_in("demo-1").must(503, "wechat_unavailable")
    assert answer.elapsed < CALL_S + 0.5 and int(answer.header("Retry-After")) >= 2
    assert result(apart, "session", BAD_DAYS[fault]) == before + 1
    assert apart.wechat.wechat.calls["session"] == asked + 1
    apart.sign_in(f"demo-{somebody()}").must(200)


def test_connection_that_died_while_idle(apart):
    """WeChat may close it at any time; only a second death is trouble."""
    apart.sign_in(f"demo-{somebody()}").must(200)
    apart.wechat.wechat.fail("session", "reset")
    apart.sign_in(f"demo-{somebody()}").must(200)
    before = result(apart, "session", "broken")
    apart.wechat.wechat.fail("session", "reset", times=2)
    apart.sign_in("demo-1").must(503, "wechat_unavailable")
    assert result(apart, "session", "broken") == before + 1


@pytest.mark.parametrize("fault", OURS)
def test_sign_in_misconfigured(apart, fault):
    errcode = int(fault.removeprefix("errcode-"))
    apart.wechat.wechat.fail("session", fault)
    answer = apart.sign_in("demo-1").must(500, "wechat_misconfigured")
    line = apart.events(errcode=errcode)[0]
    assert line["level"] == "error" and line["result"] == "misconfigured"
    assert line["call"] == "session" and len(line["rid"]) == 26
    assert str(errcode) not in answer.body.decode()


def test_sign_in_with_a_secret_of_yesterday(apart):
    """The secret was changed at WeChat: the real refusal, and it quotes what we sent."""
    apps = apart.wechat.wechat.apps
    ours, apps[FIRST] = apps[FIRST], "f" * 32
    try:
        apart.sign_in("demo-1").must(500, "wechat_misconfigured")
    finally:
        apps[FIRST] = ours
    assert apart.events(errcode=40125) and ours not in apart.server.log_text()


def test_unknown_errcode_is_an_error_of_ours(apart):
    apart.wechat.wechat.fail("session", "errcode-87654")
    apart.sign_in("demo-1").must(503, "wechat_unavailable")
    assert apart.events(errcode=87654)[0]["level"] == "error"


@pytest.mark.parametrize("fault", ["slow-4", "cut", "status-500", "garbage", "errcode--1"])
@pytest.mark.parametrize("call", ["token", "phone"])
def test_phone_on_a_bad_day(apart, call, fault):
    user = somebody()
    signed_in = sign_in(apart.client, user)
    apart.wechat.wechat.forget_tokens()
    apart.wechat.wechat.fail(call, fault)
    answer = apart.bind(signed_in, f"demo-phone-{user}").must(503, "wechat_unavailable")
    assert answer.elapsed < CALL_S + 0.5
    apart.wechat.wechat.heal()
    apart.bind(signed_in, f"demo-phone-{user}").must(200)


def test_phone_misconfigured(apart):
    user = somebody()
    signed_in = sign_in(apart.client, user)
    apart.wechat.wechat.fail("phone", "errcode-48001")
    apart.bind(signed_in, f"demo-phone-{user}").must(500, "wechat_misconfigured")
    # A stable_token that says 40001 means the secret.
    apart.wechat.wechat.forget_tokens()
    apart.wechat.wechat.fail("token", "errcode-40001")
    apart.bind(signed_in, f"demo-phone-{user}").must(500, "wechat_misconfigured")


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
def test_refused_token_is_fetched_anew_once(apart, errcode):
    user, calls = somebody(), apart.wechat.wechat.calls
    signed_in = sign_in(apart.client, user)
    apart.bind(signed_in, f"demo-phone-{user}").must(200)
    before = dict(calls)
    apart.wechat.wechat.fail("phone", f"errcode-{errcode}")
    apart.bind(signed_in, f"demo-phone-{user}").must(200)
    assert (calls["token"], calls["phone"]) == (before["token"] + 1, before["phone"] + 2)
    # Refused again although it was fetched just now: that is not for us to repeat.
    before = dict(calls)
    apart.wechat.wechat.fail("phone", f"errcode-{errcode}", times=2)
    apart.bind(signed_in, f"demo-phone-{user}").must(503, "wechat_unavailable")
    assert (calls["token"], calls["phone"]) == (before["token"] + 1, before["phone"] + 2)
    assert apart.wechat.wechat.forced == 0
    apart.wechat.wechat.heal()
    apart.bind(signed_in, f"demo-phone-{user}").must(200)


def test_token_that_died_at_wechat(apart):
    """By force of somebody else, or because their clock is hours ahead."""
    user = somebody()
    signed_in = sign_in(apart.client, user)
    for harm in (apart.wechat.wechat.forget_tokens, lambda: setattr(
            apart.wechat.wechat, "ahead", apart.wechat.wechat.ahead + 8000)):
        apart.bind(signed_in, f"demo-phone-{user}").must(200)
        harm()
        apart.bind(signed_in, f"demo-phone-{user}").must(200)
    assert apart.wechat.wechat.forced == 0


def test_token_that_rolled_at_wechat(apart):
    """In the last five minutes there are two, and the old one works."""
    user = somebody()
    signed_in = sign_in(apart.client, user)
    apart.wechat.wechat.forget_tokens()
    apart.bind(signed_in, f"demo-phone-{user}").must(200)
    apart.wechat.wechat.ahead += 7200 - 200
    asked = apart.wechat.wechat.calls["phone"]
    apart.bind(signed_in, f"demo-phone-{user}").must(200)
    assert apart.wechat.wechat.calls["phone"] == asked + 1


def test_token_is_fetched_by_one_for_all(apart):
    users = [somebody() for _ in range(8)]
    signed_in = [sign_in(apart.client, user) for user in users]
    apart.wechat.wechat.forget_tokens()
    before = apart.wechat.wechat.calls["token"]
    answers = together([lambda n=n: apart.bind(signed_in[n], f"demo-phone-{users[n]}")
                        for n in range(len(users))])
    assert {answer.status for answer in answers} == {200}, answers
    assert apart.wechat.wechat.calls["token"] == before + 1


def test_more_calls_than_may_be_under_way(begin, apart):
    """Two wait for WeChat: the third is told at once, before anything is asked."""
    narrow = begin(apart.wechat, LGH_WECHAT_CALLS="2")
    before = scrape(narrow.client)
    apart.wechat.wechat.fail("session", "slow-2", times=2)
    waiting = [threading.Thread(target=narrow.sign_in, args=(f"demo-{somebody()}",))
               for _ in range(2)]
    for one in waiting:
        one.start()
    asked = apart.wechat.wechat.calls["session"]
    time.sleep(0.5)
    answer = narrow.sign_in("demo-1").must(503, "overloaded")
    assert answer.elapsed < 1.5  # the others take 2 s
    for one in waiting:
        one.join()
    assert apart.wechat.wechat.calls["session"] <= asked + 2
    after = scrape(narrow.client)
    assert grown(before, after, "http_requests_shed_total", reason="wechat_full") == 1
    assert grown(before, after, "wechat_requests_total", call="session", result="full") == 1
    narrow.sign_in(f"demo-{somebody()}").must(200)


def test_nobody_listens(begin, apart):
    port = servers.free_ports(1)[0]
    lonely = begin(apart.wechat, LGH_WECHAT_URL=f"http://127.0.0.1:{port}")
    answer = lonely.sign_in("demo-1").must(503, "wechat_unavailable")
    assert answer.elapsed < 1 and lonely.events(result="unreachable", level="warning")


def test_certificate_that_nobody_vouches_for(begin, apart, tmp_path):
    """Anybody can make such a one: no secret is sent there."""
    both, _ = certify(str(tmp_path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    stands = mini_program.wechat()
    stands.socket = context.wrap_socket(stands.socket, server_side=True)
    careful = begin(stands, LGH_WECHAT_URL=stands.url.replace("http:", "https:"))
    for _ in range(5):  # on a busy machine the handshake may last longer than it is given
        careful.sign_in("demo-1").must(503, "wechat_unavailable")
    assert careful.events(result="unreachable") and not stands.wechat.calls
    stands.stop()


def test_no_proxy_of_the_environment(begin, apart, monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    begin(apart.wechat).sign_in(f"demo-{somebody()}").must(200)


def test_without_wechat(begin, city):
    """Everything else works; the two that need it say so."""
    off = begin(None, LGH_WECHAT_APPS=None, LGH_WECHAT_URL=None)
    off.sign_in("demo-1").must(404, "wechat_off")
    member = city.member()
    off.bind({"access_token": member.token}, "demo-phone-1").must(404, "wechat_off")
    off.client.call("me_identity_list", token=member.token).must(200)


def test_with_one_app_nobody_has_to_name_it(begin):
    stands = mini_program.wechat([FIRST])
    single = begin(stands)
    single.client.call("auth_wechat", {"code": f"demo-{somebody()}"}).must(200)
    single.client.call("auth_wechat", {"code": "demo-1", "appid": mini_program.SECOND}).must(
        422, "validation_failed")
    stands.stop()


def test_nothing_of_it_is_written_down(city, apart, server, wechat):
    """After all that happened above: no secret, code, token, key, openid or number in a log, in the
    metrics or, but for the ids, in the database."""
    user = somebody()
    apart.bind(sign_in(apart.client, user), f"demo-phone-{user}").must(200)
    for stands, running in ((apart.wechat.wechat, apart.server), (wechat.wechat, server)):
        text = running.log_text() + scrape(apart.client)
        told = stands.told | set(stands.apps.values()) | {"demo-1", "demo-phone-", "session_key"}
        assert not [word for word in told if word in text]
    keys = [word for word in apart.wechat.wechat.told if word.endswith("==")]
    tables = city.database.rows("SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r'"
                                " AND relnamespace = 'core'::regnamespace")
    assert keys and len(apart.wechat.wechat.told) > 4
    for (table,) in tables:
        assert city.database.value(f"SELECT count(*) FROM {table} AS t"
                                   " WHERE t::text LIKE ANY (%s)",
                                   [f"%{key}%" for key in keys[:4]]) == 0, table
