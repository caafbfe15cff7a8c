"""The bank test: in any snapshot, whatever goes on, all accounts together hold nothing, no member's balance is
negative, and the wallets are what the house says it has given out."""
import random
import threading

import psycopg2

PAUSE_S = 2
TOTAL = """
    SELECT (SELECT coalesce(sum(delta), 0) FROM core.entries),
        (SELECT coalesce(sum(available + held + pending - debt), 0) FROM core.wallets),
        (SELECT coalesce(-sum(delta), 0) FROM core.entries WHERE member_id IS NULL),
        (SELECT count(*) FROM core.wallets WHERE least(available, held, pending, debt) < 0)"""


class Bank(threading.Thread):
    """Looks every now and then; one statement is one snapshot."""

    def __init__(self, url, members, seed):
        super().__init__(daemon=True)
        self.url, self.members = url, members
        self.rng = random.Random(f"{seed} bank")
        self.looks, self.wrong = 0, []
        self.ended = threading.Event()

    def run(self):
        while not self.ended.wait(PAUSE_S):
            try:
                self._look()
            except psycopg2.Error:
                continue  # PostgreSQL is away

    def _look(self):
        connection = psycopg2.connect(self.url, application_name="lgh-tests-bank")
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET max_parallel_workers_per_gather = 0")
                cursor.execute(TOTAL)
                total, wallets, given, negative = cursor.fetchone()
                cursor.execute("SELECT rule, detail FROM core.member_violations(%s::uuid[])",
                               (self.rng.sample(self.members, min(20, len(self.members))),))
                broken = cursor.fetchall()
        finally:
            connection.close()
        self.looks += 1
        if total or wallets != given or negative or broken:
            self.wrong.append(f"total {total}, wallets {wallets}, given {given}, {negative} negative,"
                              f" {broken[:3]}")

    def end(self):
        self.ended.set()
        self.join(60)
