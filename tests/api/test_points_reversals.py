"""Grants that are taken back: what is there goes, the rest is owed, and the budget has it again."""
from datetime import timedelta

from harness.city import now
from harness.requests.budgets import ample, budget


def grant(city, member, points, budget_id=None, days=365):
    return city.client.call("points_grant", {
        "member_id": member.id, "points": points, "reason": "节日慰问", "budget_id": budget_id or ample(city),
        "expires_at": (now() + timedelta(days=days)).isoformat("T", "seconds")},
        token=city.admin()).must(201).json()["id"]


def reverse(city, grant_id, token=None, dry_run=False, client=None):
    return (client or city.client).call(
        "points_grant_reverse", {"reason": "重复发放", "dry_run": dry_run},
        path={"grant_id": grant_id}, token=token or city.admin())


def parts(answer):
    body = answer.must(200).json()
    return body["expired"], body["taken"], body["owed"]


def spend(city, member, points):
    product = city.product([{"points_price": points}])
    city.client.call("order_create", {"items": [{"sku_id": product.sku, "quantity": 1}],
                                      "points_to_spend": points}, token=member.token).must(201)


def grants(city, member, token=None):
    return city.client.call("points_grant_list", token=token or city.admin(), query={
        "member_id": member.id}).must(200).json()["items"]


def test_points_grant_reverse_takes_and_owes(city):
    """1,000 by mistake, of which 700 are left and 300 were spent."""
    member, budget_id = city.member(), budget(city, 1000)
    grant_id = grant(city, member, 1000, budget_id)
    spend(city, member, 300)
    assert parts(reverse(city, grant_id, dry_run=True)) == (0, 700, 300)
    assert city.available(member) == 700
    assert parts(reverse(city, grant_id)) == (0, 700, 300)
    assert city.wallet(member) == (0, 0, 0, 300)
    reverse(city, grant_id).must(409, "grant_reversed")
    entries = city.client.call("me_point_entries", token=member.token).must(200).json()["items"]
    assert (entries[0]["kind"], entries[0]["delta"], entries[0]["reference"]) == (
        "clawback", -700, grant_id)
    assert city.database.row("SELECT spent, total FROM budgets WHERE id = %s", budget_id) == (0, 1000)
    shown, = grants(city, member)
    assert (shown["by"], shown["reversal"]["taken"], shown["reversal"]["owed"]) == (
        "lianyungang", 700, 300)
    grant(city, member, 500)
    assert city.wallet(member) == (200, 0, 0, 0), "the next grant repays what is owed"


def test_points_grant_reverse_leaves_what_expired(city):
    """Nobody gives back twice what was lost anyway."""
    member = city.member()
    lost = grant(city, member, 100, days=1)
    grant(city, member, 40)
    city.database.execute(
        "UPDATE lots SET expires_at = now() - interval '1 second' WHERE member_id = %s AND granted = 100;"
        " UPDATE wallets SET next_expiry = now() - interval '1 second' WHERE member_id = %s",
        member.id, member.id)
    assert parts(reverse(city, lost, dry_run=True)) == (100, 0, 0)
    assert parts(reverse(city, lost)) == (100, 0, 0)
    assert city.wallet(member) == (40, 0, 0, 0)


def test_points_grant_reverse_within_the_subtree(city):
    elsewhere = city.member(organisation_id=city.organisation("320722"))
    grant_id = grant(city, elsewhere, 10)
    reverse(city, grant_id, city.admin("haizhou")).must(404, "grant_not_found")
    city.client.call("points_grant_list", token=city.admin("haizhou"), query={
        "member_id": elsewhere.id}).must(404, "member_not_found")
    assert city.available(elsewhere) == 10


def test_points_grant_reverse_after_a_merge(city):
    """What the grant's lot became cannot be told any more; the grant stays in the list of who is left."""
    gone, kept = city.members(2)
    grant_id = grant(city, gone, 10)
    city.database.execute("UPDATE members SET status = 'closed', merged_into = %s WHERE id = %s",
                          kept.id, gone.id)
    reverse(city, grant_id).must(409, "grant_moved")
    assert [item["id"] for item in grants(city, kept)] == [grant_id]


def test_points_grant_list_page_by_page(city):
    member = city.member()
    made = [grant(city, member, points) for points in (1, 2, 3)]
    seen, cursor = [], {}
    while cursor is not None:
        page = city.client.call("points_grant_list", token=city.admin(), query={
            "member_id": member.id, "limit": 2, **cursor}).must(200).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"] and {"cursor": page["next_cursor"]}
    assert seen == made[::-1]
    city.client.call("points_grant_list", token=city.admin(), query={
        "member_id": member.id, "cursor": "bm8"}).must(400, "cursor_invalid")
