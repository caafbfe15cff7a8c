"""Stations in other coordinates, as GeoJSON, by district, and on days that are not like others."""
import pytest

# protocols: the same places in three systems.
PLACES = [((116.404, 39.915), (116.41024449916938, 39.91640428150164), (116.4166272, 39.9226996)),
          ((119.2216, 34.5967), (119.2271317, 34.5956651), (119.2337467, 34.6013374)),
          ((119.46, 34.75), (119.4656187, 34.7492080), (119.4722096, 34.7548624)),
          ((119.128, 34.839), (119.1337399, 34.8383488), (119.1402369, 34.8444235)),
          ((118.752, 34.542), (118.7574673, 34.5408981), (118.7640144, 34.5466761)),
          ((119.239, 34.284), (119.2444835, 34.2827561), (119.2509950, 34.2886490)),
          ((119.315, 34.087), (119.3205364, 34.0857579), (119.3270957, 34.0915720)),
          ((87.6168, 43.8256), (87.6196499, 43.8268054), (87.6260998, 43.8329498)),
          ((139.6917, 35.6895),) * 3]
GEOJSON = {"Accept": "application/geo+json"}


def close(city, *station_ids):
    city.database.execute("UPDATE stations SET status = 'closed' WHERE id = ANY (%s::uuid[])", list(station_ids))


@pytest.mark.parametrize("wgs84, gcj02, bd09", PLACES)
def test_station_nearby_in_three_systems(city, wgs84, gcj02, bd09):
    """Whatever system the place is given in, the station that stands there is found, and answered in any."""
    station_id = city.station(*gcj02)
    places = {"wgs84": wgs84, "gcj02": gcj02, "bd09": bd09}
    try:
        for crs, here in places.items():
            for answer_crs, there in places.items():
                body = city.client.call("station_nearby", query={
                    "lng": here[0], "lat": here[1], "crs": crs, "answer_crs": answer_crs, "radius_m": 100,
                    "limit": 100}).must(200).json()
                mine, = [item for item in body["items"] if item["id"] == station_id]
                assert mine["distance_m"] == 0 and mine["crs"] == body["crs"] == answer_crs
                assert max(abs(mine["lng"] - there[0]), abs(mine["lat"] - there[1])) < 1e-6
        for crs, there in places.items():
            whole = city.client.call("station_get", path={"station_id": station_id},
                                     query={"answer_crs": crs}).must(200).json()
            assert whole["crs"] == crs
            assert max(abs(whole["lng"] - there[0]), abs(whole["lat"] - there[1])) < 1e-6
    finally:
        close(city, station_id)


def test_station_nearby_as_geojson(city):
    lng, lat = city.elsewhere()
    made = {city.station(lng, lat, ["water"]) for _ in range(3)}
    query = {"lng": lng, "lat": lat, "limit": 2}
    plain = city.client.call("station_nearby", query=query).must(200).json()
    answer = city.client.call("station_nearby", query=query, headers=GEOJSON).must(200)
    assert answer.header("Content-Type") == "application/geo+json" and "Accept" in answer.header("Vary").split(", ")
    body = answer.json()
    assert (body["type"], body["coordinate_system"], body["next_cursor"]) == (
        "FeatureCollection", "gcj02", plain["next_cursor"])
    assert len(body["features"]) == 2 and {feature["id"] for feature in body["features"]} < made
    for item, feature in zip(plain["items"], body["features"]):
        assert feature["geometry"] == {"type": "Point", "coordinates": [item["lng"], item["lat"]]}
        assert {**feature["properties"], "id": feature["id"], "lng": lng, "lat": lat, "crs": "gcj02"} == item
    city.client.call("station_nearby", query={**query, "cursor": "x"}, headers=GEOJSON).must(400, "cursor_invalid")


def test_station_nearby_of_a_district(city):
    lng, lat = city.elsewhere()
    here, there = city.station(lng, lat), city.station(lng, lat)
    city.database.execute("UPDATE stations SET district_code = '320722' WHERE id = %s", there)
    for code, wanted in (("320706", {here}), ("320722", {there}), ("320703", set())):
        body = city.client.call("station_nearby", query={"lng": lng, "lat": lat, "district_code": code}).must(200).json()
        assert {item["id"] for item in body["items"]} == wanted


