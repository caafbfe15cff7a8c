"""From a draft to a published lottery, by two people and within a budget."""
import hashlib
import json
import random
import uuid
from datetime import timedelta

import pytest

from harness import fairness
from harness.city import now, wait_until
from harness.requests.budgets import budget
from harness.requests.lotteries import REASON, draft, in_review, published, raffle_rules, revealed, rules


def step(city, operation, lottery_id, login="lianyungang", body=None, **more):
    return city.client.call(operation, body or {"reason": REASON}, path={"lottery_id": lottery_id},
                            token=city.admin(login), **more)


def shown(city, lottery_id):
    return city.client.call("admin_lottery_get", path={"lottery_id": lottery_id}, token=city.admin()).must(200).json()


def created(city, wanted):
    return city.client.call("lottery_create", {"organisation_id": city.organisation("320700"),
                                               "rules": wanted}, token=city.admin())


def publish(city, lottery_id):
    """By somebody else than who submits."""
    step(city, "lottery_submit", lottery_id).must(200)
    step(city, "lottery_publish", lottery_id).must(409, "second_person_required")
    return city.client.call("lottery_publish", {"reason": "同意"}, path={"lottery_id": lottery_id},
                            token=city.staff())


def movements(city, budget_id):
    return city.database.rows("SELECT kind, committed_delta, spent_delta FROM budget_movements"
                              " WHERE budget_id = %s AND kind <> 'opened' ORDER BY id", budget_id)


def test_lottery_publish_fixes_the_rules_and_commits_the_budget(city):
    wanted = rules(city)
    lottery_id = draft(city, wanted)
    city.client.call("lottery_get", path={"lottery_id": lottery_id}).must(404, "lottery_not_found")
    answer = publish(city, lottery_id).must(200).json()
    assert answer["state"] == "upcoming" and answer["tickets"] == 0
    assert [event["kind"] for event in answer["events"]] == ["created", "submitted", "published"]
    assert movements(city, wanted["budget_id"]) == [("committed", 2 * 1000 + 10 * 100, 0)]
    seen = city.client.call("lottery_get", path={"lottery_id": lottery_id}).must(200).json()
    assert hashlib.sha256(seen["rules"].encode()).hexdigest() == seen["rules_hash"] == answer["rules_hash"]
    document = json.loads(seen["rules"])
    assert document["fallback_prize_id"] == seen["prizes"][1]["id"]
    assert document["guarantee"] == {"after": 3, "prize_id": seen["prizes"][1]["id"]}
    assert seen["seed"] is None and len(seen["commitment"]) == 64
    stored = city.database.row("SELECT seed, seed_sealed, encode(commitment, 'hex') FROM lotteries"
                               " WHERE id = %s", lottery_id)
    assert stored[0] is None
    seed = city.papers.open(stored[1], f"lotteries|seed|{lottery_id}")
    assert hashlib.sha256(bytes.fromhex(seed[2:])).hexdigest() == stored[2] == seen["commitment"]


def test_lottery_publish_then_draw_follows_the_sealed_seed(city):
    """What the contract says, computed here from nothing but the opened seed."""
    lottery_id = draft(city, rules(city, draws_per_day=None, guarantee=None, draws_per_member=40,
                                   cost_points=0))
    publish(city, lottery_id).must(200)
    city.retime(lottery_id, -60, 3600)
    seed = bytes.fromhex(city.papers.open(city.database.value(
        "SELECT seed_sealed FROM lotteries WHERE id = %s", lottery_id), f"lotteries|seed|{lottery_id}")[2:])
    member, fridges, towels = city.member(), 2, 10
    for ticket in range(1, 31):
        answer = city.client.call("lottery_draw", {}, path={"lottery_id": lottery_id}, token=member.token)
        number = fairness.number(seed, lottery_id, "", ticket, 20)
        if fridges + towels == 0:
            answer.must(409, "sold_out")
            break
        want = None
        if number == 0 and ticket > 1 and fridges:
            want, fridges = "冰箱", fridges - 1
        elif number < 10 and towels:
            want, towels = "毛巾", towels - 1
        prize = answer.must(201).json()["prize"]
        assert (prize and prize["name"]) == want, ticket


