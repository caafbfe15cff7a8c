"""Awards in the hands of the staff: sent, handed out once, taken back, given anew."""
import secrets
import uuid

from harness.requests import address, unknown_id
from harness.requests.awards import Prize
from harness.requests.budgets import budget

RUN = uuid.uuid4().hex[:8]  # keys are of one run alone

REASON = {"reason": "联系不到本人"}
AGAIN = {"claim_days": 10, "reason": "住院期间逾期"}


def movements(city, prize):
    """The journal of stock: (kind, pieces) in order."""
    return city.database.rows("SELECT kind, pieces FROM prize_movements WHERE award_id = %s"
                              " ORDER BY created_at", prize.id)


def costly(city, committed=1000):
    """A budget in fen, and an award of one yuan of a lottery that it has committed to."""
    money = budget(city, 5000, unit="fen")
    prize = Prize(city, rules=[f"UPDATE activities SET budget_id = '{money}' WHERE id = %s"])
    city.database.execute("SELECT core.budget_move(%s, 'committed', %s, 0, %s, 0, NULL, NULL)", money,
                          prize.lottery.id, committed)
    return money, prize


def used(city, money):
    """(committed, spent) of a budget."""
    return city.database.row("SELECT committed, spent FROM budgets WHERE id = %s", money)


def test_admin_award_list(city):
    prize = Prize(city)
    prize.claim().must(200)
    other = prize.win(city.member())
    asked = {"path": {"activity_id": prize.lottery.id}, "token": city.admin()}
    page = city.client.call("admin_award_list", query={"limit": 1}, **asked).must(200).json()
    assert [item["id"] for item in page["items"]] == [other]
    page = city.client.call("admin_award_list", query={"cursor": page["next_cursor"]}, **asked)
    shown, = page.must(200).json()["items"]
    assert shown["id"] == prize.id and shown["winner"] == {
        "id": prize.member.id, "member_no": prize.member.member_no, "real_name": "试*",
        "phone": "138****0000"}
    page = city.client.call("admin_award_list", query={"state": "claimed"}, **asked).must(200).json()
    assert [item["id"] for item in page["items"]] == [prize.id]
    city.client.call("admin_award_list", query={"cursor": "e30"}, **asked).must(400, "cursor_invalid")
    auditor = city.staff("auditor", prize.place)
    city.client.call("admin_award_list", **{**asked, "token": auditor}).must(200)
    city.client.call("admin_award_list", path={"activity_id": unknown_id()}, token=city.admin()).must(
        404, "activity_not_found")


def test_awards_of_the_platform_are_seen_to_from_the_top(city):
    """A lottery that no organisation runs."""
    lottery = city.lottery(prizes=[("瓜", 1, 9)], blank_weight=0, cost_points=0)
    path = {"activity_id": lottery.id}
    city.client.call("admin_award_list", path=path, token=city.admin()).must(404, "activity_not_found")
    top = city.staff("admin", city.organisation("320000"))
    city.client.call("admin_award_list", path=path, token=top).must(200)


def test_award_issue(city):
    prize = Prize(city, points=0)
    sent = {"tracking": "SF1234567890"}
    prize.handle("award_issue", sent).must(409, "award_not_issuable")
    prize.claim().must(200)
    prize.handle("award_issue", {}).must(422, "tracking_misfit")
    shown = prize.handle("award_issue", sent, key=f"issue-this-award-1-{RUN}").must(200)
    assert (shown.json()["state"], shown.json()["tracking"], shown.json()["by"]) == (
        "issued", "SF1234567890", "lianyungang")
    again = prize.handle("award_issue", sent, key=f"issue-this-award-1-{RUN}").must(200)
    assert again.body == shown.body and again.header("Idempotency-Replayed") == "true"
    prize.handle("award_issue", sent).must(409, "award_not_issuable")
    assert prize.ask("me_award_confirm").must(200).json()["state"] == "redeemed"


def test_award_issue_to_a_pickup_point(city):
    prize = Prize(city)
    code = prize.collect()
    prize.handle("award_issue", {"tracking": "SF1"}).must(422, "tracking_misfit")
    prize.handle("award_issue", {}).must(200)
    prize.ask("me_award_confirm").must(409, "award_not_on_its_way")
    assert prize.redeem(code).must(200).json()["state"] == "redeemed"


