"""Lists of members: uploaded in parts, checked row by row, committed once."""
import uuid
from pathlib import Path

from harness import requests, rosters
from harness.rosters import HEADER, Import, Worker, counts, csv, imported, workers

SAMPLE = Path(__file__).parents[2] / "deploy" / "roster-sample.csv"
FOUND = ("SELECT p.id, m.id, s.organisation_id, s.employment_kind, m.phone_masked, s.source,"
         " m.phone_verified_at, lower(s.span)::date FROM import_rows r"
         " JOIN people p ON p.id_number_index = r.id_number_index"
         " JOIN members m ON m.person_id = p.id"
         " JOIN memberships s ON s.person_id = p.id AND upper_inf(s.span)"
         " WHERE r.import_id = %s ORDER BY r.part_no, r.line")
KEPT = ("people", "members", "memberships", "wallets", "role_grants")


def found(city, made):
    return city.database.rows(FOUND, made.id)


def kept(city):
    """What an import may change besides its own tables and the audit."""
    digest = city.database.digest()
    # Jobs of other tests may move points meanwhile; nobody gets or loses a wallet by them.
    return {name: digest[name][0] if name == "wallets" else digest[name] for name in KEPT}


def test_admin_import_whole_way(city):
    """Three people become members with accounts, no sooner than they are committed."""
    people = workers(3)
    before = kept(city)
    made = Import(city, file_name="名单.csv", total_parts=1)
    said = made.put(csv(person.row() for person in people)).must(200).json()
    assert (said["part_no"], said["rows"], said["rejected"]) == (1, 3, 0)
    assert made.rows() == []
    checked = made.validated()
    assert counts(checked) == (3, 0, 0, 0, 0) and checked["progress"]["checked"] == 3
    assert kept(city) == before
    done = made.committed()
    assert counts(done) == (3, 0, 0, 0, 3) and done["finished_at"]
    for number, (row, person) in enumerate(zip(made.rows(), people), 2):
        assert row["row_no"] == number and row["state"] == "committed" and row["member_id"]
        assert row["id_number"] == f"3207{'*' * 10}{person.id_number[-4:]}"
        assert row["phone"] == f"{person.phone[:3]}****{person.phone[-4:]}"
        assert row["real_name"] == person.name[0] + "*"
    place = city.organisation(rosters.ENTERPRISE)
    for _, member_id, organisation_id, kind, _, source, verified, _ in found(city, made):
        assert (str(organisation_id), kind, source, verified) == (place, "contract", "import", None)
        assert city.database.value("SELECT count(*) FROM wallets WHERE member_id = %s",
                                   member_id) == 1
        assert city.database.rows(
            "SELECT action, actor_kind, organisation_id::text FROM audit_entries"
            " WHERE object_id = %s", member_id) == [("admin_import_commit", "admin", place)]


def test_admin_import_again_changes_nothing(city):
    rows = [person.row() for person in workers(50)]
    imported(city, rows)
    before = kept(city)
    again = imported(city, rows)
    assert counts(again.get()) == (0, 0, 50, 0, 0)
    assert kept(city) == before


def test_admin_import_corrected_list(city):
    """The next edition of a list adds who is new and changes what it says otherwise."""
    people = workers(4)
    first = imported(city, [person.row() for person in people])
    earlier = found(city, first)
    moved, promoted, same, gone = people
    new = Worker()
    second = imported(city, [moved.row(phone=Worker().phone), promoted.row(kind="劳务派遣"),
                             same.row(), new.row()])
    assert counts(second.get()) == (1, 2, 1, 0, 3)
    states = [(row["state"], row["changes"]) for row in second.rows()]
    assert states == [("committed", ["phone"]), ("committed", ["employment_kind"]),
                      ("unchanged", []), ("committed", [])]
    later = found(city, first)
    assert [row[:2] for row in later] == [row[:2] for row in earlier]
    assert later[0][4] != earlier[0][4] and later[1][3] == "dispatch"
    assert later[2:] == earlier[2:]


BAD_ROWS = {
    "a name that is missing": ({"name": ""}, "real_name", "required"),
    "a name with digits": ({"name": "张3"}, "real_name", "name_invalid"),
    "a name of one character": ({"name": "张"}, "real_name", "name_invalid"),
    "an ID number that is missing": ({"id_number": ""}, "id_number", "required"),
    "a wrong check digit": ({"id_number": "320706199003070017"}, "id_number", "id_number_invalid"),
    "15 digits": ({"id_number": "320706900307001"}, "id_number", "id_number_invalid"),
    "a rounded ID number": ({"id_number": "3.20706E+17"}, "id_number", "id_number_scientific"),
    "a cut ID number": ({"id_number": "320706199003070000"}, "id_number", "id_number_truncated"),
    "a landline": ({"phone": "0518-85412345"}, "phone", "mobile_invalid"),
    "a rounded phone": ({"phone": "1.38E+10"}, "phone", "mobile_scientific"),
    "an unknown kind": ({"kind": "神仙"}, "employment_kind", "employment_kind_unknown"),
}


