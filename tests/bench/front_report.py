"""The report of what was measured through the edge: medians, ratios, what was to be reached."""

from statistics import median

import report
from report import cell

DOORS = ("direct", "edge", "edge, TLS")
CROWDS = (200, 1000)  # connections
OVERLOAD_FIGURES = (
    "peak", "offered_times_peak", "goodput_share", "accepted_p99_ms", "refused", "refused_p50_ms",
    "refused_p99_ms", "recovered_s", "normal_p99_ms", "calm_p99_ms", "generator_cpu_share",
    "generator_lag_p99_ms", "waiting_most",
)


def median_of(runs, name):
    """None if a run was wrong, or has no such figure."""
    values = [run.get(name) for run in runs if not run["wrong"]]
    return median(values) if len(values) == len(runs) and None not in values else None


def figures_of(found):
    """What stands in the JSON file and in the tables, from the runs of Front."""
    overloads = {}
    for run in found["overload"]:
        overloads.setdefault((run["work"], run["door"]), []).append(run)
    figures = {
        "overhead": overhead_ratios(report.figures_of(found["overhead"])),
        "overload": [
            {"work": work, "door": door, **{name: median_of(runs, name) for name in OVERLOAD_FIGURES}}
            for (work, door), runs in overloads.items()],
    }
    if found["crowd"]:
        rates = {entry["connections"]: entry["rate"] for entry in report.figures_of(found["crowd"])}
        figures["crowd"] = {"rates": [rates[crowd] for crowd in CROWDS],
                            "ratio": report.quotient(rates[CROWDS[1]], rates[CROWDS[0]])}
    if found["idle"]:
        rates = {name: median_of(found["idle"], name) for name in ("with", "without")}
        figures["idle"] = {
            **rates, "ratio": report.quotient(rates["with"], rates["without"]),
            "edge_kb_a_connection": median_of(found["idle"][:1], "edge_kb_a_connection")}
    if found["slow"]:
        crowded, alone = ([run for run in found["slow"] if run["is_crowded"] == wanted]
                          for wanted in (True, False))
        figures["slow"] = {
            "p99_ms": median_of(crowded, "p99_ms"), "max_ms": median_of(crowded, "max_ms"),
            "p99_without_ms": median_of(alone, "p99_ms"),
            "max_without_ms": median_of(alone, "max_ms"), "requests": median_of(crowded, "requests"),
            "errors": sum(run["errors"] for run in crowded)}
    return figures


def overhead_ratios(entries):
    """One entry for each work, door and number of connections, with its ratio to direct."""
    direct = {(entry["work"], entry["connections"]): entry["rate"]
              for entry in entries if entry["who"] == DOORS[0]}
    return [{**entry, "of_direct": report.quotient(
        entry["rate"], direct[entry["work"], entry["connections"]])} for entry in entries]


def target(what, figure, sign, bound, value):
    reached = value is not None and (value >= bound if sign == ">=" else value <= bound)
    return {"work": what, "figure": figure, "connections": [], "sign": sign, "bound": bound,
            "value": value, "reached": reached}


def targets_of(figures):
    """What is to be reached in front. Overhead is told, not judged."""
    found = []
    if "crowd" in figures:
        found.append(target("lottery_draw, edge", "1,000 connections beside 200", ">=", 0.9,
                            figures["crowd"]["ratio"]))
    if "idle" in figures:
        found.append(target("5,000 idle TLS", "throughput beside without", ">=", 0.9,
                            figures["idle"]["ratio"]))
    if "slow" in figures:
        found += [
            target("slow clients", "errors of others", "<=", 0, figures["slow"]["errors"]),
            target("slow clients", "p99 of others, ms", "<=", 200, figures["slow"]["p99_ms"])]
    for entry in figures["overload"]:
        what = f"3 × {entry['work']}, {entry['door']}"
        found += [
            target(what, "goodput beside the peak", ">=", 0.8, entry["goodput_share"]),
            target(what, "p99 of accepted, ms", "<=", 2000, entry["accepted_p99_ms"]),
            target(what, "p99 of refused, ms", "<=", 50, entry["refused_p99_ms"]),
            target(what, "normal again, s", "<=", 5, entry["recovered_s"])]
    return found


