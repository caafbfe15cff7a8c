"""Dossiers: what auditors need of an activity, whole and exact."""
import csv
import io
import json
import uuid

from harness.requests.lotteries import REASON, draft, rules


def drawn(city, members, draws=2):
    """A lottery of the city's union in which everyone wins, and what its rules were."""
    wanted = rules(city, blank_weight=0, guarantee=None, draws_per_day=None, cost_points=5, fallback_position=None,
                   prizes=[{"name": "=毛巾", "weight": 1, "stock": 50, "value_fen": 100}])
    lottery_id = draft(city, wanted)
    place = {"lottery_id": lottery_id}
    city.client.call("lottery_submit", {"reason": REASON}, path=place, token=city.admin()).must(200)
    city.client.call("lottery_publish", {"reason": "同意"}, path=place, token=city.staff()).must(200)
    city.retime(lottery_id, -60, 3600)
    for member in members:
        for _ in range(draws):
            city.client.call("lottery_draw", {}, path=place, token=member.token).must(201)
    return lottery_id


def dossier(city, lottery_id, token=None, **more):
    return city.client.call("activity_dossier", path={"activity_id": lottery_id},
                            token=token or city.staff("auditor"), **more)


def table(city, lottery_id, name, **more):
    answer = city.client.call("activity_dossier_export", path={"activity_id": lottery_id},
                              query={"list": name, **more.pop("query", {})}, token=city.staff("auditor"), **more)
    return answer.must(200).body.decode()


def test_activity_dossier_tells_everything(city):
    members = city.members(3, 100)
    lottery_id = drawn(city, members)
    city.database.execute(
        "WITH gone AS (UPDATE awards SET state = 'forfeited', forfeited_at = now(), note = '试验' WHERE id ="
        " (SELECT min(id::text)::uuid FROM awards WHERE activity_id = %s) RETURNING id, prize_id)"
        " INSERT INTO prize_movements SELECT id, 'forfeited', prize_id, 1 FROM gone", lottery_id)
    told = dossier(city, lottery_id).must(200).json()
    assert [event["kind"] for event in told["events"]] == ["created", "submitted", "published"]
    assert told["events"][2]["reason"] == "同意" and told["events"][1]["by"] == "lianyungang"
    assert json.loads(told["events"][1]["rules"])["commitment"] is None  # was not yet made
    assert json.loads(told["events"][2]["rules"])["commitment"] == told["commitment"]
    assert told["participation"] == {"entrants": 3, "times": 6}
    assert told["money"] == {"points_paid": 30, "committed_fen": 5000, "spent_fen": 0, "released_fen": 0}
    assert told["award_states"] == [{"state": "forfeited", "count": 1, "value_fen": 100},
                                    {"state": "won", "count": 5, "value_fen": 500}]
    assert {(entrant["member_no"], entrant["real_name"], entrant["times"]) for entrant in told["entrants"]} \
        == {(member.member_no, "试*", 2) for member in members}
    assert len(told["awards"]) == 6 and told["awards"][0]["state"] == "forfeited"
    assert {award["prize"] for award in told["awards"]} == {"=毛巾"}
    assert [award["won_at"] for award in told["awards"]] == sorted(award["won_at"] for award in told["awards"])


def test_activity_dossier_of_an_empty_draft(city):
    told = dossier(city, draft(city)).must(200).json()
    assert told["entrants"] == told["awards"] == told["award_states"] == [] and told["rules"] is None


def test_activity_dossier_unknown_and_foreign(city):
    dossier(city, str(uuid.uuid4())).must(404, "activity_not_found")
    elsewhere = city.staff("auditor", city.organisation("320706"))
    dossier(city, draft(city), elsewhere).must(404, "activity_not_found")
    city.client.call("activity_dossier_export", path={"activity_id": str(uuid.uuid4())},
                     token=city.staff("auditor")).must(404, "activity_not_found")


def test_activity_dossier_is_whole_when_it_is_long(city):
    """More people than fit into one piece: each once."""
    members = city.members(2500, 5)
    lottery_id = city.lottery(prizes=[("瓜", 1, 100000)], blank_weight=0, rules=[
        f"UPDATE lotteries SET organisation_id = '{city.organisation('320700')}' WHERE id = %s",
        f"UPDATE activities SET organisation_id = '{city.organisation('320700')}' WHERE id = %s"]).id
    for start in range(0, 2500, 125):
        batch = [member.id for member in members[start:start + 125]]
        city.database.execute(
            "SELECT count(*) FROM api.lottery_draw(array_fill(%s::uuid, ARRAY[125]), array_fill((%s)::bytea,"
            " ARRAY[125]), %s::uuid[], array_fill(NULL::text, ARRAY[125]), ARRAY(SELECT gen_random_uuid()::text"
            " FROM generate_series(1, 125)), array_fill('\\x01'::bytea, ARRAY[125]), ARRAY(SELECT core.uuid7()"
            " FROM generate_series(1, 125)))", lottery_id, seed_of(city, lottery_id), batch)
    told = dossier(city, lottery_id).must(200).json()
    assert len(told["entrants"]) == len({entrant["member_no"] for entrant in told["entrants"]}) == 2500
    assert len(told["awards"]) == len({award["id"] for award in told["awards"]}) == 2500
    assert table(city, lottery_id, "entrants").count("\r\n") == 2501


def seed_of(city, lottery_id):
    sealed = city.database.value("SELECT seed_sealed FROM lotteries WHERE id = %s", lottery_id)
    return bytes.fromhex(city.papers.open(sealed, f"lotteries|seed|{lottery_id}")[2:])


def test_activity_dossier_export_is_safe_for_spreadsheets(city):
    members = city.members(1, 100)
    lottery_id = drawn(city, members, 1)
    text = table(city, lottery_id, "awards")
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    assert text.startswith("\ufeff") and rows[0][:4] == ["会员号", "姓名", "组织", "奖品"]
    assert rows[1][0] == members[0].member_no and rows[1][3] == "'=毛巾" and rows[1][5] == "待领取"
    plain = table(city, lottery_id, "entrants", query={"bom": "false"}, headers={"Accept-Language": "en"})
    assert plain.splitlines()[0] == "member_no,name,organisation,times"
    assert list(csv.reader(io.StringIO(plain)))[1][3] == "1"