def test_admin_import_bad_rows_stop_nobody(city):
    """Each bad row is named with its column and code; all others are committed."""
    good = workers(len(BAD_ROWS))
    rows = []
    for person, (changes, _, _) in zip(good, BAD_ROWS.values()):
        rows += [person.row(), Worker().row(**changes)]
    made = imported(city, rows)
    assert counts(made.get()) == (len(good), 0, 0, len(BAD_ROWS), len(good))
    rejected = made.rows(state="rejected")
    assert [row["row_no"] for row in rejected] == list(range(3, 2 * len(good) + 2, 2))
    for row, (label, (_, column, code)) in zip(rejected, BAD_ROWS.items()):
        assert row["errors"] == [{"column": column, "code": code}], label
    assert all(row["state"] == "committed" for row in made.rows(state="committed"))


def test_admin_import_malformed_row_costs_itself_only(city):
    first, second, third = workers(3)
    text = csv([first.row()]) + f'"{second.name},{second.id_number}\r\n' + csv(
        [third.row()], header=Worker().row())
    made = Import(city)
    assert made.put(text).must(200).json()["rejected"] == 1
    made.validated()
    assert [(row["row_no"], row["state"]) for row in made.rows()] == [
        (2, "new"), (3, "rejected"), (4, "new"), (5, "new")]
    assert made.rows(state="rejected")[0]["errors"] == [{"column": "row", "code": "row_malformed"}]


def test_admin_import_ways_to_write(city):
    """What spreadsheets and people make of numbers is undone, in any order of columns."""
    people = workers(6)
    wide = str.maketrans("0123456789Xx", "０１２３４５６７８９Ｘｘ")
    ids = [people[0].id_number.translate(wide), f'="{people[1].id_number}"',
           f"'{people[2].id_number}", f" {people[3].id_number[:6]} {people[3].id_number[6:]}　",
           people[4].id_number.lower(), f'"{people[5].id_number}"']
    days = ["2024-05-01", "2024/5/1", "2024年5月1日", "20240501", "2024.5.1", ""]
    header = ("序号", "ID_NUMBER", "姓 名（必填）", "联系电话", "用工性质*", "入会日期", "备注")
    rows = [(number, id_number, person.name, f"+86 {person.phone}", "在编", day, '"多行\n备注"')
            for number, (person, id_number, day) in enumerate(zip(people, ids, days))]
    made = Import(city)
    made.put("\ufeff" + csv(rows, header)).must(200)
    assert counts(made.validated()) == (6, 0, 0, 0, 0), made.rows()
    assert [row["joined_on"] for row in made.rows()] == ["2024-05-01"] * 5 + [None]
    made.committed()
    assert {row[7].isoformat() for row in found(city, made)[:5]} == {"2024-05-01"}
    again = imported(city, [person.row(kind="编制") for person in people])
    assert counts(again.get()) == (0, 0, 6, 0, 0)


def test_admin_import_takes_the_sample_of_the_readme(city):
    made = Import(city)
    assert made.put(SAMPLE.read_text(encoding="utf-8")).must(200).json() | {"sha256": ""} == {
        "part_no": 1, "rows": 3, "rejected": 0, "sha256": ""}
    assert counts(made.validated()) == (3, 0, 0, 0, 0)


def test_admin_import_headers_that_cannot_be_read(city):
    made = Import(city)
    gbk = csv([Worker().row()]).encode("gbk")
    for text, code in (
            ("\r\n", "csv_empty"), (",,\r\n", "csv_empty"),
            (gbk.decode("utf-8", errors="replace"), "csv_encoding"),
            (gbk.decode("latin-1"), "csv_encoding"),
            ("姓名,身份证号,手机号\r\n", "csv_column_missing"),
            ("姓名,身份证号,手机号,用工形式,手机\r\n", "csv_column_repeated"),
            (csv(range(0)) + ",\n" + "1,1\n" * 2001, "csv_too_many_rows")):
        answer = made.put(text).must(422, "validation_failed")
        assert answer.errors == [("#/csv", code)], text[:40]
    assert made.get()["parts"] == 0


