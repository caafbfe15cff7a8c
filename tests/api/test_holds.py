"""Points that a merchant takes: held with the member's consent, captured, released, given back."""
import time
import uuid

from harness import keys
from harness.city import wait_until
from harness.requests.budgets import ample
from harness.requests.holds import Till, code_of, fresh


def lots(city, member):
    """What remains, first expiring first."""
    return [lot["points"] for lot in city.client.call(
        "me_point_lots", token=member.token).must(200).json()["items"]]


def kinds(city, member):
    return [(entry["kind"], entry["delta"]) for entry in city.client.call(
        "me_point_entries", token=member.token).must(200).json()["items"]]


def overdue(city, hold_id):
    city.database.execute("UPDATE holds SET expires_at = now() - interval '1 second' WHERE id = %s",
                          hold_id)


def test_points_code_create_is_hashed_and_short_lived(city):
    member = city.member(100)
    code = code_of(city, member, 60)
    stored, seconds = city.database.row(
        "SELECT encode(hash, 'hex'), extract(epoch FROM expires_at - now())::float FROM points_codes"
        " WHERE member_id = %s", member.id)
    assert len(code) == 22 and code not in stored and 290 < seconds <= 300


def test_points_code_create_replaces_the_earlier_one(city):
    member, till = city.member(100), Till(city)
    first, second = code_of(city, member), code_of(city, member)
    till.hold(first, 10).must(409, "points_code_invalid")
    till.hold(second, 10).must(201)


def test_points_code_create_wants_a_member(city):
    city.client.call("points_code_create", {"max_points": 5}, token=city.guest()).must(
        403, "membership_required")


def test_points_hold_create_takes_what_was_agreed(city):
    member, till = city.member(100), Till(city)
    code = code_of(city, member, 60)
    till.hold(code, 61).must(409, "points_code_exceeded")
    hold = till.hold(code, 60).must(201).json()
    assert (hold["state"], hold["points"], hold["captured"]) == ("open", 60, 0)
    assert city.wallet(member) == (40, 60, 0, 0)
    assert kinds(city, member)[0] == ("hold", -60)
    entry = city.client.call("me_point_entries", token=member.token).must(200).json()["items"][0]
    assert entry["description"] == f"商户预扣：{till.merchant.name}"
    till.hold(code, 1).must(409, "points_code_invalid"), "a code is good once"
    assert till.get(hold["id"]) == hold


def test_points_hold_create_refuses(city):
    """The code survives refusals; a code that has run out, or whose member is suspended, is none."""
    member, till = city.member(50), Till(city)
    code = code_of(city, member)
    till.hold(code, 51).must(409, "insufficient_points")
    till.hold("A" * 22, 1).must(409, "points_code_invalid")
    city.database.execute("UPDATE members SET status = 'suspended' WHERE id = %s", member.id)
    till.hold(code, 1).must(409, "points_code_invalid")
    city.database.execute("UPDATE members SET status = 'active' WHERE id = %s;"
                          " UPDATE points_codes SET expires_at = now() WHERE member_id = %s",
                          member.id, member.id)
    till.hold(code, 1).must(409, "points_code_invalid")
    assert city.wallet(member) == (50, 0, 0, 0)


def test_points_hold_create_with_a_reference_once(city):
    """Of each merchant; another merchant may count as it likes."""
    member, till, reference = city.member(50), Till(city), fresh()
    till.held(member, 10, reference=reference)
    till.hold(code_of(city, member), 10, reference).must(409, "reference_taken")
    Till(city).held(member, 10, reference=reference)
    assert city.wallet(member) == (30, 20, 0, 0)
    found = till.ask("points_hold_list", query={"reference": reference}).must(200).json()["items"]
    assert [hold["reference"] for hold in found] == [reference]


def test_points_hold_create_again_with_its_key(city):
    member, till, key = city.member(50), Till(city), str(uuid.uuid4())
    code, reference = code_of(city, member), fresh()
    first = till.hold(code, 10, reference, key=key).must(201)
    again = till.hold(code, 10, reference, key=key).must(201)
    assert again.body == first.body and again.header("Idempotency-Replayed") == "true"
    till.hold(code, 11, reference, key=key).must(422, "idempotency_key_reused")
    assert city.wallet(member) == (40, 10, 0, 0)


