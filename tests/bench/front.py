"""What stands in front: everything that is measured through the edge.

overhead  the same requests direct, through HAProxy, and through HAProxy with TLS
crowd     one hot lottery at 200 connections and at 1,000, more than the server has threads
idle      what 5,000 idle TLS connections cost those who work
slow      how others fare beside slow clients
overload  three times what can be served"""

import contextlib
import crowds
import edge
import load
import offered
import overload
import rounds
import verify
from front_report import CROWDS, DOORS
from work import WORKS

PARTS = ("overhead", "crowd", "idle", "slow", "overload")
OVERHEAD_WORKS = ("me_points", "lottery_draw")
CROWD_WORK = "lottery_draw"
IDLE_WORK = "me_points"  # the cheapest: here it would show most
SLOW_WORK = "mix"


class Door(rounds.Visitor):
    """A way to our server. What is in front of it counts as its own."""

    def __init__(self, name, url, stage, servers):
        super().__init__(servers[0], stage, name)
        self.url, self.servers = url, servers

    def run(self, work, connections, seconds):
        return load.wrk(self.url, self.stage.tokens, work, connections, seconds)

    def cpu_seconds(self):
        return sum(server.cpu_seconds() for server in self.servers)

    def peak_memory_mb(self):
        return sum(server.peak_memory_kb() for server in self.servers) / 1024


class CrowdedDoor(Door):
    """Some are told to come again."""

    def run(self, work, connections, seconds):
        return load.wrk(self.url, self.stage.tokens, work, connections, seconds, may_refuse=True)


class Front:
    """The parts that were asked for. bench gives databases and servers, and takes complaints."""

    def __init__(self, bench, arrivals, say):
        self.bench, self.options, self.arrivals, self.say = bench, bench.options, arrivals, say
        self.stages, self.generators = {}, {}
        self.found = {part: [] for part in PARTS}

    def stage(self, work):
        if work.writes not in self.stages:
            self.stages[work.writes] = self.bench.stage(self.options.members, work.writes)
            self.stages[work.writes].warm()
        return self.stages[work.writes]

    def generator(self, work):
        """One for each work: its keys go on from run to run."""
        if work.name not in self.generators:
            self.generators[work.name] = offered.Generator(
                self.arrivals, self.bench.state, self.stage(work).tokens, work)
        return self.generators[work.name]

    @contextlib.contextmanager
    def servers(self, stage):
        """Ours and the edge before it, started for these runs."""
        with contextlib.ExitStack() as running:
            ours = self.bench.ours()
            running.callback(ours.stop)
            ours.start(stage.url)
            front = edge.Edge(self.bench.state / "edge", ours)
            running.callback(front.stop)
            front.start()
            self.bench.versions["haproxy"] = front.version
            yield ours, front

    def overhead(self):
        options = self.options
        clock = rounds.Clock(len(OVERHEAD_WORKS) * options.rounds * len(rounds.CONNECTIONS)
                             * len(DOORS), options.seconds)
        for work in (WORKS[name] for name in OVERHEAD_WORKS):
            stage = self.stage(work)
            with self.servers(stage) as (ours, front):
                urls = (ours.base_url, front.base_url, front.tls_url)
                doors = [Door(name, url, stage, (ours, front)) for name, url in zip(DOORS, urls)]
                rounds.warm_up(doors, work)
                self.found["overhead"] += rounds.play(
                    work, doors, rounds.CONNECTIONS, options.rounds, options.seconds, clock)

    def crowd(self):
        work, options = WORKS[CROWD_WORK], self.options
        stage = self.stage(work)
        clock = rounds.Clock(options.rounds * len(CROWDS), options.seconds)
        with self.servers(stage) as (ours, front):
            doors = [CrowdedDoor("edge", front.base_url, stage, (ours, front))]
            rounds.warm_up(doors, work)
            self.found["crowd"] = rounds.play(work, doors, CROWDS, options.rounds, options.seconds, clock)

    def idle(self):
        work = WORKS[IDLE_WORK]
        stage = self.stage(work)
        self.say(f"{crowds.IDLE:,} idle TLS connections, {self.options.rounds} rounds")
        with self.servers(stage) as (_, front):
            load.wrk(front.tls_url, stage.tokens, work, crowds.ACTIVE, load.WARM_UP_S)
            self.found["idle"] = crowds.idle_rounds(
                front, stage, work, self.options.rounds, self.options.seconds)

    def slow(self):
        work = WORKS[SLOW_WORK]
        stage = self.stage(work)
        self.say(f"slow clients, {self.options.rounds} rounds of 2 × {crowds.SLOW_S} s")
        with self.servers(stage) as (_, front):
            self.generator(work).run(front.port, crowds.OTHERS, [(load.WARM_UP_S, 0)])
            self.found["slow"] = crowds.slow_rounds(
                front, stage, self.generator(work), self.options.rounds)

    def overload(self):
        for work in overload.WORKS_OFFERED:
            stage = self.stage(work)
            for number in range(self.options.rounds):
                for door in overload.CONNECTIONS:
                    self.say(f"overload: {work.name}, {door}, round {number + 1}")
                    with self.servers(stage) as (ours, front):
                        port = {"direct": ours, "edge": front}[door].port
                        self.found["overload"].append(overload.measure(
                            stage, self.generator(work), door, port, self.options.seconds))

    def run(self, parts):
        for part in PARTS:
            if part in parts:
                self.bench.guarded(part, getattr(self, part))
        if True in self.stages:
            self.say("checking all of the database that was written to")
            self.bench.wrong += [
                f"after all runs through the edge: {told}"
                for told in verify.violations_full(self.stages[True].url)]

    def wrong(self):
        """What speaks against single runs, as sentences."""
        return [f"{part}{', ' + run['work'] if 'work' in run else ''}: {told}"
                for part in PARTS for run in self.found[part] for told in run["wrong"]]

