"""Several who ask for the same two-person operation at the same moment."""
import threading
import uuid

from harness.database import Database

ASK = """SELECT s.verdict FROM core.second_person(
    %s, '{admin}', 'thing', 'thing_end', sha256(%s::text::bytea), NULL,
    (SELECT id FROM core.organisations WHERE code = '320706'), NULL, core.uuid7()) AS s"""


def staff(city, count):
    """Accounts that may administer Haizhou."""
    return [city.database.value(
        "WITH a AS (INSERT INTO admins (login) VALUES (%s) RETURNING id)"
        " INSERT INTO role_grants (admin_id, role, organisation_id) SELECT a.id, 'admin', o.id"
        " FROM a, organisations AS o WHERE o.code = '320706' RETURNING admin_id",
        f"s{uuid.uuid4().hex[:12]}") for _ in range(count)]


def at_once(database_url, admins, what):
    """Each asks on a connection of their own; the verdicts, sorted."""
    barrier, verdicts = threading.Barrier(len(admins)), []

    def ask(admin):
        owner = Database(database_url)
        barrier.wait()
        verdicts.append(owner.value(ASK, admin, what))
        owner.close()

    threads = [threading.Thread(target=ask, args=[admin]) for admin in admins]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(verdicts)


def test_two_second_persons_do_it_once(city, database_url):
    first, *others = staff(city, 3)
    for _ in range(20):
        what = str(uuid.uuid4())
        assert at_once(database_url, [first], what) == ["awaiting"]
        assert at_once(database_url, others, what) == ["awaiting", "granted"]


def test_many_at_once_do_it_in_pairs(city, database_url):
    """Nobody waits yet: of each two, one is the first and one the second."""
    admins = staff(city, 6)
    for _ in range(20):
        verdicts = at_once(database_url, admins, str(uuid.uuid4()))
        assert verdicts == ["awaiting"] * 3 + ["granted"] * 3


def test_one_person_many_times_is_one(city, database_url):
    first = staff(city, 1)
    assert at_once(database_url, first * 6, str(uuid.uuid4())) == ["awaiting"] * 6
