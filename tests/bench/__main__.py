"""./dev bench: our server beside Fastify, pgbench and nginx, on the same data and in the same run.

deploy/dev/bench.sh starts PostgreSQL, builds the program and gives LGH_BENCH_CLUSTER_URL (database
postgres of the private cluster), LGH_BENCH_BINARY, LGH_BENCH_ARRIVALS (the load generator), LGH_BENCH_STATE (a folder) and the keys. Exit
status 1: a run was wrong, by its answers or by what it left in the database.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path

import psycopg2

import dataset
import fairness
import front
import front_report
import growth
import imports
import load
import machine
import membership
import memory
import peers
import report
import rounds
import rush
import search
import settlement
import station_list
import stations
import verify
from work import TOKENS_MAX, WORKS

# Each has run(bench, say), which tells what was found and what was "wrong", table(found) and the TASK in words.
PARTS_ALONE = {"import": imports, "rush": rush, "fairness": fairness, "search": search,
               "settlement": settlement, "stations-import": station_list, "stations": stations, "memory": memory}
PARTS = (*WORKS, "growth", "membership", "edge", *front.PARTS, *PARTS_ALONE, "data")
FULL = {"members": 1_000_000, "rounds": 3, "seconds": 4}
QUICK = {"members": 100_000, "rounds": 1, "seconds": 2}
WRONG_SHOWN = 20
BYTES_A_MEMBER = 3500  # tables and indexes
BYTES_SPARE = 3_000_000_000  # for the log that writing makes
AFTERWARDS = "the database was wrong after all runs"


def say(text):
    print(f"==> {text}", flush=True)


def positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def readable(text):
    """The result of an earlier run."""
    try:
        earlier = json.loads(Path(text).read_text(encoding="utf-8"))
        earlier["figures"], earlier["machine"], earlier["setting"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise argparse.ArgumentTypeError(f"{text} is no result of ./dev bench ({error})") from None
    return earlier


def arguments(words):
    parser = argparse.ArgumentParser(
        prog="./dev bench", description="Our server beside Fastify, pgbench and nginx.",
        epilog=f"Without a part: {' '.join(WORKS)}. growth loads a set five times as large and is"
               " measured only when it is named; data only loads the usual set. membership is the"
               " staff's work on a hundredth of the members and on all of them. import is a list of"
               f" {imports.ROWS:,} members, and rush is {rush.DRAWS:,} draws and {rush.CLAIMS:,} claims at one"
               f" instant, fairness {fairness.TICKETS:,} tickets that are verified, settlement"
               f" {settlement.REDEMPTIONS:,} redemptions of a month, search"
               f" {search.PRODUCTS:,} products, stations {stations.SIZES[-1]:,} stations, stations-import a list of"
               f" {station_list.ROWS:,} stations, memory {memory.MANY:,} requests, also when they are named. edge is what"
               f" happens in front of the server, about ten minutes, when it is named: {' '.join(front.PARTS)}.")
    parser.add_argument("parts", nargs="*", metavar="part", help=" ".join(PARTS))
    parser.add_argument("--quick", action="store_true",
                        help="a tenth of the data, one short round: for trying, not for telling")
    parser.add_argument("--rounds", type=positive, metavar="N", help="3 unless quick")
    parser.add_argument("--seconds", type=positive, metavar="S", help="of one run: 4 unless quick")
    parser.add_argument("--members", type=positive, metavar="N", help="1000000 unless quick")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the result there too")
    parser.add_argument("--compare", type=readable, metavar="FILE",
                        help="show the change since that result")
    parser.add_argument("--check", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(words)
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        parser.error(f"there is no part '{unknown[0]}': {' '.join(PARTS)}")
    for name, value in (QUICK if options.quick else FULL).items():
        setattr(options, name, getattr(options, name) or value)
    options.parts = options.parts or list(WORKS)
    if "edge" in options.parts:
        options.parts += front.PARTS
    return options


class Bench:
    """One invocation: its environment, its databases and what it has found so far."""

    def __init__(self, options, environment):
        self.options = options
        self.environment = environment
        self.cluster_url = environment["LGH_BENCH_CLUSTER_URL"]
        self.binary = environment["LGH_BENCH_BINARY"]
        self.state = Path(environment["LGH_BENCH_STATE"])
        self.runs, self.growth_runs, self.tree_runs, self.wrong = [], [], [], []
        self.found = {}  # by PARTS_ALONE
        self.front = front.Front(self, environment["LGH_BENCH_ARRIVALS"], say)
        self.versions = {}  # of the peers that ran
        self.clock = None
        self.cleanup = contextlib.ExitStack()
        with contextlib.closing(psycopg2.connect(self.cluster_url)) as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::integer")
            self.postmaster = cursor.fetchone()[0]

    def loaded(self, members, recipe=dataset.BENEFITS):
        """The URL of the data set; loading it is a matter of minutes, once."""
        with contextlib.closing(psycopg2.connect(self.cluster_url)) as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", (recipe.database(members),))
            if not cursor.rowcount:
                self.need_disk(members, "the data")
        return dataset.ensure(self.cluster_url, self.binary, members, say, recipe)

    def need_disk(self, members, what):
        free = shutil.disk_usage(self.state).free
        need = members * BYTES_A_MEMBER + BYTES_SPARE
        if free < need:
            raise RuntimeError(f"{what} of {members:,} members needs {need / 1e9:.0f} GB of disk,"
                               f" and {free / 1e9:.0f} GB are free")

    def copied(self, members, recipe=dataset.BENEFITS):
        """The URL of a copy to write to, which the end of the bench removes."""
        name = f"{recipe.database(members)}_copy"
        self.cleanup.callback(dataset.drop, self.cluster_url, name)
        dataset.drop(self.cluster_url, name)
        self.need_disk(members, "a copy of the data")
        say(f"copying the data of {members:,} members for the runs that write")
        return dataset.copy(self.cluster_url, recipe.database(members), name)

    def stage(self, members, is_copy):
        """A database to read, or a copy of it to write to."""
        url = self.loaded(members)
        if is_copy:
            url = self.copied(members)
        tokens = Path(peers.tokens(
            self.environment["LGH_JWT_KEYS"], members, min(members, TOKENS_MAX)))
        return rounds.Stage(
            url, members, str(tokens.rename(f"{tokens}-{members}")), self.postmaster)

    def ours(self):
        return peers.Liangonghui(self.binary, self.environment)

    def peers(self):
        return (
            peers.Fastify(self.state / "fastify", self.environment["LGH_JWT_KEYS"]),
            peers.Nginx(self.state / "nginx"),
        )

    def works(self):
        return [WORKS[name] for name in WORKS if name in self.options.parts]

    def compare_works(self):
        """Every work, ours and the others in turn; reads first, on the data as it was loaded."""
        works = sorted(self.works(), key=lambda work: work.writes)
        runs = len(works) * self.options.rounds * len(rounds.CONNECTIONS) * 4
        stages = {}
        self.clock = rounds.Clock(runs, self.options.seconds)
        for work in works:
            if work.writes not in stages:
                stages[work.writes] = self.stage(self.options.members, work.writes)
                stages[work.writes].warm()
            self.guarded(work.name, self.compare_work, work, stages[work.writes])
        if True in stages:
            self.check_everything(stages[True], self.runs)

    def compare_work(self, work, stage):
        with contextlib.ExitStack() as running:
            visitors = []
            for server in (self.ours(), *self.peers()):
                running.callback(server.stop)
                server.start(stage.url)
                self.versions[server.name] = server.version
                visitors.append(rounds.Visitor(server, stage))
            ours, fastify, nginx = visitors
            load.statements_check(stage.url, work)
            rounds.same_work((ours, fastify), work)
            contestants = [ours, fastify, rounds.Pgbench(stage, self.state, work), nginx]
            rounds.warm_up(visitors, work)
            self.runs += rounds.play(work, contestants, rounds.CONNECTIONS, self.options.rounds,
                                     self.options.seconds, self.clock)

    def compare_sizes(self):
        """Every work of ours on three sizes of data. All of them if no other part is named."""
        works = self.works() or list(WORKS.values())
        sizes = growth.sizes(self.options.members)
        works.sort(key=lambda work: work.writes)
        self.clock = rounds.Clock(
            len(works) * self.options.rounds * len(sizes), self.options.seconds)
        stages = {}
        for work in works:
            if (sizes[0], work.writes) not in stages:
                for size in sizes:
                    stages[size, work.writes] = self.stage(size, work.writes)
                for size in reversed(sizes):  # the largest first: it would push out the others
                    stages[size, work.writes].warm()
            self.guarded(f"{work.name} (growth)", self.grow_work, work,
                         [stages[size, work.writes] for size in sizes])
        for (_, is_copy), stage in stages.items():
            if is_copy:
                self.check_everything(stage, self.growth_runs)

    def grow_work(self, work, stages):
        with contextlib.ExitStack() as running:
            visitors = []
            for stage in stages:
                server = self.ours()
                running.callback(server.stop)
                server.start(stage.url)
                visitors.append(rounds.Visitor(server, stage, growth.label(stage.members)))
            self.growth_runs += growth.grow(
                work, visitors, self.options.rounds, self.options.seconds, self.clock)

    def measure(self, part):
        self.found[part] = PARTS_ALONE[part].run(self, say)
        self.wrong += [f"{part}: {told}" for told in self.found[part]["wrong"]]

    def compare_trees(self):
        """The staff's work on a small and a large tree of unions."""
        tokens = peers.token_file(self.environment["LGH_JWT_KEYS"], "tokens-staff", "admin",
                                  map(dataset.admin_id, range(membership.ADMINS)))
        with contextlib.ExitStack() as running:
            stages = []
            for size in membership.sizes(self.options.members):
                self.loaded(size, dataset.UNION)
                server = self.ours()
                running.callback(server.stop)
                url = self.copied(size, dataset.UNION)
                server.start(url)
                stages.append(membership.Stage(size, url, server, tokens,
                                               membership.papers(self.state, size)))
                rounds.Stage(url, size, tokens, self.postmaster).warm()
            works = membership.WORKS.values()
            self.clock = rounds.Clock(
                len(works) * self.options.rounds * len(stages), self.options.seconds)
            for work in works:
                self.tree_runs += membership.play(
                    work, stages, self.options.rounds, self.options.seconds, self.clock)

    def guarded(self, name, measure, *given):
        """One work that cannot be measured must not hide the others."""
        try:
            measure(*given)
        except (load.LoadError, peers.PeerError) as error:
            told = f"{name}: {' '.join(str(error).split())}"
            self.wrong.append(told)
            say(f"FAILED: {told}")

    def check_everything(self, stage, runs):
        """The schema's own checks of all that these runs have left; none has a figure otherwise."""
        say(f"checking all of the written database of {stage.members:,} members")
        found = verify.violations_full(stage.url)
        self.wrong += [f"after all runs, {stage.members:,} members: {told}" for told in found]
        for run in runs:
            if found and WORKS[run["work"]].writes and run["who"] != peers.Nginx.name:
                run["wrong"] = run["wrong"] or [AFTERWARDS]

    def result(self):
        """What stands in the JSON file."""
        names = ("members", "rounds", "seconds")
        result = {
            "format": 1,
            "machine": machine.facts(self.cluster_url, self.binary, self.versions),
            "setting": {name: getattr(self.options, name) for name in names},
            "figures": report.figures_of(self.runs),
            "runs": self.runs,
            "growth": growth.figures_of(self.growth_runs),
            "growth_runs": self.growth_runs,
            "membership": membership.figures_of(self.tree_runs),
            "membership_runs": self.tree_runs,
            "edge": front_report.figures_of(self.front.found),
            "edge_runs": self.front.found,
            **{part: self.found.get(part) for part in PARTS_ALONE},
            "wrong": [
                f"{run['work']}, {run['who']}, {run['connections']} connections, round"
                f" {run['round']}: {told}"
                for run in self.runs + self.growth_runs + self.tree_runs for told in run["wrong"]
                if told != AFTERWARDS
            ] + self.front.wrong() + self.wrong,
        }
        targets = report.targets_of(result) + front_report.targets_of(result["edge"])
        return {**result, "targets": targets}

    def run(self):
        options = self.options
        with self.cleanup:
            if set(options.parts) & set(WORKS):
                peers.prepare(self.state, say)
                self.compare_works()
            if "growth" in options.parts:
                self.compare_sizes()
            if "membership" in options.parts:
                self.compare_trees()
            self.front.run(options.parts)
            for part, module in PARTS_ALONE.items():
                if part in options.parts:
                    say(module.TASK)
                    self.guarded(part, self.measure, part)
            if "data" in options.parts:
                self.loaded(options.members)
                say(f"the data of {options.members:,} members is there")
        return self.result()


