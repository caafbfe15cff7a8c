"""How far it is to an open station: shares, hours, gaps, and what one more would do."""
import random

import pytest

from harness.requests import unknown_id
from harness.requests.organisations import branch

M_NORTH = 1 / 110933  # degrees of latitude of a metre, near enough at these places


def coverage(city, organisation_id, **body):
    return city.client.call("station_coverage", {"organisation_id": organisation_id, **body}, token=city.admin())


def test_station_coverage_of_a_list(city):
    """1,200 m on foot by a detour of 1.3 are 923 as the crow flies."""
    lng, lat = city.elsewhere()
    city.station(lng, lat, hours=[(3, "08:00", "10:30"), (3, "22:00", "02:00"), (4, "12:00", "13:00")])
    city.station(lng, lat + 0.2, open_24h=True, status="suspended")
    points = [{"lng": lng, "lat": lat + metres * M_NORTH, "weight": weight, "district_code": district}
              for metres, weight, district in ((900, 10, "320706"), (-915, 20, "320707"), (940, 3, "320706"),
                                               (22100, 4, "320706"), (22200, 1, "320707"))]
    place = branch(city)
    body = coverage(city, place, points=points, site={"lng": lng, "lat": lat + 22000 * M_NORTH}).must(200).json()
    assert body["method"] == {"name": "straight_line_with_detour", "walk_m": 1200, "detour": 1.3, "straight_m": 923,
                              "weekday": 3, "grid_m": 1000, "demand": "list"}
    assert (body["weight"], body["covered"], body["share"], body["unlocated"]) == (38, 30, 0.7895, 0)
    assert body["districts"] == [
        {"district_code": "320706", "weight": 17, "covered": 10, "share": 0.5882},
        {"district_code": "320707", "weight": 21, "covered": 20, "share": 0.9524}]
    assert [hour["hour"] for hour in body["hours"] if hour["covered"] == 30] == [8, 9, 10, 22, 23]
    assert {hour["covered"] for hour in body["hours"]} == {0, 30}
    assert sum(gap["weight"] for gap in body["gaps"]) == 8 and sum(gap["points"] for gap in body["gaps"]) == 3
    assert body["site"] == {"gained": 5, "covered": 35, "share": 0.9211}
    wide = coverage(city, place, points=points, detour=1, grid_m=20000, weekday=4).must(200).json()
    assert (wide["covered"], wide["site"], wide["method"]["straight_m"]) == (33, None, 1200)
    assert [hour["hour"] for hour in wide["hours"] if hour["covered"]] == [0, 1, 12]
    rounded = coverage(city, place, points=points, walk_m=1381, detour=1.5).must(200).json()
    assert (rounded["covered"], rounded["method"]["straight_m"]) == (30, 921)  # 920.67
    none = coverage(city, place, points=[points[3]]).must(200).json()
    assert (none["covered"], none["share"], none["districts"][0]["share"]) == (0, 0, 0)
    coverage(city, unknown_id()).must(404, "organisation_not_found")


def test_station_coverage_of_members(city):
    """Organisations weigh as much as they have members, where it is known where they are."""
    lng, lat = city.elsewhere()
    city.station(lng, lat, open_24h=True)
    place = branch(city)
    nothing = coverage(city, place).must(200).json()
    assert (nothing["weight"], nothing["share"], nothing["gaps"], nothing["districts"]) == (0, None, [], [])
    for _ in range(3):
        city.member(organisation_id=place)
    assert coverage(city, place).must(200).json()["unlocated"] == 3
    path, site = {"organisation_id": place}, {"lng": lng, "lat": lat, "crs": "gcj02"}
    for _ in range(2):
        said = city.client.call("organisation_site_put", site, path=path, token=city.admin()).must(200).json()
        assert said == {**site, "organisation_id": place}
    assert city.database.value("SELECT count(*) FROM audit_entries WHERE object_id = %s"
                               " AND action = 'organisation_site_put'", place) == 1
    body = coverage(city, place).must(200).json()
    assert (body["weight"], body["covered"], body["share"], body["unlocated"]) == (3, 3, 1, 0)
    assert body["method"]["demand"] == "members"
    assert {hour["covered"] for hour in body["hours"]} == {3} and body["gaps"] == []
    city.client.call("organisation_site_put", {**site, "lat": lat + 0.1}, path=path, token=city.admin()).must(200)
    assert coverage(city, place).must(200).json()["covered"] == 0
    said = city.client.call("organisation_site_put", {**site, "crs": "wgs84"}, path=path, token=city.admin()).must(200)
    assert said.json()["lng"] != lng and said.json()["crs"] == "gcj02"


def test_station_coverage_agrees_with_brute_force(city):
    """400 random points among 30 random stations, each measured against each."""
    lng, lat = city.elsewhere()
    spot = lambda: (round(lng + random.uniform(0, 0.1), 5), round(lat + random.uniform(0, 0.1), 5))
    stations = [(spot(), city.station(*spot())) for _ in range(30)]
    points = [spot() for _ in range(400)]
    slow = {tuple(row) for row in city.database.rows(
        "SELECT p.lng, p.lat FROM unnest(%s::float8[], %s::float8[]) AS p (lng, lat)"
        " WHERE EXISTS (SELECT FROM stations AS s WHERE s.status = 'active'"
        "   AND ST_DistanceSpheroid(s.location, ST_SetSRID(ST_MakePoint(p.lng, p.lat), 4326)) <= 1200 / 1.3)",
        [point[0] for point in points], [point[1] for point in points])}
    body = coverage(city, branch(city), points=[{"lng": x, "lat": y} for x, y in points]).must(200).json()
    assert len(stations) == 30 and body["covered"] == sum(point in slow for point in points)
    assert body["weight"] == 400 == body["covered"] + sum(gap["weight"] for gap in body["gaps"])