def refused(city, wanted, status, code):
    """Neither is such a draft made, nor is another one made such."""
    created(city, wanted).must(status, code)
    lottery_id = draft(city)
    before = shown(city, lottery_id)
    step(city, "lottery_revise", lottery_id, body={"rules": wanted}).must(status, code)
    assert shown(city, lottery_id) == before


@pytest.mark.parametrize("change, code", [
    ({"opens_at": "2031-01-01T00:00:00+08:00", "closes_at": "2030-01-01T00:00:00+08:00"},
     "activity_times_reversed"),
    ({"fallback_position": 3}, "lottery_prize_unknown"), ({"fallback_position": 1}, "lottery_prize_unknown"),
    ({"guarantee": {"after": 1, "position": 3}}, "lottery_prize_unknown"),
    ({"public_source": "双色球"}, "lottery_kind_misfit"), ({"kind": "raffle"}, "lottery_kind_misfit"),
    ({"prizes": [{"name": "空", "weight": 0, "stock": 1, "value_fen": 0}], "fallback_position": None,
      "guarantee": None}, "lottery_kind_misfit"),
    ({"delivers": False}, "award_way_missing")])
def test_lottery_create_and_revise_refuse_what_does_not_fit(city, change, code):
    refused(city, rules(city, **change), 409, code)


def test_lottery_create_and_revise_refuse_what_does_not_exist(city):
    nobody = str(uuid.uuid4())
    refused(city, rules(city, pickup_point_ids=[nobody]), 404, "pickup_point_not_found")
    refused(city, rules(city, budget_id=nobody), 404, "budget_not_found")
    refused(city, rules(city, budget_id=budget(city, 100)), 404, "budget_not_found")  # of points
    refused(city, rules(city, audience={"organisation_id": nobody, "tenure_days": 0,
                                        "winner_rest_days": 0}), 404, "audience_not_found")


@pytest.mark.parametrize("quotas", [
    lambda city: [{"organisation_id": str(uuid.uuid4()), "seats": 1}],
    lambda city: [{"organisation_id": city.organisation("320706"), "seats": 13}],
    lambda city: [{"organisation_id": city.organisation("320706"), "seats": 1}] * 2])
def test_lottery_create_and_revise_refuse_quotas(city, quotas):
    refused(city, raffle_rules(city, quotas=quotas(city)), 409, "lottery_quota_misfit")


@pytest.mark.parametrize("change, code", [
    (lambda city: {"prizes": [{"name": "汽车", "weight": 1, "stock": 1, "value_fen": 5000001}],
                   "fallback_position": None, "guarantee": None}, "prize_value_exceeded"),
    (lambda city: {"budget_id": None}, "budget_missing"),
    (lambda city: {"budget_id": budget(city, 2999, unit="fen")}, "budget_exceeded"),
    (lambda city: {"opens_at": (now() - timedelta(days=2)).isoformat(timespec="seconds"),
                   "closes_at": (now() - timedelta(days=1)).isoformat(timespec="seconds")}, "activity_over")])
def test_lottery_submit_and_publish_refuse(city, change, code):
    lottery_id = draft(city, rules(city, **change(city)))
    step(city, "lottery_submit", lottery_id).must(409, code)
    city.database.execute("UPDATE activities SET state = 'review' WHERE id = %s", lottery_id)
    step(city, "lottery_publish", lottery_id).must(409, code)
    assert city.database.value("SELECT state FROM activities WHERE id = %s", lottery_id) == "review"