def save(result, state, wanted):
    """Every result is kept; wanted is one more file or None."""
    text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    folder = state / "results"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / time.strftime("%Y%m%d-%H%M%S.json")
    for path in filter(None, (kept, wanted)):
        path.write_text(text, encoding="utf-8")
    say(f"the result is in {os.path.relpath(kept)}")


def show(result, earlier):
    print("\n" + report.tables(result))
    if result["growth"]:
        print("\n" + growth.table(result["growth"], result["setting"]["members"]))
    if result["membership"]:
        print("\n" + membership.table(result["membership"], result["setting"]["members"]))
    if front_report.table(result["edge"]):
        print("\n" + front_report.table(result["edge"]))
    for part, module in PARTS_ALONE.items():
        if result[part] and not result[part]["wrong"]:
            print("\n" + module.table(result[part]))
    if result["targets"]:
        print("\n" + report.target_table(result["targets"]))
    if earlier:
        print("\n" + report.comparison(result, earlier))
    if result["wrong"]:
        print(f"\nWrong, so without figures ({len(result['wrong'])}):")
        for told in result["wrong"][:WRONG_SHOWN]:
            print(f"  {told}")
    print(flush=True)


def interrupted(_number, _frame):
    raise KeyboardInterrupt


def main(words):
    options = arguments(words)
    if options.check:
        return 0
    signal.signal(signal.SIGTERM, interrupted)
    try:
        bench = Bench(options, dict(os.environ))
        result = bench.run()
    except KeyboardInterrupt:
        return 130
    except (peers.PeerError, load.LoadError, RuntimeError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    if bench.runs or bench.growth_runs or bench.tree_runs or any(bench.front.found.values()) \
            or bench.found or bench.wrong:
        show(result, options.compare)
        save(result, bench.state, options.json)
    return 1 if result["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
