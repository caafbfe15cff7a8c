"""Writes with their keys, what was said to each try, and whether the database agrees in the end.

A try ends in one of three ways: done (201), refused with the promise that nothing was done, or in
doubt (outcome_unknown, or no answer at all). A write is settled by asking again with its key.
"""
import contextlib
import http.client
import random
import threading
import time
import uuid
from collections import Counter

from .client import Client
from .requests.budgets import ample
from .tokens import claims_of

POINTS = 1000000
DRAW_COST, ORDER_COST, GRANT = 1, 10, 5
IN_DOUBT = {"outcome_unknown", "cut off"}
PASSING = IN_DOUBT | {"database_unavailable", "overloaded", "timeout", "idempotency_in_progress"}
# Operation -> where its effects lie, each with the caller and the key that it belongs to.
EFFECTS = {"lottery_draw": ("draws", "member_id"), "order_create": ("orders", "member_id"),
           "points_grant": ("grants", "admin_id")}


class Try:
    """What was said to one request, and when."""

    def __init__(self, began, said, answer, truncated=False):
        self.began, self.ended = began, time.monotonic()
        self.truncated = truncated  # an answer began, and broke off
        self.said = said  # 201, a problem's code, or "cut off"
        self.body = answer.body if answer else b""
        self.replayed = bool(answer) and answer.header("Idempotency-Replayed") == "true"


class Write:
    """One wish, however often it is uttered."""

    def __init__(self, operation, token, body, path=None):
        self.operation, self.token, self.body, self.path = operation, token, body, path
        self.caller_id = claims_of(token)[1]["sub"]
        self.key = str(uuid.uuid4())
        self.tries = []

    def ask(self, client):
        """One try. What the client sees of the network's faults is an outcome like any other."""
        began, answer, truncated = time.monotonic(), None, False
        try:
            answer = client.call(self.operation, self.body, path=self.path, token=self.token,
                                 key=self.key)
            said = answer.code or answer.status
        except (OSError, http.client.HTTPException) as error:
            said = "cut off"
            truncated = isinstance(error, (http.client.IncompleteRead, http.client.BadStatusLine)
                                   ) and not isinstance(error, http.client.RemoteDisconnected)
        self.tries.append(Try(began, said, answer, truncated))
        return self.tries[-1]

    def settle(self, client, timeout=10):
        """Asks until it is known to be done."""
        deadline = time.monotonic() + timeout
        while not self.done():
            assert time.monotonic() < deadline, f"never settled: {self}"
            if self.ask(client).said != 201:
                assert self.tries[-1].said in PASSING, self
                time.sleep(0.02)

    def done(self):
        return [one for one in self.tries if one.said == 201]

    def was_in_doubt(self):
        return any(one.said in IN_DOUBT for one in self.tries)

    def effects(self, database):
        """How often it was done, as the database knows it."""
        table, caller = EFFECTS[self.operation]
        return database.value(f"SELECT count(*) FROM {table} WHERE {caller} = %s"
                              " AND idempotency_key = %s", self.caller_id, self.key)

    def __repr__(self):
        return f"<{self.operation} {self.key} {[one.said for one in self.tries]}>"


class Asking(threading.Thread):
    """One try of a write, under way."""

    def __init__(self, write, client):
        super().__init__()
        self.write, self.client = write, client
        self.start()

    def outcome(self):
        self.join(30)
        assert not self.is_alive(), "it still waits"
        return self.write.tries[-1].said

    def run(self):
        self.write.ask(self.client)
        self.client.close()


