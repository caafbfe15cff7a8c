"""Points lot by lot, at a moment of the past, entry by entry, and what will expire when."""
import time
from datetime import datetime, timedelta

from harness.city import SHANGHAI, now
from harness.requests.budgets import ample


def lots(city, member, **query):
    return city.client.call("me_point_lots", token=member.token, query=query).must(200).json()


def at(city, member, instant=None, token=None, client=None):
    """(available, held, pending, debt) as the staff are told."""
    query = {"at": instant.isoformat("T", "microseconds")} if instant else {}
    body = (client or city.client).call(
        "admin_member_points", path={"member_id": member.id}, query=query,
        token=token or city.admin()).must(200).json()
    return tuple(body[name] for name in ("available", "held", "pending", "debt"))


def entries(city, member, **query):
    return city.client.call("admin_member_point_entries", path={"member_id": member.id}, query=query,
                            token=city.admin()).must(200).json()


def order(city, member, points, share=1):
    """An order of so many points, paid at once, or waiting for the rest of the money."""
    product = city.product([{"points_price": points * share}])
    return city.client.call("order_create", {
        "items": [{"sku_id": product.sku, "quantity": 1}], "points_to_spend": points},
        token=member.token).must(201).json()["id"]


def instant():
    """A moment of its own: what was done before it and what is done after it are told apart."""
    time.sleep(0.002)
    told = now()
    time.sleep(0.002)
    return told


def expire(city, member, granted, seconds):
    """Lets a lot have expired so many seconds ago; in one transaction with what the wallet knows."""
    city.database.execute(
        "UPDATE lots SET expires_at = now() - make_interval(secs => %s) WHERE member_id = %s"
        " AND granted = %s; UPDATE wallets SET next_expiry = least(next_expiry, now() -"
        " make_interval(secs => %s)) WHERE member_id = %s", seconds, member.id, granted, seconds,
        member.id)


def test_me_point_lots_in_the_order_of_spending(city):
    member = city.member()
    for points, days in ((30, 300), (10, 5), (20, 60)):
        city.grant([member.id], points, days)
    assert [lot["points"] for lot in lots(city, member)["items"]] == [10, 20, 30]
    order(city, member, 15)
    shown = lots(city, member)["items"]
    assert [(lot["points"], lot["granted"]) for lot in shown] == [(15, 20), (30, 30)]
    assert sum(lot["points"] for lot in shown) == city.available(member)
    expire(city, member, 20, seconds=0)
    assert [lot["points"] for lot in lots(city, member)["items"]] == [30] == [city.available(member)]


def test_me_point_lots_page_by_page(city):
    """Lots that expire at the same moment, too, are shown once each."""
    member, other = city.members(2)
    moment = now() + timedelta(days=9)
    city.database.execute(
        "SELECT core.points_credit(array_fill(%s::uuid, '{7}'), array_fill(1::bigint, '{7}'), 'grant',"
        " ARRAY(SELECT gen_random_uuid() FROM generate_series(1, 7)), array_fill(%s::timestamptz, '{7}'))",
        member.id, moment)
    city.grant([other.id], 1)
    seen, cursor = [], {}
    while cursor is not None:
        page = lots(city, member, limit=3, **cursor)
        seen += [lot["id"] for lot in page["items"]]
        cursor = page["next_cursor"] and {"cursor": page["next_cursor"]}
    assert len(seen) == len(set(seen)) == 7
    for wrong in ("bm8", lots(city, member, limit=1)["next_cursor"]):
        city.client.call("me_point_lots", token=other.token, query={"cursor": wrong}).must(
            400, "cursor_invalid")


def test_admin_member_points_at_every_step(city):
    """What was told at each moment is what the past still says afterwards."""
    member = city.member()
    expected = [(instant(), at(city, member))]
    assert expected[0][1] == (0, 0, 0, 0)
    city.grant([member.id], 100)
    expected.append((instant(), (100, 0, 0, 0)))
    open_order = order(city, member, 30, share=2)
    expected.append((instant(), (70, 30, 0, 0)))
    city.client.call("order_cancel", path={"order_id": open_order}, token=member.token).must(200)
    expected.append((instant(), (100, 0, 0, 0)))
    grant = city.client.call("points_grant", {
        "member_id": member.id, "points": 50, "reason": "误发", "budget_id": ample(city),
        "expires_at": "2099-01-01T00:00:00+08:00"}, token=city.admin()).must(201).json()["id"]
    order(city, member, 140)
    city.client.call("points_grant_reverse", {"reason": "误发", "dry_run": False},
                     path={"grant_id": grant}, token=city.admin()).must(200)
    expected.append((instant(), (0, 0, 0, 40)))
    city.grant([member.id], 45)
    assert at(city, member) == (5, 0, 0, 0) == city.wallet(member)
    for moment, told in expected:
        assert at(city, member, moment) == told, moment


