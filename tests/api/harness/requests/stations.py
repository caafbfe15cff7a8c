"""Stations."""
import base64
import json

from .request import Request


def page_word(**place):
    """A cursor as core.cursor_encode writes it."""
    place["id"] = "00000000-0000-7000-8000-000000000000"
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def station_nearby(_city):
    return Request(200, query={"lng": "119.2216", "lat": "34.5967", "crs": "wgs84",
                               "radius_m": "3000", "limit": "5", "open_now": "false",
                               "facilities": "water", "district_code": "320706", "answer_crs": "gcj02"})


def station_search(_city):
    return Request(200, {
        "q": "驿站", "district_code": "320706", "within_m": 500, "open_now": False, "facilities": ["water"],
        "polygon": [[119.15, 34.58], [119.21, 34.58], [119.21, 34.62]], "route": [[119.16, 34.6], [119.2, 34.6]],
        "crs": "gcj02", "answer_crs": "wgs84", "limit": 5, "cursor": page_word(along=0)})


def station(city, **said):
    """The id of a new station, open day and night."""
    return city.station(*city.elsewhere(), open_24h=True, **said)


def code(city, station_id):
    """What the station's screen shows."""
    return city.client.call("station_code_get", path={"station_id": station_id},
                            token=city.admin()).must(200).json()["code"]


def kept(city):
    """(id of a new station, token of its keeper)."""
    station_id = station(city)
    return station_id, city.keeper("station_keeper", station_id)


def station_heartbeat(city):
    station_id, keeper = kept(city)
    return Request(200, {"code": code(city, station_id)}, path={"station_id": station_id}, token=keeper)


def station_visit(city):
    station_id = station(city)
    return Request(200, {"code": code(city, station_id)}, path={"station_id": station_id},
                   token=city.member().token, things=())


def station_check(city):
    lng, lat = city.elsewhere()
    return Request(200, {"is_open": True, "lng": lng, "lat": lat}, token=city.member().token, things=(),
                   path={"station_id": city.station(lng, lat, open_24h=True)})


def ticket(city, station_id, **said):
    """(member, id) of a new ticket."""
    member = city.member()
    asked = {"kind": "dirty", "note": "垃圾桶满了", **said}
    return member, city.client.call("station_ticket_create", asked, path={"station_id": station_id},
                                    token=member.token).must(201).json()["id"]


def fixed(city):
    """(member, path) of a ticket that is said to be fixed."""
    station_id = station(city)
    member, ticket_id = ticket(city, station_id)
    path = {"station_id": station_id, "ticket_id": ticket_id}
    city.client.call("station_ticket_fix", {"answer": "已清运"}, path=path, token=city.admin()).must(200)
    return member, path


def of_ticket(city, status, body=None):
    station_id = station(city)
    return Request(status, body, token=city.admin(),
                   path={"station_id": station_id, "ticket_id": ticket(city, station_id)[1]})


def station_ticket_create(city):
    return Request(201, {"kind": "facility", "facility": "water", "note": "饮水机不出水"}, things=(),
                   path={"station_id": station(city, facilities=["water"])}, token=city.member().token)


def station_ticket_confirm(city):
    member, path = fixed(city)
    return Request(200, {"is_fixed": True}, path=path, token=member.token)


def site(**changes):
    """What is said of a place for a station."""
    return {"name": "大道外卖驿站", "address": "海州区花果山大道 19 号", "district_code": "320706", "lng": 101.2523,
            "lat": 34.6038, "reason": "没有地方歇脚", **changes}


def suggestion(city):
    """(member, id) of a new suggestion."""
    lng, lat = city.elsewhere()
    member = city.member()
    return member, city.client.call("station_suggestion_create", site(lng=lng, lat=lat),
                                    token=member.token).must(201).json()["id"]


def of_suggestion(city, body=None):
    return Request(200, body, path={"suggestion_id": suggestion(city)[1]}, token=city.admin(),
                   place=city.organisation("320706"))


def of_staff(city, status, **said):
    return Request(status, path={"station_id": station(city)}, token=city.admin(), **said)


VALID = {
    "station_map": lambda _city: Request(200, query={
        "bbox": "119.1,34.5,119.3,34.7", "zoom": "12", "crs": "gcj02", "open_now": "false", "facilities": "water",
        "district_code": "320706", "answer_crs": "gcj02"}),
    "station_search": station_search,
    "station_meta": lambda _city: Request(200),
    "station_changes": lambda _city: Request(200, query={"limit": "5", "answer_crs": "gcj02"}),
    "station_verify": lambda city: of_staff(city, 200),
    "station_code_get": lambda city: of_staff(city, 200),
    "station_heartbeat": station_heartbeat,
    "station_visit": station_visit,
    "station_check": station_check,
    "station_ticket_create": station_ticket_create,
    "station_ticket_list": lambda city: of_staff(city, 200, query={"state": "new", "limit": "5"}),
    "station_ticket_acknowledge": lambda city: of_ticket(city, 200),
    "station_ticket_fix": lambda city: of_ticket(city, 200, {"answer": "已清运"}),
    "station_ticket_confirm": station_ticket_confirm,
    "admin_station_ticket_list": lambda city: Request(
        200, query={"state": "new", "is_overdue": "false", "limit": "5"}, token=city.admin(),
        place=city.organisation("320706"), shows=ticket(city, station(city))[1]),
    "me_station_ticket_list": lambda city: Request(200, query={"limit": "5"}, token=city.member().token),
    "station_suggestion_create": lambda city: Request(201, site(), token=city.member().token),
    "me_station_suggestion_list": lambda city: Request(200, query={"limit": "5"}, token=city.member().token),
    "admin_station_suggestion_list": lambda city: Request(
        200, query={"state": "pending", "limit": "5"}, token=city.admin(), place=city.organisation("320706"),
        shows=suggestion(city)[1]),
    "admin_station_suggestion_review": of_suggestion,
    "admin_station_suggestion_accept": lambda city: of_suggestion(city, {"answer": "已列入计划"}),
    "admin_station_suggestion_reject": lambda city: of_suggestion(city, {"answer": "该处将拆迁"}),
    "station_day_list": lambda city: of_staff(city, 200, query={"days": "30"}),
    "station_nearby": station_nearby,
    "station_get": lambda city: Request(200, path={
        "station_id": city.station(*city.elsewhere())}, query={"answer_crs": "bd09"}),
}
