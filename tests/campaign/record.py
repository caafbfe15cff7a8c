"""The history: one JSON line for each operation that a client asked for, in a file for each client.

    seed, client, n   which, and its number
    op, key, args     the operation, its Idempotency-Key and what it was about: ids, never people
    t0, t1            begin and end, seconds of CLOCK_MONOTONIC, which all processes share
    outcome           ok: acknowledged; fail: refused, nothing was done; info: nobody knows
    status, code      of the answer; request: its X-Request-Id
    replayed, digest  whether it came from the store; SHA-256 of the body's bytes, shortened
    ids               what the answer named
    wrong             what the answer must not be, whatever the database says
"""
import glob
import hashlib
import json
import os

UNKNOWN_CODES = {"outcome_unknown"}


def digest(body):
    return hashlib.sha256(body).hexdigest()[:24]


def outcome_of(status, code):
    """What a client may conclude from an answer."""
    if status < 400:
        return "ok"
    return "info" if code in UNKNOWN_CODES else "fail"


class Recorder:
    """Of one client."""

    def __init__(self, folder, seed, client):
        self.seed, self.client, self.count = seed, client, 0
        self.asked = set()  # operations
        self._file = open(os.path.join(folder, f"{client}.jsonl"), "w", encoding="utf-8")

    def note(self, **line):
        self._file.write(json.dumps({"seed": self.seed, "client": self.client, "n": self.count, **line},
                                    separators=(",", ":")) + "\n")
        self.count += 1
        self.asked.add(line["op"])

    def close(self):
        self._file.close()


def read(folder):
    """All lines of all clients; a last line that was cut off by a kill is left out."""
    for path in sorted(glob.glob(os.path.join(folder, "*.jsonl"))):
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.endswith("\n"):
                    yield json.loads(line)
