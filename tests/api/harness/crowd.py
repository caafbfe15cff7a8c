"""Many callers at the same moment."""
import threading
import time
from collections import Counter


def together(works):
    """Runs all works at once, released by one barrier; their results in order."""
    results = [None] * len(works)
    failures = []
    gate = threading.Barrier(len(works))

    def run(index):
        try:
            gate.wait(30)
            results[index] = works[index]()
        except BaseException as error:  # pylint: disable=broad-except
            failures.append(error)

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    if failures:
        raise failures[0]
    assert not any(thread.is_alive() for thread in threads), "a caller still waits"
    return results


class Volley:
    """Sends many requests at the same moment, each on a connection of its own, which are kept. One thread does
    it: dozens of them would spend their time waiting for each other."""

    def __init__(self):
        self._held = {}

    def _connection(self, client, number):
        held = self._held.setdefault(client, [])
        while len(held) <= number:
            held.append(client.connect())
            held[-1].connect()
        return held[number]

    def fire(self, asked):
        """The answers, in order."""
        count, connections = Counter(), []
        for one in asked:
            connections.append(self._connection(one.client, count[one.client]))
            count[one.client] += 1
        started = time.monotonic()
        for one, connection in zip(asked, connections):
            connection.request(one.method, one.target, body=one.body, headers=one.headers)
        answers = []
        for one, connection in zip(asked, connections):
            response = connection.getresponse()
            answers.append((one, response, response.read()))
        elapsed = time.monotonic() - started
        return [one.client.judged(one, response, body, elapsed) for one, response, body in answers]

    def fire_until_done(self, asked):
        """The same again while nothing was done, because somebody else held a row for too long."""
        answers = self.fire(asked)
        while again := [n for n, answer in enumerate(answers) if answer.code in ("timeout", "overloaded")]:
            for n, answer in zip(again, self.fire([asked[n] for n in again])):
                answers[n] = answer
        return answers

    def close(self):
        for held in self._held.values():
            for connection in held:
                connection.close()


def written_down(clients, works):
    """The requests that works would send: each is one call of one of these clients."""
    for client in clients:
        client.is_writing_down = True
    try:
        return [work() for work in works]
    finally:
        for client in clients:
            client.is_writing_down = False


def race(city, twin, scenes, at_once=None, jobs=()):
    """What the works of each scene were told, each of which sends one request; so many scenes at once, by default
    as many as 160 requests are. jobs: what others do meanwhile, each time."""
    volley, told, rest = Volley(), [], [written_down((city.client, twin), scene) for scene in scenes]
    at_once = at_once or max(160 // max(len(scene) for scene in rest), 1)
    try:
        while rest:
            part, rest = rest[:at_once], rest[at_once:]
            threads = [threading.Thread(target=job) for job in jobs]
            for thread in threads:
                thread.start()
            answers = iter(volley.fire_until_done([asked for scene in part for asked in scene]))
            told += [[next(answers) for _ in scene] for scene in part]
            for thread in threads:
                thread.join(60)
    finally:
        volley.close()
    return told


def codes(answers):
    """How often each code, or each status without one."""
    return Counter(answer.code or answer.status for answer in answers)


class Load:
    """Threads that repeat a work until told to stop; what they got is kept."""

    def __init__(self, work, threads):
        self.results = []
        self.failures = []
        self._ended = threading.Event()
        self._work = work
        self._threads = [threading.Thread(target=self._run) for _ in range(threads)]

    def _run(self):
        while not self._ended.is_set():
            try:
                self.results.append(self._work())
            except Exception as error:  # pylint: disable=broad-except
                self.failures.append(error)

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        for thread in self._threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in self._threads), "a caller still waits"
