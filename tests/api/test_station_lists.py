"""Lists of stations: brought in row by row, and out again."""
import csv
import io
import time
import uuid

import pytest

from harness.requests import unknown_id
from harness.requests.organisations import branch
from harness.requests.station_upkeep import sheet_of, sheet_row


def bring(city, sheet, organisation_id, **parts):
    body = {"organisation_id": organisation_id, "crs": parts.pop("crs", "gcj02"), "csv": sheet, **parts}
    return city.client.call("admin_station_import", body, token=city.admin())


def told(answer):
    """Counts, and (line, state, problems) of each row."""
    body = answer.must(200).json()
    counts = {name: body[name] for name in ("new", "changed", "unchanged", "flagged", "rejected") if body[name]}
    return counts, [(item["line"], item["state"], [(problem["column"], problem["code"])
                                                   for problem in item["problems"]]) for item in body["items"]]


def taken_out(city, organisation_id, **query):
    answer = city.client.call("admin_station_export", query={"organisation_id": organisation_id, **query},
                              token=city.admin(), headers={"Accept-Language": "en"}).must(200)
    return list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"))))


def test_admin_station_import(city):
    place = branch(city)
    rows = [sheet_row(city, facilities="饮水机 wifi、座椅".replace("座椅", "桌椅"),
                      hours='"1-5 8:00-12:00,14:00-18:00; 6 22:00-02:00"'),
            sheet_row(city, hours="24h"), sheet_row(city)]
    assert told(bring(city, sheet_of(*rows), place, dry_run=True)) == (
        {"new": 3}, [(line, "new", []) for line in (2, 3, 4)])
    assert not taken_out(city, place)
    first = bring(city, sheet_of(*rows), place)
    assert told(first)[0] == {"new": 3}
    second = bring(city, sheet_of(*rows), place)
    assert told(second)[0] == {"unchanged": 3}
    ids = [item["station_id"] for item in second.json()["items"]]
    assert ids == [item["station_id"] for item in first.json()["items"]]
    shown = city.client.call("station_get", path={"station_id": ids[0]}).must(200).json()
    assert shown["facilities"] == ["water", "wifi", "seating"] and len(shown["hours"]) == 11
    assert shown["hours"][-1] == {"weekday": 6, "opens": "22:00", "closes": "02:00"}
    rows[2]["address"] = "解放西路 1 号"
    assert told(bring(city, sheet_of(*rows), place))[0] == {"unchanged": 2, "changed": 1}
    events = city.client.call("admin_station_history", path={"station_id": ids[2]}, token=city.admin())
    assert [event["kind"] for event in events.must(200).json()["items"]] == ["updated", "created"]
    assert city.database.value("SELECT count(*) FROM audit_entries WHERE object_id = ANY (%s::uuid[])", ids) == 4


@pytest.mark.parametrize("change, problem", [
    ({"name": ""}, ("name", "required")), ({"lat": ""}, ("lat", "required")), ({"lng": "东经"}, ("lng", "invalid_format")),
    ({"lat": "86"}, ("lng", "invalid_format")), ({"name": "长" * 61}, ("name", "too_long")),
    ({"district_code": "3207"}, ("district_code", "invalid_format")), ({"facilities": "water 酒吧"}, ("facilities", "not_in_enum")),
    ({"hours": "早八晚六"}, ("hours", "invalid_format")), ({"hours": "1 08:00-12:00;1 11:00-13:00"}, ("hours", "invalid_format")),
    ({"hours": "5-1 08:00-12:00"}, ("hours", "invalid_format"))])
def test_admin_station_import_rejects(city, change, problem):
    """A bad row says what is wrong with it, and leaves the others alone."""
    place = branch(city)
    good = sheet_row(city)
    assert told(bring(city, sheet_of(sheet_row(city, **change), good), place)) == (
        {"new": 1, "rejected": 1}, [(2, "rejected", [problem]), (3, "new", [])])
    assert [row["name"] for row in taken_out(city, place)] == [good["name"]]


def test_admin_station_import_flags(city):
    """Near another one, or of the same name not far away: probably the same; twice in a list: the same."""
    place = branch(city)
    row = sheet_row(city)
    known = city.station(row["lng"], row["lat"])
    sheet = sheet_of({**row, "lat": row["lat"] + 0.0002}, {**row, "lat": row["lat"] + 0.0002},
                     {**row, "name": f"旁边 {row['name']}", "lat": row["lat"] + 0.0003})
    answer = bring(city, sheet, place)
    assert told(answer) == ({"flagged": 2, "rejected": 1}, [
        (2, "flagged", []), (3, "rejected", [("name", "station_repeated")]), (4, "flagged", [])])
    assert answer.json()["items"][0]["near_id"] == known
    assert told(bring(city, sheet, place, accept_flagged=True))[0] == {"new": 2, "rejected": 1}
    # 300 m from what is there by the same name; another organisation's is not ours to change
    far = sheet_of({**row, "lat": row["lat"] + 0.003})
    assert told(bring(city, far, place))[0] == {"flagged": 1}
    assert told(bring(city, sheet_of({**row, "lat": row["lat"] + 0.0002}), branch(city)))[0] == {"flagged": 1}


