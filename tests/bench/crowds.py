"""Crowds that do nothing or do it slowly, and how those fare who work meanwhile."""

import contextlib
import json
import subprocess
import sys
from pathlib import Path

import load
import offered
import peers
import verify

HOLDER = Path(__file__).with_name("holder.py")
IDLE = 5000  # TLS connections
ACTIVE = 64  # connections of those who work meanwhile, with TLS too
SLOW = {"headers": 1000, "bodies": 1000, "readers": 200}
SLOW_S = 15  # longer than any timeout of the edge: who is cut off has come back twice
OTHERS = 200  # connections of those who work beside slow ones
OTHERS_RATE = 1000  # requests a second: an ordinary day
OPEN_S = 120


class Crowd:
    """A holder.py; it costs nothing but what the edge spends on its connections."""

    def __init__(self, *words):
        self.process = subprocess.Popen(
            [sys.executable, str(HOLDER), *map(str, words)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def __enter__(self):
        if self.process.stdout.readline().strip() != "ready":
            self.process.kill()
            raise load.LoadError(f"the crowd did not come: {self.process.stderr.read()[-300:]}")
        return self

    def leave(self):
        """What it has seen."""
        out, said = self.process.communicate(timeout=OPEN_S)
        if self.process.returncode != 0:
            raise load.LoadError(f"the crowd failed: {said[-300:]}")
        return json.loads(out)

    def __exit__(self, *_failure):
        self.process.kill()
        self.process.wait()


def idle_round(edge, stage, work, seconds, is_crowd_first):
    """Requests a second of the active ones with and without the crowd."""
    def measure(name):
        before_s = edge.cpu_seconds()
        counts = load.wrk(edge.tls_url, stage.tokens, work, ACTIVE, seconds)
        load.idle(stage.url)
        result[name] = counts["rate"]
        used_s = edge.cpu_seconds() - before_s
        result[f"edge_cpu_s_per_1000_{name}"] = used_s / counts["requests"] * 1000

    result = {"wrong": []}
    if not is_crowd_first:
        measure("without")
    before_kb = edge.peak_memory_kb()
    with Crowd("idle", edge.tls_port, IDLE, edge.folder / "certificate.pem") as crowd:
        held = edge.current_connections()
        before_s = peers.family_cpu_seconds(crowd.process.pid)
        measure("with")
        result["crowd_cpu_s"] = peers.family_cpu_seconds(crowd.process.pid) - before_s
        seen = crowd.leave()
    result["edge_kb_a_connection"] = (edge.peak_memory_kb() - before_kb) / IDLE
    if held < IDLE or seen["alive"] != IDLE:
        result["wrong"].append(f"of {IDLE} idle connections the edge held {held} at the beginning,"
                               f" and {seen['alive']} were there at the end")
    if seen["served"] != seen["asked_again"]:
        result["wrong"].append(f"{seen['served']} of {seen['asked_again']} idle ones were served")
    if is_crowd_first:
        measure("without")
    return result


def slow_run(edge, stage, generator, is_crowded):
    """How long others wait, beside slow clients or without them."""
    before = verify.snapshot(stage.url)
    with contextlib.ExitStack() as held:
        crowd = held.enter_context(Crowd("slow", edge.port, *SLOW.values())) if is_crowded else None
        told = generator.run(edge.port, OTHERS, [(SLOW_S, OTHERS_RATE)])
        seen = crowd.leave() if crowd else None
    load.idle(stage.url)
    times = told["phases"][0]["outcomes"]["ok"]
    wrong = offered.breaches(told, may_refuse=False)
    wrong += offered.written_breaches(stage, generator.work, before, [told])
    if seen and (seen["alive"] != sum(SLOW.values()) or not seen["cut"]):
        wrong.append(f"the crowd was not there, or nobody was ever cut off: {seen}")
    phase = told["phases"][0]
    return {"is_crowded": is_crowded, "errors": phase["offered"] - times["count"],
            "requests": times["count"], "p50_ms": times["p50_ms"],
            "p99_ms": times["p99_ms"], "max_ms": times["max_ms"], "seen": seen, "wrong": wrong}


def idle_rounds(edge, stage, work, rounds, seconds):
    return [idle_round(edge, stage, work, seconds, number % 2 == 1) for number in range(rounds)]


def slow_rounds(edge, stage, generator, rounds):
    """With and without in turn."""
    return [slow_run(edge, stage, generator, is_crowded)
            for number in range(rounds)
            for is_crowded in ((False, True) if number % 2 == 0 else (True, False))]

