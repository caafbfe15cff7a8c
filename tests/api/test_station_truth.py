"""Whether a station is as shown: verified, scanned at, visited, found open or shut."""
from harness.city import now
from harness.requests import unknown_id
from harness.requests.stations import code, kept, station


def truth(city, station_id):
    """(verified_by, whether confirmed, whether unconfirmed) as the database has it."""
    return city.database.row(
        "SELECT verified_by, confirmed_at IS NOT NULL, unconfirmed_since IS NOT NULL FROM stations"
        " WHERE id = %s", station_id)


def events(city, station_id):
    return city.database.rows("SELECT kind, by_kind FROM station_events WHERE station_id = %s ORDER BY id",
                              station_id)


def audited(city, station_id):
    return city.database.rows("SELECT actor_kind, action, actor_id IS NULL FROM audit_entries"
                              " WHERE object_id = %s ORDER BY seq", station_id)


def test_station_verify(city):
    station_id, keeper = kept(city)
    call = {"path": {"station_id": station_id}}
    said = city.client.call("station_verify", token=city.admin(), **call).must(200).json()
    assert (said["verified_by"], said["unconfirmed_since"], said["freshness"]) == ("staff", None, 100)
    assert said["verified_at"] == said["confirmed_at"]
    assert city.client.call("station_verify", token=keeper, **call).must(200).json()["verified_by"] == "keeper"
    assert events(city, station_id) == [("verified", "admin"), ("verified", "keeper")]
    assert audited(city, station_id) == [("admin", "station_verify", False), ("member", "station_verify", False)]
    city.database.execute("UPDATE stations SET status = 'suspended' WHERE id = %s", station_id)
    city.client.call("station_verify", token=keeper, **call).must(409, "station_not_in_service")
    city.client.call("station_verify", token=city.admin(), path={"station_id": unknown_id()}).must(
        404, "station_not_found")


def test_station_code_get_and_heartbeat(city):
    station_id, keeper = kept(city)
    other_id, _ = kept(city)
    path = {"station_id": station_id}
    shown = city.client.call("station_code_get", path=path, token=keeper).must(200).json()
    assert len(shown["code"]) == 22 and now().isoformat() < shown["next_at"] < shown["expires_at"]

    def beat(scanned, token=keeper):
        return city.client.call("station_heartbeat", {"code": scanned}, path=path, token=token)
    beat(code(city, other_id)).must(422, "station_code_invalid")
    beat("A" * 22).must(422, "station_code_invalid")
    assert truth(city, station_id) == (None, False, False)
    first = beat(shown["code"]).must(200).json()
    assert (first["verified_by"], first["freshness"]) == ("keeper", 100)
    assert beat(shown["code"]).must(200).json() == first, "soon again, nothing changes"
    assert events(city, station_id) == [("heartbeat", "keeper")]
    assert audited(city, station_id) == [("member", "station_heartbeat", False)]
    city.database.execute("UPDATE stations SET verified_at = now() - interval '11 minutes',"
                          " confirmed_at = now() - interval '11 minutes' WHERE id = %s", station_id)
    assert beat(code(city, station_id)).must(200).json()["verified_at"] >= first["verified_at"]
    assert len(events(city, station_id)) == 2
    beat(shown["code"], city.keeper("station_keeper", other_id)).must(404, "station_not_found")
    city.database.execute("UPDATE stations SET status = 'closed' WHERE id = %s", station_id)
    beat(code(city, station_id)).must(409, "station_not_in_service")


