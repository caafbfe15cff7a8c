"""Fixtures of the fault tests: nothing that they break is shared with the other tests."""
import contextlib

import pytest
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
