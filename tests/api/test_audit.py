"""The audit: every change leaves its row, auditors read theirs, and anybody can work out the proof."""
import hashlib
import json
import uuid
from datetime import datetime, timezone

import pytest

from harness import contract as contracts
from harness import matrix, requests
from harness.city import wait_until
from harness.requests import audit

OPERATIONS = contracts.load().operations
CHANGING = sorted(name for name, operation in OPERATIONS.items() if operation.method != "GET")
# What leaves no row although it is asked by another method than GET, and why.
SILENT = {
    "admin_member_search": "a search by POST, so that nothing personal is in a URL; answers are masked",
    "order_quote": "reckons, and keeps nothing",
    "station_search": "a search by POST, for a polygon is too long for a URL",
    "auth_refresh": "a renewed token changes nothing that anybody is told of; a copied one does",
    "station_coverage": "reckons, and keeps nothing; the list of points is in the body",
    "merchant_redemption_preview": "only tells what would be; the code is in the body, and wrong ones count",
}
FIELDS = ("seq", "at", "actor_kind", "actor_id", "action", "organisation_id", "object_kind",
          "object_id", "changes", "reason", "request_id")


def rows_of(city, answer):
    """(action, actor_kind) of the rows that a request left."""
    return city.database.rows("SELECT action, actor_kind FROM audit_entries WHERE request_id = %s",
                              answer.header("X-Request-Id"))


@pytest.mark.parametrize("name", sorted(set(CHANGING) - set(SILENT)))
def test_every_change_leaves_a_row(city, name):
    request = requests.valid(city, name)
    answer = requests.send(city, name, request).must(request.status)
    assert name in {action for action, _ in rows_of(city, answer)}, "no row in core.audit_entries"


@pytest.mark.parametrize("name", sorted(SILENT))
def test_silent_operations_are_silent(city, name):
    request = requests.valid(city, name)
    assert not rows_of(city, requests.send(city, name, request).must(request.status))


def refusals(city, name, request):
    """Answers to requests that are refused."""
    operation = OPERATIONS[name]
    if operation.roles:
        yield requests.send(city, name, request, token="garbage").must(401)
    if operation.body:
        yield requests.send(city, name, request, body={**request.body, "bogus": 1}).must(422)
    if matrix.things_of(operation, request):
        yield requests.send(city, name, request, **matrix.unknown(operation, request)).must(404)


@pytest.mark.stateless
@pytest.mark.parametrize("name", CHANGING)
def test_refusals_leave_no_row(city, name):
    for answer in refusals(city, name, requests.standing(city, name)):
        assert not rows_of(city, answer), answer


def dry_runs(operation):
    """Where an operation is told to change nothing: query, body or nowhere."""
    if "dry_run" in operation.parameters["query"]:
        return "query"
    return "body" if operation.body and "dry_run" in operation.body["properties"] else None


@pytest.mark.parametrize("name", [name for name in CHANGING if dry_runs(OPERATIONS[name])])
def test_dry_runs_leave_no_row(city, name):
    request = requests.valid(city, name)
    if dry_runs(OPERATIONS[name]) == "query":
        answer = requests.send(city, name, request, query={**request.query, "dry_run": "true"})
    else:
        answer = requests.send(city, name, request, body={**request.body, "dry_run": True})
    assert answer.status < 300 and not rows_of(city, answer), answer


