"""Fixtures of the fault tests: nothing that they break is shared with the other tests."""
import contextlib

import pytest
from harness.proxy import Proxy
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
        def start(through=None, **changes):
            made = Play(stage, through, **changes)
            opened.callback(made.close)
            return made
        yield start
        if not stage.cluster.is_running():
            stage.cluster.start()


@pytest.fixture
def link(stage):
    """A proxy in front of PostgreSQL, for servers that are started with through=link."""
    made = Proxy(stage.cluster.socket)
    yield made
    made.close()
