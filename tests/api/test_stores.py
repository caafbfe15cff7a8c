"""Stores: opened, changed and closed by those who look after the merchant, found by everybody."""
import math
import random

from harness.requests import unknown_id
from harness.requests.merchants import hired
from harness.requests.stores import opened, store


def nearby(city, lng, lat, **query):
    return city.client.call("store_nearby", query={"lng": lng, "lat": lat, **query})


def far_away(west=-170, east=170, south=-50, north=0):
    """A place of this test alone, where there is no other store."""
    return round(random.uniform(west, east), 6), round(random.uniform(south, north), 6)


def test_store_create_update_and_list(city):
    merchant = city.merchant()
    path, key = {"merchant_id": merchant.id}, f"a-new-store-{merchant.id}"
    body = store()
    made, again = (city.client.call("store_create", body, path=path, token=city.admin(), key=key).must(
        201) for _ in range(2))
    assert made.body == again.body and {**made.json(), **body} == made.json()
    assert made.json()["merchant"] == {"id": merchant.id, "name": merchant.name}
    city.client.call("store_create", body, path=path, token=city.admin()).must(409, "store_name_taken")
    other = opened(city, merchant)
    there = {**path, "store_id": made.json()["id"]}
    city.client.call("store_update", {"name": other["name"]}, path=there, token=city.admin()).must(
        409, "store_name_taken")
    for _ in range(2):
        changed = city.client.call("store_update", {"hours": "", "lng": 119.5, "status": "closed"},
                                   path=there, token=city.admin()).must(200).json()
    assert changed == {**made.json(), "hours": "", "lng": 119.5, "status": "closed"}
    page = city.client.call("store_list", path=path, query={"limit": 1}).must(200).json()
    rest = city.client.call("store_list", path=path, query={"cursor": page["next_cursor"]})
    assert page["items"] + rest.must(200).json()["items"] == [other, changed]
    assert [row[0] for row in city.database.rows(
        "SELECT action FROM audit_entries WHERE object_id = %s ORDER BY seq", changed["id"])] == [
            "store_create", "store_update"]
    city.client.call("store_list", path=path, query={"cursor": "e30"}).must(400, "cursor_invalid")
    city.client.call("store_list", path={"merchant_id": unknown_id()}).must(404, "merchant_not_found")
    elsewhere = {**there, "merchant_id": city.merchant().id}
    city.client.call("store_update", {"hours": "x"}, path=elsewhere, token=city.admin()).must(
        404, "store_not_found")


def test_store_nearby(city):
    lng, lat = far_away()
    merchant = city.merchant()
    steps = [0.03, 0.01, 0.02, 0.2]  # degrees east, the last one out of reach
    made = [opened(city, merchant, lng=round(lng + step, 6), lat=lat) for step in steps]
    closed = opened(city, merchant, lng=lng, lat=lat)
    city.client.call("store_update", {"status": "closed"}, token=city.admin(), path={
        "merchant_id": merchant.id, "store_id": closed["id"]}).must(200)
    opened(city, city.merchant(status="suspended"), lng=lng, lat=lat)
    whole = nearby(city, lng, lat, radius_m=10000).must(200).json()
    assert [item["id"] for item in whole["items"]] == [made[at]["id"] for at in (1, 2, 0)]
    assert whole["crs"] == "gcj02" and whole["next_cursor"] is None
    metres = [item["distance_m"] for item in whole["items"]]
    assert abs(metres[1] - 2 * metres[0]) <= 1
    assert abs(metres[0] - 1113.2 * math.cos(math.radians(lat))) < 4  # of a round earth
    found, cursor = [], None
    while True:
        page = nearby(city, lng, lat, radius_m=10000, limit=1,
                      **({"cursor": cursor} if cursor else {})).must(200).json()
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == whole["items"]
    nearby(city, lng, lat, cursor="e30").must(400, "cursor_invalid")


def test_store_nearby_takes_gps_positions(city):
    """Numbers of GPS name a place up to some hundred metres from what Chinese maps have at these numbers."""
    lng, lat = far_away(90, 110, 28, 36)
    made = opened(city, city.merchant(), lng=lng, lat=lat)
    for crs, least, most in (("gcj02", 0, 0), ("wgs84", 1, 1000)):
        found = {item["id"]: item["distance_m"] for item in nearby(
            city, lng, lat, radius_m=1000, crs=crs, limit=100).must(200).json()["items"]}
        assert least <= found[made["id"]] <= most


def test_owners_look_after_stores_and_staff(city):
    """A clerk does not, nor an owner who has gone, nor one of another merchant."""
    merchant = city.merchant()
    path = {"merchant_id": merchant.id}
    boss, clerk = city.member(), city.member()
    owner = hired(city, merchant, member_no=boss.member_no, role="owner")
    hired(city, merchant, member_no=clerk.member_no)
    boss.token, clerk.token = (city.forge.token(one.id, "member merchant_staff")
                               for one in (boss, clerk))
    made = city.client.call("store_create", store(), path=path, token=boss.token).must(201).json()
    new = city.member()
    city.client.call("merchant_staff_create", {"member_no": new.member_no, "role": "clerk",
                                               "store_id": made["id"]}, path=path,
                     token=boss.token).must(201)
    for token, where in ((clerk.token, path), (boss.token, {"merchant_id": city.merchant().id})):
        city.client.call("store_create", store(), path=where, token=token).must(
            404, "merchant_not_found")
        city.client.call("merchant_staff_list", path=where, token=token).must(
            404, "merchant_not_found")
    city.client.call("merchant_staff_end", path={**path, "staff_id": owner["id"]},
                     token=city.admin()).must(200)
    city.client.call("store_create", store(), path=path, token=boss.token).must(
        404, "merchant_not_found")
