"""Looking after stations: by the staff, and by who keeps one."""
import uuid

import pytest

from harness.requests import unknown_id
from harness.requests.organisations import branch
from harness.requests.station_upkeep import place_body, some_day

RUN = uuid.uuid4().hex[:8]  # keys are of one run alone


def create(city, body, **parts):
    return city.client.call("admin_station_create", body, token=city.admin(), **parts)


def events(city, station_id):
    answer = city.client.call("admin_station_history", path={"station_id": station_id}, token=city.admin())
    return answer.must(200).json()["items"]


def test_admin_station_create(city):
    place = branch(city)
    asked = {"organisation_id": place, **place_body(city), "facilities": ["water"]}
    made = create(city, asked, key=f"a-new-station-{RUN}").must(201)
    body = made.json()
    assert (body["lng"], body["lat"], body["status"], body["hours"], body["organisation"]["id"]) == (
        asked["location"]["lng"], asked["location"]["lat"], "active", [], place)
    for part in ("name", "address", "district_code", "facilities", "phone", "host_unit", "capacity", "area_m2",
                 "photos", "honours"):
        assert body[part] == asked[part], part
    again = create(city, asked, key=f"a-new-station-{RUN}").must(201)
    assert again.body == made.body and again.header("Idempotency-Replayed") == "true"
    create(city, {**asked, "name": "别的"}, key=f"a-new-station-{RUN}").must(422, "idempotency_key_reused")
    shown = city.client.call("station_get", path={"station_id": body["id"]}).must(200).json()
    assert (shown["name"], shown["status"]) == (asked["name"], "active")
    # 300 m away by the same name, or 10 m away by another: probably the same one
    lng, lat = asked["location"]["lng"], asked["location"]["lat"]
    near = {**asked, "location": {"lng": lng, "lat": lat + 0.0027, "crs": "gcj02"}}
    create(city, near).must(409, "station_is_known")
    other = {**near, "name": f"别处 {RUN}"}
    create(city, {**other, "location": {"lng": lng, "lat": lat + 0.00009, "crs": "gcj02"}}).must(
        409, "station_is_known")
    create(city, {**near, "is_another": True}).must(201)
    create(city, {**asked, "name": f"再远 {RUN}", "location": {"lng": lng, "lat": lat - 0.0003, "crs": "gcj02"}}).must(201)
    create(city, {**asked, "organisation_id": unknown_id()}).must(404, "organisation_not_found")
    assert [event["kind"] for event in events(city, body["id"])] == ["created"]
    assert "0518" not in str(city.database.rows(
        "SELECT changes FROM audit_entries WHERE object_id = %s", body["id"]))


@pytest.mark.parametrize("crs, given, stored", [
    ("wgs84", (119.2216, 34.5967), (119.227132, 34.595665)), ("bd09", (119.2333, 34.6024), None)])
def test_admin_station_create_takes_other_coordinates(city, crs, given, stored):
    """Asked for again in the same system, it stands where it was said to."""
    asked = {**place_body(city, is_another=True), "organisation_id": branch(city),
             "location": {"lng": given[0], "lat": given[1], "crs": crs}}
    made = create(city, asked).must(201).json()
    if stored:
        assert (made["lng"], made["lat"]) == pytest.approx(stored, abs=2e-6)
    query = {"lng": given[0], "lat": given[1], "crs": crs, "radius_m": 100}
    near = city.client.call("station_nearby", query=query).must(200).json()["items"]
    assert [item["distance_m"] for item in near if item["id"] == made["id"]] == [0]
    city.client.call("admin_station_close", {"reason": "试验"}, path={"station_id": made["id"]},
                     token=city.admin()).must(200)


