"""Members as the union's staff see them: the list of a subtree, and one member's file."""
import uuid

from harness import requests
from harness.requests.organisations import branch


def listed(city, login="lianyungang", limit=100, token=None, **query):
    """Every item, page by page."""
    items, cursor = [], None
    while True:
        page = city.client.call("admin_member_list", token=token or city.admin(login), query={
            "limit": limit, **query, **({"cursor": cursor} if cursor else {})}).must(200).json()
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return items


def end(city, member, reason="left"):
    city.database.execute("SELECT core.membership_end((SELECT person_id FROM members WHERE id = %s), %s)",
                          member.id, reason)


def begin(city, member, organisation_id):
    city.database.execute("SELECT core.membership_begin((SELECT person_id FROM members WHERE id = %s), %s,"
                          " 'transfer', NULL, NULL)", member.id, organisation_id)


def file_of(city, member, login="lianyungang"):
    return city.client.call("admin_member_get", path={"member_id": member.id}, token=city.admin(login))


def test_admin_member_list_walks_the_subtree(city):
    town = branch(city, level="town")
    places = [branch(city, town) for _ in range(3)]
    made = {m.id: place for place in places for m in city.members(4, organisation_id=place)}
    made.update({m.id: town for m in city.members(1, organisation_id=town)})
    whole = listed(city, "haizhou", organisation_id=town)
    assert {item["id"]: item["organisation"]["id"] for item in whole} == made
    paths = [city.database.value("SELECT path FROM organisations WHERE id = %s", item["organisation"]["id"])
             for item in whole]
    assert paths == sorted(paths)
    for limit in (1, 2, 3, 5, 13):
        assert listed(city, "haizhou", limit, organisation_id=town) == whole
    assert {(item["status"], item["left_at"], item["end_reason"]) for item in whole} == {("active", None, None)}


def test_admin_member_list_of_all_that_one_covers(city):
    """Without an organisation: exactly the members that the database says the caller covers."""
    for login in ("lianyungang", "haizhou"):
        covered = {str(row[0]) for row in city.database.rows(
            "SELECT m.id FROM members AS m JOIN admins AS a ON a.login = %s WHERE m.status <> 'closed'"
            " AND core.staff_covers_member(a.id, '{admin}', 'member', m.id)", login)}
        items = listed(city, login)
        assert len(items) == len(covered) and {item["id"] for item in items} == covered


def test_admin_member_list_of_several_offices(city):
    """Two offices, one within the other, and one without what is below it."""
    admin_id = city.database.value("INSERT INTO admins (login) VALUES (%s) RETURNING id",
                                   f"o{uuid.uuid4().hex[:12]}")
    wide, narrow = branch(city, level="town"), branch(city, "320707", level="town")
    inner = branch(city, wide)
    for place, below in ((wide, True), (inner, True), (narrow, False)):
        city.database.execute(
            "INSERT INTO role_grants (admin_id, role, organisation_id, includes_below) VALUES (%s, 'admin', %s, %s)",
            admin_id, place, below)
    seen = {city.member(organisation_id=place).id for place in (wide, inner, narrow)}
    city.member(organisation_id=branch(city, narrow))
    token = city.forge.token(admin_id, "admin")
    for limit in (1, 2, 100):
        items = listed(city, limit=limit, token=token)
        assert len(items) == 3 and {item["id"] for item in items} == seen
    assert len(listed(city, token=token, organisation_id=narrow)) == 1


def test_admin_member_list_by_status(city):
    place = branch(city)
    active, suspended, left = city.members(3, organisation_id=place)
    city.database.execute("UPDATE members SET status = 'suspended' WHERE id = %s", suspended.id)
    end(city, left, "retired")

    def ids(**query):
        return [item["id"] for item in listed(city, organisation_id=place, **query)]

    assert sorted(ids()) == sorted([active.id, suspended.id])
    assert ids(status="active") == [active.id]
    assert ids(status="suspended") == [suspended.id]
    assert ids(status="left") == [left.id]


def test_admin_member_list_left_means_out_of_sight(city):
    """Who went from one enterprise to another of the district has left it for the one next door only."""
    ours, beside, theirs = branch(city), branch(city), branch(city, "320707")
    within, out = city.members(2, organisation_id=ours)
    for member, place in ((within, beside), (out, theirs)):
        end(city, member, "transferred")
        begin(city, member, place)
    [item] = listed(city, "haizhou", organisation_id=ours, status="left")
    assert (item["id"], item["phone"], item["end_reason"]) == (out.id, None, "transferred")
    assert item["organisation"]["id"] == ours and item["left_at"]
    assert listed(city, "lianyungang", organisation_id=ours, status="left") == []