def test_lottery_states_are_one_way(city):
    lottery_id = draft(city)
    for operation in ("lottery_return", "lottery_publish", "lottery_archive"):
        step(city, operation, lottery_id).must(409, "activity_state_conflict")
    step(city, "lottery_submit", lottery_id).must(200)
    step(city, "lottery_submit", lottery_id).must(409, "activity_state_conflict")
    step(city, "lottery_revise", lottery_id, body={"rules": rules(city)}).must(409, "activity_state_conflict")
    step(city, "lottery_return", lottery_id).must(200)
    step(city, "lottery_revise", lottery_id, body={"rules": rules(city)}).must(200)
    publish(city, lottery_id).must(200)
    for operation in ("lottery_submit", "lottery_return", "lottery_publish", "lottery_archive"):
        step(city, operation, lottery_id).must(409, "activity_state_conflict")


def test_lottery_archive_releases_the_rest_of_the_budget(city):
    wanted = rules(city, blank_weight=0, guarantee=None)
    lottery_id = draft(city, wanted)
    publish(city, lottery_id).must(200)
    step(city, "lottery_archive", lottery_id).must(409, "activity_state_conflict")
    city.retime(lottery_id, -60, 3600)
    city.client.call("lottery_draw", {}, path={"lottery_id": lottery_id}, token=city.member(5).token).must(201)
    city.retime(lottery_id, -3600, -30)
    wait_until(lambda: shown(city, lottery_id)["state"] == "revealed")
    step(city, "lottery_archive", lottery_id).must(409, "awards_open")
    city.database.execute(
        "WITH gone AS (UPDATE awards SET state = 'forfeited', forfeited_at = now() WHERE activity_id = %s"
        " RETURNING id, prize_id) INSERT INTO prize_movements SELECT id, 'forfeited', prize_id, 1 FROM gone",
        lottery_id)
    answer = step(city, "lottery_archive", lottery_id).must(200).json()
    assert answer["state"] == "archived"
    assert [event["kind"] for event in answer["events"]][-2:] == ["revealed", "archived"]
    assert movements(city, wanted["budget_id"]) == [("committed", 3000, 0), ("released", -3000, 0)]
    listed = city.client.call("lottery_list", query={"limit": 100}).json()["items"]
    assert lottery_id not in {item["id"] for item in listed}
    city.client.call("lottery_get", path={"lottery_id": lottery_id}).must(200)


def enter(city, lottery_id, member, **more):
    return city.client.call("lottery_enter", path={"lottery_id": lottery_id}, token=member.token, **more)


def test_lottery_enter_pays_and_is_limited(city):
    lottery = city.lottery(kind="raffle", cost_points=10, draws_per_member=2)
    member = city.member(25)
    key = str(uuid.uuid4())
    first = enter(city, lottery.id, member, key=key).must(201)
    assert first.json()["balance"] == 15 and enter(city, lottery.id, member, key=key).body == first.body
    enter(city, city.lottery(kind="raffle").id, member, key=key).must(422, "idempotency_key_reused")
    enter(city, lottery.id, member).must(201)
    enter(city, lottery.id, member).must(409, "draw_limit_reached")
    enter(city, lottery.id, city.member(9)).must(409, "insufficient_points")
    assert city.available(member) == 5
    mine = city.client.call("me_entry_list", token=member.token).must(200).json()["items"]
    assert len(mine) == 2 and mine[1]["id"] == first.json()["id"] and mine[0]["rank"] is None
    enter(city, city.lottery().id, member).must(409, "lottery_not_raffle")
    enter(city, city.lottery(kind="raffle", opens_in=3600).id, member).must(409, "lottery_not_open")
    enter(city, str(uuid.uuid4()), member).must(404, "lottery_not_found")
    tenured = city.lottery(kind="raffle", rules=["UPDATE activities SET tenure_days = 30 WHERE id = %s"])
    enter(city, tenured.id, member).must(403, "not_eligible")
    assert city.available(member) == 5


