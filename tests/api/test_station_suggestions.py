"""Suggestions where a station should be."""
import uuid

from harness.requests import unknown_id
from harness.requests.stations import code, site, station, suggestion, ticket

RUN = uuid.uuid4().hex[:8]  # keys are of one run alone


def ids(answer):
    return [item["id"] for item in answer.must(200).json()["items"]]


def test_station_suggestion_create(city):
    lng, lat = city.elsewhere()
    member = city.member()

    def suggest(key=None, **where):
        return city.client.call("station_suggestion_create", site(**where), token=member.token,
                                **({"key": key} if key else {}))
    made = suggest(f"a-station-here-{RUN}", lng=lng, lat=lat).must(201)
    assert suggest(f"a-station-here-{RUN}", lng=lng, lat=lat).must(201).body == made.body
    assert (made.json()["state"], made.json()["station_id"]) == ("pending", None)
    built = city.station(lng, lat)
    suggest(lng=lng, lat=lat + 0.0004).must(409, "station_there_already")
    city.database.execute("UPDATE stations SET status = 'closed' WHERE id = %s", built)
    for north in (0.0004, 1, 2, 3):
        suggest(lng=lng, lat=lat + north).must(201)
    suggest(lng=lng, lat=lat + 4).must(409, "station_suggestion_limit")
    city.database.execute("UPDATE station_suggestions SET created_at = now() - interval '30 days'"
                          " WHERE id = %s", made.json()["id"])
    suggest(lng=lng, lat=lat + 4).must(201)
    mine = city.client.call("me_station_suggestion_list", token=member.token, query={"limit": 5}).must(200).json()
    rest = city.client.call("me_station_suggestion_list", token=member.token, query={"cursor": mine["next_cursor"]})
    assert len(mine["items"]) == 5 and ids(rest) == [made.json()["id"]]
    for operation, token in (("me_station_suggestion_list", member.token),
                             ("admin_station_suggestion_list", city.admin())):
        city.client.call(operation, token=token, query={"cursor": "e30"}).must(400, "cursor_invalid")


def test_admin_station_suggestion_accept(city):
    member, suggestion_id = suggestion(city)

    def decide(verb, answer=None, suggestion_id=suggestion_id):
        return city.client.call(f"admin_station_suggestion_{verb}", answer and {"answer": answer},
                                path={"suggestion_id": suggestion_id}, token=city.admin())
    decide("review", None, unknown_id()).must(404, "station_suggestion_not_found")
    assert decide("review").must(200).json()["state"] == "reviewing"
    decide("review").must(200)
    said = decide("accept", "已列入计划").must(200).json()
    assert (said["state"], said["answer"]) == ("accepted", "已列入计划") and said["decided_at"]
    shown = city.client.call("station_get", path={"station_id": said["station_id"]}).must(200).json()
    assert {name: shown[name] for name in ("name", "lng", "lat", "district_code", "status")} == {
        "name": said["name"], "lng": said["lng"], "lat": said["lat"], "district_code": "320706",
        "status": "suspended"}
    for verb, answer in (("review", None), ("accept", "再来"), ("reject", "不行")):
        decide(verb, answer).must(409, "station_suggestion_decided")
    assert city.database.value("SELECT count(*) FROM audit_entries WHERE object_id = %s", suggestion_id) == 3
    mine = city.client.call("me_station_suggestion_list", token=member.token).must(200).json()["items"]
    assert [item["station_id"] for item in mine] == [said["station_id"]]


def test_admin_station_suggestion_reject(city):
    _, suggestion_id = suggestion(city)
    said = city.client.call("admin_station_suggestion_reject", {"answer": "该处将拆迁"}, token=city.admin(),
                            path={"suggestion_id": suggestion_id}).must(200).json()
    assert (said["state"], said["station_id"]) == ("rejected", None)
    query = {"state": "rejected", "limit": 100}
    assert suggestion_id in ids(city.client.call("admin_station_suggestion_list", token=city.admin(), query=query))
    query["state"] = "pending"
    assert suggestion_id not in ids(city.client.call(
        "admin_station_suggestion_list", token=city.admin(), query=query))


def test_me_data_export_has_what_stations_know(city):
    member, suggestion_id = suggestion(city)
    station_id = station(city)
    path = {"station_id": station_id}
    city.client.call("station_visit", {"code": code(city, station_id)}, path=path, token=member.token).must(200)
    ticket_id = city.client.call("station_ticket_create", {"kind": "other", "note": "门口太滑"}, path=path,
                                 token=member.token).must(201).json()["id"]
    ticket(city, station(city))
    kept = city.client.call("me_data_export", token=member.token).must(200).json()["stations"]
    assert [item["id"] for item in kept["tickets"]] == [ticket_id]
    assert [item["id"] for item in kept["suggestions"]] == [suggestion_id]
    assert [item["station_id"] for item in kept["visits"]] == [station_id] and kept["checks"] == []
    city.database.execute("SELECT core.member_erase(%s)", member.id)
    assert city.database.row(
        "SELECT (SELECT note FROM station_tickets WHERE id = %s), (SELECT reason FROM station_suggestions"
        " WHERE id = %s), (SELECT count(*) FROM station_visits WHERE member_id = %s)",
        ticket_id, suggestion_id, member.id) == ("已注销", "已注销", 0)