def test_admin_import_parts(city):
    """Parts come in any order; the same part again changes nothing, another one takes its place."""
    people = workers(5)
    made = Import(city, total_parts=2)
    made.call("admin_import_validate").must(409, "import_incomplete")
    second = csv([people[3].row(), people[4].row()])
    made.put(second, 2).must(200)
    made.call("admin_import_validate").must(409, "import_incomplete")
    made.put(csv([people[0].row()]), 1).must(200)
    first = csv([people[0].row(), ("", "", "", ""), people[1].row(), people[2].row()])
    made.put(first, 1).must(200)
    with city.database.unchanged():
        made.put(first, 1).must(200)
        made.put(second, 2).must(200)
    made.put(csv([people[0].row()]), 3).must(409, "import_part_unexpected")
    assert made.get()["progress"]["total"] == 5 and made.get()["parts"] == 2
    made.validated()
    rows = made.rows()
    assert [row["row_no"] for row in rows] == [2, 4, 5, 6, 7]
    assert [row["phone"][-4:] for row in rows] == [person.phone[-4:] for person in people]


def test_admin_import_hole_between_parts(city):
    made = Import(city)
    made.put(csv([Worker().row()]), 1).must(200)
    made.put(csv([Worker().row()]), 3).must(200)
    made.call("admin_import_validate").must(409, "import_incomplete")
    made.put(csv([]), 2).must(200)
    assert counts(made.validated()) == (2, 0, 0, 0, 0)


def test_admin_import_duplicates_and_conflicts(city):
    """Found by blind index: the same ID number, another name for it, a member of somewhere else."""
    known, elsewhere, twice, shared, other = workers(5)
    imported(city, [known.row()])
    imported(city, [elsewhere.row()], city.organisation(rosters.ELSEWHERE))
    made = Import(city).fill([
        known.row(name="李改名"), elsewhere.row(), twice.row(), twice.row(phone=Worker().phone),
        shared.row(phone=known.phone), other.row(phone=twice.phone)])
    made.validated()
    rows = made.rows()
    assert [(row["state"], row["errors"]) for row in rows] == [
        ("rejected", [{"column": "real_name", "code": "identity_mismatch"}]),
        ("rejected", [{"column": "organisation_code", "code": "member_elsewhere"}]),
        ("new", []),
        ("rejected", [{"column": "id_number", "code": "duplicate_in_file"}]),
        ("new", []), ("new", [])]
    assert [[warning["code"] for warning in row["warnings"]] for row in rows[2:]] == [
        ["phone_repeated"], [], ["phone_repeated", "phone_in_use"], ["phone_repeated"]]


def test_admin_import_organisation_codes(city):
    """Below the import's organisation and within the staff member's reach, or not at all."""
    header = (*HEADER, "组织编码")
    made = Import(city, city.organisation("320706"), token=city.admin("haizhou")).fill(
        [(*Worker().row(), code) for code in ("lyg-e001", "320706020", "", rosters.ELSEWHERE,
                                              "320700", "NO-SUCH", "x" * 40)], header)
    made.validated()
    rows = made.rows()
    assert [(row["state"], row["organisation_id"]) for row in rows[:2]] == [
        ("new", city.organisation(code)) for code in ("LYG-E001", "320706020")]
    assert {(row["state"], row["errors"][0]["code"]) for row in rows[2:]} == {
        ("rejected", "organisation_unknown")}  # a district's union takes no members itself
    assert {row["organisation_id"] for row in rows[3:]} == {None}


def test_admin_import_days(city):
    header = (*HEADER, "joined_on")
    left = Worker()
    made = imported(city, [left.row()])
    person_id = found(city, made)[0][0]
    city.database.execute(
        "UPDATE memberships SET span = tstzrange('2024-01-01', '2025-01-01'), end_reason = 'left'"
        " WHERE person_id = %s", person_id)
    made = Import(city).fill([
        (*Worker().row(), "2999-01-01"), (*Worker().row(), "2024-02-30"),
        (*Worker().row(), "去年"), (*left.row(), "2024-06-01")], header)
    made.validated()
    assert [row["errors"][0]["code"] for row in made.rows()] == [
        "date_in_future", "date_invalid", "date_invalid", "joined_on_overlaps"]
    back = imported(city, [(*left.row(), "2025-01-02")], header=header)
    assert counts(back.get()) == (1, 0, 0, 0, 1)
    assert city.database.value("SELECT count(*) FROM memberships WHERE person_id = %s",
                               person_id) == 2


def test_admin_import_verified_phone_stays(city):
    person = Worker()
    made = imported(city, [person.row()])
    _, member_id, *_ = found(city, made)[0]
    city.database.execute("UPDATE members SET phone_verified_at = now() WHERE id = %s", member_id)
    again = imported(city, [person.row(phone=Worker().phone)])
    assert counts(again.get()) == (0, 0, 1, 0, 0)
    assert again.rows()[0]["warnings"] == [{"column": "phone", "code": "phone_verified"}]
    assert found(city, again)[0][4] == found(city, made)[0][4]


