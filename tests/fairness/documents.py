"""Makes lotteries that never were, with every rule there is, and writes their proofs as the server does."""
import hashlib
import json
import uuid

from harness import fairness

FORMAT = "liangonghui-lottery-proof-1"


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def text_of(document):
    """The document with a line for each ticket or entry."""
    *head, (name, lines) = document.items()
    return compact(dict(head))[:-1] + f',"{name}":[\n' + \
        "".join(compact(line) + ",\n" for line in lines)[:-2] + ("\n" if lines else "") + "]}\n"


def with_rules(document, **changes):
    """The same with other rules, hashed as if they had been published."""
    text = compact({**json.loads(document["rules"]), **changes})
    return {**document, "rules": text, "rules_hash": hashlib.sha256(text.encode()).hexdigest()}


class Maker:
    """Everything is drawn from one generator of random numbers, so that a seed tells a document."""

    def __init__(self, random):
        self.random = random

    def uuid(self):
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def chance(self, odds=0.5):
        return self.random.random() < odds

    def document(self, rules, public, entrants_hash, name, lines, seed):
        document = {"format": FORMAT, "rules": "{}", "rules_hash": "",
                    "commitment": rules["commitment"], "public_value": public, "seed": seed.hex(),
                    "entrants_hash": entrants_hash, name: lines}
        return with_rules(document, **rules)

    def rules(self, kind, stocks, seed):
        return {
            "id": self.uuid(), "title": "国庆“登高” \"抽奖\"\\", "kind": kind, "description": "每人\n一次\t",
            "cost_points": 10, "opens_at": "2026-10-01T00:00:00Z", "closes_at": "2026-10-08T00:00:00Z",
            "draws_per_member": 1000000, "draws_per_day": None,
            "prizes": [{"id": self.uuid(), "name": f"奖品 {place}", "value_fen": 100, "unlock_after": 0,
                        "weight": self.random.randrange(0, 50), "stock": stock}
                       for place, stock in enumerate(stocks)],
            "blank_weight": self.random.randrange(1, 100), "fallback_prize_id": None, "guarantee": None,
            "quotas": [], "public_source": None, "commitment": hashlib.sha256(seed).hexdigest()}

    def instant(self, tickets, people, **changes):
        """Ends before that many tickets if all prizes are gone."""
        seed = self.random.randbytes(32)
        stocks = [self.random.choice((0, 1, 2, tickets // 10, tickets)) for _ in range(4)] + [tickets]
        rules = self.rules("instant", stocks, seed)
        if self.chance():
            rules["fallback_prize_id"] = self.random.choice(rules["prizes"])["id"]
        if self.chance():
            rules["guarantee"] = {"after": self.random.randrange(1, 6),
                                  "prize_id": self.random.choice(rules["prizes"])["id"]}
        for prize in rules["prizes"]:
            prize["unlock_after"] = self.random.randrange(1, 4) if self.chance(0.3) else 0
        rules.update(changes)
        draw = Draw(rules, seed)
        while len(draw.lines) < tickets and any(draw.left):
            nonce = "" if self.chance() else f"nonce-{self.random.randrange(1000)}"
            draw.ticket(self.random.randrange(people), nonce)
        return self.document(rules, None, None, "tickets", draw.lines, seed)

    def raffle(self, entries, **changes):
        seed = self.random.randbytes(32)
        rules = self.rules("raffle", [self.random.randrange(4) for _ in range(4)], seed)
        seats = sum(prize["stock"] for prize in rules["prizes"])
        for _ in range(self.random.randrange(4)):
            share = self.random.randrange(seats + 1)
            seats -= share
            rules["quotas"].append({"organisation_id": self.uuid(), "seats": share})
        rules.update(changes)
        homes = [quota["organisation_id"] for quota in rules["quotas"]] + [None, self.uuid()]
        lines = sorted(({"entry": self.uuid(), "quota": self.random.choice(homes), "rank": None,
                         "prize_id": None} for _ in range(entries)), key=lambda line: line["entry"])
        public = self.uuid() if self.chance() else None
        award(rules, seed, public, lines)
        listed = "\n".join(line["entry"] for line in lines).encode()
        return self.document(rules, public, hashlib.sha256(listed).hexdigest(), "entries", lines, seed)


class Draw:
    """An instant lottery under way."""

    def __init__(self, rules, seed):
        self.rules, self.seed = rules, seed
        self.ids = [prize["id"] for prize in rules["prizes"]]
        self.left = [prize["stock"] for prize in rules["prizes"]]
        self.table = [place for place, prize in enumerate(rules["prizes"])
                      for _ in range(prize["weight"])] + [None] * rules["blank_weight"]
        self.people, self.lines = {}, []

    def place_of(self, prize_id):
        return None if prize_id is None else self.ids.index(prize_id)

    def outcome(self, person, drawn):
        guarantee = self.rules["guarantee"]
        if guarantee and person["blanks"] >= guarantee["after"]:
            aim = self.place_of(guarantee["prize_id"])
        else:
            aim = self.table[drawn]
            if aim is not None and person["tickets"] <= self.rules["prizes"][aim]["unlock_after"]:
                return self.stocked(self.place_of(self.rules["fallback_prize_id"]))
        if aim is None or self.left[aim]:
            return aim
        return self.stocked(self.place_of(self.rules["fallback_prize_id"]))

    def stocked(self, place):
        return place if place is not None and self.left[place] else None

    def ticket(self, who, nonce):
        person = self.people.setdefault(
            who, {"number": len(self.people) + 1, "tickets": 0, "blanks": 0})
        person["tickets"] += 1
        ticket = len(self.lines) + 1
        drawn = fairness.number(self.seed, self.rules["id"], nonce, ticket, len(self.table))
        place = self.outcome(person, drawn)
        person["blanks"] = person["blanks"] + 1 if place is None else 0
        if place is not None:
            self.left[place] -= 1
        self.lines.append({
            "ticket": ticket, "participant": person["number"], "client_nonce": nonce, "number": drawn,
            "prize_id": None if place is None else self.ids[place]})


def award(rules, seed, public, lines):
    """Who wins a raffle: each seat in turn looks for the first in the order who may have it."""
    order = list(lines)
    for i in range(len(order)):
        j = i + fairness.number(seed, rules["id"], public or "", i, len(order) - i)
        order[i], order[j] = order[j], order[i]
    prizes = [prize["id"] for prize in rules["prizes"] for _ in range(prize["stock"])]
    winners = []
    for quota in rules["quotas"]:
        own = [line for line in order if line["quota"] == quota["organisation_id"]]
        winners += own[:quota["seats"]]
    open_seats = len(prizes) - sum(quota["seats"] for quota in rules["quotas"])
    winners += [line for line in order if line not in winners][:open_seats]
    winners += [line for line in order if line not in winners][:len(prizes) - len(winners)]
    for rank, line in enumerate((line for line in order if line in winners), 1):
        line["rank"], line["prize_id"] = rank, prizes[rank - 1]
