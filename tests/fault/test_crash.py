"""PostgreSQL dies under load: what it acknowledged is there, and everybody learns what became of
what they asked."""
import threading
import time

import psycopg2
import pytest
from harness import server as servers
from harness.city import wait_until
from harness.crowd import Load
from harness.history import EFFECTS, History

CLIENTS = 40
RECOVERY_S = servers.patience(2)
REFUSALS = {"database_unavailable", "overloaded", "timeout", "outcome_unknown"}


def accepts(cluster):
    """The moment at which PostgreSQL takes connections again."""
    while True:
        try:
            psycopg2.connect(cluster.url()).close()
            return time.monotonic()
        except psycopg2.OperationalError:
            time.sleep(0.005)


def kill_everything(scene):
    """The postmaster and all its children, as if the machine's power had failed."""
    scene.stage.cluster.kill()
    time.sleep(0.5)
    starting = threading.Thread(target=scene.stage.cluster.start)
    starting.start()
    accepted = accepts(scene.stage.cluster)
    starting.join()
    return accepted


def kill_a_backend(scene):
    """One that writes: the postmaster then ends all others and recovers by itself."""
    started = scene.database.value("SELECT pg_postmaster_start_time()")
    pid = scene.database.value("SELECT pid FROM pg_stat_activity WHERE application_name ="
                               " 'liangonghui-write' AND datname = current_database() LIMIT 1")
    scene.stage.cluster.kill_process(pid)
    scene.database.close()
    accepted = accepts(scene.stage.cluster)
    assert scene.database.value("SELECT pg_postmaster_start_time()") == started
    return accepted


@pytest.mark.parametrize("crash", [kill_everything, kill_a_backend])
def test_crash_of_postgresql_under_load(play, crash):
    scene = play()
    assert scene.database.value("SHOW fsync") == "on"
    history = History(scene, members=CLIENTS)
    recoveries = []
    with Load(history.go_on, CLIENTS) as load:
        for _ in range(2):
            time.sleep(1)
            killed = time.monotonic()
            accepted = crash(scene)
            for operation in EFFECTS:
                wait_until(lambda o=operation: any(
                    one.said == 201 and one.began > killed for one in history.tries(o)))
            recoveries.append(min(one.ended for one in history.tries()
                                  if one.said == 201 and one.began > killed) - accepted)
            wait_until(lambda: scene.client.call("health_ready").status == 200)
    assert not load.failures, f"{load.failures[:1]} {scene.server.errors()[:5]}"
    said = history.said()
    assert set(said) <= REFUSALS | {201} and said["database_unavailable"], said
    assert max(recoveries) < RECOVERY_S, recoveries
    history.check()