def test_admin_station_update(city):
    path = {"station_id": city.station(*city.elsewhere())}
    change = {"name": "新名", "phone": "0518-1", "capacity": 7, "organisation_id": branch(city)}
    changed = city.client.call("admin_station_update", change, path=path, token=city.admin()).must(200).json()
    assert {**changed, **change} == {**changed, "organisation_id": change["organisation_id"]}
    assert changed["organisation"]["id"] == change["organisation_id"]
    assert city.client.call("admin_station_update", change, path=path, token=city.admin()).must(
        200).json() == changed
    cleared = city.client.call("admin_station_update", {"phone": ""}, path=path, token=city.admin())
    assert (cleared.must(200).json()["phone"], cleared.json()["capacity"]) == (None, 7)
    more = {"address": "通灌路 7 号", "district_code": "320707", "host_unit": "通灌路社区", "area_m2": 31,
            "photos": ["https://img.example/1.jpg"], "honours": [{"level": "city", "name": "最美驿站", "year": 2025}]}
    lng, lat = city.elsewhere()
    said = city.client.call("admin_station_update", {**more, "location": {"lng": lng, "lat": lat, "crs": "gcj02"}},
                            path=path, token=city.admin()).must(200).json()
    assert {**said, **more} == said and (said["lng"], said["lat"]) == (lng, lat)
    assert city.client.call("station_get", path=path).must(200).json()["honours"] == more["honours"]
    without = city.client.call("admin_station_update", {"host_unit": ""}, path=path, token=city.admin())
    assert without.must(200).json()["host_unit"] is None
    city.client.call("admin_station_update", {"organisation_id": unknown_id()}, path=path, token=city.admin()).must(
        404, "organisation_not_found")
    shown = events(city, path["station_id"])[2:]
    assert [event["kind"] for event in shown] == ["updated", "updated"]
    assert shown[1]["detail"]["changes"]["name"][1] == "新名" and shown[0]["by_kind"] == "admin"
    assert list(shown[0]["detail"]["changes"].values()) == [["***", "***"]]
    pages = [city.client.call("admin_station_history", path=path, token=city.admin(), query=query).must(200).json()
             for query in ({"limit": 1}, {"limit": 4})]
    rest = city.client.call("admin_station_history", path=path, token=city.admin(),
                            query={"limit": 3, "cursor": pages[0]["next_cursor"]}).must(200).json()
    assert pages[0]["items"] + rest["items"] == pages[1]["items"] and pages[1]["next_cursor"] is None
    city.client.call("admin_station_history", path=path, token=city.admin(), query={"cursor": "e30"}).must(
        400, "cursor_invalid")


def test_admin_station_suspend_resume_and_close(city):
    lng, lat = city.elsewhere()
    path, why = {"station_id": city.station(lng, lat)}, {"reason": "装修"}
    others = {
        "admin_station_update": {"name": "新名"}, "station_facilities_put": {"facilities": []},
        "station_hours_put": {"open_24h": True, "holiday_hours": "usual", "hours": []},
        "station_exceptions_put": {"exceptions": []}, "admin_station_suspend": why, "admin_station_resume": why}

    def do(operation, body=None):
        return city.client.call(operation, body or why, path=path, token=city.admin())

    def is_on_the_map():
        found = city.client.call("station_nearby", query={"lng": lng, "lat": lat, "radius_m": 100})
        return path["station_id"] in [item["id"] for item in found.must(200).json()["items"]]

    for operation, status, is_there in (
            ("admin_station_suspend", "suspended", False), ("admin_station_suspend", "suspended", False),
            ("admin_station_resume", "active", True), ("admin_station_resume", "active", True),
            ("admin_station_close", "closed", False), ("admin_station_close", "closed", False)):
        assert do(operation).must(200).json()["status"] == status
        assert is_on_the_map() == is_there
    assert [(event["kind"], event["detail"]["reason"]) for event in events(city, path["station_id"])] == [
        ("closed", "装修"), ("resumed", "装修"), ("suspended", "装修")]
    for operation, body in others.items():
        do(operation, body).must(409, "station_closed")
    assert len(events(city, path["station_id"])) == 3


def test_admin_station_list(city):
    place = branch(city)
    made = [city.station(*city.elsewhere(), status=status) for status in ("active", "suspended", "closed")]
    for station in made:
        city.database.execute("UPDATE stations SET organisation_id = %s WHERE id = %s", place, station)

    def listed(**query):
        answer = city.client.call("admin_station_list", query={"organisation_id": place, **query}, token=city.admin())
        return [item["id"] for item in answer.must(200).json()["items"]], answer.json()["next_cursor"]

    page, cursor = listed(limit=2)
    assert page + listed(cursor=cursor)[0] == made[::-1]
    assert listed(status="suspended") == ([made[1]], None)
    city.client.call("admin_station_list", query={"organisation_id": unknown_id()}, token=city.admin()).must(
        404, "organisation_not_found")
    city.client.call("admin_station_list", query={"cursor": "e30"}, token=city.admin()).must(400, "cursor_invalid")


