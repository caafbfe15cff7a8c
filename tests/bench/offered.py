"""Offered load: the requests of a work as a file, and one run of `arrivals` with them.

wrk asks again when it was answered, so a slow server is asked less; people do not wait for each
other. arrivals (in C, beside this) keeps to a rate, and counts time from when somebody wanted to
ask."""

import json
import random
import secrets
import subprocess
from pathlib import Path

import dataset
import load
import verify
from work import PLACE, POINTS_PRICE

NUMBER = "#" * 12  # arrivals puts a number of its own there
PREPARED = 20_000  # different requests; afterwards they come again, writes with new keys
TIMEOUT_S = 10  # as the mini-program's own
ANSWERS = {  # how the body of a right answer begins
    "me_points": '{"available":',
    "me_point_entries": '{"items":',
    "station_nearby": '{"items":',
    "wide_nearby": '{"items":',
    "lottery_draw": '{"id":',
    "order_create": '{"id":',
}
NEARBY = {"station_nearby": "", "wide_nearby": "&radius_m=20000&limit=100"}
OUTCOMES = ("ok", "refused", "limited", "wrong", "lost")
SLOT = ("offered", *OUTCOMES, "answered")


def body(value):
    text = json.dumps(value, separators=(",", ":"))
    return f"Content-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n{text}"


def request(operation, token, run, number):
    """The bytes of one request; number is a random.Random."""
    member = f"Host: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
    key = f"Idempotency-Key: {run}-{NUMBER}\r\n"
    if operation == "me_points":
        return f"GET /v1/me/points HTTP/1.1\r\n{member}\r\n"
    if operation == "me_point_entries":
        return f"GET /v1/me/points/entries HTTP/1.1\r\n{member}\r\n"
    if operation in NEARBY:
        lng, lat = number.uniform(PLACE.west, PLACE.east), number.uniform(PLACE.south, PLACE.north)
        return (f"GET /v1/stations/nearby?lng={lng:.6f}&lat={lat:.6f}{NEARBY[operation]} HTTP/1.1\r\n"
                "Host: 127.0.0.1\r\n\r\n")
    if operation == "lottery_draw":
        return (f"POST /v1/lotteries/{dataset.LOTTERY_ID}/draws HTTP/1.1\r\n{member}{key}"
                + body({"client_nonce": "haizhou-2026-11-21"}))
    return f"POST /v1/orders HTTP/1.1\r\n{member}{key}" + body({
        "items": [{"sku_id": dataset.SKU_ID, "quantity": 1}], "points_to_spend": POINTS_PRICE,
        "pickup": True})


def prepare(path, tokens, work):
    """Writes the requests of a work, in an order that is the same each time."""
    number = random.Random(work.name)
    members = Path(tokens).read_text(encoding="ascii").split()
    number.shuffle(members)
    operations = number.choices(list(work.weights), list(work.weights.values()), k=PREPARED)
    run = secrets.token_hex(8)
    path.touch(0o600)  # it holds tokens
    with open(path, "w", encoding="ascii", newline="") as file:
        for place, operation in enumerate(operations):
            text = request(operation, members[place % len(members)], run, number)
            file.write(f"{operation} {len(text)} {ANSWERS[operation]}\n{text}")
    return path


class Generator:
    """arrivals with the requests of one work. No two of its runs use the same key."""

    def __init__(self, binary, folder, tokens, work):
        self.binary, self.work = binary, work
        self.requests = prepare(Path(folder) / f"{work.name}.requests", tokens, work)
        self.first_number = 0

    def run(self, port, connections, phases):
        """What became of the requests; phases: (seconds, arrivals a second; 0: as fast as they are
        answered). LoadError if a single answer was wrong or missing."""
        words = [self.binary, "--port", port, "--requests", self.requests,
                 "--connections", connections, "--timeout", TIMEOUT_S,
                 "--first-number", self.first_number,
                 *(f"{seconds}@{rate:.3f}" for seconds, rate in phases)]
        patience = sum(seconds for seconds, _ in phases) + TIMEOUT_S + load.PATIENCE_S
        try:
            done = subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True, timeout=patience, check=False)
        except subprocess.TimeoutExpired:
            raise load.LoadError("arrivals did not end") from None
        if done.returncode != 0:
            raise load.failure([str(self.binary)], done.stderr)
        told = json.loads(done.stdout)
        self.first_number += sum(phase["offered"] for phase in told["phases"])
        return told


def count(told, outcome):
    """Of all phases."""
    return sum(phase["outcomes"][outcome]["count"] for phase in told["phases"])


def breaches(told, may_refuse):
    """What speaks against a run, as sentences: nobody may see more than a polite refusal."""
    found = [f"wrong or lost: {example}" for example in told["examples"]]
    for outcome in OUTCOMES[1:] if not may_refuse else OUTCOMES[2:]:
        if count(told, outcome):
            found.append(f"{count(told, outcome)} of {sum(p['offered'] for p in told['phases'])}"
                         f" requests were {outcome}")
    return found


def acknowledged(told):
    """Operation -> how many were answered with success."""
    totals = {}
    for phase in told["phases"]:
        for operation, counts in phase["operations"].items():
            totals[operation] = totals.get(operation, 0) + counts["ok"]
    return totals

def written_breaches(stage, work, before, runs):
    """Everything acknowledged is in the database once, and what was refused is not."""
    totals = {name: 0 for name in work.weights if name in verify.WRITES}
    for told in runs:
        for name, number in acknowledged(told).items():
            if name in totals:
                totals[name] += number
    unknown = sum(count(told, "lost") for told in runs)
    return verify.violations(stage.url, work.name, before, totals, slack=unknown)
