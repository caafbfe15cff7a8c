"""Stations as those see to them who look after them."""
import uuid
from datetime import timedelta

from ..city import now
from .request import Request


def place_body(city, **other):
    """What a new station stands on: nobody else's ground."""
    lng, lat = city.elsewhere()
    return {"name": f"解放路驿站 {uuid.uuid4().hex[:8]}", "address": "海州区解放中路 58 号",
            "district_code": "320706", "location": {"lng": lng, "lat": lat, "crs": "gcj02"},
            "phone": "0518-12345678", "host_unit": "新浦街道总工会", "capacity": 12, "area_m2": 40,
            "photos": ["https://img.lygzgh.org/1.jpg"],
            "honours": [{"level": "province", "name": "最美驿站", "year": 2024}], **other}


def some_day(days):
    """A day from now on, as Shanghai counts."""
    return (now() + timedelta(days=days)).strftime("%Y-%m-%d")


def station_case(city, body, standing="active"):
    return Request(200, body, path={"station_id": city.station(*city.elsewhere(), status=standing)},
                   token=city.admin())


def admin_station_list(city):
    station = city.station(*city.elsewhere())
    return Request(200, query={"organisation_id": city.organisation("320706"), "status": "active", "limit": "100"},
                   token=city.admin(), things=("organisation_id",), shows=station)


def sheet_of(*stations):
    """A list of stations as a spreadsheet writes it."""
    columns = ("name", "address", "district_code", "lng", "lat", "facilities", "hours", "phone", "host_unit",
               "capacity", "area_m2", "photos")
    return "\r\n".join([",".join(columns)] + [
        ",".join(str(station.get(column, "")) for column in columns) for station in stations])


def sheet_row(city, **other):
    """A station of nobody's neighbourhood."""
    place = () if {"lng", "lat"} <= set(other) else zip(("lng", "lat"), city.elsewhere())
    return {"name": f"导入驿站 {uuid.uuid4().hex[:8]}", "address": "解放中路 58 号", "district_code": "320706",
            **dict(place), **other}


def feature_of(city, **other):
    body = place_body(city)
    return {"type": "Feature", "id": city.station(*city.elsewhere()), "geometry": {
        "type": "Point", "coordinates": [body["location"]["lng"], body["location"]["lat"]]}, "properties": {
            **{part: body[part] for part in ("name", "address", "district_code", "phone", "host_unit", "capacity",
                                             "area_m2", "photos")},
            "facilities": ["water"], "hours": "1-5 08:00-18:00", **other}}


def list_request(city, **body):
    return Request(200, {"organisation_id": city.organisation("320706"), "crs": "gcj02", "accept_flagged": False,
                         "dry_run": False, **body}, token=city.admin(), things=("organisation_id",))


def list_out(city, **query):
    return Request(200, query={"organisation_id": city.organisation("320706"), "crs": "wgs84", **query},
                   token=city.admin(), things=("organisation_id",))


def station_coverage(city):
    lng, lat = city.elsewhere()
    return Request(200, {
        "organisation_id": city.organisation("320706"), "walk_m": 1200, "detour": 1.3, "weekday": 3, "grid_m": 1000,
        "crs": "gcj02", "points": [{"name": "商圈", "lng": lng, "lat": lat, "district_code": "320706", "weight": 5}],
        "site": {"lng": lng, "lat": lat}}, token=city.admin(), things=("organisation_id",))


def house(city):
    """Of who runs the whole."""
    return city.staff("platform_admin", city.organisation("320000"))


def station_rules_put(city):
    """Another number of days than now; of the others there are tests that know them."""
    rules = city.client.call("station_rules_get").must(200).json()
    return Request(200, {**rules, "unconfirmed_after_days": rules["unconfirmed_after_days"] % 300 + 15},
                   token=house(city))


def holiday_year_put(city):
    """Of a year that is over: nobody's hours depend on it."""
    return Request(200, {"days": [{"day": "2021-10-01", "name": f"试验节{uuid.uuid4().hex[:8]}", "worked_as": None},
                                  {"day": "2021-10-09", "name": "国庆节", "worked_as": 4}]},
                   path={"year": "2021"}, token=house(city))


VALID = {
    "me_station_list": lambda city: Request(200, query={"limit": "5"}, token=city.keeper("station_keeper")),
    "station_rules_get": lambda city: Request(200),
    "station_rules_put": station_rules_put,
    "holiday_list": lambda city: Request(200, query={"year": "2026"}),
    "holiday_year_put": holiday_year_put,
    "station_coverage": station_coverage,
    "organisation_site_put": lambda city: Request(
        200, {**dict(zip(("lng", "lat"), city.elsewhere())), "crs": "wgs84"}, token=city.admin(),
        path={"organisation_id": city.organisation("320706")}),
    "admin_station_import": lambda city: list_request(city, csv=sheet_of(sheet_row(city))),
    "admin_station_import_geojson": lambda city: list_request(city, features=[feature_of(city)]),
    "admin_station_export": lambda city: list_out(city, bom="true"),
    "admin_station_export_geojson": list_out,
    "admin_station_list": admin_station_list,
    "admin_station_create": lambda city: Request(201, {
        "organisation_id": city.organisation("320706"), **place_body(city), "facilities": ["water", "wifi"],
        "is_another": False}, token=city.admin(), things=("organisation_id",)),
    "admin_station_update": lambda city: station_case(city, {
        "organisation_id": city.organisation("320706"), **place_body(city)}),
    "admin_station_suspend": lambda city: station_case(city, {"reason": "装修"}),
    "admin_station_resume": lambda city: station_case(city, {"reason": "装修完毕"}, "suspended"),
    "admin_station_close": lambda city: station_case(city, {"reason": "用房收回"}),
    "admin_station_history": lambda city: Request(
        200, path={"station_id": city.station(*city.elsewhere())}, query={"limit": "5"}, token=city.admin()),
    "station_hours_put": lambda city: station_case(city, {
        "open_24h": False, "holiday_hours": "own", "hours": [
            {"weekday": 1, "opens": "08:00", "closes": "12:00"},
            {"weekday": 8, "opens": "09:00", "closes": "10:00"}]}),
    "station_exceptions_put": lambda city: station_case(city, {"exceptions": [
        {"day": some_day(3), "hours": [{"opens": "09:00", "closes": "16:00"}], "note": "志愿服务"}]}),
    "station_facilities_put": lambda city: station_case(city, {"facilities": ["water", "seating"]}),
}
