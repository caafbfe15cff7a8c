"""Many at one station at the same moment: counted exactly, doubted once, one ticket for one fault."""
from collections import Counter

from harness.crowd import together
from harness.requests.organisations import branch
from harness.requests.station_upkeep import place_body, sheet_of, sheet_row
from harness.requests.stations import code, station

CROWD = 24


def ask(city, twin, nth, operation, body, station_id, member):  # pylint: disable=R0913,R0917
    """Whatever comes back, from one of the two processes."""
    client = twin if nth % 2 else city.client
    return client.call(operation, body, path={"station_id": station_id}, token=member.token)


def rush(city, twin, operation, body, station_id, members):
    try:
        answers = together([
            lambda nth=nth, member=member: ask(city, twin, nth, operation, body, station_id, member)
            for nth, member in enumerate(members)])
    finally:
        city.client.close()
        twin.close()
    return Counter(answer.code or answer.status for answer in answers)


def test_station_visits_of_a_crowd(city, twin):
    """Everybody twice: each counts once, and the station is written once an hour."""
    station_id = station(city)
    members = city.members(CROWD)
    body = {"code": code(city, station_id)}
    assert rush(city, twin, "station_visit", body, station_id, members * 2) == {200: 2 * CROWD}
    assert city.database.row(
        "SELECT (SELECT count(*) FROM station_visits WHERE station_id = s.id),"
        " (SELECT visits FROM station_days WHERE station_id = s.id),"
        " (SELECT count(*) FROM audit_entries WHERE object_id = s.id) FROM stations AS s WHERE s.id = %s",
        station_id) == (CROWD, CROWD, CROWD)


def test_station_visits_of_one_member_everywhere(city, twin):
    """One member at more stations at once than count in a day."""
    member = city.member()
    stations = [station(city) for _ in range(CROWD + 12)]
    codes = [code(city, station_id) for station_id in stations]
    try:
        answers = together([lambda nth=nth: ask(city, twin, nth, "station_visit", {"code": codes[nth]}, stations[nth],
                                                member) for nth in range(len(stations))])
    finally:
        city.client.close()
        twin.close()
    limit = city.database.value("SELECT visits_a_day FROM station_rules")
    assert Counter(answer.code or answer.status for answer in answers) == {
        200: limit, "station_day_limit": len(stations) - limit}


def test_station_found_shut_by_a_crowd(city, twin):
    """It becomes unconfirmed once, with one ticket; meanwhile others report the same."""
    lng, lat = city.elsewhere()
    station_id = city.station(lng, lat, open_24h=True)
    said = rush(city, twin, "station_check", {"is_open": False, "lng": lng, "lat": lat}, station_id,
                city.members(CROWD))
    assert said == {200: CROWD}
    reported = rush(city, twin, "station_ticket_create", {"kind": "dirty"}, station_id, city.members(CROWD))
    assert reported == {201: 1, "station_ticket_exists": CROWD - 1}
    assert city.database.rows(
        "SELECT kind, count(*) FROM station_events WHERE station_id = %s GROUP BY 1 ORDER BY 1", station_id) == [
            ("ticket_opened", 2), ("unconfirmed", 1)]
    assert city.database.value("SELECT shut_checks FROM station_days WHERE station_id = %s", station_id) == CROWD


def test_a_station_made_by_a_crowd(city, twin):
    """One makes it, the others hear that it is known already; of a list each row comes in once."""
    place = branch(city)
    body = {"organisation_id": place, **place_body(city)}
    sheet = {"organisation_id": place, "crs": "gcj02", "csv": sheet_of(*(sheet_row(city) for _ in range(3)))}
    tokens = [city.admin() for _ in range(CROWD)]

    def ask_all(operation, asked):
        try:
            return together([lambda nth=nth, token=token: (twin if nth % 2 else city.client).call(
                operation, asked, token=token) for nth, token in enumerate(tokens)])
        finally:
            city.client.close()
            twin.close()

    assert Counter(answer.code or answer.status for answer in ask_all("admin_station_create", body)) == {
        201: 1, "station_is_known": CROWD - 1}
    brought = Counter()
    for answer in ask_all("admin_station_import", sheet):
        brought.update({part: answer.must(200).json()[part] for part in ("new", "unchanged", "flagged")})
    assert brought == {"new": 3, "unchanged": 3 * (CROWD - 1), "flagged": 0}
    assert city.database.value("SELECT count(*) FROM stations WHERE organisation_id = %s", place) == 4
