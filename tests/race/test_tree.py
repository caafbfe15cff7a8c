"""The tree under several hands at once: every path stays true, and nobody is left in what is gone."""
import threading
import uuid

from harness.applicants import Applicant
from harness.city import wait_until
from harness.database import Database
from harness.requests.organisations import branch

ROUNDS = 15
MOVE = """SELECT m.outcome FROM api.organisation_move((SELECT id FROM core.admins WHERE login = 'lianyungang'),
    '{admin}', 'organisation', %s, %s, false, '移交', gen_random_uuid()::text, sha256('x'), core.uuid7()) AS m"""
CLOSE = """SELECT c.outcome FROM api.organisation_close((SELECT id FROM core.admins WHERE login = 'lianyungang'),
    '{admin}', 'organisation', %s, false, '撤销', gen_random_uuid()::text, sha256('x'), core.uuid7()) AS c"""
MERGE = """SELECT m.outcome FROM api.organisation_merge((SELECT id FROM core.admins WHERE login = 'lianyungang'),
    '{admin}', 'organisation', %s, %s, false, '合并', gen_random_uuid()::text, sha256('x'), core.uuid7()) AS m"""
APPROVE = """SELECT a.outcome FROM api.admin_application_approve((SELECT id FROM core.admins
    WHERE login = 'lianyungang'), '{admin}', 'application', %s, 1, NULL, gen_random_uuid()::text, sha256('x'),
    core.uuid7()) AS a"""
OPEN = "SELECT coalesce(o.refusal, 'ok') FROM core.organisation_open(%s, 'enterprise', '新的工会', NULL, NULL) AS o"
# What an approval does: hold the organisation, then begin the membership there.
JOIN = """SELECT CASE WHEN held IS NULL THEN 'refused'
                      ELSE (SELECT 'ok' FROM core.membership_begin(%s, held, 'application', NULL, NULL)) END
    FROM core.organisation_current(%s) AS held"""
UNTRUE = """SELECT o.code FROM core.organisations AS o LEFT JOIN core.organisations AS p ON p.id = o.parent_id
    WHERE o.path <> coalesce(p.path, '') || o.code || '/'"""

LOST = """SELECT o.code FROM core.organisations AS o JOIN core.organisations AS p ON p.id = o.parent_id
    WHERE o.status = 'active' AND p.status = 'dissolved'"""
