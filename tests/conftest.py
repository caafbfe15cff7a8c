"""Fixtures of the API, race and fault tests: one database and one server for the whole run."""
import contextlib
import hashlib
import os
import secrets
import signal
import sys

import psycopg2
import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "api"), os.path.join(HERE, "sim")]
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY",
                      os.path.join(os.path.dirname(HERE), ".local", "hypothesis"))

# pylint: disable=wrong-import-position
from harness import canary as canaries  # noqa: E402
from harness import city as cities  # noqa: E402
from harness import gateway as gateways  # noqa: E402
from harness import mini_program  # noqa: E402
from harness import server as servers  # noqa: E402
from harness import matrix  # noqa: E402
from harness import tokens  # noqa: E402
from harness import webhooks  # noqa: E402
from harness.client import Client  # noqa: E402
from harness.cluster import Cluster  # noqa: E402
from harness import contract as contracts  # noqa: E402
from harness.database import Database  # noqa: E402
from harness.papers import Papers  # noqa: E402
from harness.shares import in_turn, taken  # noqa: E402

VIEWER = "/* stands for the viewer that /docs loads */\n" * 2000
deselected = []


@pytest.fixture(scope="session")
def contract(pytestconfig):
    pytestconfig.contract = contracts.load()
    return pytestconfig.contract


@pytest.fixture(scope="session")
def database_url():
    """LGH_TEST_DATABASE_URL, or else a private cluster for this run."""
    given = os.environ.get("LGH_TEST_DATABASE_URL")
    if given:
        yield given
        return
    cluster = Cluster()
    yield cluster.url()
    cluster.remove()


@pytest.fixture(scope="session")
def keys():
    return tokens.Keys()


@pytest.fixture(scope="session")
def wechat():
    """Stands for WeChat, for all tests together: whoever needs its bad days makes one alone."""
    stands = mini_program.wechat()
    yield stands
    stands.stop()


def data_key(url):
    """The same for every run on a database: what one has sealed, the next one's jobs must open."""
    with contextlib.closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier || current_database() FROM pg_control_system()")
        return tokens.encode(hashlib.sha256(cursor.fetchone()[0].encode()).digest())


@pytest.fixture(scope="session")
def post():
    """Receives the webhooks of all tests."""
    stands = webhooks.Post()
    yield stands
    stands.stop()


@pytest.fixture(scope="session")
def gateway():
    """Stands for WeChat Pay, likewise."""
    stands = gateways.gateway()
    yield stands
    stands.stop()


@pytest.fixture(scope="session")
def settings(database_url, keys, wechat, post, gateway, tmp_path_factory):  # pylint: disable=R0913,R0917
    """Of the server that most tests share, its database brought up to date."""
    docs = tmp_path_factory.mktemp("docs")
    (docs / "viewer.js").write_text(VIEWER, encoding="utf-8")
    made = servers.settings_for(database_url, keys, data_key(database_url),
                                tokens.encode(secrets.token_bytes(32)), LGH_DOCS_DIR=str(docs),
                                **mini_program.settings(wechat), **post.settings())
    made.update(gateways.settings(gateway, made["LGH_PORT"]))
    wechat.wechat.shipments.gateway = gateway.gateway
    for name in ("migrate", "demo"):
        done = servers.command(name, made)
        if done.returncode != 0:  # nothing else can be tested then: say it once, not 800 times
            pytest.exit(f"liangonghui {name}: {done.stdout[-1000:]}{done.stderr[-1000:]}", 1)
    return made


@pytest.fixture(scope="session")
def database(settings, database_url):
    """The owner's connection. After all tests the books must still be right."""
    owner = Database(database_url)
    yield owner
    found = owner.violations()
    owner.close()
    assert not found, f"invariants are broken after the run: {found[:20]}"


@pytest.fixture(scope="session")
def server(settings, database):
    """One process serves all tests; it must end as it was started, with a clean log."""
    running = servers.Server(settings)
    try:
        running.wait_until_ready()
        yield running
        assert running.is_alive(), f"the server died: {running.log_text()[-4000:]}"
        assert running.stop() == 0, f"exit status {running.process.returncode}"
        assert not running.reports(), "\n".join(running.reports()[:20])
        assert not running.errors(), running.errors()[:20]
    finally:
        running.kill()


@pytest.fixture(scope="session")
def client(contract, server, database, pytestconfig):
    """Asks the shared server; every answer is judged against openapi.yaml. What it sent of people must be
    nowhere in clear afterwards."""
    asking = Client(contract, server.host, server.port, server.operator_port)
    if pytestconfig.option.nice:  # its request may then wait longer than one is given
        asking.patience = 5
    yield asking
    leaks = canaries.leaks(asking.canary, database, {
        "log": server.log_text(), "metrics": asking.call("metrics").must(200).body.decode()})
    asking.close()
    assert not leaks, f"personal data in clear after the run: {sorted(set(leaks))[:20]}"


