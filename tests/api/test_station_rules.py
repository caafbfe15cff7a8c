"""What holds for all stations: the numbers, the days off, and who keeps one."""
import random

from harness.city import wait_until
from harness.requests.station_upkeep import house


def rows_of(city, action):
    return city.database.value("SELECT count(*) FROM audit_entries WHERE action = %s", action)


def test_station_rules_put(city):
    rules = city.client.call("station_rules_get").must(200).json()
    lng, lat = city.elsewhere()
    path = {"station_id": city.station(lng, lat, open_24h=True)}
    seen = {"lng": lng, "lat": lat + 0.0005, "is_open": True}
    token, before = house(city), rows_of(city, "station_rules_put")
    nearer = {**rules, "check_within_m": 10}
    try:
        for _ in range(2):
            assert city.client.call("station_rules_put", nearer, token=token).must(200).json() == nearer
        city.client.call("station_check", seen, path=path, token=city.member().token).must(409)
        assert city.client.call("station_rules_get").must(200).json() == nearer
    finally:
        city.client.call("station_rules_put", rules, token=token).must(200)
    city.client.call("station_check", seen, path=path, token=city.member().token).must(200)
    assert rows_of(city, "station_rules_put") == before + 2, "the same again is no change"
    assert city.database.value("SELECT changes FROM audit_entries WHERE action = 'station_rules_put'"
                               " ORDER BY seq DESC LIMIT 1") == {"check_within_m": [10, rules["check_within_m"]]}
    city.client.call("station_rules_put", rules, token=city.staff("platform_admin")).must(403, "role_forbidden")


def test_holiday_year_put(city):
    """A day off and the one worked in its stead, for stations that heed them."""
    year = random.randint(2030, 2090)
    stations = {kind: city.station(*city.elsewhere(), open_24h=True) for kind in ("usual", "closed")}
    city.client.call("station_hours_put", {"open_24h": True, "holiday_hours": "closed", "hours": []},
                     path={"station_id": stations["closed"]}, token=city.admin()).must(200)

    def put(*days, of=year, token=house(city), name="劳动节"):
        return city.client.call("holiday_year_put", {"days": [
            {"day": f"{year}-{day}", "name": name, "worked_as": worked_as} for day, worked_as in days]},
            path={"year": of}, token=token)

    def hours_on(kind, day):
        """Whether the week tells of noon, else whether it is open then."""
        return city.database.value(
            "SELECT CASE WHEN exceptional @> noon THEN exceptional_open @> noon END"
            " FROM stations, (SELECT core.minute_of_day(%s::date) + 720 AS noon) AS m WHERE id = %s",
            f"{year}-{day}", stations[kind])

    before = rows_of(city, "holiday_year_put")
    days = [("05-01", None), ("05-09", 2)]
    for _ in range(2):
        said = put(*days).must(200).json()
        assert [(day["day"], day["name"], day["worked_as"]) for day in said["days"]] == [
            (f"{year}-05-01", "劳动节", None), (f"{year}-05-09", "劳动节", 2)]
    assert city.client.call("holiday_list", query={"year": year}).must(200).json() == said
    wait_until(lambda: hours_on("closed", "05-01") is False)
    assert (hours_on("closed", "05-09"), hours_on("usual", "05-01")) == (True, None)
    assert [day["name"] for day in put(*days, name="五一").must(200).json()["days"]] == ["五一"] * 2
    put(("05-02", None), ("05-09", 3), ("12-31", None)).must(200)
    assert [(day["day"][5:], day["worked_as"]) for day in city.client.call(
        "holiday_list", query={"year": year}).must(200).json()["days"]] == [("05-02", None), ("05-09", 3), ("12-31", None)]
    assert len(city.client.call("holiday_list", query={"year": 2026}).must(200).json()["days"]) >= 39, "of other years"
    wait_until(lambda: hours_on("closed", "05-01") is None)
    assert hours_on("closed", "05-02") is False
    for wrong in ([("05-03", None), ("05-03", 1)], [("04-31", None)]):
        put(*wrong).must(422, "holiday_misfit")
    put(("05-03", None), of=year - 1).must(422, "holiday_misfit")
    put(of=1999).must(404, "not_found")
    put(*days, token=city.staff("platform_admin")).must(403, "role_forbidden")
    assert put().must(200).json()["days"] == []
    assert rows_of(city, "holiday_year_put") == before + 4, "the same again is no change"


def test_a_stations_keepers(city):
    """Given and taken as any role is; lists tell who keeps a station, and a keeper which ones are theirs."""
    station_id, member = city.station(*city.elsewhere()), city.member()
    token = city.forge.token(member.id, "member station_keeper")
    grant = city.client.call("role_grant_create", {
        "member_id": member.id, "role": "station_keeper", "station_id": station_id, "reason": "日常管理"},
        token=city.admin()).must(201).json()["grant"]

    def keepers():
        page = city.client.call("role_grant_list", query={"station_id": station_id}, token=city.admin())
        return [item["id"] for item in page.must(200).json()["items"]]

    def says(facilities):
        return city.client.call("station_facilities_put", {"facilities": facilities}, path={"station_id": station_id},
                                token=token)

    def mine(**query):
        page = city.client.call("me_station_list", query=query, token=token).must(200).json()
        return [item["id"] for item in page["items"]], page["next_cursor"]

    assert keepers() == [grant["id"]]
    says(["water"]).must(200)
    second = city.station(*city.elsewhere(), status="suspended")
    city.database.execute("INSERT INTO role_grants (member_id, role, station_id) VALUES (%s, 'station_keeper', %s)",
                          member.id, second)
    page, cursor = mine(limit=1)
    assert (page, mine(cursor=cursor)) == ([second], ([station_id], None))
    city.client.call("me_station_list", query={"cursor": "e30"}, token=token).must(400, "cursor_invalid")
    city.client.call("role_grant_revoke", {"reason": "离任"}, path={"role_grant_id": grant["id"]},
                     token=city.admin()).must(200)
    assert keepers() == [] and mine() == ([second], None)
    says(["water", "wifi"]).must(404, "station_not_found")
