"""A second process beside the shared server: what must hold, holds between processes too."""
import pytest
from harness import server as servers
from harness.client import Client


@pytest.fixture(scope="session")
def twin(contract, settings, server):
    """A client of another server on the same database; the two share nothing but PostgreSQL."""
    other = servers.Server(servers.beside(settings))
    try:
        other.wait_until_ready()
        asking = Client(contract, other.host, other.port, other.operator_port)
        yield asking
        asking.close()
        assert other.stop() == 0, f"exit status {other.process.returncode}"
        assert not other.reports(), "\n".join(other.reports()[:20])
        assert not other.errors(), other.errors()[:20]
    finally:
        other.kill()
