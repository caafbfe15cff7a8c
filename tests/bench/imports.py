"""A list of 50,000 members through the API, every 500th row of it bad; then the same list again."""

import base64
import concurrent.futures
import contextlib
import http.client
import json
import threading
import time
import uuid
from datetime import date, timedelta

import psycopg2

import dataset
import peers

ROWS = 50_000
TASK = f"importing {ROWS:,} rows, twice"
BAD_EVERY = 500
ROWS_IN_A_PART = 650  # 64 KiB of JSON hold no more
UPLOADS = 4           # at once
LIMIT_S = 60          # for the whole of it
POLL_S = 0.25
HEADER = "姓名,身份证号,手机号,用工形式\r\n"
NAMES = "云台海州锦屏花果山前沭河新浦连岛墟沟板桥灌云东海赣榆"
KEPT = ("people", "members", "memberships", "wallets")


def id_number(number):
    """GB 11643-1999; the same number is the same person."""
    born = date(1960, 1, 1) + timedelta(days=number % 14000)
    digits = f"320707{born:%Y%m%d}{number // 14000 % 1000:03}"
    total = sum(int(digit) * pow(2, 17 - at, 11) for at, digit in enumerate(digits))
    return digits + "10X98765432"[total % 11]


def parts():
    """The list as texts, each with a header."""
    lines = []
    for number in range(ROWS):
        name = "张" + NAMES[number % len(NAMES)] + NAMES[number // len(NAMES) % len(NAMES)]
        paper = "3.20706E+17" if number % BAD_EVERY == 0 else id_number(number)
        lines.append(f"{name},{paper},197{number:08},合同制\r\n")
    return [HEADER + "".join(lines[start:start + ROWS_IN_A_PART])
            for start in range(0, ROWS, ROWS_IN_A_PART)]


class Caller:
    """Asks the server as the administrator of an enterprise's district, a connection a thread."""

    def __init__(self, server, token):
        self.server, self.token = server, token
        self.local = threading.local()

    def call(self, method, path, body=None):
        if not hasattr(self.local, "connection"):
            self.local.connection = http.client.HTTPConnection("127.0.0.1", self.server.port)
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": str(uuid.uuid4())}
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body, ensure_ascii=False).encode()
        self.local.connection.request(method, path, body, headers)
        answer = self.local.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise peers.PeerError(f"{method} {path}: {answer.status} {text[:300]}")
        return json.loads(text)

    def wait(self, path, state):
        """Until the import is there; how many different numbers of rows it told on the way."""
        told = set()
        while True:
            seen = self.call("GET", path)
            told.add((seen["progress"]["checked"], seen["progress"]["committed"]))
            if seen["state"] == state:
                return seen, len(told)
            time.sleep(POLL_S)


def measure(caller, organisation_id, texts):
    """One import; seconds of each step, and what it says at the end."""
    marks = [time.monotonic()]
    made = caller.call("POST", "/v1/admin/imports", {"organisation_id": organisation_id,
                                                     "total_parts": len(texts)})
    path = f"/v1/admin/imports/{made['id']}"
    with concurrent.futures.ThreadPoolExecutor(UPLOADS) as pool:
        list(pool.map(lambda part: caller.call("PUT", f"{path}/parts/{part[0]}", {"csv": part[1]}),
                      enumerate(texts, 1)))
    marks.append(time.monotonic())
    caller.call("POST", f"{path}/validate")
    _, checked = caller.wait(path, "validated")
    marks.append(time.monotonic())
    caller.call("POST", f"{path}/commit")
    said, committed = caller.wait(path, "committed")
    marks.append(time.monotonic())
    steps = [later - earlier for earlier, later in zip(marks, marks[1:])]
    return {"upload_s": steps[0], "validate_s": steps[1], "commit_s": steps[2],
            "total_s": sum(steps), "progress_seen": checked + committed,
            "progress": said["progress"]}


def kept(url):
    """A value that changes with any person, account, membership or wallet."""
    with contextlib.closing(psycopg2.connect(url)) as connection:
        cursor = connection.cursor()
        found = []
        for table in KEPT:
            cursor.execute(f"SELECT count(*), sum(hashtextextended(t::text, 0)::numeric)"
                           f" FROM core.{table} AS t")
            found.append(cursor.fetchone())
        return found


def complaints(first, second, before_second, after_second):
    bad = ROWS // BAD_EVERY
    wanted = {"total": ROWS, "checked": ROWS, "rejected": bad}
    if first["progress"] != {**wanted, "new": ROWS - bad, "changed": 0, "unchanged": 0,
                             "committed": ROWS - bad}:
        yield f"the first import ended with {first['progress']}"
    if second["progress"] != {**wanted, "new": 0, "changed": 0, "unchanged": ROWS - bad,
                              "committed": 0}:
        yield f"the second import ended with {second['progress']}"
    if before_second != after_second:
        yield "the same list again changed something"
    if first["total_s"] > LIMIT_S:
        yield f"it took {first['total_s']:.1f} s"
    if first["progress_seen"] < 6:
        yield "there was hardly any progress to be seen"


def run(bench, _say):
    """What was measured, on a copy of the data set, and what was wrong. cpu_s: of the first import, by
    the program and by PostgreSQL."""
    stage = bench.stage(bench.options.members, True)
    kid, secret = peers.first_key(bench.environment["LGH_JWT_KEYS"])
    key = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    token = peers.token(kid, key, dataset.ADMIN_ID, int(time.time()), "admin")
    texts = parts()
    server = bench.ours()
    try:
        server.start(stage.url)
        caller = Caller(server, token)
        spent = server.cpu_seconds(), peers.database_cpu_seconds(bench.postmaster)
        first = measure(caller, dataset.ENTERPRISE_ID, texts)
        first["cpu_s"] = server.cpu_seconds() - spent[0]
        first["database_cpu_s"] = peers.database_cpu_seconds(bench.postmaster) - spent[1]
        before = kept(stage.url)
        second = measure(caller, dataset.ENTERPRISE_ID, texts)
        after = kept(stage.url)
        memory_mb = server.peak_memory_kb() / 1024
    finally:
        server.stop()
    return {"rows": ROWS, "first": first, "again": second, "peak_memory_mb": memory_mb,
            "wrong": list(complaints(first, second, before, after))}


def table(found):
    lines = [f"Import of {found['rows']:,} rows, seconds:", "",
             "| | upload | check | commit | all | progress seen |", "|---|---|---|---|---|---|"]
    for label, name in (("first time", "first"), ("the same list again", "again")):
        row = found[name]
        lines.append(f"| {label} | {row['upload_s']:.1f} | {row['validate_s']:.1f} |"
                     f" {row['commit_s']:.1f} | {row['total_s']:.1f} | {row['progress_seen']} times |")
    return "\n".join([*lines, "", f"The first time took the program {found['first']['cpu_s']:.1f} s and PostgreSQL"
                      f" {found['first']['database_cpu_s']:.1f} s of processor;"
                      f" {found['peak_memory_mb']:.0f} MB at most."])