def test_award_redeem_takes_a_code_once(city):
    """A used code, an outdated one and an invented one are told apart by nothing."""
    prize = Prize(city)
    old = prize.collect()
    code = prize.ask("me_award_code").must(200).json()["code"]
    prize.redeem(old).must(404, "code_not_valid")
    shown = prize.redeem(code, key=f"redeem-this-award-1-{RUN}").must(200)
    assert shown.json()["state"] == "redeemed" and shown.json()["winner"]["id"] == prize.member.id
    assert prize.redeem(code, key=f"redeem-this-award-1-{RUN}").must(200).body == shown.body
    used_up, invented = (prize.redeem(word).must(404, "code_not_valid").json()
                         for word in (code, secrets.token_urlsafe(16)))
    assert used_up["detail"] == invented["detail"] and used_up["title"] == invented["title"]
    assert prize.row("code_hash, code_expires_at") == (None, None)
    prize.ask("me_award_code").must(409, "award_not_collectable")


def test_award_redeem_refuses_codes_that_have_run_out(city):
    prize = Prize(city)
    code = prize.collect()
    prize.become("code_expires_at = now()")
    prize.redeem(code).must(404, "code_not_valid")
    assert prize.row("state") == ("claimed",)


def test_award_redeem_is_for_the_organisers_branch(city):
    prize = Prize(city)
    code = prize.collect()
    stranger = city.staff("admin", city.other_branch(prize.place))
    prize.redeem(code, token=stranger).must(404, "code_not_valid")
    prize.redeem(code).must(200)


def test_award_redeem_stops_guessing(city):
    """After twenty codes that nobody has, even the right one has to wait."""
    prize = Prize(city)
    code, token = prize.collect(), city.staff("admin", prize.place)
    for _ in range(20):
        prize.redeem(secrets.token_urlsafe(16), token=token).must(404, "code_not_valid")
    locked = prize.redeem(code, token=token, key=f"redeem-while-locked-{RUN}").must(429, "redemption_locked")
    assert int(locked.header("Retry-After")) > 0
    prize.redeem(code).must(200)
    city.database.execute("UPDATE sign_in_failures SET locked_until = NULL"
                          " WHERE kind = 'redemption' AND key = uuid_send(%s::uuid)",
                          city.forge.subject_of(token))
    prize.redeem(code, token=token, key=f"redeem-while-locked-{RUN}").must(404, "code_not_valid")


def test_award_forfeit_returns_stock_once(city):
    """By journal; what is left to be drawn stays as it was, for the tickets are drawn already."""
    prize = Prize(city)
    code = prize.collect()
    left = city.database.value("SELECT remaining FROM prizes WHERE id = %s", prize.lottery.prizes[0])
    shown = prize.handle("award_forfeit", REASON).must(200).json()
    assert (shown["state"], shown["forfeit_reason"]) == ("forfeited", REASON["reason"])
    prize.handle("award_forfeit", REASON).must(409, "award_not_forfeitable")
    prize.redeem(code).must(404, "code_not_valid")
    assert movements(city, prize) == [("forfeited", 1)]
    assert left == city.database.value("SELECT remaining FROM prizes WHERE id = %s",
                                       prize.lottery.prizes[0]) == 99


def test_award_forfeit_after_it_was_handed_out(city):
    prize = Prize(city)
    prize.redeem(prize.collect()).must(200)
    prize.handle("award_forfeit", REASON).must(409, "award_not_forfeitable")
    assert movements(city, prize) == []


def test_award_reissue(city):
    prize = Prize(city)
    prize.handle("award_reissue", AGAIN).must(409, "award_not_reissuable")
    prize.handle("award_forfeit", REASON).must(200)
    again = prize.handle("award_reissue", AGAIN).must(201).json()
    assert (again["state"], again["reissue_of"], again["winner"]["id"]) == (
        "won", prize.id, prize.member.id)
    prize.handle("award_reissue", AGAIN).must(409, "award_not_reissuable")
    assert movements(city, prize) == [("forfeited", 1), ("reissued", -1)]
    prize.id = again["id"]
    assert prize.row("claim_by > now() + interval '9 days'") == (True,)
    prize.redeem(prize.collect()).must(200)
    assert city.database.rows("SELECT * FROM core.lottery_award_violations()") == []


