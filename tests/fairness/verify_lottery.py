#!/usr/bin/python3
"""Works a lottery out again from the document that GET /v1/lotteries/{lottery_id}/proof answers.

usage: verify_lottery.py FILE

Written from the published rule alone, with nothing but Python's standard library. Exit status 0 when
everything follows from rules and seed, 3 when something does not, 1 when it is no such document.
"""
import hashlib
import hmac
import json
import sys


class Wrong(Exception):
    """Something does not follow from rules and seed."""


def expect(holds, what):
    if not holds:
        raise Wrong(what)


def number(seed, name, public, nonce, n):
    """An unbiased integer in [0, n)."""
    for ctr in range(1 << 30):
        message = f"{name}|{public}|{nonce}|{ctr}".encode()
        digest = hmac.new(seed, message, hashlib.sha256).digest()
        for at in (0, 8, 16, 24):
            word = int.from_bytes(digest[at:at + 8], "big")
            if word < 2**64 - 2**64 % n:
                return word % n


def check_tickets(rules, seed, tickets):
    """Strictly in the order of the tickets."""
    left = {prize["id"]: prize["stock"] for prize in rules["prizes"]}
    unlock = {prize["id"]: prize.get("unlock_after") or 0 for prize in rules["prizes"]}
    total = sum(prize["weight"] for prize in rules["prizes"]) + rules["blank_weight"]
    fallback, guarantee = rules.get("fallback_prize_id"), rules.get("guarantee")
    had, blanks = {}, {}  # of each participant: tickets, and those since the last prize
    for due, ticket in enumerate(tickets, 1):
        who, name = ticket["participant"], f"ticket {due}"
        expect(ticket["ticket"] == due, f"{name} is missing")
        expect(any(left.values()), f"{name} comes after the last prize")
        expect(who in had or who == len(had) + 1, f"{name}: participant {who} is out of order")
        had[who] = had.get(who, 0) + 1
        expect(had[who] <= rules["draws_per_member"], f"{name}: too many of participant {who}")
        drawn = number(seed, rules["id"], ticket["client_nonce"], due, total)
        expect(ticket["number"] == drawn, f"{name}: number {ticket['number']} is not {drawn}")
        aim, barred, start = None, False, 0
        for prize in rules["prizes"]:
            if start <= drawn < start + prize["weight"]:
                aim, barred = prize["id"], had[who] <= unlock[prize["id"]]
            start += prize["weight"]
        if guarantee and blanks.get(who, 0) >= guarantee["after"]:
            aim, barred = guarantee["prize_id"], False
        won = aim
        if aim is not None and (barred or left[aim] == 0):
            won = fallback if fallback and left[fallback] else None
        expect(ticket["prize_id"] == won, f"{name}: {ticket['prize_id']} is not {won}")
        blanks[who] = 0 if won else blanks.get(who, 0) + 1
        if won:
            left[won] -= 1


def winners(rules, order, quota_of):
    """Entries that get a seat, in the order considered."""
    seats = sum(prize["stock"] for prize in rules["prizes"])
    quotas = {quota["organisation_id"]: quota["seats"] for quota in rules.get("quotas") or []}
    open_seats, seated = seats - sum(quotas.values()), set()
    for entry in order:
        quota = quota_of[entry]
        if len(seated) == seats:
            break
        if quotas.get(quota, 0) > 0:
            quotas[quota] -= 1
            seated.add(entry)
        elif open_seats > 0:
            open_seats -= 1
            seated.add(entry)
    waiting = [entry for entry in order if entry not in seated]
    seated.update(waiting[:seats - len(seated)])
    return [entry for entry in order if entry in seated]


def check_entries(document, rules, seed):
    entries, public = document["entries"], document["public_value"] or ""
    order = [entry["entry"] for entry in entries]
    expect(order == sorted(set(order)), "the entries are not sorted")
    digest = hashlib.sha256("\n".join(order).encode()).hexdigest()
    expect(document["entrants_hash"] == digest, "entrants_hash")
    for i in range(len(order)):
        j = i + number(seed, rules["id"], public, i, len(order) - i)
        order[i], order[j] = order[j], order[i]
    prizes = [prize["id"] for prize in rules["prizes"] for _ in range(prize["stock"])]
    won = winners(rules, order, {entry["entry"]: entry["quota"] for entry in entries})
    places = {entry: (rank + 1, prizes[rank]) for rank, entry in enumerate(won)}
    for entry in entries:
        due = places.get(entry["entry"], (None, None))
        expect((entry["rank"], entry["prize_id"]) == due, f"entry {entry['entry']} is not {due}")


def check(document):
    rules, seed = json.loads(document["rules"]), document["seed"]
    expect(hashlib.sha256(document["rules"].encode()).hexdigest() == document["rules_hash"], "rules_hash")
    expect(rules["commitment"] == document["commitment"], "the commitment is not that of the rules")
    if seed is None:
        return expect(not document.get("tickets") and not document.get("entries"), "no seed is told")
    seed = bytes.fromhex(seed)
    expect(hashlib.sha256(seed).hexdigest() == document["commitment"], "the seed is another")
    if rules["kind"] == "raffle":
        return check_entries(document, rules, seed)
    return check_tickets(rules, seed, document["tickets"])


def main():
    try:
        with open(sys.argv[1], encoding="utf-8") as file:
            document = json.load(file)
        if document["format"] != "liangonghui-lottery-proof-1":
            raise ValueError("another format")
        check(document)
    except Wrong as wrong:
        print(f"WRONG: {wrong}")
        return 3
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        print(f"no such document: {error!r}", file=sys.stderr)
        return 1
    print("RIGHT")
    return 0


if __name__ == "__main__":
    sys.exit(main())
