"""Awards: claiming what was won, where it goes, and who learns of it."""
import hashlib
import uuid

from harness.requests import address, unknown_id
from harness.requests.awards import Prize, block, pickup_point
from harness.requests.organisations import branch

RUN = uuid.uuid4().hex[:8]  # keys are of one run alone


def of(city, prize):
    """The award as its winner sees it in the list."""
    items = city.client.call("me_awards", token=prize.member.token).must(200).json()["items"]
    return next(item for item in items if item["id"] == prize.id)


def test_me_awards(city):
    prize = Prize(city)
    more = [prize.win() for _ in range(2)]
    page = city.client.call("me_awards", query={"limit": 2}, token=prize.member.token).must(200).json()
    assert [item["id"] for item in page["items"]] == [more[1], more[0]]
    rest = city.client.call("me_awards", query={"limit": 2, "cursor": page["next_cursor"]},
                            token=prize.member.token).must(200).json()
    assert [item["id"] for item in rest["items"]] == [prize.id] and rest["next_cursor"] is None
    shown = rest["items"][0]
    assert shown["activity"]["id"] == prize.lottery.id and shown["activity"]["kind"] == "lottery"
    assert shown["prize"] == {"id": prize.lottery.prizes[0], "name": "瓜"}
    assert (shown["state"], shown["value_fen"], shown["pickup_point"], shown["delivery"]) == (
        "won", 100, None, None)
    assert city.client.call("me_awards", token=city.member().token).must(200).json()["items"] == []
    city.client.call("me_awards", query={"cursor": "e30"}, token=prize.member.token).must(
        400, "cursor_invalid")


def test_me_award_claim_at_a_pickup_point(city):
    prize = Prize(city)
    shown = prize.claim(key=f"prize-at-a-point-1-{RUN}").must(200)
    assert shown.json()["state"] == "claimed" and shown.json()["claimed_at"]
    assert shown.json()["pickup_point"]["id"] == prize.points[0]
    again = prize.claim(key=f"prize-at-a-point-1-{RUN}").must(200)
    assert again.body == shown.body and again.header("Idempotency-Replayed") == "true"
    prize.ask("me_award_claim", {"address": address()}, key=f"prize-at-a-point-1-{RUN}").must(
        422, "idempotency_key_reused")
    assert of(city, prize) == shown.json()


def test_me_award_claim_seals_the_address(city):
    """What is shown is masked, what is kept is sealed for this award alone."""
    prize = Prize(city, points=0)
    shown = prize.claim().must(200).json()
    assert shown["delivery"] == {"kind": "address", "recipient": "买*", "phone": "138****1234",
                                 "region_code": "320706", "detail": "苍梧路 ****"}
    blob = city.database.value("SELECT delivery_sealed FROM awards WHERE id = %s", prize.id)
    assert address()["recipient"] in city.papers.open(bytes(blob), f"awards|delivery|{prize.id}")
    prize.ask("me_award_claim", {"address": {**address(), "recipient": "李敏"}}).must(200)
    assert of(city, prize)["delivery"]["recipient"] == "李*", "still to be changed"


def test_me_award_claim_wants_one_place(city):
    prize = Prize(city)
    nowhere = prize.ask("me_award_claim", {}).must(422, "validation_failed")
    assert set(nowhere.errors) == {("#/pickup_point_id", "required"), ("#/address", "required")}
    both = prize.ask("me_award_claim", {"pickup_point_id": prize.points[0], "address": address()})
    assert set(both.must(422).errors) == {("#/pickup_point_id", "conflict"), ("#/address", "conflict")}
    assert of(city, prize)["state"] == "won"


def test_me_award_claim_is_the_owners(city):
    """Another member, with the award's id and all, gets the answer to an unknown id."""
    prize, stranger = Prize(city), city.member()
    prize.claim(token=stranger.token).must(404, "award_not_found")
    assert of(city, prize)["state"] == "won"


def test_me_award_claim_refusals(city):
    prize = Prize(city, delivers=False)
    prize.ask("me_award_claim", {"address": address()}).must(409, "delivery_not_offered")
    other_point = pickup_point(city, prize.place)
    prize.ask("me_award_claim", {"pickup_point_id": other_point}).must(404, "pickup_point_not_found")
    prize.become("claim_by = now() - interval '1 second', created_at = now() - interval '1 day'")
    prize.claim().must(409, "claim_period_over")
    prize.become("claim_by = now() + interval '1 day'")
    prize.claim().must(200)
    prize.become("state = 'issued', issued_at = now()")
    prize.claim().must(409, "award_not_claimable")