def test_admin_member_list_leaves_out_the_erased(city):
    place = branch(city)
    gone = city.member(organisation_id=place)
    end(city, gone, "erased")
    city.database.execute("UPDATE members SET status = 'closed' WHERE id = %s", gone.id)
    assert listed(city, organisation_id=place, status="left") == []
    file_of(city, gone).must(404, "member_not_found")


def test_admin_member_list_pages_past_empty_organisations(city):
    """A page walks along 1,000 organisations and ends short; the cursor goes on behind them."""
    town = branch(city, level="town")
    city.database.execute(
        "INSERT INTO organisations (code, name, level, parent_id) SELECT %s || n, '空的工会', 'enterprise', %s"
        " FROM generate_series(10000, 14999) AS n", f"Z-{uuid.uuid4().hex[:12].upper()}-", town)
    last = str(city.database.value("SELECT id FROM organisations WHERE parent_id = %s ORDER BY code DESC LIMIT 1",
                                   town))
    member = city.member(organisation_id=last)
    first = city.client.call("admin_member_list", query={"organisation_id": town},
                             token=city.admin()).must(200).json()
    assert first["items"] == [] and first["next_cursor"]
    assert [item["id"] for item in listed(city, organisation_id=town)] == [member.id]
    # Nothing refers to them, which PostgreSQL would look up for half a minute.
    city.database.execute("SET LOCAL session_replication_role = replica;"
                          " DELETE FROM organisations WHERE parent_id = %s AND id <> %s", town, last)


def test_admin_member_list_is_the_own_branchs(city):
    for place in (city.organisation("320707"), city.organisation("320700"), requests.unknown_id()):
        city.client.call("admin_member_list", query={"organisation_id": place},
                         token=city.admin("haizhou")).must(404, "organisation_not_found")
    stranger = city.forge.token(uuid.uuid4(), "admin")
    assert city.client.call("admin_member_list", token=stranger).must(200).json()["items"] == []


def test_admin_member_list_bad_cursor(city):
    for cursor in ("e30", "bm8", "eyJvcmdhbmlzYXRpb24iOiAieCJ9"):
        city.client.call("admin_member_list", query={"cursor": cursor}, token=city.admin()).must(
            400, "cursor_invalid")


def test_admin_member_get_shows_all_to_whose_it_is(city):
    old, new = branch(city, "320707"), branch(city)
    member = city.member(organisation_id=old)
    end(city, member, "transferred")
    begin(city, member, new)
    body = file_of(city, member, "haizhou").must(200).json()
    assert (body["phone"], body["status"]) == ("138****0000", "active")
    assert [(s["organisation"]["id"], s["end_reason"]) for s in body["memberships"]] == [
        (new, None), (old, "transferred")]


def test_admin_member_get_shows_what_was_to_whose_it_was(city):
    old, new = branch(city), branch(city, "320707")
    member = city.member(organisation_id=old)
    end(city, member, "transferred")
    begin(city, member, new)
    body = file_of(city, member, "haizhou").must(200).json()
    assert (body["phone"], body["id_number"], body["status"]) == (None, None, "left")
    assert [s["organisation"]["id"] for s in body["memberships"]] == [old]


def test_admin_member_get_of_others_is_unknown(city):
    stranger = city.member(organisation_id=branch(city, "320707"))
    guest = city.member()
    city.database.execute("UPDATE members SET person_id = NULL WHERE id = %s", guest.id)
    answers = [city.client.call("admin_member_get", path={"member_id": member_id}, token=city.admin("haizhou")).must(
        404, "member_not_found").json() for member_id in (stranger.id, guest.id, requests.unknown_id())]
    assert len({str({**answer, "instance": None}) for answer in answers}) == 1


def test_auditors_read_and_change_nothing(city):
    auditor = city.database.value("SELECT id FROM admins WHERE login = 'jingshen'")
    token, place = city.forge.token(auditor, "auditor"), branch(city)
    member = city.member(organisation_id=place)
    city.client.call("admin_member_get", path={"member_id": member.id}, token=token).must(200)
    city.client.call("organisation_history", path={"organisation_id": place}, token=token).must(200)
    city.client.call("organisation_close", {"reason": "经审"}, path={"organisation_id": place},
                     token=token).must(403, "role_forbidden")
