"""Two processes behind the edge: an update is felt by nobody, a death only by those under way."""
import http.client
import signal
import time

import pytest
from harness import server as servers
from harness.city import wait_until
from harness.client import Client
from harness.crowd import Load
from harness.edge import Edge
from harness.history import History

CLIENTS, RATE = 8, 200  # requests a second, of all clients together


class Plain(Client):
    """Tries nothing again: behind the edge no connection may be lost under a client."""

    def _exchange(self, connection, method, target, headers, body):
        connection.request(method, target, body=body, headers=headers)
        response = connection.getresponse()
        return response, response.read()


class House:
    """Two servers on one database, the edge before them, and steady work through it, by TLS."""

    def __init__(self, play, stage):
        self.scene = play(LGH_GRACE_MS="2000")
        self.servers = [self.scene.server, servers.Server(stage.settings(
            self.scene.url, LGH_GRACE_MS="2000")).wait_until_ready()]
        self.edge = Edge(*self.servers).wait_until_ready()
        wait_until(lambda: self.is_up(0) and self.is_up(1))
        self.client = Plain(stage.contract, self.edge.host, self.edge.port,
                            self.scene.server.operator_port, self.edge.context())
        self.history = History(self.scene, members=CLIENTS)
        self.reads = []  # (when it began, status or "cut off")

    def is_up(self, number):
        return self.edge.servers()[number]["status"].startswith("UP")

    def work(self):
        """A write or a read, and then a rest that keeps the rate."""
        began = time.monotonic()
        if int(began * 1000) % 2:
            self.history.any().ask(self.client)
        else:
            member = self.history.members[0]
            try:
                said = self.client.call("me_points", token=member.token).status
            except (OSError, http.client.HTTPException):
                said = "cut off"
            self.reads.append((began, said))
        time.sleep(max(0, CLIENTS / RATE - (time.monotonic() - began)))

    def load(self):
        return Load(self.work, CLIENTS)

    def stop(self, number):
        old = self.servers[number]
        assert old.stop(10) == 0 and not old.reports(), old.log_text()[-2000:]
        old.kill()

    def start(self, number):
        self.servers[number] = servers.Server(self.servers[number].settings).wait_until_ready()
        if number == 0:
            self.scene.server = self.servers[0]
        wait_until(lambda: self.is_up(number))

    def close(self):
        self.client.close()
        self.edge.kill()
        for server in self.servers:  # the next signal is the second, and spares us the grace
            if server.is_alive():
                server.process.send_signal(signal.SIGTERM)
        try:
            if self.servers[1].is_alive():
                assert self.servers[1].stop() == 0
        finally:
            self.servers[1].kill()


@pytest.fixture
def house(play, stage):
    made = House(play, stage)
    yield made
    made.close()


def test_rolling_restart_is_felt_by_nobody(house):
    """One after the other ends, is replaced and is taken in again: not one request fails."""
    with house.load() as load:
        time.sleep(1)
        for number in range(2):
            house.stop(number)
            house.start(number)
        time.sleep(0.5)
    assert not load.failures, load.failures[:3]
    assert {said for _, said in house.reads} == {200}
    assert set(house.history.said()) == {201}, house.history.said()
    assert len(house.reads) > 100 and len(house.history.writes) > 100
    house.history.check(house.client)


def test_death_of_one_is_felt_by_nobody(house):
    """SIGKILL: what was with it is a read or has a key, so the edge asks the other one."""
    with house.load() as load:
        time.sleep(0.7)
        house.servers[1].process.kill()
        house.servers[1].process.wait()
        time.sleep(1.5)
        house.servers[1].kill()
        house.start(1)
        time.sleep(0.5)
    assert not load.failures, load.failures[:3]
    assert {said for _, said in house.reads} == {200}
    # What the dead one sent PostgreSQL may still be under way when the other one is asked.
    assert set(house.history.said()) <= {201, "idempotency_in_progress"}, house.history.said()
    house.history.check(house.client)
