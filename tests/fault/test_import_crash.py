"""A server dies in the middle of an import's commit: another one, or the same again, brings it to its
end, every row once."""
import contextlib
import random
import time

import pytest
from harness import server as servers
from harness.city import wait_until
from harness.rosters import Import, Worker, counts, imported, workers

BATCH = 500  # rows that a process commits at once
EACH = 20    # rows of each other kind
SEED = 3
LEASE_S = 5

# What became of the report's rows, and how many people, accounts, memberships and lines of the audit there
# are for the committed ones.
ROWS = "SELECT coalesce(effect, state), count(*) FROM import_rows WHERE import_id = %s GROUP BY 1"
KEPT = ("SELECT count(*), count(DISTINCT r.id_number_index), count(DISTINCT r.person_id),"
        " sum((SELECT count(*) FROM people p WHERE p.id_number_index = r.id_number_index)),"
        " sum((SELECT count(*) FROM members m WHERE m.person_id = r.person_id)),"
        " sum((SELECT count(*) FROM memberships s WHERE s.person_id = r.person_id)),"
        " sum((SELECT count(*) FROM audit_entries e WHERE e.object_id = r.member_id"
        "      AND e.changes ->> 'import_id' = r.import_id::text))"
        " FROM import_rows r WHERE r.import_id = %s AND r.state = 'committed'")
# The backend that waits for a lock to commit rows.
WAITING = ("SELECT max(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
           " AND query LIKE '%%api.import_rows_commit(%%' AND datname = current_database()")


class Crossing:
    """A list of new, changed, unchanged and impossible rows on its way into the tables. The changed
    ones are its last."""

    def __init__(self, scene, new):
        self.scene = scene
        known = workers(2 * EACH)
        imported(scene.city, [person.row() for person in known])
        self.rows = [*(person.row() for person in workers(new)),
                     *(Worker().row(phone="12345") for _ in range(EACH)),
                     *(person.row() for person in known[:EACH]),
                     *(person.row(kind="劳务派遣") for person in known[EACH:])]
        self.new = new
        self.list = Import(scene.city).fill(self.rows)
        assert counts(self.list.validated()) == (new, EACH, EACH, EACH, 0)

    def begin(self):
        self.list.call("admin_import_commit").must(202)
        return self

    def committed(self):
        return self.scene.database.value("SELECT rows_committed FROM imports WHERE id = %s",
                                         self.list.id)

    def holder(self):
        """The process that is at work, by its lease."""
        return self.scene.database.value("SELECT lease_holder FROM imports WHERE id = %s", self.list.id)

    def kill(self):
        """As a power cut does; how far the commit then is."""
        running = self.scene.server
        assert running.is_alive() and not running.reports(), running.log_text()[-3000:]
        running.kill()
        return self.committed()

    def restart(self):
        """As its service manager does. The lease that the dead one held is over: not waited for."""
        self.scene.database.execute("UPDATE imports SET lease_until = now() WHERE id = %s", self.list.id)
        self.scene.server = servers.Server(self.scene.settings).wait_until_ready()

    def check(self):
        """The report says what the tables say; the same list again finds everybody."""
        database = self.scene.database
        report = self.list.wait("committed")
        assert counts(report) == (self.new, EACH, EACH, EACH, self.new + EACH)
        assert dict(database.rows(ROWS, self.list.id)) == {
            "new": self.new, "changed": EACH, "unchanged": EACH, "rejected": EACH}
        assert database.row(KEPT, self.list.id) == (self.new + EACH,) * 7
        assert database.rows("SELECT employment_kind, count(*) FROM memberships WHERE source_id = %s"
                             " GROUP BY 1", self.list.id) == [("contract", self.new)]
        tables = ("people", "members", "memberships", "wallets")
        before = database.digest()
        again = imported(self.scene.city, self.rows)
        assert counts(again.get()) == (0, 0, self.new + 2 * EACH, EACH, 0)
        after = database.digest()
        assert [after[name] for name in tables] == [before[name] for name in tables]
        assert database.violations() == []


@pytest.fixture
def ending():
    with contextlib.ExitStack() as opened:
        yield opened


@contextlib.contextmanager
def held_up(crossing):
    """The last batch waits within its commit, until the block ends: the backend that does."""
    with crossing.scene.database.transaction() as cursor:
        cursor.execute("SELECT FROM people p JOIN import_rows r ON p.id_number_index = r.id_number_index"
                       " WHERE r.import_id = %s AND r.changes <> '{}' FOR UPDATE OF p",
                       (crossing.list.id,))
        crossing.begin()
        wait_until(lambda: crossing.scene.database.value(WAITING))
        yield crossing.scene.database.value(WAITING)


def test_import_goes_on_after_each_crash(play):
    """Killed as soon as it was told to commit, and then somewhere in every batch."""
    dice = random.Random(SEED)
    crossing = Crossing(play(), 2 * BATCH).begin()
    seen = [crossing.kill()]
    for least in (0, BATCH):
        crossing.restart()
        wait_until(lambda least=least: crossing.committed() >= least)
        time.sleep(dice.random() * 0.2)
        seen.append(crossing.kill())
    assert seen == sorted(seen)
    crossing.restart()
    crossing.check()


def test_import_goes_on_after_a_commit_that_nobody_heard_of(play):
    """PostgreSQL finishes the batch of a server that is dead by then."""
    crossing = Crossing(play(), EACH)
    with held_up(crossing):
        crossing.kill()
        assert crossing.committed() == 0
    wait_until(lambda: crossing.committed() == 2 * EACH)
    crossing.restart()
    crossing.check()


def test_import_is_taken_over_by_another_process(play, ending):
    """It has waited for the lease of the dead one, whose batch came to nothing."""
    scene = play()
    crossing = Crossing(scene, BATCH)
    with held_up(crossing) as backend:
        dead = crossing.holder()
        survivor = servers.Server(servers.beside(scene.settings))
        ending.callback(survivor.kill)
        survivor.wait_until_ready()
        assert crossing.kill() == BATCH
        killed = time.monotonic()
        scene.database.execute("SELECT pg_terminate_backend(%s)", backend)
        wait_until(lambda: not scene.database.value(WAITING))
    wait_until(lambda: crossing.holder() != dead)
    assert time.monotonic() - killed < LEASE_S + 5  # under load
    wait_until(lambda: crossing.committed() == BATCH + EACH)
    assert survivor.stop() == 0 and not survivor.reports()
    crossing.restart()
    crossing.check()
