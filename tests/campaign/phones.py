"""People pay by WeChat, and WeChat Pay tells of it: at once, late, many times, with a forged signature, or
never."""
import collections
import random
import threading
import time

WAYS = {"told": 50, "told thrice": 12, "told late": 10, "never told": 8, "forged first": 8, "not paid": 12}
LATE_S = 4


class Phones(threading.Thread):
    """Looks for payments that wait and for refunds that were made."""

    def __init__(self, gateway, seed):
        super().__init__(daemon=True)
        self.gateway = gateway
        self.rng = random.Random(f"{seed} phones")
        self.seen = set()
        self.late = []  # (when, number)
        self.did = collections.Counter()
        self.ended = threading.Event()

    def run(self):
        while not self.ended.wait(0.05):
            for number in [one for one in list(self.gateway.payments) if one not in self.seen]:
                self.seen.add(number)
                self._meet(number)
            for number in [one for one in list(self.gateway.refunds) if one not in self.seen]:
                self.seen.add(number)
                if self.rng.random() < 0.6:
                    self._tell("refund", number, self.rng.choice((1, 1, 3)))
            for due, number in [one for one in self.late if one[0] < time.monotonic()]:
                self.late.remove((due, number))
                self._tell("payment", number)

    def _meet(self, number):
        way = self.rng.choices(list(WAYS), list(WAYS.values()))[0]
        if way == "not paid" or not self.gateway.pay(number):
            self.did["not paid"] += 1
            return
        self.did[way] += 1
        if way == "told late":
            self.late.append((time.monotonic() + LATE_S, number))
        elif way != "never told":
            if way == "forged first":
                self._tell("payment", number, key=self.gateway.merchant)
            self._tell("payment", number, 3 if way == "told thrice" else 1)

    def _tell(self, kind, number, times=1, **proof):
        """The same notice so many times at once."""
        made = self.gateway.payment_notice if kind == "payment" else self.gateway.refund_notice
        known = self.gateway.payments if kind == "payment" else self.gateway.refunds
        body, url, statuses = made(number), known[number]["notify_url"], []
        threads = [threading.Thread(target=lambda: statuses.append(self.gateway.deliver(url, body, **proof)))
                   for _ in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for status in statuses:
            self.did[f"{kind} notice {'forged ' if proof else ''}{status}"] += 1

    def end(self):
        self.ended.set()
        self.join(30)
