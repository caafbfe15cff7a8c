"""Overload: three times what the machine can serve is offered for ten seconds, and who gets what.

The peak is what the same server gives when as many ask as suits it best, each after its answer. The
generator, the refusals and PostgreSQL share the machine: what refusing costs is missing from what is
served, so a work that is cheap in itself is the hardest case. wide_nearby is dear, so it shows whether the right ones are
refused; the mix and the orders show what refusing costs beside it."""

import load
import offered
import verify
from work import WORKS, Work

WIDE = Work("wide_nearby", "the 100 nearest of 10,000 stations, in 20 km", {"wide_nearby": 100})
WORKS_OFFERED = (WIDE, WORKS["mix"], WORKS["order_create"])
PEAK_CONNECTIONS = (32, 64, 200)
PEAK_WARM_S = 1
NORMAL_SHARE = 0.5  # of the peak: a busy day
FACTOR = 3  # of the peak: what is offered in the rush
OVERLOAD_S = 10
CALM_S = 8  # afterwards; longer than recovering may take
RECOVERED_SHARE = 0.9  # of what is offered, served, and nothing refused
# Direct: as many as the edge opens, for who has no thread is not even refused. Edge: phones.
CONNECTIONS = {"direct": 316, "edge": 2000}


def peak(generator, port, seconds):
    """Right answers a second: the best of several numbers of connections."""
    rates = {}
    for connections in PEAK_CONNECTIONS:
        told = generator.run(port, connections, [(PEAK_WARM_S, 0), (seconds, 0)])
        found = offered.breaches(told, may_refuse=True)
        if found:
            raise load.LoadError("; ".join(found))
        rates[connections] = told["phases"][1]["outcomes"]["ok"]["count"] / seconds, told
    return rates


def served(told, begin_s, end_s, name="answered"):
    """Of the slots from begin to end, a sum."""
    column = offered.SLOT.index(name)
    per_second = 1000 // told["slot_ms"]
    return sum(slot[column] for slot in told["slots"][begin_s * per_second:end_s * per_second])


def recovered_s(told, begin_s, end_s):
    """Seconds from begin until everything was normal for good; None: it never was."""
    width = told["slot_ms"] / 1000
    last = begin_s
    for place, values in enumerate(told["slots"]):
        slot = dict(zip(offered.SLOT, values))
        if begin_s <= place * width < end_s and slot["offered"] and (
                slot["refused"] or slot["ok"] < RECOVERED_SHARE * slot["offered"]):
            last = (place + 1) * width
    return None if last >= end_s else last - begin_s


def figures(told, peak_rate, normal_s):
    """What is asked of an overload, from one run with phases normal, overload, normal."""
    rush = told["phases"][1]
    outcomes = rush["outcomes"]
    ends = normal_s + OVERLOAD_S
    calm = told["phases"][2]
    return {
        "peak": peak_rate,
        "offered_times_peak": rush["offered"] / OVERLOAD_S / peak_rate,
        "goodput_share": served(told, normal_s, ends) / OVERLOAD_S / peak_rate,
        "accepted_p99_ms": outcomes["ok"]["p99_ms"],
        "refused": outcomes["refused"]["count"] / rush["offered"],
        "refused_p50_ms": outcomes["refused"]["p50_ms"],
        "refused_p99_ms": outcomes["refused"]["p99_ms"],
        "recovered_s": recovered_s(told, ends, ends + CALM_S),
        "calm_p99_ms": calm["outcomes"]["ok"]["p99_ms"],
        "normal_p99_ms": told["phases"][0]["outcomes"]["ok"]["p99_ms"],
        "generator_cpu_share": told["cpu_s"] / (normal_s + OVERLOAD_S + CALM_S),
        "generator_lag_p99_ms": told["lag"]["p99_ms"],
        "waiting_most": told["waiting_most"],
    }


def measure(stage, generator, door, port, seconds):
    """One work through one door: the peak, then normal, three times the peak, normal."""
    work = generator.work
    result = {"work": work.name, "door": door, "wrong": []}
    before = verify.snapshot(stage.url) if work.writes else None
    try:
        peaks = peak(generator, port, seconds)
        best = max(rate for rate, _ in peaks.values())
        if not best:
            raise load.LoadError("nothing was answered when each waited for the answer before")
        told = generator.run(port, CONNECTIONS[door], [
            (seconds, best * NORMAL_SHARE), (OVERLOAD_S, best * FACTOR),
            (CALM_S, best * NORMAL_SHARE)])
        load.idle(stage.url)
    except load.LoadError as error:
        return {**result, "wrong": [str(error)]}
    result["wrong"] = offered.breaches(told, may_refuse=True)
    if work.writes:
        result["wrong"] += offered.written_breaches(stage, work, before, [
            *(run for _, run in peaks.values()), told])
    found = figures(told, best, seconds)
    if result["wrong"]:
        return {**result, "figures_of_a_wrong_run": found}
    return {**result, **found, "slots": told["slots"]}

