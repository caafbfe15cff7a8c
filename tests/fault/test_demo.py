"""The demo city's people: their papers are made up, sealed, and stay as they are."""
from datetime import datetime

from harness import identifiers
from harness import server as servers
from harness.database import Database

NUMBERS = (10000001, 10000777, 10002000)
FIELDS = ("real_name", "id_number", "phone")
MADE_UP = "320799"  # a district that does not exist


def revealed(scene, token, number):
    """The member's id, what lists show of them, and what they are called in clear."""
    member_id, *masks = scene.database.row(
        "SELECT m.id, p.real_name_masked, p.id_number_masked, m.phone_masked FROM members m"
        " JOIN people p ON p.id = m.person_id WHERE m.member_no = %s", number)
    told = scene.client.call("admin_member_reveal", {"fields": list(FIELDS), "reason": "演示"},
                             path={"member_id": member_id}, token=token).must(200).json()
    return str(member_id), masks, [told[field] for field in FIELDS]


def test_demo_city_has_papers(play):
    """Of every member in clear what the masks say of them, and found by it."""
    scene = play()
    admin = scene.city.admin()
    for number in NUMBERS:
        member_id, (name, id_number, phone), clear = revealed(scene, admin, number)
        assert clear[0].startswith(name.rstrip("*")) and "*" not in clear[0]
        assert clear[1] == identifiers.id_number(
            MADE_UP, datetime.strptime(clear[1][6:14], "%Y%m%d"), number % 1000)
        assert id_number == f"{clear[1][:4]}**********{clear[1][-4:]}"
        assert clear[2] == f"{phone[:3]}{number % 10000:04}{phone[-4:]}"
        for field, value in zip(FIELDS, clear):
            found = scene.client.call("admin_member_search", {field: value, "limit": 100},
                                      token=admin).must(200).json()
            assert member_id in [item["id"] for item in found["items"]], field
    assert scene.database.row(
        "SELECT count(*), count(p.real_name_sealed), count(DISTINCT p.id_number_index),"
        " count(DISTINCT m.phone_index) FROM members m JOIN people p ON p.id = m.person_id"
        " WHERE m.member_no BETWEEN %s AND %s", NUMBERS[0], NUMBERS[-1]) == (2000,) * 4
    assert scene.database.value("SELECT count(*) FROM people WHERE id_number_sealed IS NULL") == 0


def test_demo_gives_papers_to_who_has_none(stage):
    """As in a city that an older program loaded. Nobody else's change, whatever the keys are now."""
    url = stage.fresh()
    owner = Database(url)
    bare = owner.value("SELECT person_id FROM members WHERE member_no = %s", NUMBERS[1])
    others = "SELECT md5(string_agg(p::text, '' ORDER BY p.id)) FROM people p WHERE p.id <> %s"
    before = owner.value(others, bare)
    owner.execute("UPDATE people SET real_name_masked = '何**', real_name_sealed = NULL,"
                  " real_name_index = NULL, id_number_masked = NULL, id_number_sealed = NULL,"
                  " id_number_index = NULL WHERE id = %s", bare)
    phone = owner.value("SELECT phone_sealed FROM members WHERE member_no = %s", NUMBERS[1])
    digests = []
    for _ in range(2):
        done = servers.command("demo", stage.settings(url))
        assert done.returncode == 0, done.stdout + done.stderr
        digests.append(owner.digest())
    assert digests[0] == digests[1]
    assert owner.value(others, bare) == before
    name, number = owner.row("SELECT real_name_masked, id_number_masked FROM people WHERE id = %s"
                             " AND num_nulls(real_name_sealed, id_number_sealed) = 0", bare)
    assert name == "何*" and number.startswith(MADE_UP[:4])
    assert owner.value("SELECT phone_sealed FROM members WHERE member_no = %s", NUMBERS[1]) == phone
    owner.close()
