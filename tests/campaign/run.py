"""One run by one seed: forty clients, faults in turn, then quiet, and a verdict."""
import collections
import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time

import bank
import checks
import events
import harm
import phones
import record
from citizens import Citizen
from harness import server as servers
from harness.history import PASSING
from harness.stage import Play
from link import Link
from world import World

HERE = os.path.dirname(os.path.abspath(__file__))
CITIZENS, WORKERS, CLIENTS = 4, 3, 12  # clients: of each worker
LIVENESS_S = 45  # until everybody is served again; generous, for the machine is busy
CALM_S = 1.5
QUIET_S = 240
EVERYTHING = 100_000  # operations of which no kind may be missing


class Worker:
    """A process with some of the clients."""

    def __init__(self, path, names):
        self.process = subprocess.Popen([sys.executable, os.path.join(HERE, "worker.py"), path, *names],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.count, self.left = 0, None
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            name, _, number = line.partition(" ")
            setattr(self, name, int(number))

    def stop(self):
        with contextlib.suppress(OSError):
            self.process.stdin.write("stop\n")
            self.process.stdin.flush()

    def end(self):
        """Whether it ended well, with nothing left in doubt."""
        try:
            return self.process.wait(180) == 0 and (self._reader.join(10) or self.left == 0)
        finally:
            self.process.kill()


class Run:
    """folder: where the history goes; operations: when it may end; count: of faults."""

    def __init__(self, stage, seed, folder, operations, count, say=print):  # pylint: disable=R0913,R0917
        self.stage, self.cluster, self.seed = stage, stage.cluster, seed
        self.operations, self.folder, self.say = operations, folder, say
        self.rng = random.Random(f"{seed} faults")
        self.faults = harm.chosen(self.rng, count)
        self.wrong = collections.defaultdict(list)
        self.citizens = []
        self._lock = threading.Lock()
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        open(os.path.join(folder, "pool"), "w", encoding="utf-8").close()
        gateway = stage.gateway.gateway
        gateway.heal()
        gateway.payments.clear()  # those of earlier runs
        gateway.refunds.clear()
        self.scene = Play(stage)
        self.database = self.scene.database
        self.link = Link(stage.cluster.socket, seed)
        settings = servers.beside(self.scene.settings, LGH_DATABASE_URL=self.scene.url.split("?")[0]
                                  + f"?host={self.link.host}&port={self.link.port}")
        self.servers = [self.scene.server, servers.Server(settings).wait_until_ready()]
        self.began = self.database.value("SELECT clock_timestamp()")
        self.world_path = World(self.scene, seed, folder, [one.port for one in self.servers]).write()
        with open(self.world_path, encoding="utf-8") as file:
            self.world = json.load(file)
        self.probe = None

    def share(self, line):
        """A request that others may ask, too."""
        with self._lock, open(os.path.join(self.folder, "pool"), "a", encoding="utf-8") as file:
            file.write(line + "\n")

    def restart(self, number):
        old = self.servers[number]
        old.kill()
        self.servers[number] = servers.Server(old.settings).wait_until_ready()
        if number == 0:
            self.scene.server = self.servers[0]

    def count(self):
        return sum(one.count for one in self.workers) + sum(one.recorder.count for one in self.citizens)

    def unasked(self):
        """The operations of which a whole run may miss none, and that no citizen has asked yet."""
        if self.operations < EVERYTHING:
            return set()
        return set(self.stage.contract.operations).difference(*(one.recorder.asked for one in self.citizens))

    def live(self, seconds):
        """The run itself; seconds: the longest that it may go on after the faults."""
        names = [f"client{number:02}" for number in range(WORKERS * CLIENTS)]
        self.workers = [Worker(self.world_path, names[index::WORKERS]) for index in range(WORKERS)]
        self.citizens = [Citizen(self, number, CITIZENS) for number in range(CITIZENS)]
        self.phones = phones.Phones(self.stage.gateway.gateway, self.seed)
        self.bank = bank.Bank(self.scene.url, [one["id"] for one in self.world["members"]], self.seed)
        self.helpers = [*self.citizens, self.phones, self.bank]
        for helper in self.helpers:
            helper.start()
        started = time.monotonic()
        for name in self.faults:
            time.sleep(CALM_S)
            self._harm(name)
        until, memory = time.monotonic() + seconds, self._memory()
        while time.monotonic() < until and (self.count() < self.operations or self.unasked()):
            time.sleep(0.5)
        self.memory = [memory, self._memory()]
        self.seconds = time.monotonic() - started
        self._end()

    def _memory(self):
        """Operations so far, and resident MiB of both processes."""
        pages = []
        for server in self.servers:
            with open(f"/proc/{server.pid}/statm", encoding="ascii") as file:
                pages.append(int(file.read().split()[1]))
        return self.count(), [round(one * os.sysconf("SC_PAGE_SIZE") / 2**20, 1) for one in pages]

    def _harm(self, name):
        before = self.count()
        pids = [one.pid for one in self.servers]
        harm.FAULTS[name](self)
        if name not in ("F7", "F25") and [one.pid for one in self.servers] != pids or not all(
                one.is_alive() for one in self.servers):
            self.wrong["process"].append(f"{name}: a process died")
        healed = time.monotonic()
        for number, server in enumerate(self.servers):
            self._recover(name, number, server, healed)
        self.say(f"seed {self.seed}: {name} {harm.FAULTS[name].__name__}, {self.count() - before} operations,"
                 f" all is well after {time.monotonic() - healed:.1f} s")

    def _recover(self, name, number, server, healed):
        """Reads and writes are served again by this process."""
        client = self.scene.client.__class__(self.stage.contract, server.host, server.port, server.operator_port)
        member = self.scene.city.forge.token(self.world["members"][number]["id"], "member")
        lottery = {"lottery_id": self.world["lotteries"][0]}
        try:
            for ask in (lambda: client.call("me_points", token=member),
                        lambda: client.call("lottery_draw", {}, path=lottery, token=member)):
                while True:
                    with contextlib.suppress(OSError, servers.subprocess.SubprocessError):
                        answer = ask()
                        if answer.status in (200, 201):
                            break
                        if answer.code not in PASSING:
                            self.wrong["liveness"].append(f"{name}: {answer}")
                            return
                    if time.monotonic() - healed > LIVENESS_S:
                        self.wrong["liveness"].append(f"{name}: process {number} serves nobody")
                        return
                    time.sleep(0.05)
        finally:
            client.close()

    def _end(self):
        for worker in self.workers:
            worker.stop()
        for citizen in self.citizens:
            citizen.ended.set()
        if not all([worker.end() for worker in self.workers]):
            self.wrong["settle"].append(f"left in doubt: {[worker.left for worker in self.workers]}")
        for helper in self.helpers:
            helper.end()

    def quiet(self):
        """What is under way comes to its end: nothing may be left half done."""
        until = time.monotonic() + QUIET_S
        while True:
            try:
                self.scene.city.settle()
                if not self.database.value("SELECT count(*) FROM outbox"):
                    return
            except AssertionError:
                pass
            if time.monotonic() > until:
                self.wrong["quiet"].append(str(self.database.rows(
                    "SELECT kind, count(*), max(tries) FROM gateway_tasks GROUP BY 1 UNION ALL"
                    " SELECT 'outbox', count(*), max(tries) FROM outbox")))
                return
            time.sleep(0.2)

    def verdict(self):
        """What was wrong, by check; and what there was."""
        lines = list(record.read(self.folder))
        facts = checks.Facts(lines, self.database, self.began)
        self.wrong.update(checks.judge(facts, self.stage.gateway.gateway, self.scene.city.receiver,
                                       self.world["shops"]))
        broken = [str(row) for row in self.database.violations()]
        for name, found in (("invariants", broken[:20]), ("bank", self.bank.wrong[:5]),
                            ("contract", [said for one in self.citizens for said in one.wrong][:10]),
                            ("sanitizer", [line for one in self.servers for line in one.reports()][:10])):
            if found:
                self.wrong[name] += found
        said = events.tally(lines)
        never = events.missing(said, self.phones.did, self.faults)
        reached = set().union(*(one.reached for one in self.citizens))
        never += [f"{name} was never asked" for name in sorted(self.unasked())]
        if never:
            self.wrong["must happen"] += never
        return {
            "seed": self.seed, "operations": len(lines), "seconds": round(self.seconds, 1),
            "faults": self.faults, "wrong": dict(self.wrong), "bank_looks": self.bank.looks,
            "memory": self.memory,  # after the faults and at the end
            "kinds_asked": len({line["op"] for line in lines}), "kinds_done": len(reached),
            "outcomes": dict(collections.Counter(line["outcome"] for line in lines)),
            "said": {key: number for key, number in said.most_common() if isinstance(key, str) and number},
            "phones": dict(self.phones.did)}

    def close(self):
        for worker in getattr(self, "workers", []):
            worker.process.kill()
        twin = self.servers[1]
        try:
            if twin.is_alive() and twin.stop() != 0:
                self.wrong["process"].append("the second process did not end well")
        finally:
            twin.kill()
            self.link.close()
            if not self.cluster.is_running():
                self.cluster.start()
            self.scene.close()


def run(stage, seed, folder, operations, count, seconds, say=print):  # pylint: disable=R0913,R0917
    """The result of a run; its history stays in the folder when anything was wrong."""
    made = Run(stage, seed, folder, operations, count, say)
    with contextlib.closing(made):
        made.live(seconds)
        made.quiet()
        result = made.verdict()
    if not result["wrong"]:
        shutil.rmtree(folder)
    return result
