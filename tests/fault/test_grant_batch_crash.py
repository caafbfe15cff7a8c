"""A server dies in the middle of a grant to many: another one, or the same again, brings it to its end,
every member once, the budget to the point."""
import random
import time

from harness import server as servers
from harness.city import wait_until
from harness.requests.budgets import budget
from harness.requests.earnings import batch_body
from harness.requests.organisations import branch

STEP = 500  # members that a process grants to at once
SEED = 5
WAITING = ("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
           " AND query LIKE '%%api.grant_batches_run(%%' AND datname = current_database()")


class Gift:
    """Ten points for each member of a new organisation."""

    def __init__(self, scene, members):
        self.scene = scene
        place = branch(scene.city)
        self.members = [member.id for member in scene.city.members(members, 0, place)]
        self.budget = budget(scene.city, 20 * members)
        self.body = batch_body(self.budget, organisation_id=place, points=10)
        self.id = None

    def begin(self):
        self.id = self.scene.client.call("points_grant_batch", self.body, token=self.scene.city.admin()).must(
            201).json()["id"]
        return self

    def granted(self):
        return self.scene.database.value("SELECT granted FROM grant_batches WHERE id = %s", self.id)

    def kill(self):
        """As a power cut does; how far it then is."""
        running = self.scene.server
        assert running.is_alive() and not running.reports(), running.log_text()[-3000:]
        running.kill()
        return self.granted()

    def restart(self):
        self.scene.server = servers.Server(self.scene.settings).wait_until_ready()

    def check(self):
        database, count = self.scene.database, len(self.members)
        wait_until(lambda: database.value("SELECT state FROM grant_batches WHERE id = %s", self.id) == "done")
        assert database.rows("SELECT available, count(*) FROM wallets WHERE member_id = ANY (%s::uuid[])"
                             " GROUP BY 1", self.members) == [(10, count)]
        assert database.row("SELECT committed, spent FROM budgets WHERE id = %s", self.budget) == (
            0, 10 * count)
        assert database.row(
            "SELECT count(*), count(DISTINCT member_id), (SELECT count(*) FROM audit_entries AS a"
            "   WHERE a.action = 'grant_batches_run' AND a.object_kind = 'member'"
            "     AND a.changes ->> 'batch_id' = %s)"
            " FROM grants WHERE batch_id = %s", self.id, self.id) == (count,) * 3
        assert database.violations() == []


def test_grant_batch_goes_on_after_each_crash(play):
    """Killed as soon as it was told to begin, and then somewhere in every step."""
    dice = random.Random(SEED)
    gift = Gift(play(), 3 * STEP).begin()
    seen = [gift.kill()]
    for least in (0, STEP, 2 * STEP):
        gift.restart()
        wait_until(lambda least=least: gift.granted() >= least)
        time.sleep(dice.random() * 1.2)
        seen.append(gift.kill())
    assert seen == sorted(seen) and all(granted % STEP == 0 for granted in seen)
    gift.restart()
    gift.check()


def test_grant_batch_goes_on_after_a_step_that_nobody_heard_of(play):
    """PostgreSQL finishes the step of a server that is dead by then; the next server does the rest."""
    gift = Gift(play(), STEP + 3)
    with gift.scene.database.transaction() as cursor:
        cursor.execute("SELECT FROM wallets WHERE member_id = ANY (%s::uuid[]) FOR UPDATE", (gift.members,))
        gift.begin()
        wait_until(lambda: gift.scene.database.value(WAITING))
        assert gift.kill() == 0
    wait_until(lambda: gift.granted() == STEP)
    gift.restart()
    gift.check()