def winners(seed, lottery_id, public, entries, stocks, quotas):
    """The published rule, written down once more: entries [(id, quota)]."""
    order = sorted(entry for entry, _ in entries)
    for i in range(len(order)):
        j = i + fairness.number(seed, lottery_id, public, i, len(order) - i)
        order[i], order[j] = order[j], order[i]
    quota_of, seats, left = dict(entries), sum(stocks), dict(quotas)
    open_seats, won, waiting = seats - sum(left.values()), set(), []
    for entry in order:
        if left.get(quota_of[entry], 0):
            left[quota_of[entry]] -= 1
            won.add(entry)
        elif open_seats:
            open_seats -= 1
            won.add(entry)
        else:
            waiting.append(entry)
    won.update(waiting[:sum(left.values())])
    prizes = [index for index, stock in enumerate(stocks) for _ in range(stock)]
    return dict(zip([entry for entry in order if entry in won], prizes))


@pytest.mark.parametrize("in_district, kept", [(12, 5), (2, 5), (0, 3)])
def test_lottery_raffle_is_drawn_by_the_seed_with_quotas(city, in_district, kept):
    """Quotas are kept, what is left of them goes to the others, and anyone can compute it again."""
    district = city.organisation("320706")
    lottery = city.lottery(
        kind="raffle", cost_points=1, draws_per_member=3, prizes=[("手机", 1, 1), ("脐橙", 1, 6)], blank_weight=0,
        closes_in=3600, rules=[f"INSERT INTO lottery_quotas VALUES (%s, '{district}', {kept})",
                               "UPDATE lotteries SET public_source = '双色球' WHERE id = %s"])
    crowd = city.members(in_district, 5, district) if in_district else []
    crowd += city.members(14, 5, city.organisation("320707"))
    for member in crowd:
        enter(city, lottery.id, member).must(201)
    city.retime(lottery.id, -3600, -30)
    step(city, "lottery_public_value_set", lottery.id, body={"value": "03 09+1", "reason": REASON}).must(404)
    city.database.execute("UPDATE lotteries SET public_value = '03 09+1' WHERE id = %s", lottery.id)
    wait_until(lambda: city.database.value("SELECT revealed_at IS NOT NULL FROM lotteries WHERE id = %s",
                                           lottery.id))
    rows = city.database.rows("SELECT id::text, quota_id::text, prize_id::text, rank FROM raffle_entries"
                              " WHERE lottery_id = %s ORDER BY rank", lottery.id)
    due = winners(lottery.seed, lottery.id, "03 09+1", [(row[0], row[1]) for row in rows], [1, 6],
                  {district: kept})
    drawn = {row[0]: lottery.prizes.index(row[2]) for row in rows if row[2]}
    assert drawn == due and list(drawn) == list(due) and len(drawn) == 7
    assert sum(1 for row in rows if row[1] and row[2]) >= min(in_district, kept)
    joined = "\n".join(sorted(row[0] for row in rows)).encode()
    seen = city.client.call("lottery_get", path={"lottery_id": lottery.id}).json()
    assert seen["entrants_hash"] == hashlib.sha256(joined).hexdigest()
    assert sum(prize["remaining"] for prize in seen["prizes"]) == 0
    assert city.database.value("SELECT count(*) FROM awards WHERE activity_id = %s", lottery.id) == 7
    assert city.database.violations() == []


def test_lottery_public_value_set_needs_two(city):
    lottery_id = published(city, raffle_rules(city))
    body = {"value": f"03 {random.randrange(100):02d}+6", "reason": REASON}
    first = step(city, "lottery_public_value_set", lottery_id, body=body).must(200).json()
    assert first["state"] == "awaiting_second_person" and first["public_value"] == body["value"]
    assert city.database.value("SELECT public_value FROM lotteries WHERE id = %s", lottery_id) is None
    other = city.client.call("lottery_public_value_set", body, path={"lottery_id": lottery_id},
                             token=city.staff()).must(200).json()
    assert other["state"] == "done"
    wait_until(lambda: city.client.call("lottery_get", path={"lottery_id": lottery_id}).json()["seed"])
    step(city, "lottery_public_value_set", lottery_id, body=body).must(409, "activity_state_conflict")
    step(city, "lottery_public_value_set", in_review(city), body=body).must(409, "activity_state_conflict")
