"""A backup taken under load, and the log archived since: restored to a moment, everything until then is there,
nothing after it, the invariants hold, and a server goes on from there."""
import contextlib
import os
import time

from harness import server as servers
from harness.city import wait_until
from harness.cluster import Cluster
from harness.crowd import Load
from harness.database import Database
from harness.history import EFFECTS, History
from harness.stage import Play, Stage

ARCHIVING = """
archive_mode = on
archive_command = 'test ! -f {directory}/wal/%f && cp %p {directory}/wal/%f'
"""
CLIENTS = 4


def work(history, count):
    """So many more writes that were done."""
    wanted = len([one for one in history.writes if one.done()]) + count
    with Load(history.go_on, CLIENTS) as load:
        wait_until(lambda: len([one for one in list(history.writes) if one.done()]) >= wanted, 60)
    assert not load.failures, load.failures[:1]


def archive_all(scene):
    """Until what was written is in the archive."""
    last = scene.database.value("SELECT pg_walfile_name(pg_switch_wal())")
    wait_until(lambda: (scene.database.value("SELECT last_archived_wal FROM pg_stat_archiver") or "") >= last, 60)


def restored(cluster, backup, moment):
    """Another cluster, of the backup and the archive, at that moment."""
    archive = os.path.join(cluster.directory, "wal")
    with open(os.path.join(backup, "recovery.signal"), "wb"):
        pass
    made = Cluster(f"restore_command = 'cp {archive}/%f %p'\nrecovery_target_time = '{moment}'\n"
                   "recovery_target_action = 'promote'\n", backup)
    owner = Database(made.url())
    wait_until(lambda: not owner.value("SELECT pg_is_in_recovery()"), 60)
    owner.close()
    return made


def test_restore_to_a_point_in_time(contract):
    with contextlib.ExitStack() as opened:
        stage = Stage(contract, Cluster(ARCHIVING))
        opened.callback(stage.close)
        scene = Play(stage)
        history = History(scene, members=CLIENTS)
        with Load(history.go_on, CLIENTS) as load:
            backup = stage.cluster.backup()
        assert not load.failures, load.failures[:1]
        work(history, 60)
        wait_until(lambda: not scene.database.value("SELECT count(*) FROM audit_unsealed"))
        head = scene.client.call("audit_head").must(200).json()
        before = list(history.writes)
        time.sleep(0.01)
        moment = scene.database.value("SELECT clock_timestamp()::text")
        time.sleep(0.01)
        work(history, 60)
        archive_all(scene)
        settings, name = scene.settings, scene.url.split("?")[0].rpartition("/")[2]
        scene.close()
        other = restored(stage.cluster, backup, moment)
        opened.callback(other.remove)
        owner = Database(other.url(name))
        opened.callback(owner.close)
        found = {operation: {key for key, in owner.rows(f"SELECT idempotency_key FROM {table}")}
                 for operation, (table, _) in EFFECTS.items()}
        for write in history.writes:
            assert (write.key in found[write.operation]) == (write in before and bool(write.done())), write
        assert owner.violations() == []
        goes_on({**settings, "LGH_DATABASE_URL": other.url(name)}, f"{head['number']}:{head['hash']}")


def goes_on(settings, head):
    """A server is ready on it, and the audit still has the head that was published."""
    server = servers.Server(settings)
    try:
        server.wait_until_ready()
        assert servers.command(f"audit verify --head {head}", settings).returncode == 0
        assert server.stop() == 0 and not server.reports(), server.log_text()[-2000:]
    finally:
        server.kill()