def test_points_hold_create_dry_run(city):
    """Says what would be, keeps the code, and lets test keys try; those can do no more."""
    member, till = city.member(50), Till(city)
    code = code_of(city, member, 40)
    body = {"code": code, "points": 40, "reference": fresh(), "dry_run": True}
    test = Till(city)
    test.key = keys.given(city, test.merchant.id, mode="test")
    with city.database.unchanged():
        for one in (till, test):
            planned = one.ask("points_hold_create", body).must(201).json()
            assert (planned["id"], planned["state"]) == (None, "planned")
        one.ask("points_hold_create", {**body, "points": 41}).must(409, "points_code_exceeded")
    test.ask("points_hold_create", {**body, "dry_run": False}).must(403, "live_key_required")
    assert city.wallet(member) == (50, 0, 0, 0)
    hold_id = till.hold(code, 40).must(201).json()["id"]
    till.key = keys.given(city, till.merchant.id, mode="test")
    till.ask("points_hold_get", path={"hold_id": hold_id}).must(404, "hold_not_found")
    assert till.ask("points_hold_list").must(200).json()["items"] == []


def test_points_hold_capture_a_part(city):
    """The lots that expire first are spent; what goes back goes to those that expire last."""
    member, till = city.member(), Till(city)
    for points, days in ((10, 5), (20, 50), (30, 300)):
        city.grant([member.id], points, days)
    hold_id = till.held(member, 45)
    assert lots(city, member) == [15]
    captured = till.capture(hold_id, 25).must(200).json()
    assert (captured["state"], captured["captured"]) == ("captured", 25)
    assert city.wallet(member) == (35, 0, 0, 0) and lots(city, member) == [5, 30]
    assert kinds(city, member)[:2] == [("hold_release", 20), ("hold", -45)]
    till.capture(hold_id, 1).must(409, "hold_settled")
    till.release(hold_id).must(409, "hold_settled")


def test_points_hold_capture_all(city):
    member, till = city.member(50), Till(city)
    hold_id = till.held(member, 50)
    till.capture(hold_id, 51).must(409, "hold_exceeded")
    assert till.capture(hold_id).must(200).json()["captured"] == 50
    assert city.wallet(member) == (0, 0, 0, 0)
    assert city.database.value(
        "SELECT sum(e.delta) FROM entries AS e JOIN journals AS j ON j.id = e.journal_id"
        " WHERE e.account = 'merchant' AND j.reference_id = %s", hold_id) == 50


def test_points_hold_release(city):
    member, till = city.member(50), Till(city)
    hold_id, key = till.held(member, 20), str(uuid.uuid4())
    till.release(hold_id, key=key).must(200)
    till.release(hold_id, key=key).must(200), "the same again"
    till.release(till.held(city.member(50), 20), key=key).must(422, "idempotency_key_reused")
    till.release(hold_id).must(409, "hold_settled")
    till.capture(hold_id).must(409, "hold_settled")
    till.refund(hold_id).must(409, "hold_not_captured")
    assert city.wallet(member) == (50, 0, 0, 0)


def test_holds_expire(city):
    """The job gives back what is overdue; nobody takes it afterwards, nor shortly before."""
    member, till = city.member(50), Till(city)
    late, live = till.held(member, 20), till.held(member, 10)
    with city.database.transaction() as cursor:
        cursor.execute("SELECT FROM wallets WHERE member_id = %s FOR UPDATE", (member.id,))
        overdue(city, late)
        time.sleep(0.2)
        assert till.get(late)["state"] == "open", "a locked wallet is left alone"
    wait_until(lambda: till.get(late)["state"] == "expired")
    assert city.wallet(member) == (40, 10, 0, 0)
    till.capture(late).must(409, "hold_expired")
    till.release(late).must(409, "hold_expired")
    assert till.get(live)["state"] == "open"
    assert city.database.value("SELECT count(*) FROM audit_entries WHERE object_id = %s AND action ="
                               " 'holds_expire' AND actor_kind = 'system'", late) == 1


def test_points_hold_capture_past_the_deadline(city):
    """Also when the job has not come by yet."""
    member, till = city.member(50), Till(city)
    hold_id = till.held(member, 20)
    with city.database.transaction() as cursor:
        cursor.execute("SELECT FROM wallets WHERE member_id = %s FOR UPDATE", (member.id,))
        overdue(city, hold_id)
    till.capture(hold_id).must(409, "hold_expired")


