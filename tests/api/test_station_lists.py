"""Lists of stations: brought in row by row, and out again."""
import csv
import io
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
    tried = bring(city, sheet_of(*rows), place, dry_run=True)
    assert told(tried) == ({"new": 3}, [(line, "new", []) for line in (2, 3, 4)])
    assert {item["station_id"] for item in tried.json()["items"]} == {None}
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
    key = str(uuid.uuid4())
    for is_again in (False, True):
        answer = city.client.call("admin_station_import", {
            "organisation_id": place, "crs": "gcj02", "csv": sheet_of(sheet_row(city, name=f"只此一次 {key[:8]}",
                                                                                lng=80.5, lat=28.5))},
            token=city.admin(), key=key)
        assert told(answer)[0] == {"new": 1} and (answer.header("Idempotency-Replayed") == "true") == is_again
    city.database.execute("UPDATE stations SET status = 'closed' WHERE name = %s", f"只此一次 {key[:8]}")
    events = city.client.call("admin_station_history", path={"station_id": ids[2]}, token=city.admin())
    assert [event["kind"] for event in events.must(200).json()["items"]] == ["updated", "created"]
    assert city.database.value("SELECT count(*) FROM audit_entries WHERE object_id = ANY (%s::uuid[])", ids) == 4


def test_admin_station_import_rejects(city):
    """A bad row says what is wrong with it, and leaves the others alone."""
    place = branch(city)
    bad = [({"name": ""}, "name", "required"), ({"lat": ""}, "lat", "required"), ({"lng": "东经"}, "lng", "invalid_format"),
           ({"lat": "86"}, "lng", "invalid_format"), ({"name": "长" * 61}, "name", "too_long"),
           ({"district_code": "3207"}, "district_code", "invalid_format"),
           ({"facilities": "water 酒吧"}, "facilities", "not_in_enum"), ({"hours": "早八晚六"}, "hours", "invalid_format"),
           ({"hours": "1 08:00-12:00;1 11:00-13:00"}, "hours", "invalid_format"),
           ({"hours": "5-1 08:00-12:00"}, "hours", "invalid_format"), ({"phone": "打这里"}, "phone", "invalid_format"),
           ({"capacity": "很多"}, "capacity", "invalid_format"), ({"photos": "http://a/1.jpg"}, "photos", "invalid_format")]
    good = sheet_row(city)
    sheet = sheet_of(*(sheet_row(city, **change) for change, _, _ in bad), good)
    assert told(bring(city, sheet, place)) == ({"new": 1, "rejected": len(bad)}, [
        (line, "rejected", [(column, code)]) for line, (_, column, code) in enumerate(bad, 2)] + [(len(bad) + 2, "new", [])])
    assert [row["name"] for row in taken_out(city, place)] == [good["name"]]
    city.database.execute("UPDATE organisations SET status = 'dissolved' WHERE id = %s", place)
    bring(city, sheet, place).must(404, "organisation_not_found")


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
    more = {"id": out["id"], "name": row["name"], "address": "通灌路 7 号", "district_code": "320707", "lng": moved["lng"],
            "lat": moved["lat"], "facilities": "wifi aed", "hours": "1-5 08:00-18:00", "phone": "0518-2",
            "host_unit": "通灌路社区", "capacity": "9", "area_m2": "31", "photos": "https://img.example/1.jpg"}
    everything = ",".join(more) + "\r\n" + ",".join(more.values())
    assert told(bring(city, everything, place))[0] == {"changed": 1}
    assert told(bring(city, everything, place))[0] == {"unchanged": 1}
    assert taken_out(city, place)[0] == {**more, "lng": f"{float(more['lng']):.6f}", "lat": f"{float(more['lat']):.6f}"}
    assert told(bring(city, f"id,name,address,district_code,lng,lat\r\n{out['id']},,别处,,,", place))[0] == {"changed": 1}
    assert taken_out(city, place)[0]["hours"] == more["hours"], "what a list does not say stays"
    always = "id,name,address,district_code,lng,lat,hours\r\n" + out["id"] + ",,,,,,24h"
    assert told(bring(city, always, place))[0] == {"changed": 1}
    shown = city.client.call("station_get", path={"station_id": out["id"]}).must(200).json()
    assert (shown["open_24h"], shown["hours"], shown["photos"], shown["honours"]) == (True, [], [more["photos"]], [])
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
    first = collection["features"][0]
    first["properties"].update(name=f"改名 {uuid.uuid4().hex[:8]}", host_unit="新单位", facilities=["wifi"])
    assert told(city.client.call("admin_station_import_geojson", body, token=city.admin()))[0] == {
        "unchanged": 2, "changed": 1}
    city.database.execute("UPDATE stations SET status = 'closed' WHERE id = %s", collection["features"][1]["id"])
    shown = city.client.call("admin_station_export_geojson", query={"organisation_id": place, "crs": crs},
                             token=city.admin()).must(200).json()["features"]
    assert len(shown) == 2 and shown[0]["properties"] == first["properties"] and "hours" not in shown[1]["properties"]


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
    """Two lists of 300, and the second again; they come out page by page."""
    place = branch(city)
    west, south = city.elsewhere()
    sheets = [sheet_of(*(sheet_row(city, lng=round(west + column * 0.001, 6), lat=round(south + line * 0.001, 6))
                         for column in range(20) for line in lines))
              for lines in (range(15), range(15, 30))]
    for sheet in sheets:
        assert told(bring(city, sheet, place))[0] == {"new": 300}
    assert told(bring(city, sheets[1], place))[0] == {"unchanged": 300}
    ids = {row["id"] for row in taken_out(city, place)}
    features = city.client.call("admin_station_export_geojson", query={"organisation_id": place}, token=city.admin())
    assert len(ids) == 600 and {feature["id"] for feature in features.must(200).json()["features"]} == ids
    city.database.execute("UPDATE stations SET status = 'closed' WHERE organisation_id = %s", place)