def test_station_hours_put(city):
    """By who keeps the station, too."""
    path = {"station_id": city.station(*city.elsewhere())}
    keeper = city.keeper("station_keeper", path["station_id"])

    def put(*spans, token=keeper, **other):
        return city.client.call("station_hours_put", {
            "open_24h": False, "holiday_hours": "closed",
            "hours": [{"weekday": day, "opens": opens, "closes": closes} for day, opens, closes in spans],
            **other}, path=path, token=token)

    week = [(1, "08:00", "12:00"), (1, "12:00", "18:00"), (7, "22:00", "08:00"), (8, "09:00", "24:00")]
    body = put(*week).must(200).json()
    assert [tuple(span.values()) for span in body["hours"]] == week and body["holiday_hours"] == "closed"
    assert put(*week, token=city.admin()).must(200).json() == body
    for spans in ([(1, "08:00", "12:00"), (1, "11:59", "13:00")], [(1, "08:00", "08:00")],
                  [(1, "22:00", "02:00"), (2, "01:00", "03:00")], [(7, "22:00", "08:01"), (1, "08:00", "09:00")],
                  [(8, "08:00", "12:00"), (8, "09:00", "10:00")]):
        put(*spans).must(422, "station_hours_overlap")
    assert put(open_24h=True, holiday_hours="usual").must(200).json()["open_24h"]
    shown = city.client.call("station_get", path=path).must(200).json()
    assert (shown["hours"], shown["open_now"]) == ([], True)
    put(open_24h=True, holiday_hours="own").must(200)
    assert [event["by_kind"] for event in events(city, path["station_id"])] == ["keeper"] * 3
    assert city.database.rows("SELECT DISTINCT actor_kind FROM audit_entries WHERE object_id = %s",
                              path["station_id"]) == [("member",)]


def test_station_exceptions_put(city):
    path = {"station_id": city.station(*city.elsewhere())}
    keeper = city.keeper("station_keeper", path["station_id"])
    city.database.execute("INSERT INTO station_exceptions (station_id, day) VALUES (%s, '2024-02-10')",
                          path["station_id"])

    def put(*days):
        return city.client.call("station_exceptions_put", {"exceptions": [
            {"day": day, "hours": [{"opens": opens, "closes": closes} for opens, closes in spans], "note": note}
            for day, spans, note in days]}, path=path, token=keeper)

    asked = [(some_day(0), [], None), (some_day(2), [("08:00", "10:00"), ("22:00", "02:00")], "志愿服务")]
    body = put(*asked).must(200).json()
    assert [(day["day"], [tuple(span.values()) for span in day["hours"]], day["note"])
            for day in body["exceptions"]] == asked
    assert put(*asked).must(200).json() == body
    for wrong in (some_day(-1), "2031-02-29"):
        put((wrong, [], None)).must(422, "station_day_misfit")
    put(asked[0], asked[0]).must(422, "station_day_misfit")
    put((some_day(1), [("08:00", "10:00"), ("09:59", "11:00")], None)).must(422, "station_hours_overlap")
    assert put().must(200).json()["exceptions"] == []
    assert city.database.value("SELECT string_agg(day::text, ' ') FROM station_exceptions WHERE station_id = %s",
                               path["station_id"]) == "2024-02-10"
    assert [event["kind"] for event in events(city, path["station_id"])] == ["exceptions_changed"] * 2


def test_station_facilities_put(city):
    path = {"station_id": city.station(*city.elsewhere(), ["fan"])}
    asked = {"facilities": ["water", "seating", "water"]}
    keeper = city.keeper("station_keeper", path["station_id"])
    for _ in range(2):
        body = city.client.call("station_facilities_put", asked, path=path, token=keeper).must(200).json()
        assert body["facilities"] == ["water", "seating"]
    assert [event["detail"]["changes"] for event in events(city, path["station_id"])] == [
        {"facilities": [["fan"], ["water", "seating"]]}]
