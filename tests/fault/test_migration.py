"""The next release's migration while somebody reads for long and everybody goes on: it waits without making others
wait, and what runs goes on with the new schema until it is replaced. tests/fault/next is what that release brings."""
import subprocess

from harness import server as servers
from harness.city import wait_until
from harness.client import Client
from harness.crowd import Load
from harness.database import Database
from harness.history import History

CLIENTS = 4
WAITS = ("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'liangonghui-migrate'"
         " AND datname = current_database() AND wait_event_type = 'Lock'")


def test_migration_under_traffic(play):
    scene = play()
    history, reader = History(scene, members=CLIENTS), Database(scene.url)

    def goes_on(count):
        """So many more writes are done."""
        wanted = history.said()[201] + count
        wait_until(lambda: history.said()[201] >= wanted, 60)

    with Load(history.go_on, CLIENTS) as load:
        goes_on(20)
        reader.rows("BEGIN; SELECT (SELECT count(*) FROM wallets), (SELECT count(*) FROM orders)")
        with subprocess.Popen([servers.next_binary(), "migrate"], env=servers.environment(scene.settings),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True) as migration:
            try:
                wait_until(lambda: scene.database.value(WAITS), 60)
                goes_on(60)
                assert migration.poll() is None, migration.stdout.read()
                reader.close()
                said = migration.communicate(timeout=120)[0]
                assert migration.returncode == 0, said
            finally:
                reader.close()  # or those behind it would never end
                migration.kill()
        goes_on(40)  # with a program older than the schema
    assert not load.failures, load.failures[:1]
    assert scene.database.value("SELECT count(*) FROM next_orders") == 0
    refused = [one for one in history.tries() if one.said != 201]
    assert {one.said for one in refused} <= {"timeout"} and len(refused) * 20 < len(history.tries()), history.said()
    assert max(one.ended - one.began for one in history.tries()) < servers.patience(2.5)
    replaced(scene, history)


def replaced(scene, history):
    """The next release goes on where the last one has ended."""
    newer = servers.Server(servers.beside(scene.settings), servers.next_binary())
    try:
        newer.wait_until_ready()
        assert scene.server.stop() == 0
        client = Client(scene.stage.contract, newer.host, newer.port, newer.operator_port)
        history.any().ask(client)
        history.check(client)
        client.close()
        assert newer.stop() == 0 and not newer.reports(), newer.log_text()[-2000:]
    finally:
        newer.kill()
