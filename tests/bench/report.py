"""The report: medians of the rounds, ratios, what was to be reached, the change since a file."""

from statistics import median

from work import WORKS

OURS, PEER, LIMIT = "liangonghui", "fastify", "pgbench"
FIGURES = (
    "rate", "p50_ms", "p99_ms", "cpu_s_per_1000", "database_cpu_s_per_1000", "peak_memory_mb",
)

# What is to be reached: works, figure, connections it holds for, bound. "of pgbench" is beside
# pgbench's best; with several numbers of connections the worst counts.
READS = ("me_points", "me_point_entries")
TARGETS = (
    (READS, "times", (32,), ">=", 3.0),
    (READS, "times", (200,), ">=", 4.0),
    (READS, "of_limit", (32, 200), ">=", 0.35),
    (("station_nearby",), "times", (32,), ">=", 2.5),
    (("station_nearby",), "times", (200,), ">=", 2.5),
    (("station_nearby",), "of_limit", (32, 200), ">=", 0.6),
    (("lottery_draw",), "times", (200,), ">=", 6.0),
    (("lottery_draw",), "of_limit", (200,), ">=", 2.0),
    (("order_create",), "times", (200,), ">=", 4.0),
    (("order_spread",), "times", (200,), ">=", 3.0),
    (("order_create",), "of_limit", (200,), ">=", 1.5),
    (tuple(WORKS), "p99", (200,), "<=", 0.5),
    (tuple(WORKS), "memory", (200,), "<=", 0.5),
    (tuple(WORKS), "growth", (), "<=", 1.3),
)
COLUMNS = (
    ("times", (32,), "x Fastify, 32"),
    ("times", (200,), "x Fastify, 200"),
    ("of_limit", None, "of pgbench"),
    ("p99", (200,), "p99 at 200"),
    ("memory", (200,), "memory"),
)


def figures_of(runs):
    """The median of every figure, one entry for each work, contestant and number of connections.
    One wrong run and there is none: what is wrong once has been measured by luck at other times."""
    groups = {}
    for run in runs:
        groups.setdefault((run["work"], run["who"], run["connections"]), []).append(run)
    figures = []
    for (work, who, connections), group in groups.items():
        entry = {"work": work, "who": who, "connections": connections}
        is_right = not any(run["wrong"] for run in group)
        for name in FIGURES:
            values = [run.get(name) for run in group]
            known = is_right and None not in values
            entry[name] = median(values) if known else None
        figures.append(entry)
    return figures


class Figures:
    """The figures of one result, to be asked for ratios. None stands for what is not known."""

    def __init__(self, result):
        self.entries = {
            (entry["work"], entry["who"], entry["connections"]): entry
            for entry in result["figures"]
        }
        self.growth = {entry["work"]: entry["worst"] for entry in result.get("growth", ())}
        self.works = [name for name in WORKS if any(key[0] == name for key in self.entries)]

    def value(self, work, who, connections, name="rate"):
        return self.entries.get((work, who, connections), {}).get(name)

    def best(self, work):
        """The limit's better rate; none if one of its runs was wrong."""
        rates = [
            entry["rate"] for key, entry in self.entries.items() if key[:2] == (work, LIMIT)
        ]
        return max(rates) if rates and None not in rates else None

    def ratio(self, work, figure, connections):
        """One of the ratios that TARGETS names."""
        rate = self.value(work, OURS, connections)
        if figure == "times":
            return quotient(rate, self.value(work, PEER, connections))
        if figure == "of_limit":
            return quotient(rate, self.best(work))
        name = {"p99": "p99_ms", "memory": "peak_memory_mb"}[figure]
        return quotient(*(self.value(work, who, connections, name) for who in (OURS, PEER)))


def quotient(part, whole):
    return part / whole if part is not None and whole else None


def cell(value, form, width):
    return f"{'-' if value is None else format(value, form):>{width}}"


def work_table(figures, work):
    """Who did how much, and what it cost."""
    lines = [
        f"{work}: {WORKS[work].title}",
        f"{'':14}{'conns':>6}{'req/s':>9}{'x Fastify':>11}{'of pgbench':>12}{'p50 ms':>9}"
        f"{'p99 ms':>9}{'CPU':>8}{'DB CPU':>8}{'peak MB':>9}",
    ]
    entries = sorted(
        (entry for key, entry in figures.entries.items() if key[0] == work),
        key=lambda entry: (entry["who"] == LIMIT, entry["connections"]),
    )
    for entry in entries:
        is_ours, connections = entry["who"] == OURS, entry["connections"]
        lines.append(
            f"  {entry['who']:12}{connections:6}{cell(entry['rate'], ',.0f', 9)}"
            + cell(figures.ratio(work, "times", connections), ".2f", 11) * is_ours
            + cell(figures.ratio(work, "of_limit", connections), ".2f", 12) * is_ours
            + " " * 23 * (not is_ours)
            + cell(entry["p50_ms"], ",.2f", 9) + cell(entry["p99_ms"], ",.2f", 9)
            + cell(entry["cpu_s_per_1000"], ".3f", 8)
            + cell(entry["database_cpu_s_per_1000"], ".3f", 8)
            + cell(entry["peak_memory_mb"], ",.0f", 9)
        )
    return "\n".join(lines)


