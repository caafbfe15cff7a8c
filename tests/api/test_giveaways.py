"""Giveaways: shares that are claimed first come, first served."""
import hashlib
import json
import uuid

import pytest


def claim(city, giveaway, member, **more):
    return city.client.call("giveaway_claim", path={"giveaway_id": giveaway}, token=member.token, **more)


def seen(city, giveaway):
    return city.client.call("giveaway_get", path={"giveaway_id": giveaway}).must(200).json()


def test_giveaway_list_names_the_open_ones(city):
    giveaway = city.giveaway(shares=7)
    items = city.client.call("giveaway_list", query={"limit": 100}).must(200).json()["items"]
    mine = next(item for item in items if item["id"] == giveaway)
    assert (mine["status"], mine["shares"], mine["remaining"]) == ("open", 7, 7)
    assert [item["id"] for item in items] == sorted((item["id"] for item in items), reverse=True)


def test_giveaway_list_pages(city):
    for _ in range(3):
        city.giveaway()
    first = city.client.call("giveaway_list", query={"limit": 2}).must(200).json()
    rest = city.client.call("giveaway_list", query={"limit": 100, "cursor": first["next_cursor"]}).must(200)
    whole = city.client.call("giveaway_list", query={"limit": 100}).must(200).json()["items"]
    assert ([item["id"] for item in first["items"] + rest.json()["items"]][:len(whole)]
            == [item["id"] for item in whole])
    city.client.call("giveaway_list", query={"cursor": "x"}).must(400, "cursor_invalid")


def test_giveaway_get_shows_rules_that_are_fixed(city):
    office = city.database.value("SELECT core.organisation_of(id)::text FROM members WHERE member_no = 10000001")
    giveaway = city.giveaway(shares=9, quotas=[(office, 4)],
                             rules=["UPDATE giveaways SET per_member = 2, value_fen = 3000 WHERE id = %s"])
    body = seen(city, giveaway)
    assert hashlib.sha256(body["rules"].encode()).hexdigest() == body["rules_hash"]
    rules = json.loads(body["rules"])
    assert (rules["shares"], rules["per_member"], rules["value_fen"]) == (9, 2, 3000)
    assert rules["quotas"] == [{"organisation_id": office, "shares": 4}]
    quota, = body["quotas"]
    assert (quota["organisation"]["id"], quota["remaining"]) == (office, 4)
    assert body["status"] == "open" and body["repools_at"] is None and body["pickup_points"] == []
    claim(city, giveaway, city.member()).must(201)
    body = seen(city, giveaway)
    assert (body["remaining"], body["quotas"][0]["remaining"]) == (8, 3), "one's own share first"


def test_giveaway_get_unknown(city):
    city.client.call("giveaway_get", path={"giveaway_id": str(uuid.uuid4())}).must(404, "giveaway_not_found")


def test_giveaway_claim_gives_one_share(city):
    giveaway, member = city.giveaway(shares=2), city.member()
    key = str(uuid.uuid4())
    first = claim(city, giveaway, member, key=key).must(201)
    body = first.json()
    assert body["giveaway_id"] == giveaway
    held = city.database.row("SELECT id::text, source_id::text, state FROM awards WHERE activity_id = %s", giveaway)
    assert held == (body["award_id"], body["id"], "won")
    again = claim(city, giveaway, member, key=key).must(201)
    assert again.body == first.body and again.header("Idempotency-Replayed") == "true"
    claim(city, giveaway, member).must(409, "already_claimed")
    claim(city, giveaway, city.member()).must(201)
    late, late_key = city.member(), str(uuid.uuid4())
    before = city.database.value("SELECT count(*) FROM idempotency_keys WHERE operation = 'giveaway_claim'")
    for _ in range(2):
        claim(city, giveaway, late, key=late_key).must(409, "sold_out")
    assert city.database.value("SELECT count(*) FROM idempotency_keys WHERE operation = 'giveaway_claim'") == before
    assert city.database.value("SELECT claimed FROM giveaway_counters WHERE giveaway_id = %s", giveaway) == 2
    assert seen(city, giveaway)["remaining"] == 0


def test_giveaway_claim_key_with_another_giveaway(city):
    member, key = city.member(), str(uuid.uuid4())
    claim(city, city.giveaway(), member, key=key).must(201)
    claim(city, city.giveaway(), member, key=key).must(422, "idempotency_key_reused")


@pytest.mark.parametrize("opens_in, closes_in, status", [(3600, 7200, "upcoming"), (-7200, -3600, "closed")])
def test_giveaway_claim_outside_its_time(city, opens_in, closes_in, status):
    giveaway = city.giveaway(opens_in=opens_in, closes_in=closes_in)
    claim(city, giveaway, city.member()).must(409, "giveaway_not_open")
    assert seen(city, giveaway)["status"] == status


def test_giveaway_claim_of_kept_shares(city):
    """What is kept for another organisation is not to be had until the giveaway re-pools."""
    elsewhere = city.database.value("SELECT id::text FROM organisations WHERE id <> (SELECT core.organisation_of(id)"
                                    " FROM members WHERE member_no = 10000001) AND level = 'enterprise' LIMIT 1")
    giveaway = city.giveaway(shares=3, quotas=[(elsewhere, 2)])
    claim(city, giveaway, city.member()).must(201)
    claim(city, giveaway, city.member()).must(409, "quota_used_up")
    claim(city, giveaway, city.member(organisation_id=elsewhere)).must(201)
    repooled = city.giveaway(shares=3, quotas=[(elsewhere, 2)], rules=[
        "UPDATE giveaways SET repools_at = now() - interval '1 minute' WHERE id = %s"])
    for _ in range(3):
        claim(city, repooled, city.member()).must(201)
    claim(city, repooled, city.member()).must(409, "sold_out")


def test_giveaway_claim_is_for_the_eligible(city):
    giveaway = city.giveaway(rules=["UPDATE activities SET tenure_days = 30 WHERE id = %s"])
    claim(city, giveaway, city.member()).must(403, "not_eligible")
    guest = city.member()
    city.database.execute("UPDATE memberships SET span = tstzrange(now() - interval '2 years', now() - interval"
                          " '1 day'), end_reason = 'left' WHERE person_id = (SELECT person_id FROM members WHERE id = %s)",
                          guest.id)
    claim(city, city.giveaway(), guest).must(403, "membership_required")


def test_giveaway_claim_unknown(city):
    claim(city, str(uuid.uuid4()), city.member()).must(404, "giveaway_not_found")
