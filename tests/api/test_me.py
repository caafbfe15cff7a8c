"""What a member sees of themselves."""
import re
import uuid
from datetime import timedelta

from harness.city import now


def test_me_get_is_masked(city):
    for number in ("10000001", "10001234", "10002000"):
        token = city.client.call("auth_demo", {"member_no": number}).must(200).json()
        me = city.client.call("me_get", token=token["access_token"]).must(200).json()
        assert me["member_no"] == number and me["status"] == "active"
        assert "*" in me["real_name"], me
        assert re.fullmatch(r"1[3-9]\d\*{4}\d{4}", me["phone"]), me
        assert me["organisation"]["name"]


def test_me_points_of_a_new_member(city):
    member = city.member()
    body = city.client.call("me_points", token=member.token).must(200).json()
    assert body == {"available": 0, "held": 0, "pending": 0, "debt": 0, "expiring": []}
    listed = city.client.call("me_point_entries", token=member.token).must(200).json()
    assert listed == {"items": [], "next_cursor": None}


def test_me_points_of_every_demo_member_are_enough_to_play(city):
    body = city.client.call("auth_demo", {"member_no": "10000777"}).must(200).json()
    assert city.client.call("me_points", token=body["access_token"]).json()["available"] >= 0


def test_me_points_expiring_within_90_days(city):
    member = city.member()
    for days, points in ((10, 5), (10, 7), (60, 11), (89, 1), (100, 100)):
        city.grant([member.id], points, days)
    body = city.client.call("me_points", token=member.token).must(200).json()
    assert body["available"] == 124
    assert [row["points"] for row in body["expiring"]] == [12, 11, 1]
    days = [row["expires_at"] for row in body["expiring"]]
    assert days == sorted(days)


def test_me_points_expiring_has_at_most_12_rows(city):
    member = city.member()
    for days in range(1, 21):
        city.grant([member.id], days, days)
    body = city.client.call("me_points", token=member.token).must(200).json()
    assert body["available"] == 210
    assert [row["points"] for row in body["expiring"]] == list(range(1, 13))


def test_me_points_expired_lots_are_not_available(city):
    """A lot past its day is no longer spendable, whether the job has been there or not."""
    member = city.member()
    city.grant([member.id], 30, 100)
    city.grant([member.id], 70, 50)
    assert city.available(member) == 100
    city.database.execute(
        "WITH past AS (UPDATE lots SET expires_at = now() - interval '1 second'"
        " WHERE member_id = %s AND granted = 70 RETURNING member_id, expires_at)"
        " UPDATE wallets w SET next_expiry = past.expires_at FROM past"
        " WHERE w.member_id = past.member_id", member.id)
    assert city.available(member) == 30
    lottery = city.lottery(cost_points=31)
    city.client.call("lottery_draw", {}, path={"lottery_id": lottery.id},
                     token=member.token).must(409, "insufficient_points")


def spend_once(city, member, points):
    product = city.product([{"points_price": points}])
    return city.client.call("order_create", {
        "items": [{"sku_id": product.sku, "quantity": 1}], "points_to_spend": points},
        token=member.token).must(201).json()


def entries(city, member, limit):
    """Every entry, page by page."""
    found, cursor = [], None
    while True:
        query = {"limit": limit} if cursor is None else {"limit": limit, "cursor": cursor}
        page = city.client.call("me_point_entries", query=query, token=member.token).json()
        found += page["items"]
        assert len(page["items"]) <= limit
        if page["next_cursor"] is None:
            return found
        assert len(page["items"]) == limit
        cursor = page["next_cursor"]


def test_me_point_entries_add_up(city):
    member = city.member(500)
    for points in (10, 20, 30, 40):
        spend_once(city, member, points)
    pages = [entries(city, member, limit) for limit in (1, 2, 3, 5, 100)]
    assert all(page == pages[0] for page in pages), "pages neither lose nor repeat"
    listed = pages[0]
    assert [entry["delta"] for entry in listed] == [-40, -30, -20, -10, 500]
    balance = 0
    for entry in reversed(listed):
        balance += entry["delta"]
        assert entry["balance_after"] == balance
    assert balance == city.available(member) == 400
    assert listed[0]["kind"] == "order_payment"
    assert len({entry["id"] for entry in listed}) == 5


def test_me_point_entries_reference_the_order(city):
    member = city.member(50)
    order = spend_once(city, member, 50)
    newest = entries(city, member, 20)[0]
    assert newest["reference"] == order["id"]
    assert newest["description"]


def test_me_point_entries_pages_survive_new_entries(city):
    """Keyset paging: what arrives meanwhile does not shift what was still to come."""
    member = city.member(500)
    for _ in range(4):
        spend_once(city, member, 1)
    first = city.client.call("me_point_entries", query={"limit": 2}, token=member.token).json()
    spend_once(city, member, 2)
    rest = city.client.call("me_point_entries", query={"limit": 100,
                                                       "cursor": first["next_cursor"]},
                            token=member.token).must(200).json()
    seen = [entry["id"] for entry in first["items"] + rest["items"]]
    assert len(seen) == len(set(seen)) == 5


def test_me_point_entries_bad_cursor(city):
    member = city.member(1)
    for cursor in ("x", "e30", "bnVsbA", "W10", "====", "eyJpZCI6MX0", "A" * 200):
        answer = city.client.call("me_point_entries", query={"cursor": cursor}, token=member.token)
        assert answer.status in (400, 422), answer
    city.client.call("me_point_entries", query={"cursor": "e30"},
                     token=member.token).must(400, "cursor_invalid")


def test_me_point_entries_of_another_member_stay_hidden(city):
    """A cursor is a place in a list, not a key to somebody else's."""
    rich, poor = city.member(500), city.member(1)
    for _ in range(3):
        spend_once(city, rich, 1)
    page = city.client.call("me_point_entries", query={"limit": 1}, token=rich.token).json()
    answer = city.client.call("me_point_entries", query={"cursor": page["next_cursor"]},
                              token=poor.token)
    if answer.status == 200:
        assert all(item["delta"] == 1 for item in answer.json()["items"])


def test_me_points_after_a_year(city):
    member = city.member()
    city.database.execute(
        "SELECT core.points_credit(%s::uuid[], '{9}', 'grant', %s::uuid[], %s::timestamptz[])",
        [member.id], [str(uuid.uuid4())], [now() + timedelta(days=3650)])
    body = city.client.call("me_points", token=member.token).must(200).json()
    assert (body["available"], body["expiring"]) == (9, [])