def test_me_award_code(city):
    """128 bits, of which only the hash is kept; the newest one counts."""
    prize = Prize(city)
    prize.ask("me_award_code").must(409, "award_not_collectable")
    prize.claim().must(200)
    codes = [prize.ask("me_award_code").must(200).json()["code"] for _ in range(2)]
    assert codes[0] != codes[1] and {len(code) for code in codes} == {22}
    kept = city.database.row("SELECT code_hash, code_expires_at > now() + interval '9 minutes',"
                             " code_expires_at <= now() + interval '10 minutes' FROM awards"
                             " WHERE id = %s", prize.id)
    assert (bytes(kept[0]), *kept[1:]) == (hashlib.sha256(codes[1].encode()).digest(), True, True)
    prize.ask("me_award_code", token=city.member().token).must(404, "award_not_found")


def test_me_award_confirm(city):
    prize = Prize(city, points=0)
    prize.ask("me_award_confirm").must(409, "award_not_on_its_way")
    prize.claim().must(200)
    prize.become("state = 'issued', issued_at = now(), tracking = 'SF1234567890'")
    shown = prize.ask("me_award_confirm").must(200).json()
    assert (shown["state"], shown["tracking"]) == ("redeemed", "SF1234567890")
    assert prize.ask("me_award_confirm").must(200).json() == shown, "said again"


def eligibility(city, token, lottery):
    return city.client.call("me_eligibility", query={"activity_id": lottery.id}, token=token)


def test_me_eligibility(city):
    lottery = city.lottery()
    assert eligibility(city, city.member().token, lottery).must(200).json() == {
        "activity_id": lottery.id, "eligible": True, "reasons": []}
    assert eligibility(city, city.guest(), lottery).must(200).json()["reasons"] == [
        "membership_required"]
    city.database.execute("UPDATE activities SET state = 'archived' WHERE id = %s", lottery.id)
    assert eligibility(city, city.member().token, lottery).must(200).json()["reasons"] == [
        "not_published"]


def test_me_eligibility_says_all_that_stands_against_it(city):
    lottery = city.lottery(rules=[
        "UPDATE activities SET tenure_days = 300, audience_id = (SELECT id FROM organisations"
        " WHERE code = '320722') WHERE id = %s"])
    said = eligibility(city, city.member().token, lottery).must(200).json()
    assert (said["eligible"], said["reasons"]) == (False, ["audience", "tenure"])


def test_me_eligibility_of_a_draft(city):
    """What was never published is as unknown as nothing."""
    draft = city.database.value(
        "INSERT INTO lotteries (title, kind, description, cost_points, opens_at, closes_at,"
        " draws_per_member, blank_weight) VALUES ('草稿', 'instant', '', 0, now(),"
        " now() + interval '1 day', 1, 1) RETURNING id")
    city.client.call("me_eligibility", query={"activity_id": draft}, token=city.member().token).must(
        404, "activity_not_found")


def test_me_data_export_tells_awards_and_blocks(city):
    place = branch(city)
    prize = Prize(city, points=0, member=city.resident(place))
    prize.claim().must(200)
    made = block(city, prize.member, place)
    told = city.client.call("me_data_export", token=prize.member.token).must(200).json()
    assert told["award_deliveries"] == [{"award_id": prize.id, "address": address()}]
    assert told["awards"] == [of(city, prize)]
    assert told["blocks"] == [{"reason": made["reason"], "organisation": made["organisation"],
                               "created_at": made["created_at"], "expires_at": made["expires_at"],
                               "ended_at": None}]
    read = city.client.call("me_data_accesses", token=prize.member.token).must(200).json()["items"]
    assert "delivery" in {item["field"] for item in read}


def test_me_erasure_waits_for_awards(city):
    prize = Prize(city, points=0)
    prize.claim().must(200)
    city.client.call("me_erasure_request", {}, token=prize.member.token).must(
        409, "erasure_open_awards")


def test_lottery_winners(city):
    """Everybody sees who has won, masked; what was given anew is no second win."""
    prize = Prize(city)
    tickets = [1, 2, 3]
    for _ in range(2):
        prize.win(city.member())
    prize.handle("award_forfeit", {"reason": "联系不到本人"}).must(200)
    prize.handle("award_reissue", {"claim_days": 9, "reason": "住院"}).must(201)
    path = {"lottery_id": prize.lottery.id}
    page = city.client.call("lottery_winners", query={"limit": 2}, path=path).must(200).json()
    rest = city.client.call("lottery_winners", query={"cursor": page["next_cursor"]}, path=path)
    shown = page["items"] + rest.must(200).json()["items"]
    assert [winner["ticket"] for winner in shown] == tickets[::-1]
    assert shown[2] == {"name": "试*", "prize": {"id": prize.lottery.prizes[0], "name": "瓜"},
                        "value_fen": 100, "ticket": 1, "rank": None,
                        "created_at": of(city, prize)["created_at"]}
    city.client.call("lottery_winners", query={"cursor": page["next_cursor"]}, path=path,
                     headers={"If-None-Match": rest.header("ETag")}).must(304)
    city.client.call("lottery_winners", query={"cursor": "e30"}, path=path).must(400, "cursor_invalid")
    city.client.call("lottery_winners", path={"lottery_id": unknown_id()}).must(404, "lottery_not_found")
