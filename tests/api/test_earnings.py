"""Earning by rule: once a day, within caps and budgets, and never more than was promised."""
import uuid
from datetime import timedelta

import pytest

from harness.city import now
from harness.requests.budgets import budget
from harness.requests.earnings import members_under, rule, rule_body
from harness.requests.organisations import branch


def sign_in(city, member, **more):
    return city.client.call("me_sign_in", token=member.token, **more)


def yesterday(city, member):
    """Lets a member have signed in a day earlier than they did."""
    city.database.execute(
        "SET session_replication_role = replica; UPDATE sign_ins SET day = day - 1 WHERE member_id = %s;"
        " UPDATE earn_counts SET day = day - 1 WHERE member_id = %s;"
        " SET session_replication_role = origin", member.id, member.id)


def spent(city, budget_id):
    return city.database.value("SELECT spent FROM budgets WHERE id = %s", budget_id)


def update(city, rule_id, token=None, **changes):
    return city.client.call("earn_rule_update", {**changes, "reason": "试验"}, path={"rule_id": rule_id},
                            token=token or city.admin())


def offers(city, member):
    """Rule's id -> what the member is told of it."""
    items = city.client.call("me_earn_rules", token=member.token).must(200).json()["items"]
    return {item["id"]: item for item in items}


def test_me_sign_in_gives_points(city):
    (member,), rule_id, budget_id = members_under(city)
    assert offers(city, member)[rule_id]["obstacle"] is None
    body = sign_in(city, member).must(201).json()
    assert (body["streak"], body["points"], body["state"], body["balance"]) == (1, 5, "earned", 5)
    assert body["day"] == now().date().isoformat()
    assert city.wallet(member) == (5, 0, 0, 0) and spent(city, budget_id) == 5
    entry, = city.client.call("me_point_entries", token=member.token).must(200).json()["items"]
    assert (entry["kind"], entry["delta"], entry["reference"], entry["description"]) == (
        "earn", 5, body["id"], "每日签到")
    told = offers(city, member)[rule_id]
    assert (told["obstacle"], told["earned"]) == (
        "already_signed_in", {"today": 5, "this_month": 5, "total": 5})


def test_me_sign_in_in_two_tabs(city):
    """The second tab has a key of its own and is refused; a retry of the first is told the same."""
    (member,), _, budget_id = members_under(city)
    key = str(uuid.uuid4())
    first = sign_in(city, member, key=key).must(201)
    sign_in(city, member).must(409, "already_signed_in")
    again = sign_in(city, member, key=key).must(201)
    assert again.body == first.body and again.header("Idempotency-Replayed") == "true"
    assert city.available(member) == 5 and spent(city, budget_id) == 5


def test_me_sign_in_days_in_a_row(city):
    (member,), _, _ = members_under(city)
    streaks = []
    for _ in range(3):
        streaks.append(sign_in(city, member).must(201).json()["streak"])
        yesterday(city, member)
    yesterday(city, member)
    streaks.append(sign_in(city, member).must(201).json()["streak"])
    assert streaks == [1, 2, 3, 1] and city.available(member) == 20


def test_me_sign_in_costs_no_write_when_refused(city):
    """Not even a stored answer: tomorrow the same key would be as good as any."""
    (early, late), _, budget_id = members_under(city, 2, total=7)
    sign_in(city, early).must(201)
    with city.database.unchanged():
        sign_in(city, early).must(409, "already_signed_in")
        key = str(uuid.uuid4())
        sign_in(city, late, key=key).must(409, "earn_budget_exhausted")
    city.database.execute("SELECT core.budget_move(%s, 'amended', %s, 3, 0, 0, NULL, NULL)", budget_id,
                          str(uuid.uuid4()))
    sign_in(city, late, key=key).must(201)
    assert spent(city, budget_id) == 10


@pytest.mark.parametrize("caps", [{"per_day": 5}, {"per_month": 9}, {"per_member": 9}, {"total": 9}])
def test_me_sign_in_caps(city, caps):
    """A second time by any rule is too much; per day that is another day's affair."""
    (member, other), rule_id, budget_id = members_under(city, 2, caps=caps)
    sign_in(city, member).must(201)
    city.database.execute(
        "SET session_replication_role = replica; DELETE FROM sign_ins WHERE member_id = %s;"
        " SET session_replication_role = origin", member.id)
    code = "earn_rule_exhausted" if "total" in caps else "earn_cap_reached"
    with city.database.unchanged():
        sign_in(city, member).must(409, code)
    assert offers(city, member)[rule_id]["obstacle"] == code
    if "total" in caps:
        sign_in(city, other).must(409, code)
        update(city, rule_id, caps={"total": 10}).must(200)
    sign_in(city, other).must(201)
    assert city.available(member) == 5 and spent(city, budget_id) == 10