WAITING = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
    AND wait_event_type = 'Lock' AND application_name = 'lgh-tests'"""


def at_once(database_url, *calls):
    """Each call on a connection of its own, released together; their answers in the order of the calls."""
    barrier, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def ask(at, call):
        owner = Database(database_url)
        owner.execute("SELECT 1")
        barrier.wait()
        answers[at] = owner.value(*call)
        owner.close()

    threads = [threading.Thread(target=ask, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def in_the_middle(city, database_url, first, *calls):
    """Begins each call while the one before it waits for what first has done; first is then committed.
    All answers."""
    answers = [None] * len(calls)

    def ask(at, call):
        owner = Database(database_url)
        answers[at] = owner.value(*call)
        owner.close()

    with city.database.transaction() as cursor:
        cursor.execute(first[0], first[1:])
        said = cursor.fetchone()[0]
        threads = []
        for number, each in enumerate(enumerate(calls), 1):
            threads.append(threading.Thread(target=ask, args=each))
            threads[-1].start()
            wait_until(lambda count=number: city.database.value(WAITING) == count)
        cursor.connection.commit()
    for thread in threads:
        thread.join()
    return [said, *answers]


def test_two_cannot_move_below_each_other(city, database_url):
    for _ in range(ROUNDS):
        a, b = branch(city), branch(city)
        for place in (a, b):
            for _ in range(3):
                branch(city, place)
        answers = at_once(database_url, (MOVE, a, b), (MOVE, b, a))
        assert sorted(answers) == ["ok", "organisation_cycle"]
        assert not city.database.rows(UNTRUE)


def test_a_ring_of_moves_leaves_one_out(city, database_url):
    for _ in range(ROUNDS):
        ring = [branch(city) for _ in range(4)]
        answers = at_once(database_url, *((MOVE, place, ring[at - 1]) for at, place in enumerate(ring)))
        assert sorted(answers) == ["ok"] * 3 + ["organisation_cycle"]
        assert not city.database.rows(UNTRUE)


def test_what_is_founded_meanwhile_moves_along(city, database_url):
    for _ in range(ROUNDS):
        place = branch(city)
        below = branch(city, place)
        answers = at_once(database_url, (MOVE, place, city.organisation("320707")), (OPEN, below), (OPEN, place))
        assert answers == ["ok", "ok", "ok"]
        assert not city.database.rows(UNTRUE)
        assert city.database.value("SELECT count(*) FROM organisations WHERE path LIKE %s",
                                   f"%/320707/{code(city, place)}/%") == 4


def code(city, place):
    return city.database.value("SELECT code FROM organisations WHERE id = %s", place)


def test_nobody_joins_what_is_being_closed(city, database_url):
    seen = set()
    for _ in range(ROUNDS):
        place = branch(city)
        person = city.database.value("INSERT INTO people (real_name_masked) VALUES ('试*') RETURNING id")
        answers = at_once(database_url, (CLOSE, place), (JOIN, person, place))
        seen.add(tuple(answers))
        assert tuple(answers) in {("ok", "refused"), ("organisation_not_empty", "ok")}
        assert not city.database.rows(
            "SELECT FROM memberships AS s JOIN organisations AS o ON o.id = s.organisation_id"
            " WHERE o.status = 'dissolved' AND upper_inf(s.span)")


def test_one_founded_below_what_is_being_closed(city, database_url):
    for _ in range(ROUNDS):
        place = branch(city)
        answers = at_once(database_url, (CLOSE, place), (OPEN, place))
        assert tuple(answers) in {("ok", "organisation_dissolved"), ("organisation_not_empty", "ok")}


def test_nothing_moves_below_what_is_being_closed(city, database_url):
    place = branch(city, level="town")
    assert in_the_middle(city, database_url, (CLOSE, place), (MOVE, branch(city), place)) == [
        "ok", "organisation_dissolved"]
    place = branch(city, level="town")
    assert in_the_middle(city, database_url, (MOVE, branch(city), place), (CLOSE, place)) == [
        "ok", "organisation_not_empty"]
    assert not city.database.rows(LOST)


def test_nothing_moves_below_what_is_being_merged(city, database_url):
    gone, kept = branch(city, level="town"), branch(city, level="town")
    assert in_the_middle(city, database_url, (MERGE, gone, kept), (MOVE, branch(city), gone)) == [
        "ok", "organisation_dissolved"]
    gone = branch(city, level="town")
    moved = branch(city)
    assert in_the_middle(city, database_url, (MOVE, moved, gone), (MERGE, gone, kept)) == ["ok", "ok"]
    assert str(city.database.value("SELECT parent_id FROM organisations WHERE id = %s", moved)) == kept
    assert not city.database.rows(LOST) and not city.database.rows(UNTRUE)


def test_an_approval_comes_before_the_move_that_it_would_meet(city, database_url):
    """A move changes the paths of applications after those of places, an approval looks at them the other
    way round: were they to meet, one of them would be cut off and begin anew."""
    place = branch(city)
    application_id = Applicant(city).apply(organisation_id=place).must(201).json()["id"]
    holding = ("SELECT state FROM applications WHERE id = %s FOR UPDATE", application_id)
    assert in_the_middle(city, database_url, holding, (APPROVE, application_id),
                         (MOVE, place, city.organisation("320707"))) == ["submitted", "ok", "ok"]


def test_a_credit_code_is_given_out_once(city, database_url):
    """Two found a union for the same enterprise at the same moment."""
    opening = ("SELECT coalesce(o.refusal, 'ok') FROM core.organisation_open(%s, 'enterprise', '同一家工会', NULL, %s)"
               " AS o")
    for _ in range(ROUNDS):
        own = "91320706MA" + uuid.uuid4().hex[:8].upper()
        own = own.translate(str.maketrans("IOSVZ", "12345"))
        parent = city.organisation("320706")
        assert sorted(at_once(database_url, (opening, parent, own), (opening, parent, own))) == [
            "credit_code_taken", "ok"]
