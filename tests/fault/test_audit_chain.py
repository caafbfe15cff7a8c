"""What becomes of the audit's chain: tampering by the database's owner, slow transactions, a restore."""
import os
import subprocess
import threading

import psycopg2
import pytest
from harness import server as servers
from harness.city import wait_until
from harness.cluster import Cluster
from harness.database import Database

WRITE = ("SELECT core.audit_write('system', NULL, 'orders_expire', NULL, 'order', core.uuid7(),"
         " '{\"status\": [\"pending_payment\", \"expired\"]}', NULL, NULL)"
         " FROM generate_series(1, %s)")
BROKEN = 3  # exit status


class Chain:
    """A database with an audit and nobody who seals by himself."""

    def __init__(self, stage, url):
        self.stage = stage
        self.url = url
        self.database = Database(url)

    def write(self, count=1):
        self.database.execute(WRITE, count)

    def seal(self, batch=1):
        self.database.execute("SELECT api.audit_seal(%s)", batch)

    def head(self):
        """NUMBER:HASH, as it is published."""
        return "{}:{}".format(*self.database.row(
            "SELECT number, encode(hash, 'hex') FROM audit_blocks ORDER BY number DESC LIMIT 1"))

    def verify(self, words=""):
        """(exit status, what was said last) of the command."""
        done = servers.command(f"audit verify {words}", self.stage.settings(self.url))
        assert done.returncode in (0, BROKEN), done.stdout + done.stderr
        return done.returncode, done.stdout.strip().splitlines()[-1]

    def tamper(self, sql):
        """As whoever owns the database and knows what stands in the way."""
        self.database.execute("ALTER TABLE audit_entries DISABLE TRIGGER ALL;"
                              "ALTER TABLE audit_blocks DISABLE TRIGGER ALL")
        self.database.execute(sql)


@pytest.fixture(scope="module")
def ledger(stage):
    """The database of all these tests."""
    made = Chain(stage, stage.fresh())
    yield made
    made.database.close()


@pytest.fixture
def chain(ledger):
    """Three blocks of 4, 1 and 2 entries, and nothing else."""
    ledger.tamper("TRUNCATE audit_unsealed, audit_entries, audit_blocks RESTART IDENTITY")
    ledger.database.execute("ALTER TABLE audit_entries ENABLE TRIGGER ALL;"
                            "ALTER TABLE audit_blocks ENABLE TRIGGER ALL")
    for count in (4, 1, 2):
        ledger.write(count)
        ledger.seal(count)
    return ledger


REHASH = ("UPDATE audit_blocks AS b SET hash = sha256(convert_to(core.audit_block_text(b), 'UTF8'))"
          " WHERE number = {}")
TAMPERINGS = {
    "an entry changed": ("UPDATE audit_entries SET changes = '{}' WHERE seq = 3",
                         "entry_changed, block 1, entry 3"),
    "an entry missing": ("DELETE FROM audit_entries WHERE seq = 5", "entry_missing, block 2, entry 5"),
    "an entry added": ("INSERT INTO audit_entries (actor_kind, action, object_kind)"
                       " VALUES ('system', 'x', 'y')", "entry_added, entry 8"),
    "a block changed": ("UPDATE audit_blocks SET sealed_at = sealed_at - interval '1 s'"
                        " WHERE number = 2", "block_changed, block 2"),
    "a block changed with its hash": (
        "UPDATE audit_blocks SET sealed_at = sealed_at - interval '1 s' WHERE number = 2;"
        + REHASH.format(2), "chain_broken, block 3"),
    "a block missing": ("DELETE FROM audit_blocks WHERE number = 2", "block_missing, block 2"),
    "the newest block missing": ("DELETE FROM audit_blocks WHERE number = 3", "entry_added, entry 6"),
    "an entry that nobody seals": (
        WRITE % 1 + "; UPDATE audit_entries SET at = at - interval '2 minutes' WHERE seq = 8",
        "entry_unsealed, entry 8"),
}


@pytest.mark.parametrize("label", TAMPERINGS)
def test_audit_verify_finds_tampering(chain, label):
    sql, fault = TAMPERINGS[label]
    chain.tamper(sql)
    assert chain.verify() == (BROKEN, f"BROKEN: {fault}")