def test_me_sign_in_by_the_nearest_rule(city):
    """A rule that rests is none; then the one above is asked, and there may be none either."""
    town = branch(city, level="town")
    place = branch(city, town)
    above, _ = rule(city, place=town, points=9)
    near, _ = rule(city, place=place)
    near_first, far_first = city.members(2, 0, place)
    assert sign_in(city, near_first).must(201).json()["points"] == 5
    update(city, near, is_paused=True).must(200)
    assert above in offers(city, far_first) and near not in offers(city, far_first)
    assert sign_in(city, far_first).must(201).json()["points"] == 9
    stranger = city.member(organisation_id=city.other_branch(city.organisation("320700")))
    sign_in(city, stranger).must(409, "earn_rule_not_open")


def test_me_sign_in_repays_debt_first(city):
    (member,), _, _ = members_under(city)
    city.database.execute("SELECT core.points_owe(%s, 3, 'clawback_debt', %s)", member.id,
                          str(uuid.uuid4()))
    assert sign_in(city, member).must(201).json()["balance"] == 2
    assert city.wallet(member) == (2, 0, 0, 0)


def test_me_sign_in_for_members_only(city):
    sign_in(city, type("Guest", (), {"token": city.guest()})).must(403, "membership_required")


def test_earn_rule_update_is_not_retroactive(city):
    """What was earned stays, caps count it, and words change for everybody."""
    (member,), rule_id, _ = members_under(city)
    sign_in(city, member).must(201)
    update(city, rule_id, title="新的名称", caps={"per_member": 5}).must(200)
    assert city.available(member) == 5
    yesterday(city, member)
    sign_in(city, member).must(409, "earn_cap_reached")
    entry, = city.client.call("me_point_entries", token=member.token).must(200).json()["items"]
    assert entry["description"] == "新的名称"


def test_earn_rule_create_misfits(city):
    place, budget_id = branch(city), budget(city, 100)
    for changes in ({"caps": {"per_day": 4}}, {"merchant_id": city.merchant().id}, {"kind": "event"},
                    {"closes_at": (now() - timedelta(days=2)).isoformat("T", "seconds")}):
        body = {**rule_body("sign_in", place, budget_id), **changes}
        with city.database.unchanged(("idempotency_keys",)):
            city.client.call("earn_rule_create", body, token=city.admin()).must(422, "earn_rule_misfit")


@pytest.mark.parametrize("changes", [
    {"caps": {"per_day": 4}}, {"caps": {"total": 4}}, {"closes_at": "2020-01-01T00:00:00+08:00"},
    {"opens_at": "2098-01-01T00:00:00+08:00", "closes_at": "2097-12-31T00:00:00+08:00"}])
def test_earn_rule_update_misfits(city, changes):
    """A rule by which nobody could ever earn."""
    rule_id, _ = rule(city)

    def kept():
        return city.client.call("earn_rule_get", path={"rule_id": rule_id}, token=city.admin()).must(200).json()
    before = kept()
    update(city, rule_id, **changes).must(422, "earn_rule_misfit")
    assert kept() == before


def test_earn_rule_create_within_the_subtree(city):
    haizhou = city.admin("haizhou")
    inside, outside = city.organisation("320706"), city.organisation("320722")
    for body, code in ((rule_body("sign_in", outside, budget(city, 10, "320706")), "organisation_not_found"),
                       (rule_body("sign_in", inside, budget(city, 10)), "budget_not_found"),
                       (rule_body("sign_in", inside, budget(city, 10, "320706", "fen")), "budget_not_found"),
                       (rule_body("event", inside, budget(city, 10, "320706"),
                                  merchant_id=city.merchant().id), "merchant_not_found")):
        city.client.call("earn_rule_create", body, token=haizhou).must(404, code)


def test_earn_rule_list_page_by_page(city):
    place = branch(city)
    made = [rule(city, place=place)[0] for _ in range(3)]
    seen, cursor = [], {}
    while cursor is not None:
        page = city.client.call("earn_rule_list", token=city.admin(), query={
            "organisation_id": place, "limit": 2, **cursor}).must(200).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"] and {"cursor": page["next_cursor"]}
    assert seen == made[::-1]
    assert city.client.call("earn_rule_list", token=city.admin(), query={
        "organisation_id": place, "kind": "quiz"}).must(200).json()["items"] == []
    for name, token in (("earn_rule_list", city.admin()), ("me_earn_rules", city.member().token)):
        city.client.call(name, token=token, query={"cursor": "bm8"}).must(400, "cursor_invalid")