def test_admin_import_errors(city):
    """For a spreadsheet: a byte order mark, quotes, no formula, words in the reader's language."""
    made = Import(city).fill([Worker().row(id_number="3.2E+17"), Worker().row(name="=张三丰"),
                              Worker().row(name="")])
    made.validated()
    answer = made.call("admin_import_errors").must(200)
    assert answer.media == "text/csv"
    lines = answer.body.decode("utf-8").split("\r\n")
    assert lines[0] == "\ufeff行号,姓名,列,类别,代码,说明" and lines[-1] == ""
    assert lines[1].startswith('"2","') and '"id_number_scientific","身份证号被 Excel' in lines[1]
    assert lines[2] == '"4","","real_name","错误","required","缺少这个字段"' and len(lines) == 4
    english = made.call("admin_import_errors", headers={"Accept-Language": "en"}).must(200)
    assert '"required","This field is required"' in english.body.decode("utf-8")


def test_admin_import_states(city):
    made = Import(city)
    made.call("admin_import_commit").must(409, "import_state_conflict")
    made.fill([Worker().row()])
    made.validated()
    made.call("admin_import_validate").must(202)
    made.put(csv([Worker().row()]), 2).must(409, "import_state_conflict")
    made.committed()
    for operation in ("admin_import_validate", "admin_import_commit", "admin_import_cancel"):
        made.call(operation).must(409, "import_state_conflict")


def test_admin_import_commit_replays(city):
    made = Import(city).fill([Worker().row()])
    made.validated()
    key = "import-commit-" + made.id
    first = made.call("admin_import_commit", key=key).must(202)
    made.wait("committed")
    again = made.call("admin_import_commit", key=key).must(202)
    assert again.body == first.body and again.header("Idempotency-Replayed") == "true"


def test_admin_import_cancel(city):
    made = Import(city).fill([Worker().row()])
    made.validated()
    assert made.call("admin_import_cancel").must(200).json()["state"] == "cancelled"
    made.call("admin_import_cancel").must(200)
    assert made.rows() == []
    assert city.database.value("SELECT count(*) FROM import_rows WHERE import_id = %s", made.id) == 0
    made.call("admin_import_commit").must(409, "import_state_conflict")


def test_admin_import_too_large(city):
    made = Import(city).fill([Worker().row()])
    city.database.execute("UPDATE imports SET rows_total = 99999 WHERE id = %s", made.id)
    made.put(csv([Worker().row(), Worker().row()]), 2).must(409, "import_too_large")
    made.put(csv([Worker().row()]), 2).must(200)
    city.database.execute("UPDATE imports SET rows_total = 2 WHERE id = %s", made.id)


def test_admin_import_of_another_branch_is_unknown(city):
    """Whoever does not cover the organisation hears what they hear of an import that is none."""
    made = Import(city, city.organisation(rosters.ELSEWHERE))
    stranger = city.admin("haizhou")
    city.client.call("admin_import_create", {"organisation_id": city.organisation("320700")},
                     token=stranger).must(404, "organisation_not_found")
    city.client.call("admin_import_list", path={"organisation_id": city.organisation("320700")},
                     token=stranger).must(404, "organisation_not_found")
    for operation, body, path in (
            ("admin_import_get", None, {}), ("admin_import_validate", None, {}),
            ("admin_import_row_list", None, {}), ("admin_import_errors", None, {}),
            ("admin_import_commit", None, {}), ("admin_import_cancel", None, {}),
            ("admin_import_part_put", {"csv": csv([])}, {"part_no": 1})):
        said = [{name: value for name, value in city.client.call(
            operation, body, path={"import_id": import_id, **path}, token=stranger).must(
                404, "import_not_found").json().items() if name != "instance"}
                for import_id in (made.id, "01a1fbb9-7dc0-7d33-8e44-1a2b3c4d5e6f")]
        assert said[0] == said[1]


def test_admin_import_lists_page(city):
    made = [Import(city, city.organisation("LYG-E002")).id for _ in range(3)]
    where = {"path": {"organisation_id": city.organisation("LYG-E002")}, "token": city.admin()}
    page = city.client.call("admin_import_list", query={"limit": 2}, **where).must(200).json()
    assert [item["id"] for item in page["items"]] == made[:0:-1]
    rest = city.client.call("admin_import_list", query={"cursor": page["next_cursor"]}, **where)
    assert rest.must(200).json()["items"][0]["id"] == made[0]
    for operation, path in (("admin_import_list", where["path"]),
                            ("admin_import_row_list", {"import_id": made[0]})):
        city.client.call(operation, token=city.admin(), path=path, query={"cursor": "e30"}).must(
            400, "cursor_invalid")


def test_admin_import_commit_key_of_another_list(city):
    """A key that committed one list commits no other."""
    first, second = (requests.valid(city, "admin_import_commit") for _ in range(2))
    key = str(uuid.uuid4())
    requests.send(city, "admin_import_commit", first, key=key).must(202)
    requests.send(city, "admin_import_commit", second, key=key).must(
        422, "idempotency_key_reused")