def test_points_hold_refund_in_parts(city):
    """To the lots that they came from, the last expiring first; never more than was captured, and
    each reference once."""
    member, till = city.member(), Till(city)
    for points, days in ((10, 5), (20, 50)):
        city.grant([member.id], points, days)
    hold_id, reference = till.held(member, 30), fresh()
    till.capture(hold_id, 28).must(200)
    assert lots(city, member) == [2]
    made = till.refund(hold_id, 15, reference).must(201).json()
    assert (made["points"], made["hold"]["refunded"]) == (15, 15) and lots(city, member) == [17]
    till.refund(hold_id, 5, reference).must(409, "reference_taken")
    till.refund(hold_id, 14).must(409, "refund_exceeded")
    assert till.refund(hold_id).must(201).json()["points"] == 13
    assert lots(city, member) == [10, 20] and city.wallet(member) == (30, 0, 0, 0)
    till.refund(hold_id).must(409, "refund_exceeded")
    assert [kind for kind, _ in kinds(city, member)[:2]] == ["hold_refund", "hold_refund"]


def test_points_hold_refund_after_thirty_days(city):
    member, till = city.member(50), Till(city)
    hold_id = till.held(member, 20)
    till.capture(hold_id).must(200)
    city.database.execute("UPDATE holds SET settled_at = now() - interval '30 days' WHERE id = %s",
                          hold_id)
    till.refund(hold_id).must(409, "refund_too_late")


def test_points_hold_refund_to_a_merged_account(city):
    """The account that the member's was merged into has the points, with their expiry."""
    gone, kept, till = city.member(50), city.member(1), Till(city)
    hold_id = till.held(gone, 50)
    till.capture(hold_id).must(200)
    city.database.execute("UPDATE members SET status = 'closed', merged_into = %s WHERE id = %s",
                          kept.id, gone.id)
    till.refund(hold_id, 20).must(201)
    assert city.wallet(kept) == (21, 0, 0, 0) and city.wallet(gone) == (0, 0, 0, 0)


def test_points_hold_refund_repays_a_debt(city):
    member, till = city.member(), Till(city)
    grant = city.client.call("points_grant", {
        "member_id": member.id, "points": 40, "reason": "误发", "budget_id": ample(city),
        "expires_at": "2099-01-01T00:00:00+08:00"}, token=city.admin()).must(201).json()["id"]
    hold_id = till.held(member, 40)
    till.capture(hold_id).must(200)
    city.client.call("points_grant_reverse", {"reason": "误发", "dry_run": False},
                     path={"grant_id": grant}, token=city.admin()).must(200)
    assert city.wallet(member) == (0, 0, 0, 40)
    till.refund(hold_id).must(201)
    assert city.wallet(member) == (0, 0, 0, 0)


def test_points_hold_list_page_by_page(city):
    member, till = city.member(50), Till(city)
    made = [till.held(member, 1) for _ in range(5)]
    till.capture(made[1]).must(200)
    Till(city).held(member, 1)
    seen, cursor = [], {}
    while cursor is not None:
        page = till.ask("points_hold_list", query={"limit": 2, **cursor}).must(200).json()
        seen += [hold["id"] for hold in page["items"]]
        cursor = page["next_cursor"] and {"cursor": page["next_cursor"]}
    assert seen == made[::-1]
    only = till.ask("points_hold_list", query={"state": "captured"}).must(200).json()["items"]
    assert [hold["id"] for hold in only] == [made[1]]
    till.ask("points_hold_list", query={"cursor": "bm8"}).must(400, "cursor_invalid")


def test_points_hold_audit(city):
    """Everything that a merchant does to points is on record where the member belongs."""
    member, till = city.member(50), Till(city)
    hold_id = till.held(member, 30)
    till.capture(hold_id, 20).must(200)
    till.refund(hold_id, 5).must(201)
    place = city.database.value("SELECT core.organisation_of(%s::uuid)", member.id)
    assert city.database.rows(
        "SELECT action, actor_kind, actor_id::text, organisation_id FROM audit_entries"
        " WHERE object_kind = 'hold' AND object_id = %s ORDER BY seq", hold_id) == [
        (action, "merchant", till.merchant.id, place) for action in
        ("points_hold_create", "points_hold_capture", "points_hold_refund")]
