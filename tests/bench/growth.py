"""Growth: the same work of our server on data sets of three sizes, and how much longer it takes."""

from statistics import median

import load
from rounds import play, warm_up
from work import WORKS

CONNECTIONS = 32
FACTORS = (0.1, 1, 5)
# After a checkpoint the first change of each page goes whole into the log, and of a larger set each
# member stands on five pages of their own: nearly everybody has drawn before anything is measured.
WRITE_WARM_UP_S = 120


def sizes(members):
    return [int(members * factor) for factor in FACTORS]


def label(members):
    return f"{members:,} members"


def grow(work, visitors, rounds, seconds, clock):
    """The runs of one work at all sizes; visitors from the smallest to the largest data set."""
    warm_up(visitors, work, WRITE_WARM_UP_S if work.writes else load.WARM_UP_S)
    return play(work, visitors, (CONNECTIONS,), rounds, seconds, clock)


def figures_of(runs):
    """For each work the time a request takes at each size, relative to the smallest; worst is the
    largest of them. A work with a wrong run has none."""
    found = []
    for work in WORKS:
        rates, is_right = {}, True
        for run in (run for run in runs if run["work"] == work):
            is_right = is_right and not run["wrong"]
            rates.setdefault(run["who"], []).append(run.get("rate"))
        if not rates:
            continue
        entry = {"work": work, "rates": {}, "times": {}, "worst": None}
        if is_right:
            entry["rates"] = {who: median(values) for who, values in rates.items()}
            smallest = next(iter(entry["rates"].values()))
            entry["times"] = {who: smallest / rate for who, rate in entry["rates"].items()}
            entry["worst"] = max(entry["times"].values())
        found.append(entry)
    return found


def table(entries, members):
    """Requests a second and the relative time of each size."""
    names = [label(size) for size in sizes(members)]
    lines = [
        f"Growth: requests/s at {CONNECTIONS} connections, and their relative time",
        f"{'':18}" + "".join(f"{name:>26}" for name in names),
    ]
    for entry in entries:
        line = f"  {entry['work']:16}"
        for name in names:
            told = "-"
            if name in entry["rates"]:
                told = f"{entry['rates'][name]:,.0f}  × {entry['times'][name]:.2f}"
            line += f"{told:>26}"
        lines.append(line)
    return "\n".join(lines)
