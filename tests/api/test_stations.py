"""Rest stations: near, open, equipped; compared with a slow and obvious computation."""
import math
import random
import uuid

import pytest

# protocols: WGS-84 and GCJ-02 of the same places.
SHIFTS = [((119.2216, 34.5967), (119.2271317, 34.5956651)),
          ((119.46, 34.75), (119.4656187, 34.7492080)),
          ((119.128, 34.839), (119.1337399, 34.8383488)),
          ((118.752, 34.542), (118.7574673, 34.5408981)),
          ((119.239, 34.284), (119.2444835, 34.2827561)),
          ((119.315, 34.087), (119.3205364, 34.0857579))]


def nearby(city, lng, lat, **query):
    answer = city.client.call("station_nearby", query={"lng": lng, "lat": lat, **query})
    return answer.must(200).json()


def haversine(a, b):
    """Metres on a sphere; within 0.3 % of the ellipsoid in our latitudes."""
    (lng1, lat1), (lng2, lat2) = [[math.radians(x) for x in point] for point in (a, b)]
    half = (math.sin((lat2 - lat1) / 2) ** 2
            + math.cos(lat1) * math.cos(lat2) * math.sin((lng2 - lng1) / 2) ** 2)
    return 2 * 6371008.8 * math.asin(math.sqrt(half))


def everything(city, lng, lat, **query):
    found, cursor = [], None
    while True:
        page = nearby(city, lng, lat, **query, **({"cursor": cursor} if cursor else {}))
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


@pytest.mark.parametrize("radius_m", [100, 1000, 3000, 20000, 50000])
def test_station_nearby_agrees_with_brute_force(city, radius_m):
    rows = city.database.rows("SELECT id::text, ST_X(location), ST_Y(location) FROM stations"
                              " WHERE status = 'active'")
    for point in ((119.2216, 34.5967), (119.46, 34.75), (118.75, 34.54), (120.9, 36.0)):
        found = everything(city, *point, radius_m=radius_m, limit=100)
        slow = {row[0]: haversine(point, row[1:]) for row in rows}
        ids = [item["id"] for item in found]
        assert len(ids) == len(set(ids))
        for item in found:
            assert abs(item["distance_m"] - slow[item["id"]]) <= 1 + slow[item["id"]] * 0.004
            assert item["distance_m"] <= radius_m
        inside = {station for station, metres in slow.items() if metres < radius_m * 0.995}
        outside = {station for station, metres in slow.items() if metres > radius_m * 1.005}
        assert inside <= set(ids) and not outside & set(ids)
        metres = [item["distance_m"] for item in found]
        assert metres == sorted(metres)


def test_station_nearby_pages(city):
    whole = everything(city, 119.2216, 34.5967, radius_m=50000, limit=100)
    assert len(whole) > 20
    for limit in (1, 7, 20):
        part = everything(city, 119.2216, 34.5967, radius_m=50000, limit=limit)
        assert [item["id"] for item in part] == [item["id"] for item in whole]


def test_station_nearby_pages_hold_equal_distances(city):
    """Stations at one and the same point: none lost, none repeated."""
    lng, lat = city.elsewhere()
    made = {city.station(lng, lat) for _ in range(5)}
    for limit in (1, 2, 5):
        found = [item["id"] for item in everything(city, lng, lat, limit=limit)]
        assert len(found) == 5 and set(found) == made


@pytest.mark.parametrize("wgs84, gcj02", SHIFTS)
def test_station_nearby_takes_gps_coordinates(city, wgs84, gcj02):
    """crs=wgs84 is shifted onto the map: a station drawn there is at no distance."""
    station_id = city.station(*gcj02)
    try:
        here = nearby(city, *wgs84, crs="wgs84", radius_m=100)
        mine = [item for item in here["items"] if item["id"] == station_id]
        assert mine and mine[0]["distance_m"] <= 1
        assert here["crs"] == "gcj02" and mine[0]["crs"] == "gcj02"
        there = everything(city, *wgs84, radius_m=1000, limit=100)
        mine = [item for item in there if item["id"] == station_id]
        assert mine and 500 < mine[0]["distance_m"] < 540, "unshifted, it is half a kilometre off"
    finally:
        city.database.execute("UPDATE stations SET status = 'closed' WHERE id = %s", station_id)


def test_station_nearby_outside_china_is_not_shifted(city):
    station_id = city.station(139.6917, 35.6895)
    found = nearby(city, 139.6917, 35.6895, crs="wgs84", radius_m=100)["items"]
    assert station_id in [item["id"] for item in found]
    city.database.execute("UPDATE stations SET status = 'closed' WHERE id = %s", station_id)


def weekday_and_times(city, start, end):
    """Hours around now in Shanghai, from start to end minutes, as rows of the table."""
    row = city.database.row(
        "SELECT extract(isodow FROM t)::int, to_char(t, 'HH24:MI'),"
        " replace(to_char(u, 'HH24:MI'), '00:00', '24:00')"
        " FROM (SELECT now() AT TIME ZONE 'Asia/Shanghai' + %s * interval '1 minute' AS t,"
        " now() AT TIME ZONE 'Asia/Shanghai' + %s * interval '1 minute' AS u) AS x", start, end)
    return [row]