def test_station_hours_with_exceptions(city):
    """Open every day, but shut today, or later today: the filter, the list and the station say the same."""
    lng, lat = city.elsewhere()
    every_day = [(day, "00:00", "24:00") for day in range(1, 8)]
    usual, shut, other = (city.station(lng, lat, hours=every_day) for _ in range(3))
    today = "(now() AT TIME ZONE 'Asia/Shanghai')::date"
    city.database.execute(f"INSERT INTO station_exceptions (station_id, day, note) SELECT %s, {today} + n, '停电检修'"
                          " FROM generate_series(0, 1) AS n", shut)
    city.database.execute("INSERT INTO station_exceptions (station_id, day, opens, closes)"
                          f" SELECT %s, {today} + 1, '08:00', '12:00'", other)
    after, at_noon = (city.database.value(
        f"SELECT to_char({today} + interval %s, 'YYYY-MM-DD\"T\"HH24:MI:SS+08:00')", span) for span in ("2 days", "1 day"))
    found = {item["id"]: (item["open_now"], item["next_change_at"]) for item in city.client.call(
        "station_nearby", query={"lng": lng, "lat": lat}).must(200).json()["items"]}
    assert found == {usual: (True, None), shut: (False, after), other: (True, at_noon)}
    only = city.client.call("station_nearby", query={"lng": lng, "lat": lat, "open_now": True}).must(200).json()["items"]
    assert {item["id"] for item in only} == {usual, other}
    for station_id, told in found.items():
        whole = city.client.call("station_get", path={"station_id": station_id}).must(200).json()
        assert (whole["open_now"], whole["next_change_at"]) == told
    assert [(day["hours"], day["note"]) for day in city.client.call(
        "station_get", path={"station_id": shut}).json()["exceptions"]] == [([], "停电检修")] * 2


def test_station_map(city):
    lng, lat = city.elsewhere()
    made = [city.station(lng + n / 10000, lat, ["aed"]) for n in range(3)]
    query = {"bbox": f"{lng - 0.001},{lat - 0.001},{lng + 0.001},{lat + 0.001}", "zoom": 16, "facilities": "aed"}
    answer = city.client.call("station_map", query=query).must(200)
    body = answer.json()
    assert [station["id"] for station in body["stations"]] == sorted(made) and body["clusters"] == []
    assert answer.header("Cache-Control") == "public, max-age=10"
    city.client.call("station_map", query=query, headers={"If-None-Match": answer.header("ETag")}).must(304)
    features = city.client.call("station_map", query=query, headers=GEOJSON).must(200).json()["features"]
    assert [feature["id"] for feature in features] == sorted(made)
    city.client.call("station_map", query={**query, "bbox": "120,35,119,34"}).must(422, "area_invalid")
    city.client.call("station_map", query={**query, "bbox": "120,35,119"}).must(422, "validation_failed")


def test_station_search_along_a_route(city):
    lng, lat = city.elsewhere()
    made = [city.station(lng + n / 1000, lat) for n in range(3)]
    body = {"route": [[lng + 0.003, lat], [lng, lat]], "within_m": 50, "limit": 2}
    page = city.client.call("station_search", body).must(200).json()
    rest = city.client.call("station_search", {**body, "cursor": page["next_cursor"]}).must(200).json()
    assert [item["id"] for item in page["items"] + rest["items"]] == made[::-1] and rest["next_cursor"] is None
    assert [item["distance_m"] for item in page["items"]] == [0, 0]
    features = city.client.call("station_search", body, headers=GEOJSON).must(200)
    assert features.header("Content-Type") == "application/geo+json"
    assert [feature["id"] for feature in features.json()["features"]] == made[:0:-1]
    city.client.call("station_search", {"route": [[110, 30], [116, 30]]}).must(422, "route_too_long")
    city.client.call("station_search", {"polygon": [[110, 91], [111, 91], [112, 100]]}).must(422, "area_invalid")
    city.client.call("station_search", {**body, "cursor": "x"}).must(400, "cursor_invalid")


def test_station_meta(city):
    answer = city.client.call("station_meta").must(200)
    body = answer.json()
    assert {"code": "nursing_room", "name": "母婴室", "name_en": "Nursing room"} in body["facilities"]
    assert len(body["facilities"]) == 39
    assert {"day": "2026-10-10", "name": "国庆节", "worked_as": 3} in body["holidays"]
    district, = [one for one in body["districts"] if one["district_code"] == "320706"]
    assert district["stations"] == city.database.value(
        "SELECT count(*) FROM stations WHERE district_code = '320706' AND status = 'active'")
    assert answer.header("Cache-Control") == "public, max-age=60"


def test_station_changes(city):
    """A copy that follows the changes knows of a new station, of its hours, and that it is gone."""
    lng, lat = city.elsewhere()
    made = city.station(lng, lat)

    def follow(cursor):
        city.database.execute("SELECT FROM api.station_changes_number(5000)")
        found = {}
        while True:
            body = city.client.call("station_changes", query={"limit": 500, **({"cursor": cursor} if cursor else {})}
                                    ).must(200).json()
            found.update({item["station_id"]: item["station"] for item in body["items"]})
            cursor = body["next_cursor"]
            if not body["has_more"]:
                return found, cursor
    found, cursor = follow(None)
    assert found[made] == city.client.call("station_get", path={"station_id": made}, query={}).must(200).json()
    city.database.execute("INSERT INTO station_hours VALUES (%s, 1, '08:00', '18:00')", made)
    found, cursor = follow(cursor)
    assert found[made]["hours"] == [{"weekday": 1, "opens": "08:00", "closes": "18:00"}]
    close(city, made)
    found, cursor = follow(cursor)
    assert found[made] is None
    assert made not in follow(cursor)[0]
    city.client.call("station_changes", query={"cursor": "x"}).must(400, "cursor_invalid")
