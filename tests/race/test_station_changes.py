"""Whoever follows the changes of stations misses none and hears of none twice, however many write at once.

LGH_STATION_CHANGES: how many changes, 100,000 for the whole proof.
"""
import os
import random
import threading

from harness.crowd import together

CHANGES = int(os.environ.get("LGH_STATION_CHANGES", "2000"))
STATIONS, WRITERS, AT_ONCE = 100, 4, 50


def follow(city, cursor, seen):
    """Takes what there is; seen: station -> the versions that were told of it, None when it was closed."""
    while True:
        body = city.database.value("SELECT body FROM api.station_changes(500, %s, 'gcj02')", cursor)
        for item in body["items"]:
            if item["station_id"] in seen:
                station = item["station"]
                seen[item["station_id"]].append(station and int(station["host_unit"]))
        cursor = body["next_cursor"]
        if not body["has_more"]:
            return cursor


def write(city, stations, turn):
    """Transactions that raise the version of some stations, in two statements, so that they take a while."""
    chance = random.Random(turn)
    for _ in range(CHANGES // WRITERS // AT_ONCE):
        some = sorted(chance.sample(stations, AT_ONCE))
        with city.database.transaction() as cursor:
            for part in (some[:AT_ONCE // 2], some[AT_ONCE // 2:]):
                cursor.execute("SELECT FROM stations WHERE id = ANY (%s::uuid[]) ORDER BY id FOR UPDATE", (part,))
                cursor.execute("UPDATE stations SET host_unit = host_unit::bigint + 1 WHERE id = ANY (%s::uuid[])", (part,))
            cursor.execute("COMMIT")


def number(city, ended):
    while not ended.is_set():
        city.database.execute("SELECT FROM api.station_changes_number(%s)", random.randint(1, 40))
    city.database.close()


def test_station_changes_lose_and_repeat_nothing(city):
    lng, lat = city.elsewhere()
    stations = [city.station(lng, lat) for _ in range(STATIONS)]
    city.database.execute("UPDATE stations SET host_unit = '0' WHERE id = ANY (%s::uuid[])", stations)
    seen = [{station: [] for station in stations} for _ in range(2)]
    ended = threading.Event()
    numbering = [threading.Thread(target=number, args=(city, ended)) for _ in range(3)]

    def follow_on(told):
        cursor = None
        while not ended.is_set():
            cursor = follow(city, cursor, told)
        follow(city, cursor, told)
        city.database.close()
    following = [threading.Thread(target=follow_on, args=(told,)) for told in seen]
    for thread in numbering + following:
        thread.start()
    try:
        together([lambda turn=turn: write(city, stations, turn) for turn in range(WRITERS)])
        city.database.execute("UPDATE stations SET status = 'closed' WHERE id = ANY (%s::uuid[])", stations)
        while city.database.value("SELECT count(*) FROM station_changes WHERE number IS NULL"):
            city.database.execute("SELECT FROM api.station_changes_number(5000)")
    finally:
        ended.set()
        for thread in numbering + following:
            thread.join()
    assert city.database.value("SELECT sum(host_unit::bigint) FROM stations WHERE id = ANY (%s::uuid[])", stations
                               ) == CHANGES // WRITERS // AT_ONCE * WRITERS * AT_ONCE
    for told in seen:
        lost = [station for station in stations if told[station][-1:] != [None]]
        assert lost == []
        repeated = [versions for versions in told.values() if versions[:-1] != sorted(set(versions[:-1]))]
        assert repeated == []
        assert sum(len(versions) for versions in told.values()) > 3 * STATIONS, "they were followed, not only read at last"
