"""Two records of one person: found, looked at, and merged by two of the staff."""
import pytest

from harness import mini_program
from harness.city import wait_until
from harness.requests.budgets import ample
from harness.requests.organisations import branch
from harness.requests.persons import REASON, place_of, twins


def merge(city, gone, kept, token=None, reason=REASON, dry_run=False):
    """Record IDs of persons."""
    return city.client.call("person_merge", {"into_person_id": kept, "reason": reason,
                                             "dry_run": dry_run},
                            path={"person_id": gone}, token=token or city.admin())


def colleague(city):
    """A second administrator of the city."""
    return city.staff("admin", city.organisation("320700"))


def merged(city, gone, kept):
    """What the second person reads."""
    assert merge(city, gone.person_id, kept.person_id).must(200).json()["state"] == "awaiting_second_person"
    done = merge(city, gone.person_id, kept.person_id, colleague(city)).must(200).json()
    assert done["state"] == "done"
    return done


def pairs(city, place, token=None, limit=50):
    found, cursor = [], {}
    while cursor is not None:
        page = city.client.call("admin_person_duplicates", token=token or city.admin(), query={
            "organisation_id": place, "limit": limit, **cursor}).must(200).json()
        assert len(page["items"]) <= limit
        found += page["items"]
        cursor = page["next_cursor"] and {"cursor": page["next_cursor"]}
    return found


def ids(pair):
    return {person["person_id"] for person in pair["persons"]}


def test_admin_person_duplicates(city):
    place = branch(city)
    gone, kept = twins(city, (place, place))
    pair, = pairs(city, place)
    assert ids(pair) == {gone.person_id, kept.person_id} and pair["matches"] == ["phone"]
    card = next(c for c in pair["persons"] if c["person_id"] == gone.person_id)
    assert (card["member_id"], card["organisation"]["id"]) == (gone.id, place)
    assert gone.real_name not in str(pair) and gone.phone not in str(pair)


def test_admin_person_duplicates_page_by_page(city):
    """Three records alike are three pairs, however small the pages."""
    place = branch(city)
    people = [*twins(city, (place, place)), city.resident(place)]
    city.database.execute(
        "UPDATE people SET real_name_index = (SELECT real_name_index FROM people WHERE id = %s)"
        " WHERE id = %s", people[0].person_id, people[2].person_id)
    city.database.execute(
        "UPDATE members SET phone_index = (SELECT phone_index FROM members WHERE id = %s)"
        " WHERE id = %s", people[0].id, people[2].id)
    small = pairs(city, place, limit=1)
    assert small == pairs(city, place) and len({frozenset(ids(pair)) for pair in small}) == 3


def test_admin_person_duplicates_of_two_districts(city):
    """Who covers only one of the two is told nothing."""
    here, there = branch(city), branch(city, "320722")
    gone, kept = twins(city, (here, there))
    assert pairs(city, here, city.admin("haizhou")) == []
    pair, = pairs(city, here) or pairs(city, there)
    assert ids(pair) == {gone.person_id, kept.person_id}


def test_admin_person_duplicates_wants_a_cursor_of_its_own(city):
    city.client.call("admin_person_duplicates", token=city.admin(), query={"cursor": "bm8"}).must(
        400, "cursor_invalid")


def test_person_merge(city, server):
    here, there = branch(city), branch(city)
    gone, kept = twins(city, (here, there))
    city.grant([gone.id], 300)
    city.grant([kept.id], 40)
    planned = merge(city, gone.person_id, kept.person_id, dry_run=True).must(200).json()
    assert (planned["state"], planned["obstacles"]) == ("planned", [])
    assert (planned["moves"]["points"], planned["moves"]["leaves_organisation_id"]) == (300, here)
    done = merged(city, gone, kept)
    assert done["moves"] == planned["moves"]
    assert (city.available(gone), city.available(kept)) == (0, 340)
    shown = city.client.call("admin_member_get", path={"member_id": gone.id},
                             token=city.admin()).must(200).json()
    assert shown["id"] == kept.id
    assert {span["organisation"]["id"]: span["end_reason"] for span in shown["memberships"]} == {
        here: "merged", there: None}
    assert pairs(city, here) == [] and pairs(city, there) == []
    merge(city, gone.person_id, kept.person_id).must(409, "person_merged")
    assert gone.real_name not in server.log_text()