@pytest.fixture(scope="session")
def forge(client, keys):
    """Signs tokens like the server's own."""
    answer = client.call("auth_demo", {"member_no": "10000001"}).must(200)
    return tokens.Forge(keys, answer.json()["access_token"])


@pytest.fixture(scope="session")
def city(database, client, forge, settings, post, gateway):  # pylint: disable=R0913,R0917
    """Makes members, lotteries and products that belong to one test alone."""
    # The demo's seeds get sealed, and those of its past lotteries revealed, as soon as a server is there.
    cities.wait_until(lambda: database.value(
        "SELECT count(*) = 0 FROM lotteries WHERE revealed_at IS NULL AND published_at IS NOT NULL"
        " AND (seed IS NOT NULL OR closes_at < now()"
        "      AND (public_source IS NULL OR public_value IS NOT NULL))"))
    database.execute("SELECT api.stations_unconfirm(10000)")  # of the demo's, which no job then changes later
    return cities.City(database, client, forge, Papers(settings), post.receiver, gateway.gateway)


@pytest.fixture(scope="module")
def quiet(city):
    """For tests that compare digests: no order, of this run or of an earlier one, may expire."""
    city.settle()


@pytest.fixture(autouse=True)
def same_process(request):
    """The server that a test found alive is alive, and the same, after it."""
    if "client" not in request.fixturenames and "server" not in request.fixturenames:
        yield
        return
    running = request.getfixturevalue("server")
    pid = running.pid
    yield
    assert running.is_alive() and running.pid == pid, running.log_text()[-4000:]


def pytest_deselected(items):
    deselected.extend(items)


def pytest_addoption(parser):
    parser.addoption("--reached", metavar="FILE", help="keep for tests/reached.py what was reached; with"
                     " --share, in FILE-K")
    parser.addoption("--share", metavar="K/N", help="one of N parts of a folder's files")
    parser.addoption("--turn", metavar="K/N", default="1/1", help="with --share: of each N of its files, the K-th")
    parser.addoption("--nice", action="store_true", help="let others have the machine first")


def numbers_of(part):
    return map(int, part.split("/"))


def pytest_ignore_collect(collection_path, config):
    """Shares are of files: tests of one file have fixtures in common."""
    option, name, folder = config.option, collection_path.name, collection_path.parent.name
    if not name.startswith("test_") or not option.share:
        return None
    files = taken(folder, *numbers_of(option.share))
    return True if name not in in_turn(files, *numbers_of(option.turn)) else None


def pytest_configure(config):
    """Both signals end a run in good order, with its servers and clusters; in the background, too,
    where shells ignore the first, and all that we start would inherit that."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    if config.option.nice:
        os.nice(5)
        # Linux looks at sessions before processes: sched(7), autogroup. Not at somebody's terminal.
        if os.getsid(0) == os.getpid():
            with contextlib.suppress(OSError), open("/proc/self/autogroup", "w", encoding="ascii") as group:
                group.write("10")


def whole_files(session):
    """Folder and name of each file of the three folders of which every test ran."""
    if deselected or [argument for argument in session.config.args if "::" in argument]:
        return set()
    return {(item.path.parent.name, item.path.name) for item in session.items}


def pytest_sessionfinish(session, exitstatus):
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and deselected:
        session.exitstatus = pytest.ExitCode.OK  # what was chosen stands in another part of the suite
    seen = getattr(session.config, "contract", None)
    session.config.coverage_said = []
    if seen is None or session.config.option.collectonly:
        return
    option = session.config.option
    whole = whole_files(session)
    if option.reached:
        seen.keep(option.reached + (f"-{option.share.split('/')[0]}" if option.share else ""), whole)
    if not contracts.all_files() - whole:
        session.config.coverage_said = seen.judge()
    if session.config.coverage_said:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    seen = getattr(config, "contract", None)
    if seen is not None:
        terminalreporter.write_line(
            f"contract: {len(seen.reached & seen.declared())} of {len(seen.declared())} declared"
            " (operation, status) pairs were reached")
    if matrix.judged:
        terminalreporter.write_line(
            f"authorisation: {matrix.judged.total()} cells judged,"
            f" {matrix.judged['refused']} refused and {matrix.judged['allowed']} allowed callers")
    for sentence in getattr(config, "coverage_said", []):
        terminalreporter.write_line(f"contract: {sentence}", red=True)