def overhead_lines(entries):
    lines = ["Through the edge: requests/s, and beside direct",
             f"  {'':14}{'conns':>6}" + "".join(f"{door:>20}" for door in DOORS)
             + f"{'CPU s per 1,000':>26}"]
    rows = {}
    for entry in entries:
        rows.setdefault((entry["work"], entry["connections"]), {})[entry["who"]] = entry
    for (work, connections), row in rows.items():
        line = f"  {work:14}{connections:6}"
        for door in DOORS:
            line += cell(row[door]["rate"], ",.0f", 12) + cell(row[door]["of_direct"], ".2f", 8)
        costs = (cell(row[door]["cpu_s_per_1000"], ".3f", 0) for door in DOORS)
        lines.append(line + " / ".join(costs).rjust(26))
    return lines


def overload_lines(entries):
    lines = [
        "Three times the peak for 10 s (times in ms, from the moment somebody wanted to ask)",
        f"  {'':16}{'door':>8}{'peak/s':>8}{'offered':>9}{'goodput':>9}{'refused':>9}{'ok p99':>9}"
        f"{'ref. p50':>10}{'ref. p99':>10}{'normal after':>14}{'generator':>11}"]
    for entry in entries:
        lines.append(
            f"  {entry['work']:16}{entry['door']:>8}{cell(entry['peak'], ',.0f', 8)}"
            + cell(entry["offered_times_peak"], ".1f", 8) + "×"
            + cell(entry["goodput_share"], ".2f", 9) + cell(entry["refused"], ".0%", 9)
            + cell(entry["accepted_p99_ms"], ",.0f", 9) + cell(entry["refused_p50_ms"], ",.1f", 10)
            + cell(entry["refused_p99_ms"], ",.1f", 10) + cell(entry["recovered_s"], ".1f", 12)
            + " s" + cell(entry["generator_cpu_share"], ".2f", 11))
    lines.append("  generator: processors that arrivals itself used, of those that all share")
    return lines


def table(figures):
    parts = []
    if figures["overhead"]:
        parts.append(overhead_lines(figures["overhead"]))
    if "crowd" in figures:
        crowd = figures["crowd"]
        rates = ", ".join(f"{cell(rate, ',.0f', 0)} at {connections:,} connections"
                          for connections, rate in zip(CROWDS, crowd["rates"]))
        parts.append(["One hot lottery through the edge: draws/s",
                      f"  {rates}: {cell(crowd['ratio'], '.2f', 0)}"])
    if "idle" in figures:
        idle = figures["idle"]
        parts.append(["5,000 idle TLS connections: requests/s of the active ones",
                      f"  without {cell(idle['without'], ',.0f', 0)}, with"
                      f" {cell(idle['with'], ',.0f', 0)}: {cell(idle['ratio'], '.2f', 0)};"
                      f" {cell(idle['edge_kb_a_connection'], '.0f', 0)} KB of the edge each"])
    if "slow" in figures:
        slow = figures["slow"]
        parts.append(["1,000 slow headers, 1,000 slow bodies, 200 slow readers: the others, ms",
                      f"  p99 {cell(slow['p99_ms'], '.1f', 0)}, most"
                      f" {cell(slow['max_ms'], '.1f', 0)}; without the slow ones p99"
                      f" {cell(slow['p99_without_ms'], '.1f', 0)}, most"
                      f" {cell(slow['max_without_ms'], '.1f', 0)}"])
    if figures["overload"]:
        parts.append(overload_lines(figures["overload"]))
    return "\n\n".join("\n".join(lines) for lines in parts)