def test_person_merge_gives_points_to_either_id(city):
    gone, kept = twins(city)
    merged(city, gone, kept)
    given = city.client.call("points_grant", {
        "member_id": gone.id, "points": 7, "reason": "慰问", "budget_id": ample(city),
        "expires_at": "2099-01-01T00:00:00+08:00"}, token=city.admin()).must(201).json()
    assert given["member_id"] == kept.id and city.available(kept) == 7


def test_person_merge_of_who_signs_in(city):
    """Whoever signed in to the account that is gone comes to the other one."""
    user = mini_program.somebody()
    body = {"code": f"demo-{user}", "appid": mini_program.FIRST}
    signed_in = city.client.call("auth_wechat", body).must(200).json()
    gone, kept = twins(city)
    city.database.execute("UPDATE identities SET member_id = %s WHERE member_id = %s", gone.id,
                          signed_in["member_id"])
    city.database.execute("UPDATE session_families SET member_id = %s WHERE member_id = %s", gone.id,
                          signed_in["member_id"])
    assert merged(city, gone, kept)["moves"]["identities"] == 1
    city.client.call("auth_refresh", {"refresh_token": signed_in["refresh_token"]}).must(401)
    again = city.client.call("auth_wechat", {**body, "code": f"demo-{user}"}).must(200).json()
    assert again["member_id"] == kept.id


def test_person_merge_shows_orders_and_data(city):
    """Orders, readings and all the rest of the past stand in the lists of the one who is left."""
    gone, kept = twins(city)
    city.grant([gone.id], 500)
    product = city.product([{"points_price": 100}])
    order = city.client.call("order_create", {
        "items": [{"sku_id": product.sku, "quantity": 1}], "points_to_spend": 100},
        token=gone.token).must(201).json()
    merged(city, gone, kept)
    assert [item["id"] for item in city.client.call("order_list", token=kept.token).must(200).json()[
        "items"]] == [order["id"]]
    assert city.client.call("order_get", path={"order_id": order["id"]}, token=kept.token).must(
        200).json()["id"] == order["id"]
    exported = city.client.call("me_data_export", token=kept.token).must(200).json()
    assert [item["id"] for item in exported["orders"]] == [order["id"]]
    assert [item["person_id"] for item in exported["merged_records"]] == [gone.person_id]
    assert len(exported["memberships"]) == 2
    cancelled = city.client.call("order_cancel", path={"order_id": order["id"]}, token=kept.token)
    assert cancelled.must(200).json()["status"] == "cancelled"
    assert (city.available(gone), city.available(kept)) == (0, 500)


def test_person_merge_wants_everything_settled(city):
    gone, kept = twins(city)
    city.database.execute("UPDATE members SET status = 'suspended' WHERE id = %s", gone.id)
    planned = merge(city, gone.person_id, kept.person_id, dry_run=True).must(200).json()
    assert planned["obstacles"] == ["account_inactive"]
    merge(city, gone.person_id, kept.person_id).must(409, "person_not_settled")


def test_person_merge_of_oneself(city):
    gone, _ = twins(city)
    merge(city, gone.person_id, gone.person_id).must(409, "person_same")


@pytest.mark.parametrize("swapped", [False, True])
def test_person_merge_of_two_districts(city, swapped):
    """Who covers only one of the two may not, whichever it is; nor may they be the second person."""
    pair = twins(city, (branch(city), branch(city, "320722")))
    gone, kept = reversed(pair) if swapped else pair
    merge(city, gone.person_id, kept.person_id, city.admin("haizhou")).must(404, "person_not_found")
    merge(city, gone.person_id, kept.person_id).must(200)
    merge(city, gone.person_id, kept.person_id, city.admin("haizhou")).must(404, "person_not_found")
    assert place_of(city, gone)


def test_person_merge_is_forgotten_as_a_whole(city):
    """Erasing the one who is left erases the record that was merged, too."""
    gone, kept = twins(city)
    merged(city, gone, kept)
    city.client.call("me_erasure_request", {}, token=kept.token).must(200)
    city.database.execute("UPDATE erasures SET erases_at = now() - interval '1 second'"
                          " WHERE member_id = %s", kept.id)
    wait_until(lambda: city.database.value(
        "SELECT bool_and(real_name_sealed IS NULL AND id_number_index IS NULL) FROM people"
        " WHERE id IN (%s, %s)", gone.person_id, kept.person_id), 60)