def test_award_reissue_before_the_activity_is_archived(city):
    prize = Prize(city)
    prize.handle("award_forfeit", REASON).must(200)
    city.database.execute("UPDATE activities SET state = 'archived' WHERE id = %s", prize.lottery.id)
    prize.handle("award_reissue", AGAIN).must(409, "award_not_reissuable")


def test_award_delivery_reveal(city):
    """In clear, and the winner learns who has read it."""
    prize = Prize(city, points=0)
    prize.claim().must(200)
    why = {"reason": "寄送奖品"}
    shown = prize.handle("award_delivery_reveal", why).must(200).json()
    assert shown == {"id": prize.id, "address": address()}
    read, = city.client.call("me_data_accesses", token=prize.member.token).must(200).json()["items"]
    assert (read["field"], read["reason"], read["organisation"]["name"]) == (
        "delivery", "寄送奖品", "连云港市总工会")


def test_award_delivery_reveal_of_nothing(city):
    prize = Prize(city)
    prize.claim().must(200)
    shown = prize.handle("award_delivery_reveal", {"reason": "寄送奖品"}).must(200).json()
    assert shown == {"id": prize.id, "address": None}
    assert city.client.call("me_data_accesses", token=prize.member.token).must(200).json()["items"] == []


def test_award_delivery_reveal_is_limited(city):
    prize = Prize(city, points=0)
    prize.claim().must(200)
    token = city.staff("admin", prize.place)
    city.database.execute(
        "INSERT INTO personal_data_accesses (member_id, field, actor_kind, actor_id, role,"
        " organisation_id, operation, reason, request_id)"
        " SELECT m.id, 'phone', 'admin', %s, 'admin', %s, 'admin_member_reveal', '试', core.uuid7()"
        " FROM members AS m WHERE m.member_no <= 10000200", city.forge.subject_of(token), prize.place)
    prize.handle("award_delivery_reveal", {"reason": "寄送奖品"}, token=token).must(
        429, "reveal_limit_reached")


def test_a_budget_pays_when_an_award_leaves(city):
    """Issued or handed out, whichever comes first; and has it back when the award is taken back."""
    money, prize = costly(city)
    assert used(city, money) == (1000, 0)
    code = prize.collect()
    prize.handle("award_issue", {}).must(200)
    assert used(city, money) == (900, 100)
    prize.redeem(code).must(200)
    assert used(city, money) == (900, 100), "once"
    prize.id = prize.win()
    prize.redeem(prize.collect()).must(200)
    assert used(city, money) == (800, 200), "at the pick-up point"
    prize.id = prize.win()
    prize.claim().must(200)
    prize.handle("award_issue", {}).must(200)
    prize.handle("award_forfeit", REASON).must(200)
    assert used(city, money) == (800, 200), "returned to what is promised"
    prize.id = prize.handle("award_reissue", AGAIN).must(201).json()["id"]
    prize.redeem(prize.collect()).must(200)
    assert used(city, money) == (700, 300)
    assert city.database.rows("SELECT * FROM core.ledger_spending_violations()") == []


def test_awards_expire(city):
    """What nobody claimed in time comes back to stock, by the program, with a row of its own each."""
    prize = Prize(city)
    late = [prize.id, prize.win()]
    city.database.execute("UPDATE awards SET claim_by = now() - interval '1 day'"
                          " WHERE id = ANY (%s::uuid[])", late)
    kept = prize.win()
    city.database.value("SELECT (api.awards_expire(100000)).outcome")
    city.database.value("SELECT (api.awards_expire(100000)).outcome")
    assert city.database.rows("SELECT state, note FROM awards WHERE activity_id = %s ORDER BY id",
                              prize.lottery.id) == [("forfeited", "逾期未领取")] * 2 + [("won", None)]
    assert [movements(city, prize) for prize.id in late] == [[("forfeited", 1)]] * 2
    assert city.database.value("SELECT count(*) FROM audit_entries WHERE action = 'awards_expire'"
                               " AND actor_kind = 'system' AND object_id = ANY (%s::uuid[])", late) == 2
    prize.claim().must(409, "award_not_claimable")
    prize.id = kept
    prize.claim().must(200)