def targets_of(result):
    """Every target that this result can speak of, with the worst value of what it covers."""
    figures, found = Figures(result), []
    for works, figure, connections, sign, bound in TARGETS:
        for work in works:
            if figure == "growth":
                values = [figures.growth[work]] if work in figures.growth else []
            elif work not in figures.works:
                values = []
            else:
                values = [figures.ratio(work, figure, count) for count in connections]
            if not values:
                continue
            worst = None
            if None not in values:
                worst = min(values) if sign == ">=" else max(values)
            reached = worst is not None and (worst >= bound if sign == ">=" else worst <= bound)
            found.append({"work": work, "figure": figure, "connections": list(connections),
                          "sign": sign, "bound": bound, "value": worst, "reached": reached})
    return found


def target_cell(target, width):
    if not target:
        return " " * width
    value = "-" if target["value"] is None else f"{target['value']:.2f}"
    sign = {">=": "≥", "<=": "≤"}[target["sign"]]
    return f"{value} {sign} {target['bound']:g} {'✓' if target['reached'] else '✗'}".rjust(width)


def target_table(targets):
    """Figures to reach beside the figures, ✓ reached and ✗ not reached."""
    lines = ["Figures to reach (✓ reached, ✗ not reached)"]
    compared = {target["work"] for target in targets if target["figure"] != "growth"}
    works = [work for work in WORKS if work in compared]
    if works:
        lines.append(f"{'':18}" + "".join(f"{title:>16}" for _, _, title in COLUMNS))
    for work in works:
        line = f"  {work:16}"
        for figure, connections, _ in COLUMNS:
            line += target_cell(next((
                t for t in targets
                if (t["work"], t["figure"]) == (work, figure)
                and (connections is None or t["connections"] == list(connections))
            ), None), 16)
        lines.append(line.rstrip())
    for target in targets:
        if target["figure"] == "growth":
            lines.append(f"  {target['work']:16}{target_cell(target, 16)}  growth of the time")
        elif target["work"] not in WORKS:
            lines.append(f"  {target['work']:27}{target_cell(target, 21)}  {target['figure']}")
    missed = sum(not target["reached"] for target in targets)
    lines.append(f"  {len(targets) - missed} of {len(targets)} reached")
    return "\n".join(lines)


LEGEND = """\
Medians of the rounds. conns: connections of wrk, clients of pgbench (one row at a time). of
pgbench: beside its best. CPU, DB CPU: seconds per 1,000 requests, of the server and of PostgreSQL.
peak MB: most resident, all processes, in the whole work. nginx: `return 200`, the limit of HTTP.
Generator, servers and PostgreSQL share the machine: take the ratios. -: none, or a run was wrong."""


def heading(result):
    machine, setting = result["machine"], result["setting"]
    peers = ", ".join(filter(None, machine["peers"].values()))
    pages = f"{machine['huge_pages']} huge pages"
    server = f"PostgreSQL {machine['postgresql']['server_version'].split()[0]}"
    memory = f"{machine['memory_mb'] / 1024:.0f} GB"
    rounds = f"{setting['rounds']} round{'s' * (setting['rounds'] > 1)} of {setting['seconds']} s"
    return "\n".join((
        f"{machine['cores']} × {machine['cpu']}, {memory}, {machine['system']}",
        ", ".join(filter(None, (server, pages, peers))),
        f"revision {machine['revision']}; {setting['members']:,} members, {rounds},"
        f" {machine['measured_at']}",
    ))


def tables(result):
    figures = Figures(result)
    parts = [heading(result)]
    parts += [work_table(figures, work) for work in figures.works]
    if figures.works:
        parts.append(LEGEND)
    return "\n\n".join(parts)


def comparison(result, earlier):
    """The change of our figures, and what else is not as it was."""
    now, before = Figures(result), Figures(earlier)
    lines = [f"Change since {earlier['machine']['measured_at']} ({earlier['machine']['revision']})"]
    for part, names in (("machine", ("cpu", "cores", "memory_mb", "huge_pages", "system")),
                        ("setting", ("members", "seconds", "rounds"))):
        for name in names:
            old, new = earlier[part].get(name), result[part][name]
            if old != new:
                lines.append(f"  not the same {name}: {old} → {new}")
    lines.append(f"{'':18}{'conns':>6}{'req/s':>21}{'x Fastify':>21}{'of pgbench':>21}"
                 f"{'p99':>7}{'peak':>6}")
    for work, who, connections in now.entries:
        if who != OURS or not before.value(work, OURS, connections):
            continue
        line = f"  {work:16}{connections:6}"
        for form, figure in ((",.0f", None), (".2f", "times"), (".2f", "of_limit")):
            pair = [
                of.ratio(work, figure, connections) if figure else of.value(work, OURS, connections)
                for of in (before, now)
            ]
            line += change(*pair, form)
        for name, width in (("p99_ms", 7), ("peak_memory_mb", 6)):
            pair = [of.value(work, OURS, connections, name) for of in (before, now)]
            line += percent(*pair, width)
        lines.append(line)
    for work in now.growth:
        if before.growth.get(work) and now.growth[work]:
            lines.append(f"  {work:16}growth{change(before.growth[work], now.growth[work], '.2f')}")
    return "\n".join(lines)


def change(before, now, form):
    """"1,200 → 1,300  +8%", 21 columns."""
    if before is None or now is None:
        return f"{'-':>21}"
    return f"{format(before, form)}→{format(now, form)}".rjust(15) + percent(before, now, 6)


def percent(before, now, width):
    if not before or now is None:
        return f"{'-':>{width}}"
    return f"{(now / before - 1) * 100:+.0f}%".rjust(width)
