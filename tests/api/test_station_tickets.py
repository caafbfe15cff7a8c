"""Tickets of stations: reported, acknowledged, fixed, confirmed or not."""
import uuid

from harness.requests import unknown_id
from harness.requests.stations import fixed, kept, station, ticket

RUN = uuid.uuid4().hex[:8]  # keys are of one run alone


def ids(answer):
    return [item["id"] for item in answer.must(200).json()["items"]]


def test_station_ticket_create(city):
    station_id = station(city, facilities=["water"])
    path, member = {"station_id": station_id}, city.member()

    def report(body, token=member.token, **more):
        return city.client.call("station_ticket_create", body, path=path, token=token, **more)
    for misfit in ({"kind": "facility"}, {"kind": "facility", "facility": "aed"},
                   {"kind": "dirty", "facility": "water"}):
        report(misfit).must(422, "station_ticket_misfit")
    made = report({"kind": "facility", "facility": "water"}, key=f"no-water-here-{RUN}").must(201)
    said = made.json()
    assert (said["state"], said["note"], said["is_overdue"], said["reopened"]) == ("new", None, False, 0)
    assert said["station"]["id"] == station_id and said["created_at"] < said["acknowledge_due"] < said["fix_due"]
    again = report({"kind": "facility", "facility": "water"}, key=f"no-water-here-{RUN}").must(201)
    assert again.body == made.body
    report({"kind": "facility", "facility": "water"}, city.member().token).must(409, "station_ticket_exists")
    for kind in ("shut", "dirty", "unsafe", "wrong_details"):
        report({"kind": kind}).must(201)
    report({"kind": "other"}).must(409, "station_day_limit")
    mine = city.client.call("me_station_ticket_list", token=member.token, query={"limit": 4}).must(200).json()
    rest = city.client.call("me_station_ticket_list", token=member.token, query={"cursor": mine["next_cursor"]})
    assert len(mine["items"]) == 4 and ids(rest) == [said["id"]]
    city.client.call("me_station_ticket_list", token=member.token, query={"cursor": "e30"}).must(
        400, "cursor_invalid")
    city.database.execute("UPDATE stations SET status = 'suspended' WHERE id = %s", station_id)
    report({"kind": "other"}, city.member().token).must(404, "station_not_found")


def test_station_ticket_life(city):
    station_id, keeper = kept(city)
    member, ticket_id = ticket(city, station_id)
    path = {"station_id": station_id, "ticket_id": ticket_id}

    def move(operation, body=None, token=keeper, where=path):
        return city.client.call(operation, body, path=where, token=token)
    answer = {"answer": "已清运"}
    move("station_ticket_confirm", {"is_fixed": True}, member.token).must(409, "station_ticket_not_fixed")
    assert move("station_ticket_acknowledge").must(200).json()["state"] == "acknowledged"
    move("station_ticket_acknowledge").must(200)
    assert move("station_ticket_fix", answer).must(200).json()["answer"] == "已清运"
    for operation in (("station_ticket_fix", answer), ("station_ticket_acknowledge",)):
        move(*operation).must(409, "station_ticket_done")
    back = move("station_ticket_confirm", {"is_fixed": False}, member.token).must(200).json()
    assert (back["state"], back["reopened"], back["fixed_at"]) == ("acknowledged", 1, None)
    move("station_ticket_fix", answer, city.admin()).must(200)
    _, other_id = ticket(city, station_id)
    move("station_ticket_confirm", {"is_fixed": False}, member.token).must(409, "station_ticket_exists")
    done = move("station_ticket_confirm", {"is_fixed": True}, member.token).must(200).json()
    assert (done["state"], done["confirmed_by"]) == ("confirmed", "reporter")
    assert city.database.rows(
        "SELECT kind, by_kind FROM station_events WHERE detail ->> 'ticket_id' = %s ORDER BY id", ticket_id) == [
            ("ticket_opened", "member"), ("ticket_acknowledged", "keeper"), ("ticket_fixed", "keeper"),
            ("ticket_reopened", "member"), ("ticket_fixed", "admin"), ("ticket_confirmed", "member")]
    assert city.database.value("SELECT count(*) FROM audit_entries WHERE object_id = %s", ticket_id) == 6
    here = {"path": {"station_id": station_id}, "token": keeper}
    assert ids(city.client.call("station_ticket_list", **here)) == [other_id, ticket_id]
    assert ids(city.client.call("station_ticket_list", query={"state": "new"}, **here)) == [other_id]
    city.client.call("station_ticket_list", query={"cursor": "e30"}, **here).must(400, "cursor_invalid")
    elsewhere = {**path, "station_id": station(city)}
    move("station_ticket_fix", answer, city.admin(), elsewhere).must(404, "station_ticket_not_found")
    move("station_ticket_acknowledge", None, city.admin(), {**path, "ticket_id": unknown_id()}).must(
        404, "station_ticket_not_found")


def test_station_tickets_overdue_and_settled(city):
    station_id = station(city)
    _, late = ticket(city, station_id)
    _, in_time = ticket(city, station_id, kind="other")
    city.database.execute("UPDATE station_tickets SET acknowledge_due = now() - interval '1 minute'"
                          " WHERE id = %s", late)
    overdue = {"query": {"is_overdue": True, "limit": 100}, "token": city.admin()}
    found = ids(city.client.call("admin_station_ticket_list", **overdue))
    assert late in found and in_time not in found
    city.client.call("station_ticket_acknowledge", token=city.admin(),
                     path={"station_id": station_id, "ticket_id": late}).must(200)
    assert late not in ids(city.client.call("admin_station_ticket_list", **overdue))
    city.client.call("admin_station_ticket_list", token=city.admin(), query={"cursor": "e30"}).must(
        400, "cursor_invalid")
    member, path = fixed(city)
    for age, state in (("6 days 23 hours", "fixed"), ("7 days", "confirmed")):
        city.database.execute("UPDATE station_tickets SET fixed_at = now() - %s::interval WHERE id = %s", age,
                              path["ticket_id"])
        city.database.execute("SELECT api.station_tickets_settle(1000)")
        assert city.database.row("SELECT state, confirmed_by FROM station_tickets WHERE id = %s",
                                 path["ticket_id"]) == (state, "time" if state == "confirmed" else None)
    city.client.call("station_ticket_confirm", {"is_fixed": False}, path=path, token=member.token).must(
        409, "station_ticket_not_fixed")
