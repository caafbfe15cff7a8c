"""Many callers at the same moment."""
import threading
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


def race(city, twin, scenes, at_once=40):
    """What the works of each scene were told; so many scenes run at once. None is what a work without an answer
    was told."""
    told = []
    try:
        for start in range(0, len(scenes), at_once):
            part = scenes[start:start + at_once]
            answers = iter(together([patient(work) for scene in part for work in scene]))
            told += [[next(answers) for _ in scene] for scene in part]
    finally:
        city.client.close()
        twin.close()
    return told


def patient(work):
    """The same again while nothing was done, because somebody else held a row for too long."""
    def asking():
        answer = work()
        while answer is not None and answer.code in ("timeout", "overloaded"):
            answer = work()
        return answer
    return asking


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