def test_admin_member_points_leaves_out_what_had_expired(city):
    """At a moment between expiry and sweep the points could not be spent any more."""
    member = city.member()
    city.grant([member.id], 7)
    city.grant([member.id], 40)
    before = instant()
    time.sleep(0.5)
    expire(city, member, 7, seconds=0.25)
    between = instant()
    assert at(city, member) == (40, 0, 0, 0) == at(city, member, between)
    assert at(city, member, before) == (47, 0, 0, 0)
    city.database.execute("SELECT core.wallets_lock(ARRAY[%s::uuid])", member.id)  # sweeps
    assert city.database.value("SELECT available FROM wallets WHERE member_id = %s", member.id) == 40
    assert at(city, member, between) == (40, 0, 0, 0) == at(city, member)
    assert at(city, member, before) == (47, 0, 0, 0)


def test_admin_member_points_refuses_the_future(city):
    member = city.member()
    city.client.call("admin_member_points", path={"member_id": member.id}, token=city.admin(), query={
        "at": (now() + timedelta(minutes=1)).isoformat("T", "seconds")}).must(422, "instant_future")


def test_admin_member_points_of_a_merged_record(city):
    """Both ids answer for the record, before the merger and after it, and nothing counts twice."""
    gone, kept = city.members(2)
    city.grant([gone.id], 100)
    city.grant([kept.id], 11)
    before = instant()
    city.database.execute("SELECT core.wallets_lock(ARRAY[%s, %s]::uuid[]);"
                          " SELECT core.points_move(%s, %s); UPDATE members SET status = 'closed',"
                          " merged_into = %s WHERE id = %s", gone.id, kept.id, gone.id, kept.id,
                          kept.id, gone.id)
    for member in (gone, kept):
        assert at(city, member) == (111, 0, 0, 0) == at(city, member, before)
        assert [(item["kind"], item["member_id"]) for item in entries(city, member)["items"]] == [
            ("merge_in", kept.id), ("grant", kept.id), ("merge_out", gone.id), ("grant", gone.id)]
        first = entries(city, member, limit=3)
        rest = entries(city, member, limit=3, cursor=first["next_cursor"])
        assert [item["kind"] for item in rest["items"]] == ["grant"] and rest["next_cursor"] is None


def test_admin_member_point_entries_say_every_side(city):
    member = city.member(100)
    open_order = order(city, member, 30, share=2)
    city.client.call("order_cancel", path={"order_id": open_order}, token=member.token).must(200)
    shown = entries(city, member)["items"]
    assert [(item["kind"], item["available"], item["held"], item["available_after"])
            for item in shown] == [("order_return", 30, -30, 100), ("order_payment", -30, 30, 70),
                                   ("grant", 100, 0, 100)]
    for word in ("bm8", "eyJsaW5lIjoxfQ"):
        city.client.call("admin_member_point_entries", path={"member_id": member.id},
                         query={"cursor": word}, token=city.admin()).must(400, "cursor_invalid")


def forecast(city, organisation, months=3):
    body = city.client.call("points_expiry_forecast", token=city.admin(), query={
        "organisation_id": organisation, "months": months}).must(200).json()
    return {month["month"]: (month["points"], month["members"]) for month in body["months"]}


def test_points_expiry_forecast_by_month(city):
    """An enterprise of its own, so that the numbers are exact; its district shows at least as much."""
    district = city.organisation("320706")
    place = str(city.database.value(
        "INSERT INTO organisations (code, name, level, parent_id)"
        " VALUES ('EX-' || upper(left(gen_random_uuid()::text, 8)), '到期试验工会', 'enterprise', %s)"
        " RETURNING id", district))
    one, two = city.members(2, organisation_id=place)
    month = now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    starts = [month]
    for _ in range(3):
        starts.append((starts[-1] + timedelta(days=32)).replace(day=1))
    names = [start.strftime("%Y-%m") for start in starts]
    for member, points, moment in (
            (one, 5, starts[2]), (one, 6, starts[2] - timedelta(seconds=1)),
            (two, 7, starts[1] + timedelta(days=3)), (one, 9, starts[3])):
        city.database.execute("SELECT core.points_credit(ARRAY[%s::uuid], ARRAY[%s::bigint], 'grant',"
                              " ARRAY[gen_random_uuid()], ARRAY[%s::timestamptz])", member.id, points,
                              moment.astimezone(SHANGHAI))
    assert forecast(city, place) == {names[0]: (0, 0), names[1]: (13, 2), names[2]: (5, 1)}
    assert forecast(city, place, 4)[names[3]] == (9, 1)
    wider = forecast(city, district)
    assert wider[names[1]][0] >= 13 and wider[names[1]][1] >= 2
    order(city, two, 7)
    assert forecast(city, place)[names[1]] == (6, 1), "what is spent does not expire"


def test_points_expiry_forecast_months_are_shanghai_s(city):
    """A lot that expires on the first, half past midnight in Shanghai, belongs to that month."""
    body = city.client.call("points_expiry_forecast", token=city.admin(), query={"months": 36}).must(
        200).json()
    assert len(body["months"]) == 36 and body["organisation_id"] is None
    assert body["months"][0]["month"] == datetime.now(SHANGHAI).strftime("%Y-%m")
