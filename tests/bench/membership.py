"""Membership: the staff's everyday work on a small and a large tree of unions, and how much longer it
takes on the large one. Each round asks both in turn, so that what else the machine does hits both."""

import contextlib
from dataclasses import dataclass
from statistics import median

import psycopg2

import dataset
import load
import peers
from work import Work, alone

SHARE = 100  # the small set has one in so many of the large one's members
SMALLEST = 1000  # members, for which there is one town
CONNECTIONS = ADMINS = 8  # staff, not members: nobody rushes
PAPERS = 20_000  # ID numbers that are looked for
APPLICATIONS = 12_000  # that data/union_applications.sql makes
MOST = 1.3  # times as long on the large set
WARM_UP_S = 10  # of one go of warming up
WARM_UPS = 15
SETTLED = 1.03  # so much faster than the go before, or less: it gets no faster
WORKS = {work.name: work for work in (
    alone("admin_member_list", "a page of 20 members of a district, a town or an enterprise"),
    alone("admin_member_search", "a member by their ID number"),
    alone("admin_application_approve", "letting somebody join", writes=True))}


def sizes(members):
    return [max(SMALLEST, members // SHARE), members]


def label(members):
    return f"{members:,} members"


@dataclass
class Stage:
    """A data set with a server on it, and the city's administrators, who see all of it."""

    members: int
    url: str
    server: peers.Liangonghui
    tokens: str  # path
    papers: str  # path
    approved: int = 0  # applications so far
    last: int = 0  # the highest number among them

    def settings(self):
        """What tests/bench/requests.lua wants to know for these works."""
        organisations = self.members // 10
        return {"towns": organisations // 100, "bodies": self.papers, "first": self.last,
                "enterprises": organisations - organisations // 100 - 12}

    def count(self):
        """Looks how many were approved since the last look; LoadError if one of them did not join."""
        with contextlib.closing(psycopg2.connect(self.url)) as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT count(*), count(s.person_id), coalesce(max(right(a.id::text, 12)), '0')"
                           " FROM core.applications AS a LEFT JOIN core.memberships AS s"
                           " ON s.person_id = a.person_id AND s.organisation_id = a.target_id"
                           " AND upper_inf(s.span) WHERE a.state = 'approved'")
            approved, joined, last = cursor.fetchone()
        if approved != joined:
            raise load.LoadError(f"{approved} applications are approved, {joined} of them joined")
        fresh, self.approved, self.last = approved - self.approved, approved, int(last, 16)
        return fresh


def papers(folder, members):
    """A file with bodies that look for members, evenly spread, by the numbers of data/papers.sql."""
    path = folder / f"papers-{members}"
    count = min(PAPERS, members)
    with open(path, "w", encoding="ascii") as file:
        for nth in range(count):
            file.write('{"id_number":"%s"}\n' % dataset.id_number(1 + nth * members // count))
    return str(path)


def run(stage, work, seconds):
    """One run; "wrong" holds what speaks against it."""
    result = {"work": work.name, "who": label(stage.members), "connections": CONNECTIONS,
              "wrong": []}
    try:
        counts = load.wrk(stage.server.base_url, stage.tokens, work, CONNECTIONS, seconds,
                          stage.settings())
        load.idle(stage.url)
        if work.writes:
            done = stage.count()
            if not counts["requests"] <= done <= counts["requests"] + CONNECTIONS + 1:
                result["wrong"].append(f"{counts['requests']} approvals answered, {done} done")
    except (load.LoadError, peers.PeerError) as error:
        result["wrong"].append(str(error))
        return result
    return {**result, **{name: counts[name] for name in ("requests", "rate", "p50_ms", "p99_ms")}}


def warm_up(stage, work):
    """Until it gets no faster. A backend of PostgreSQL maps each page of the shared memory when it first
    looks at it, which takes a third of a millisecond on some virtual machines; the few connections of a
    server that runs for days have seen them all, and so should ours have."""
    if work.writes:  # there is only so much to decide
        run(stage, work, load.WARM_UP_S)
        return
    before = 0
    for _ in range(WARM_UPS):
        rate = run(stage, work, WARM_UP_S).get("rate", 0)
        if rate < before * SETTLED:
            break
        before = rate


def play(work, stages, rounds, seconds, clock):
    """All rounds of one work; what comes first in a round comes last in the next."""
    results = []
    for stage in stages:
        warm_up(stage, work)
    for number in range(rounds):
        clock.group(f"{work.name}, round {number + 1} of {rounds}")
        for stage in stages if number % 2 else reversed(stages):
            result = run(stage, work, seconds)
            results.append({**result, "round": number + 1})
            clock.run_done(result)
        clock.group_done()
    return results


def figures_of(runs):
    """For each work the requests/s on either set and the time on the large one relative to the small.
    None if a run was wrong."""
    found = []
    for name in WORKS:
        rates, is_right = {}, True
        for one in (one for one in runs if one["work"] == name):
            is_right = is_right and not one["wrong"]
            rates.setdefault(one["who"], []).append(one.get("rate"))
        if not rates:
            continue
        entry = {"work": name, "rates": {}, "ratio": None}
        if is_right:
            entry["rates"] = {who: median(values) for who, values in sorted(
                rates.items(), key=lambda pair: len(pair[0]))}
            small, large = entry["rates"].values()
            entry["ratio"] = small / large
        found.append(entry)
    return found


def table(entries, members):
    """Requests a second on either set, and the time of a request on the large one."""
    names = [label(size) for size in sizes(members)]
    lines = [f"Membership: requests/s at {CONNECTIONS} connections, organisations a tenth of the"
             " members", f"{'':28}" + "".join(f"{name:>20}" for name in names)
             + f"{'time':>8}   at most {MOST}"]
    for entry in entries:
        rates = "".join(f"{entry['rates'].get(name, 0):>20,.0f}" for name in names)
        ratio = "failed" if entry["ratio"] is None else f"× {entry['ratio']:.2f}"
        lines.append(f"  {entry['work']:26}{rates}{ratio:>8}")
    return "\n".join(lines)