def test_replays_leave_no_row(city):
    member = city.member(100)
    path, key = {"lottery_id": city.lottery().id}, str(uuid.uuid4())
    first = city.client.call("lottery_draw", {}, path=path, token=member.token, key=key).must(201)
    again = city.client.call("lottery_draw", {}, path=path, token=member.token, key=key).must(201)
    assert rows_of(city, first) == [("lottery_draw", "member")] and not rows_of(city, again)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def text_of(entry):
    """The text that is sealed, made from what a reader is shown, by the contract's words alone."""
    at = entry["at"]
    assert at.endswith("+08:00")
    moment = datetime.fromisoformat(at).astimezone(timezone.utc)
    facts = {**entry, "seq": int(entry["id"]), "at": moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
    return "{" + ",".join(
        f"{json.dumps(name)}:{json.dumps(facts[name], ensure_ascii=False)}" for name in FIELDS) + "}"


def climb(leaf, proof):
    for step in proof:
        beside = bytes.fromhex(step["hash"])
        leaf = sha256(b"\1", beside, leaf) if step["side"] == "left" else sha256(b"\1", leaf, beside)
    return leaf


def block_hash(block):
    said = {name: block[name] for name in ("number", "prev_hash", "entries", "seqs", "root",
                                            "sealed_at")}
    return sha256(json.dumps(said, separators=(",", ":")).encode()).hex()


def test_audit_entry_get_proves_itself(city):
    """By the contract's description, with nothing but SHA-256."""
    place, token = audit.auditor(city)
    seqs = [audit.entry(city, place) for _ in range(5)]
    city.database.execute(
        "SELECT core.audit_write('system', NULL, 'orders_expire', %s::uuid, 'order', NULL,"
        " %s, %s, NULL)", place, json.dumps({"言": ['"\\/', 1.50, None, {"b": [], "a": "\u0001é"}]}),
        "换行\n引号\"反斜\\杠/\u007f")
    seqs.append(city.database.value("SELECT max(seq) FROM audit_entries WHERE organisation_id = %s",
                                    place))
    city.database.execute("SELECT api.audit_seal(100000)")
    for seq in seqs:
        shown = city.client.call("audit_entry_get", path={"entry_id": seq}, token=token).must(
            200).json()
        assert shown["text"] == text_of(shown["entry"])
        assert shown["hash"] == sha256(b"\0", shown["text"].encode()).hex()
        block = shown["block"]
        assert climb(bytes.fromhex(shown["hash"]), shown["proof"]).hex() == block["root"]
        assert block_hash(block) == block["hash"]


def test_the_contracts_example_is_true():
    """Readers will try it."""
    shown = contracts.load().document["paths"]["/v1/audit/entries/{entry_id}"]["get"]["responses"][
        "200"]["content"]["application/json"]["examples"]["sealed"]["value"]
    assert shown["text"] == text_of(shown["entry"])
    assert climb(sha256(b"\0", shown["text"].encode()), shown["proof"]).hex() == shown["block"]["root"]
    assert block_hash(shown["block"]) == shown["block"]["hash"]


def test_audit_entry_get_before_it_is_sealed(city):
    """Its text and hash are there already."""
    place, token = audit.auditor(city)
    with city.database.transaction() as cursor:  # holds the sealer off
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('core.audit_blocks', 0))")
        seq = audit.entry(city, place)
        shown = city.client.call("audit_entry_get", path={"entry_id": seq}, token=token).must(
            200).json()
    assert (shown["proof"], shown["block"]) == (None, None)
    assert shown["hash"] == sha256(b"\0", shown["text"].encode()).hex()


def test_the_server_seals_by_itself(city):
    """Within seconds, and the head moves."""
    before = city.client.call("audit_head").must(200).json()["number"]
    seq = audit.entry(city, city.organisation("320706"))
    wait_until(lambda: city.database.value(
        "SELECT count(*) FROM audit_blocks WHERE seqs @> %s::bigint", seq))
    wait_until(lambda: city.client.call("audit_head").must(200).json()["number"] > before)


def test_audit_verify_and_audit_head_agree(city):
    """The whole chain of the run, part by part."""
    _, token = audit.auditor(city)
    first, seen = 1, 0
    while first:
        said = city.client.call("audit_verify", query={"first_block": first}, token=token).must(
            200).json()
        assert said["intact"] and said["fault"] is None, said
        first, seen = said["next_block"], seen + said["entries"]
    head = city.client.call("audit_head").must(200).json()
    assert head["number"] >= said["checked_block"] and seen > 0
    if head["number"] == said["checked_block"]:
        assert head["hash"] == said["checked_hash"]


def test_audit_verify_beyond_the_newest_block(city):
    said = city.client.call("audit_verify", query={"first_block": 2**53 - 1},
                            token=audit.auditor(city)[1]).must(200).json()
    assert (said["checked_block"], said["entries"], said["next_block"]) == (None, 0, None)


def test_audit_verify_needs_a_live_grant(city):
    place = city.organisation("320706")
    for state in ("revoked", "expired", "suspended"):
        token = city.staff("auditor", place, state=state)
        city.client.call("audit_verify", token=token).must(403, "role_forbidden")


def test_audit_entry_list_of_one_request(city):
    """What a member did is read by their district's auditors, and leads back to the request."""
    member = city.member(100)
    drawn = city.client.call("lottery_draw", {}, path={"lottery_id": city.lottery().id},
                             token=member.token).must(201)
    place = city.database.value("SELECT core.organisation_of(%s)", member.id)
    items = city.client.call("audit_entry_list", query={"actor_id": member.id},
                             token=city.staff("auditor", place)).must(200).json()["items"]
    assert [item["request_id"] for item in items] == [drawn.header("X-Request-Id")]
    assert items[0]["object_id"] == drawn.json()["id"]
    assert items[0]["changes"]["lottery_id"] == drawn.json()["lottery_id"]


def test_audit_entry_list_cursor_is_checked(city):
    _, token = audit.auditor(city)
    city.client.call("audit_entry_list", query={"cursor": "e30"}, token=token).must(
        400, "cursor_invalid")