def test_admin_station_import_by_id(city):
    place, other = branch(city), branch(city)
    row = sheet_row(city, facilities="water")
    bring(city, sheet_of(row), place).must(200)
    out = taken_out(city, place)[0]
    sheet = "标识,名称,地址,行政区划代码,经度,纬度\r\n" + ",".join(
        [out["id"], f"新名 {row['name']}", "", "", out["lng"], str(float(out["lat"]) + 0.01)])
    assert told(bring(city, sheet, place))[0] == {"changed": 1}
    moved = taken_out(city, place)[0]
    assert (moved["id"], moved["address"], moved["facilities"], float(moved["lat"])) == (
        out["id"], out["address"], "water", pytest.approx(float(out["lat"]) + 0.01))
    assert told(bring(city, sheet, other))[1] == [(2, "rejected", [("id", "station_unknown")])]
    assert told(bring(city, sheet.replace(out["id"], "x"), place))[1][0][1] == "rejected"


@pytest.mark.parametrize("sheet, code", [
    ("名称,地址\r\n甲,乙", "csv_station_columns_missing"), ("\r\n", "csv_empty"),
    ("name,address,district_code,lng,lat,名称\r\n甲", "csv_column_repeated"),
    ("name,address,district_code,lng,lat", "csv_empty"),
    ("name,address,district_code,lng,lat" + "\r\n甲" * 501, "csv_station_too_many_rows")])
def test_admin_station_import_of_no_sheet(city, sheet, code):
    assert bring(city, sheet, branch(city)).must(422, "validation_failed").errors == [("#/csv", code)]


@pytest.mark.parametrize("crs", ["gcj02", "wgs84", "bd09"])
def test_admin_station_export_comes_in_again(city, crs):
    """What went out changes nothing when it comes back, in whatever coordinates, as a sheet or as GeoJSON."""
    place = branch(city)
    bring(city, sheet_of(sheet_row(city, hours='"1-5 08:00-18:00; 8 09:00-10:00"'), sheet_row(city, hours="24h"),
                         sheet_row(city, name=f"=危险 {uuid.uuid4().hex[:8]}")), place).must(200)
    out = city.client.call("admin_station_export", query={"organisation_id": place, "crs": crs, "bom": "false"},
                           token=city.admin()).must(200).body.decode()
    assert out.startswith("标识,名称,地址") and out.count("\r\n") == 4
    assert told(bring(city, out, place, crs=crs))[0] == {"unchanged": 3}
    collection = city.client.call("admin_station_export_geojson", query={"organisation_id": place, "crs": crs},
                                  token=city.admin()).must(200).json()
    assert collection["coordinate_system"] == crs and len(collection["features"]) == 3
    body = {"organisation_id": place, "crs": crs, "features": collection["features"]}
    again = city.client.call("admin_station_import_geojson", body, token=city.admin())
    assert told(again) == ({"unchanged": 3}, [(line, "unchanged", []) for line in (1, 2, 3)])


def test_admin_station_export_of_nothing(city):
    place = branch(city)
    assert taken_out(city, place) == []
    answer = city.client.call("admin_station_export_geojson", query={"organisation_id": place}, token=city.admin())
    assert answer.must(200).json()["features"] == []
    for operation in ("admin_station_export", "admin_station_export_geojson"):
        city.client.call(operation, query={"organisation_id": unknown_id()}, token=city.admin()).must(
            404, "organisation_not_found")
    bring(city, sheet_of(sheet_row(city)), unknown_id()).must(404, "organisation_not_found")


def test_admin_station_import_of_many(city):
    """2,000 in a row take a few seconds, and again change nothing; they come out page by page."""
    place = branch(city)
    west, south = city.elsewhere()
    sheets = [sheet_of(*(sheet_row(city, lng=round(west + column * 0.001, 6), lat=round(south + line * 0.001, 6),
                                   facilities="water", hours="1-5 08:00-18:00") for column in range(50)))
              for line in range(40)]
    began = time.monotonic()
    for sheet in sheets:
        assert told(bring(city, sheet, place))[0] == {"new": 50}
    took = time.monotonic() - began
    assert told(bring(city, sheets[7], place))[0] == {"unchanged": 50}
    assert len({row["id"] for row in taken_out(city, place)}) == 2000
    features = city.client.call("admin_station_export_geojson", query={"organisation_id": place}, token=city.admin())
    assert len(features.must(200).json()["features"]) == 2000
    city.database.execute("UPDATE stations SET status = 'closed' WHERE organisation_id = %s", place)
    assert took < 40