def test_a_published_head_binds_the_owner(chain):
    """Who rewrites everything consistently leaves a whole chain, but not the one that was printed."""
    printed = chain.head()
    assert chain.verify(f"--head {printed}") == (0, "INTACT")
    chain.tamper("UPDATE audit_entries SET changes = '{}' WHERE seq = 6;"
                 "UPDATE audit_blocks AS b SET leaves = ARRAY(SELECT core.audit_leaf(e)"
                 " FROM audit_entries AS e WHERE b.seqs @> e.seq ORDER BY e.seq) WHERE number = 3;"
                 "UPDATE audit_blocks SET root = core.audit_root(leaves) WHERE number = 3;"
                 + REHASH.format(3))
    assert chain.verify() == (0, "INTACT")
    assert chain.verify(f"--head {printed}") == (
        BROKEN, "BROKEN: block 3 has not the hash that was published")
    chain.tamper("DELETE FROM audit_blocks WHERE number = 3; DELETE FROM audit_entries WHERE seq > 5")
    assert chain.verify() == (0, "INTACT")
    assert chain.verify(f"--head {printed}") == (BROKEN, "BROKEN: block 3 is missing")


def test_audit_verify_from_a_block(chain):
    """What lies before is left out, but for the link to it."""
    chain.tamper("UPDATE audit_entries SET changes = '{}' WHERE seq = 3")
    assert chain.verify("--from 2") == (0, "INTACT")
    assert chain.verify("--from 99") == (0, "INTACT")


def test_audit_verify_wants_its_words_right(chain):
    assert chain.verify("--from 1") == (0, "INTACT")
    for words in ("--from", "--from 0", "--from x", "--head 3", "--head 3:abc", "--until 3", "3",
                  "--from -1", "--head x:" + "0" * 64):
        done = servers.command(f"audit verify {words}", chain.stage.settings(chain.url))
        assert done.returncode == 1 and "usage" in done.stdout, words


def test_audit_verify_without_a_database(stage):
    done = servers.command("audit verify", stage.settings(stage.cluster.url("nowhere")))
    assert done.returncode == 1 and "nowhere" in done.stderr and not done.stdout


def test_a_slow_transactions_entries_are_not_passed_over(chain):
    """It took its seq before others, and commits after they were sealed."""
    slow = psycopg2.connect(chain.url)
    with slow.cursor() as cursor:
        cursor.execute("SET search_path = core")
        cursor.execute(WRITE, (2,))
        chain.write(3)
        chain.seal(100)
        assert chain.verify() == (0, "INTACT")
        slow.commit()
    slow.close()
    assert chain.verify() == (0, "INTACT")
    chain.seal(100)
    assert chain.verify() == (0, "INTACT")
    assert chain.database.rows("SELECT number, seqs::text FROM audit_blocks WHERE number > 3"
                               " ORDER BY number") == [(4, "{[10,13)}"), (5, "{[8,10)}")]


def test_many_sealers_and_writers_make_one_chain(chain):
    """Each entry is in exactly one block, and blocks have no gap."""
    def work(turn):
        mine = Database(chain.url)
        for _ in range(25):
            mine.execute(WRITE, turn % 3 + 1)
            mine.execute("SELECT api.audit_seal(3)")
        mine.close()
    threads = [threading.Thread(target=work, args=(turn,)) for turn in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while chain.database.value("SELECT count(*) FROM audit_unsealed"):
        chain.seal(1000)
    assert chain.verify() == (0, "INTACT")
    assert chain.database.row(
        "SELECT sum(cardinality(leaves)), max(number) - count(*) FROM audit_blocks") == (
            chain.database.value("SELECT count(*) FROM audit_entries"), 0)


def test_a_restored_chain_goes_on(chain):
    """In another cluster, where transaction ids begin anew, with entries that still wait."""
    chain.write(2)
    printed = chain.head()
    other = Cluster()
    try:
        dump = subprocess.run([os.path.join(other.bin, "pg_dump"), chain.url], capture_output=True,
                              check=True, timeout=60)
        subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c",
                        "CREATE ROLE liangonghui_app", other.url()], check=True, timeout=60)
        subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", other.url()],
                       input=dump.stdout, stdout=subprocess.DEVNULL, check=True, timeout=60)
        restored = Chain(chain.stage, other.url())
        assert restored.verify(f"--head {printed}") == (0, "INTACT")
        restored.write(1)
        restored.seal(100)
        assert restored.verify(f"--head {printed}") == (0, "INTACT")
        assert restored.database.value("SELECT seqs::text FROM audit_blocks WHERE number = 4") == (
            "{[8,11)}")
        restored.database.close()
    finally:
        other.remove()


def test_the_server_seals_and_goes_on_sealing(play):
    """Alone with its job, and with another server beside it."""
    scene = play()
    for _ in range(2):
        scene.database.execute(WRITE, 3)
        wait_until(lambda: scene.database.value("SELECT count(*) = 0 FROM audit_unsealed"))
    assert scene.database.value("SELECT fault FROM core.audit_check(1, 99999, 99999)") is None