def test_station_nearby_open_now(city):
    lng, lat = city.elsewhere()
    always = city.station(lng, lat, open_24h=True)
    now_open = city.station(lng, lat, hours=weekday_and_times(city, -30, 30))
    later = city.station(lng, lat, hours=weekday_and_times(city, 30, 90))
    earlier = city.station(lng, lat, hours=weekday_and_times(city, -90, -30))
    never = city.station(lng, lat)
    found = {item["id"]: item["open_now"] for item in nearby(city, lng, lat)["items"]}
    assert found == {always: True, now_open: True, later: False, earlier: False, never: False}
    only = {item["id"] for item in nearby(city, lng, lat, open_now=True)["items"]}
    assert only == {always, now_open}
    assert len(nearby(city, lng, lat, open_now=False)["items"]) in (3, 5)


def test_station_nearby_open_through_midnight(city):
    """A span that ends tomorrow counts today and tomorrow: 23 hours from 12 hours ago."""
    lng, lat = city.elsewhere()
    mine = city.station(lng, lat, hours=weekday_and_times(city, -720, 660))
    found = nearby(city, lng, lat, open_now=True)["items"]
    assert [item["id"] for item in found] == [mine]


def test_station_nearby_facilities_must_all_be_there(city):
    lng, lat = city.elsewhere()
    both = city.station(lng, lat, ["water", "microwave", "wifi"])
    one = city.station(lng, lat, ["water"])
    city.station(lng, lat)

    def ids(facilities):
        return {item["id"] for item in nearby(city, lng, lat, facilities=facilities)["items"]}
    assert ids(["water"]) == {both, one}
    assert ids(["water", "microwave"]) == {both}
    assert ids(["microwave", "water", "wifi"]) == {both}
    assert ids(["aed"]) == set()
    items = nearby(city, lng, lat, facilities=["wifi"])["items"]
    assert set(items[0]["facilities"]) == {"water", "microwave", "wifi"}


def test_station_nearby_shows_active_ones_only(city):
    lng, lat = city.elsewhere()
    city.station(lng, lat, status="suspended")
    closed = city.station(lng, lat, status="closed")
    assert nearby(city, lng, lat)["items"] == []
    answer = city.client.call("station_get", path={"station_id": closed})
    assert answer.status in (200, 404), answer


def test_station_nearby_empty_sea(city):
    body = nearby(city, -30.5, 0)
    assert body == {"items": [], "next_cursor": None, "crs": "gcj02"}


@pytest.mark.parametrize("lng, lat", [(180, 85), (-180, -85), (0, 0), (180, 0), (-0.0, -0.0)])
def test_station_nearby_at_the_edges(city, lng, lat):
    answer = city.client.call("station_nearby", query={"lng": lng, "lat": lat, "radius_m": 50000})
    assert answer.status in (200, 422), answer


def test_station_nearby_needs_a_place(city):
    answer = city.client.call("station_nearby").must(422, "validation_failed")
    assert sorted(answer.errors) == [("lat", "required"), ("lng", "required")]


def test_station_nearby_bad_cursor(city):
    city.client.call("station_nearby", query={"lng": 119, "lat": 34, "cursor": "e30"}).must(
        400, "cursor_invalid")


def test_station_nearby_random_points_never_fail(city):
    chance = random.Random(20260101)
    for _ in range(40):
        found = everything(city, round(chance.uniform(118.4, 119.8), 6),
                           round(chance.uniform(34.0, 35.1), 6),
                           radius_m=chance.randint(100, 50000), limit=100)
        metres = [item["distance_m"] for item in found]
        assert metres == sorted(metres)


def test_station_get(city):
    rows = [(1, "08:00", "18:00"), (2, "08:30", "12:00"), (2, "13:00", "17:30")]
    station_id = city.station(119.2, 34.6, ["water"], hours=rows)
    body = city.client.call("station_get", path={"station_id": station_id}).must(200).json()
    assert [(h["weekday"], h["opens"], h["closes"]) for h in body["hours"]] == rows
    assert (body["lng"], body["lat"], body["crs"]) == (119.2, 34.6, "gcj02")
    assert body["district_code"] == "320706" and body["facilities"] == ["water"]
    city.database.execute("UPDATE stations SET status = 'closed' WHERE id = %s", station_id)


def test_station_get_unknown(city):
    city.client.call("station_get", path={"station_id": str(uuid.uuid4())}).must(
        404, "station_not_found")


def test_station_get_of_each_demo_station(city):
    """Every station that is listed can be read, and says the same of itself."""
    for item in everything(city, 119.2216, 34.5967, radius_m=20000, limit=100)[:40]:
        whole = city.client.call("station_get", path={"station_id": item["id"]}).must(200).json()
        for name in ("name", "address", "lng", "lat", "facilities", "open_24h", "verified_at"):
            assert whole[name] == item[name], name
