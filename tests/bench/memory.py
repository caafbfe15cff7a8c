"""Memory: what the server holds after a million requests beside what it holds after ten thousand, of members
who come again and again, with mistakes among them."""

import load
from work import Work

CONNECTIONS = 250  # so that all threads have served from the beginning
FEW, MANY = 10_000, 1_000_000  # requests
MOST = 1.05  # times as much
TASK = f"{MANY:,} requests, and what stays of them in memory"
STEP_S, FIRST_S = 20, 1
WRONG_SHARE = 0.15
WORK = Work("memory", "68 % reads, 17 % draws and orders, 15 % mistakes", {
    "me_points": 40, "me_point_entries": 13, "station_nearby": 15, "lottery_draw": 8, "order_create": 9,
    "not_found": 5, "bad_token": 5, "bad_order": 5}, writes=True)


def step(server, stage, seconds):
    """How many were asked in this time, mistakes among them."""
    counts = load.wrk(server.base_url, stage.tokens, WORK, CONNECTIONS, seconds, may_refuse=True)
    return counts["requests"], counts["refused"]


def run(bench, say):
    """Resident memory at each step, and what was wrong."""
    stage = bench.stage(bench.options.members, True)
    server = bench.ours()
    steps, requests, refused = [], 0, 0
    try:
        server.start(stage.url)
        while requests < MANY:
            good, bad = step(server, stage, STEP_S if requests >= FEW else FIRST_S)
            requests, refused = requests + good + bad, refused + bad
            steps.append({"requests": requests, "resident_kb": server.resident_kb()})
            say(f"{requests:,} requests: {steps[-1]['resident_kb'] / 1024:.1f} MB")
    finally:
        server.stop()
    few = next(one for one in steps if one["requests"] >= FEW)
    ratio = steps[-1]["resident_kb"] / few["resident_kb"]
    wrong = [] if ratio <= MOST else [f"{ratio:.3f} times the memory, at most {MOST}"]
    if abs(refused / requests - WRONG_SHARE) > 0.02:
        wrong.append(f"{refused:,} of {requests:,} requests were refused, not {WRONG_SHARE:.0%}")
    return {"steps": steps, "ratio": ratio, "refused": refused, "wrong": wrong}


def table(found):
    few = next(one for one in found["steps"] if one["requests"] >= FEW)
    last = found["steps"][-1]
    return (f"Resident after {few['requests']:,} requests {few['resident_kb'] / 1024:.1f} MB, after"
            f" {last['requests']:,} {last['resident_kb'] / 1024:.1f} MB: × {found['ratio']:.3f}, at most {MOST}.")
