"""Points that are earned today and may be spent some days later."""
from harness.city import wait_until
from harness.requests.earnings import members_under, waiting


def listed(city, member, **query):
    return city.client.call("points_pending_list", token=city.admin(), query={
        "member_id": member.id, **query}).must(200).json()


def cancel(city, earning, login="lianyungang"):
    return city.client.call("points_pending_cancel", {"reason": "活动方上报有误"},
                            path={"earning_id": earning}, token=city.admin(login))


def ripen(city, earning):
    city.database.execute("UPDATE pending_points SET matures_at = now() WHERE earning_id = %s", earning)


def test_pending_points_come_in_time(city):
    """By the server's own job; until then they cannot be spent."""
    member, earning = waiting(city)
    assert city.wallet(member) == (0, 0, 5, 0)
    lottery = city.lottery(cost_points=5)
    draw = {"path": {"lottery_id": lottery.id}, "token": member.token}
    city.client.call("lottery_draw", {}, **draw).must(409, "insufficient_points")
    shown, = city.client.call("me_pending_points", token=member.token).must(200).json()["items"]
    assert (shown["id"], shown["points"], shown["title"]) == (earning, 5, "每日签到")
    ripen(city, earning)
    wait_until(lambda: city.wallet(member) == (5, 0, 0, 0))
    assert city.client.call("me_pending_points", token=member.token).must(200).json()["items"] == []
    entry, = city.client.call("me_point_entries", token=member.token).must(200).json()["items"]
    assert (entry["kind"], entry["delta"], entry["reference"]) == ("earn_mature", 5, earning)
    city.client.call("lottery_draw", {}, **draw).must(201)


def test_points_pending_cancel(city):
    """Once, before they have come, by who covers the member; the budget has them again."""
    member, earning = waiting(city)
    cancel(city, earning, "haizhou").must(200)
    assert city.wallet(member) == (0, 0, 0, 0)
    shown, = listed(city, member)["items"]
    assert (shown["state"], shown["by"], shown["reason"]) == ("cancelled", "haizhou", "活动方上报有误")
    assert city.database.row(
        "SELECT b.spent, b.committed FROM budgets AS b JOIN earnings AS e ON e.budget_id = b.id"
        " WHERE e.id = %s", earning) == (0, 0)
    cancel(city, earning).must(409, "pending_settled")
    _, late = waiting(city)
    ripen(city, late)
    wait_until(lambda: cancel_is_late(city, late))


def cancel_is_late(city, earning):
    """Whether the points have come; only then it is asked."""
    state = city.database.value("SELECT state FROM pending_points WHERE earning_id = %s", earning)
    if state == "matured":
        cancel(city, earning).must(409, "pending_settled")
    return state == "matured"


def test_points_pending_within_the_subtree(city):
    (member,), _, _ = members_under(city, pending_days=7)
    earning = city.client.call("me_sign_in", token=member.token).must(201).json()["id"]
    city.database.execute(
        "UPDATE memberships SET organisation_id = %s WHERE person_id = (SELECT person_id FROM members"
        " WHERE id = %s)", city.organisation("320722"), member.id)
    cancel(city, earning, "haizhou").must(404, "pending_not_found")
    city.client.call("points_pending_list", token=city.admin("haizhou"), query={
        "member_id": member.id}).must(404, "member_not_found")
    assert len(listed(city, member)["items"]) == 1


def test_points_pending_lists_page_by_page(city):
    (member,), _, _ = members_under(city, pending_days=7)
    made = []
    for _ in range(3):
        made.append(city.client.call("me_sign_in", token=member.token).must(201).json()["id"])
        city.database.execute(
            "SET session_replication_role = replica; UPDATE sign_ins SET day = day - 1 WHERE member_id = %s;"
            " SET session_replication_role = origin", member.id)
    for name, token, query in (("me_pending_points", member.token, {}),
                               ("points_pending_list", city.admin(), {"member_id": member.id})):
        seen, cursor = [], {}
        while cursor is not None:
            page = city.client.call(name, token=token, query={"limit": 2, **query, **cursor}).must(200).json()
            seen += [item["id"] for item in page["items"]]
            cursor = page["next_cursor"] and {"cursor": page["next_cursor"]}
        assert seen == made[::-1]
        city.client.call(name, token=token, query={**query, "cursor": "bm8"}).must(400, "cursor_invalid")