class History:
    """Draws, orders and grants of a crowd of members, and what became of each."""

    def __init__(self, scene, members=8, seed=1):
        self.scene, self.database, self.client = scene, scene.database, scene.client
        self.lottery = scene.city.lottery(cost_points=DRAW_COST)
        self.product = scene.city.product([{"stock": 1000000, "points_price": ORDER_COST}])
        self.members = scene.city.members(members, POINTS)
        self.admin = scene.city.admin()
        self.budget_id = ample(scene.city)
        self.writes = []
        # Who has no points does not draw, but the server knows the lottery's seed from then on.
        scene.client.call("lottery_draw", {}, path={"lottery_id": self.lottery.id},
                          token=scene.city.member().token).must(409, "insufficient_points")
        self._random = random.Random(seed)
        self._lock = threading.Lock()

    def draw(self, member):
        return self._note(Write("lottery_draw", member.token, {},
                                {"lottery_id": self.lottery.id}))

    def order(self, member):
        return self._note(Write("order_create", member.token, {
            "items": [{"sku_id": self.product.sku, "quantity": 1}],
            "points_to_spend": ORDER_COST}))

    def grant(self, member):
        return self._note(Write("points_grant", self.admin, {
            "member_id": member.id, "points": GRANT, "reason": "高温慰问", "budget_id": self.budget_id,
            "expires_at": "2030-01-01T00:00:00+08:00"}))

    def make(self, operation, member=None):
        makers = {"lottery_draw": self.draw, "order_create": self.order,
                  "points_grant": self.grant}
        return makers[operation](member or self.members[0])

    def _note(self, write):
        with self._lock:
            self.writes.append(write)
        return write

    def any(self):
        """A write of any kind by anybody, as the seed will have it."""
        with self._lock:
            member = self._random.choice(self.members)
            operation = self._random.choices(list(EFFECTS), (6, 3, 1))[0]
        return self.make(operation, member)

    def go_on(self, client=None):
        """The work of one of a crowd: a write; after a refusal a short rest."""
        if self.any().ask(client or self.client).said != 201:
            time.sleep(0.05)

    def tries(self, operation=None):
        return [one for write in list(self.writes) if operation in (None, write.operation)
                for one in write.tries]

    def said(self):
        """How often each answer was given."""
        return Counter(one.said for one in self.tries())

    def effects(self):
        """How often each write was done: (operation, key) -> count."""
        return Counter((operation, key) for operation, (table, caller) in EFFECTS.items()
                       for key, in self.database.rows(
                           f"SELECT idempotency_key FROM {table} WHERE {caller} = ANY (%s::uuid[])",
                           [write.caller_id for write in self.writes
                            if write.operation == operation]))

    def check(self, client=None):
        """First as it stands: what was acknowledged was done once, what is in doubt at most once and
        what was refused never. Then settles what is in doubt and counts everything."""
        found = self.effects()
        for write in self.writes:
            possible = {1} if write.done() else {0, 1} if write.was_in_doubt() else {0}
            assert found[write.operation, write.key] in possible, write
        for write in self.writes:
            if write.was_in_doubt():
                write.settle(client or self.client)
        self._check_replays(client or self.client)
        found = self.effects()
        for write in self.writes:
            assert found[write.operation, write.key] == bool(write.done()), write
        self._check_points()
        assert self.database.violations() == []

    def _check_replays(self, client):
        """One answer for each key, whoever asks however often: all that were in doubt, and some."""
        done = [write for write in self.writes if write.done()]
        for write in [one for one in done if one.was_in_doubt()] + done[:20]:
            again = write.ask(client)
            assert again.said == 201 and again.replayed, write
            assert len({one.body for one in write.done()}) == 1, write

    def _check_points(self):
        """Each wallet holds what the history says."""
        expected = {member.id: POINTS for member in self.members}
        for write in filter(Write.done, self.writes):
            if write.operation == "points_grant":
                expected[write.body["member_id"]] += GRANT
            else:
                expected[write.caller_id] -= (
                    DRAW_COST if write.operation == "lottery_draw" else ORDER_COST)
        found = dict(self.database.rows("SELECT member_id::text, available FROM wallets"
                                        " WHERE member_id = ANY (%s::uuid[])", list(expected)))
        assert found == expected


@contextlib.contextmanager
def newcomer(scene, endpoint=None, context=None):
    """Another client of the server, or of what stands before it; its connections end with it."""
    port = endpoint.port if endpoint else scene.server.port
    made = Client(scene.stage.contract, scene.server.host, port, scene.server.operator_port,
                  context)
    yield made
    made.close()
