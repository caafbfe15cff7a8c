"""Fixtures of the fault tests: nothing that they break is shared with the other tests."""
import contextlib

import pytest
from harness.backend import Backend
from harness.edge import Edge
from harness.stage import Play, Stage


@pytest.fixture(scope="session")
def stage(contract):
    """A PostgreSQL of its own."""
    made = Stage(contract)
    yield made
    made.close()


@pytest.fixture
def play(stage):
    """Starts servers on fresh databases; all of them end with the test."""
    with contextlib.ExitStack() as opened:
        def start(**changes):
            made = Play(stage, **changes)
            opened.callback(made.close)
            return made
        yield start
        if not stage.cluster.is_running():
            stage.cluster.start()


@pytest.fixture
def front():
    """Starts an edge before a backend; both end with the test."""
    opened = []

    def start(*backends, **changes):
        backends = backends or (Backend(),)
        edge = Edge(*backends, **changes)
        opened.extend((*backends, edge))
        return (edge.wait_until_ready(), *backends)
    yield start
    for one in reversed(opened):
        if isinstance(one, Edge):
            one.kill()
        else:
            one.close()