def test_station_visit_counts_once_a_day(city):
    station_id = station(city)
    path = {"station_id": station_id}
    scanned = {"code": code(city, station_id)}
    members = city.members(2)

    def visit(member, body):
        return city.client.call("station_visit", body, path=path, token=member.token)
    visit(members[0], {"code": "B" * 22}).must(422, "station_code_invalid")
    assert visit(members[0], scanned).must(200).json() == {"is_counted": True, "visits_today": 1}
    assert visit(members[0], scanned).must(200).json() == {"is_counted": False, "visits_today": 1}
    assert visit(members[1], scanned).must(200).json() == {"is_counted": True, "visits_today": 2}
    assert truth(city, station_id) == (None, True, False), "who scanned there has seen it"
    assert audited(city, station_id) == [("system", "station_visit", True)] * 2, "not who was where"
    assert events(city, station_id) == []
    said = city.client.call("station_day_list", path=path, token=city.admin()).must(200).json()
    assert said["visits"] == 2 and [(day["visits"], day["open_checks"]) for day in said["days"]] == [(2, 0)]
    city.database.execute("UPDATE station_days SET day = day - 3 WHERE station_id = %s", station_id)
    short = {"path": path, "token": city.admin(), "query": {"days": 3}}
    assert city.client.call("station_day_list", **short).must(200).json()["visits"] == 0
    short["query"] = {"days": 4}
    assert city.client.call("station_day_list", **short).must(200).json()["visits"] == 2
    city.database.execute(
        "INSERT INTO station_visits (station_id, day, member_id) SELECT s.id, core.today(), %s FROM stations AS s"
        " WHERE s.id <> %s ORDER BY s.id LIMIT 29", members[0].id, station_id)
    other_id = station(city)
    city.client.call("station_visit", {"code": code(city, other_id)}, path={"station_id": other_id},
                     token=members[0].token).must(409, "station_day_limit")
    city.client.call("station_visit", scanned, path={"station_id": unknown_id()},
                     token=members[0].token).must(404, "station_not_found")


def test_station_check(city):
    lng, lat = city.elsewhere()
    station_id = city.station(lng, lat, open_24h=True)
    path = {"station_id": station_id}

    def check(member, is_open, north=0.0):
        return city.client.call("station_check", {"is_open": is_open, "lng": lng, "lat": lat + north},
                                path=path, token=member.token)
    people = city.members(4)
    check(people[0], True, 0.003).must(409, "station_too_far")
    said = check(people[0], True, 0.0026).must(200).json()
    assert said["freshness"] == 100 and said["verified_at"] is None
    check(people[0], True).must(200)
    check(people[0], False).must(409, "station_checked_already")
    assert check(people[1], False).must(200).json()["unconfirmed_since"] is None, "one alone is not enough"
    assert check(people[2], False).must(200).json()["unconfirmed_since"] is not None
    doubted = [("unconfirmed", "system"), ("ticket_opened", "system")]
    assert events(city, station_id) == doubted
    assert check(people[3], True).must(200).json()["unconfirmed_since"] is None
    assert events(city, station_id) == [*doubted, ("confirmed", "system")]
    assert audited(city, station_id) == [("system", "station_check", True)] * 4
    days = city.client.call("station_day_list", path=path, token=city.admin()).must(200).json()["days"]
    assert [(day["open_checks"], day["shut_checks"]) for day in days] == [(2, 2)]
    city.database.execute("UPDATE stations SET open_24h = false WHERE id = %s", station_id)
    check(city.member(), False).must(409, "station_not_due_open")
    city.database.execute("UPDATE stations SET status = 'suspended' WHERE id = %s", station_id)
    check(city.member(), True).must(404, "station_not_found")


def test_station_check_limits_a_day(city):
    lng, lat = city.elsewhere()
    station_id, member = city.station(lng, lat), city.member()
    city.database.execute(
        "INSERT INTO station_checks (station_id, day, member_id, is_open) SELECT s.id, core.today(), %s, true"
        " FROM stations AS s WHERE s.id <> %s ORDER BY s.id LIMIT 20", member.id, station_id)
    city.client.call("station_check", {"is_open": True, "lng": lng, "lat": lat}, token=member.token,
                     path={"station_id": station_id}).must(409, "station_day_limit")
