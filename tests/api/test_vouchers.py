"""Vouchers: drafted, published by another one, claimed, issued to many, capped, and shown."""
import uuid
from collections import Counter as Count

from harness.city import now
from harness.requests import vouchers
from harness.requests.budgets import budget
from harness.requests.organisations import branch


def money(city, template_id):
    """(committed, spent) of a template's budget."""
    return city.database.row("SELECT b.committed, b.spent FROM budgets AS b JOIN voucher_templates AS t"
                             " ON t.budget_id = b.id WHERE t.id = %s", template_id)


def made(city, wanted, status=201, code=None):
    return city.client.call("voucher_template_create", {
        "organisation_id": city.organisation("320700"), "rules": wanted}, token=city.admin()).must(status, code)


def publish(city, template_id, token):
    return city.client.call("voucher_template_publish", {"reason": "同意"}, path={"template_id": template_id},
                            token=token)


def test_voucher_template_create_to_close(city):
    """Two persons, the whole worth promised; what nobody got goes back when it closes."""
    drafter = city.staff()
    template_id = city.client.call("voucher_template_create", {
        "organisation_id": city.organisation("320700"), "rules": vouchers.exchange(city, 500, 20, uses=3)},
        token=drafter).must(201).json()["id"]
    member = city.member()
    vouchers.claim(city, member, template_id).must(404, "voucher_template_not_found")
    city.client.call("voucher_template_get", path={"template_id": template_id}).must(
        404, "voucher_template_not_found")
    publish(city, template_id, drafter).must(409, "second_person_required")
    assert money(city, template_id) == (0, 0)
    body = publish(city, template_id, city.admin()).must(200).json()
    assert (body["state"], body["tiers"][0]["remaining"]) == ("published", 20)
    assert money(city, template_id) == (20 * 3 * 500, 0)
    publish(city, template_id, city.admin()).must(409, "voucher_template_settled")
    vouchers.claim(city, member, template_id).must(201)
    shown = city.client.call("voucher_template_get", path={"template_id": template_id}).must(200).json()
    assert shown["tiers"][0]["remaining"] == 19 and shown["uses"] == 3
    closing = {"path": {"template_id": template_id}, "token": city.admin()}
    city.client.call("voucher_template_close", {"reason": "结束"}, **closing).must(200)
    assert money(city, template_id) == (1500, 0), "the one that was claimed stays promised"
    city.client.call("voucher_template_close", {"reason": "结束"}, **closing).must(409, "voucher_template_settled")
    vouchers.claim(city, city.member(), template_id).must(404, "voucher_template_not_found")


def test_voucher_template_publish_beyond_the_budget(city):
    template_id = vouchers.draft(city, vouchers.exchange(city, 500, 3, budget_id=budget(city, 1499, unit="fen")))
    publish(city, template_id, city.admin()).must(409, "budget_exceeded")
    assert money(city, template_id) == (0, 0)


def test_voucher_template_publish_refuses_what_is_over(city):
    template_id = vouchers.draft(city)
    city.database.execute("UPDATE voucher_templates SET closes_at = now(), opens_at = now() - interval '1 hour'"
                          " WHERE id = %s", template_id)
    publish(city, template_id, city.admin()).must(409, "voucher_not_open")
    assert money(city, template_id) == (0, 0)
    assert city.database.value("SELECT state FROM voucher_templates WHERE id = %s", template_id) == "draft"


def test_voucher_template_create_refusals(city):
    for wanted, code in (
            (vouchers.rules(city, budget_id=str(uuid.uuid4())), "budget_not_found"),
            (vouchers.rules(city, budget_id=budget(city, 10)), "budget_not_found"),
            (vouchers.rules(city, merchant_id=str(uuid.uuid4())), "merchant_not_found"),
            (vouchers.rules(city, audience_id=str(uuid.uuid4())), "organisation_not_found"),
            (vouchers.exchange(city, 0, funding="sale", budget_id=None, is_claimable=False,
                               merchant_id=city.merchant().id, sku_id=city.product().sku), "sku_not_found")):
        made(city, wanted, 404, code)
    for wanted in (
            vouchers.rules(city, uses=2), vouchers.exchange(city, 0), vouchers.rules(city, closes_at="2026-01-01T00:00:00Z"),
            vouchers.exchange(city, tiers=[vouchers.tier(5, threshold_fen=10)]),
            vouchers.rules(city, tiers=[vouchers.tier(5), vouchers.tier(5)]),
            vouchers.rules(city, sku_id=city.product().sku)):
        made(city, wanted, 409, "voucher_rules_misfit")


def test_voucher_template_revise(city):
    """Only as a draft; whoever wrote the rules last does not publish them."""
    drafter, template_id = city.staff(), vouchers.draft(city)
    asking = {"path": {"template_id": template_id}, "token": drafter}
    wanted = vouchers.exchange(city, 700, 4, uses=2)
    body = city.client.call("voucher_template_revise", {"rules": wanted}, **asking).must(200).json()
    assert (body["id"], body["kind"], body["uses"], body["state"]) == (template_id, "exchange", 2, "draft")
    assert body["tiers"] == [{"tier": 1, "threshold_fen": 0, "amount_fen": 700, "stock": 4, "remaining": 4}]
    for changes, status, code in (
            ({"budget_id": str(uuid.uuid4())}, 404, "budget_not_found"),
            ({"merchant_id": str(uuid.uuid4())}, 404, "merchant_not_found"),
            ({"audience_id": str(uuid.uuid4())}, 404, "organisation_not_found"),
            ({"sku_id": city.product().sku}, 409, "voucher_rules_misfit")):
        city.client.call("voucher_template_revise", {"rules": {**wanted, **changes}}, **asking).must(status, code)
    publish(city, template_id, drafter).must(409, "second_person_required")
    publish(city, template_id, city.admin()).must(200)
    assert money(city, template_id) == (5600, 0)
    city.client.call("voucher_template_revise", {"rules": wanted}, **asking).must(409, "voucher_template_settled")


def test_voucher_template_revise_of_one_that_is_sold(city):
    """Its own SKU is not taken; another one's is."""
    product, other = city.product(), city.product(merchant_id=city.merchant().id)
    merchant_id = city.database.value("SELECT merchant_id::text FROM products WHERE id = %s", product.id)
    wanted = vouchers.exchange(city, 0, funding="sale", budget_id=None, is_claimable=False, merchant_id=merchant_id,
                               sku_id=product.sku)
    template_id = vouchers.draft(city, wanted)
    asking = {"path": {"template_id": template_id}, "token": city.admin()}
    city.client.call("voucher_template_revise", {"rules": wanted}, **asking).must(200)
    city.client.call("voucher_template_revise", {"rules": {**wanted, "sku_id": other.sku}}, **asking).must(
        404, "sku_not_found")
    asking["path"] = {"template_id": vouchers.draft(city)}
    city.client.call("voucher_template_revise", {"rules": wanted}, **asking).must(409, "sku_taken")


def test_voucher_claim_best_tier_that_is_left(city):
    template_id = vouchers.published(city, vouchers.rules(city, tiers=[
        vouchers.tier(500, 2, 3000), vouchers.tier(3000, 1, 10000), vouchers.tier(1500, 1, 6000)]))
    got = [vouchers.claim(city, member, template_id).must(201).json() for member in city.members(4)]
    assert [(one["tier"], one["amount_fen"], one["threshold_fen"]) for one in got] == [
        (1, 3000, 10000), (2, 1500, 6000), (3, 500, 3000), (3, 500, 3000)]
    vouchers.claim(city, city.member(), template_id).must(409, "sold_out")
    assert money(city, template_id) == (5500, 0)


def test_voucher_claim_once_each(city):
    template_id, member, key = vouchers.published(city), city.member(), str(uuid.uuid4())
    first = vouchers.claim(city, member, template_id, key=key).must(201)
    again = vouchers.claim(city, member, template_id, key=key).must(201)
    assert first.body == again.body and again.header("Idempotency-Replayed") == "true"
    vouchers.claim(city, member, template_id).must(409, "already_claimed")
    vouchers.claim(city, member, vouchers.published(city), key=key).must(422, "idempotency_key_reused")
    items = city.client.call("me_vouchers", token=member.token).must(200).json()["items"]
    assert [item["id"] for item in items] == [first.json()["id"]]
    assert (items[0]["state"], items[0]["left_fen"], items[0]["uses_left"]) == ("issued", 3000, 1)
    listed = {"query": {"is_usable": "false"}, "token": member.token}
    assert city.client.call("me_vouchers", **listed).must(200).json()["items"] == []
    city.client.call("me_vouchers", query={"cursor": "x"}, token=member.token).must(400, "cursor_invalid")


def test_voucher_claim_refusals(city):
    elsewhere = branch(city, "320700", "district")
    template_id = vouchers.published(city, vouchers.rules(city, audience_id=elsewhere))
    vouchers.claim(city, city.member(), template_id).must(403, "not_eligible")
    vouchers.claim(city, city.member(organisation_id=elsewhere), template_id).must(201)
    later = vouchers.published(city, vouchers.rules(city, opens_at="2026-12-30T00:00:00+08:00",
                                                    closes_at="2027-01-02T00:00:00+08:00", valid_until=None))
    vouchers.claim(city, city.member(), later).must(409, "voucher_not_open")
    given = vouchers.published(city, vouchers.rules(city, is_claimable=False))
    vouchers.claim(city, city.member(), given).must(404, "voucher_template_not_found")
    blocked = city.member(organisation_id=elsewhere)
    city.client.call("block_create", {
        "organisation_id": city.organisation("320700"), "member_id": blocked.id, "reason": "倒卖",
        "expires_at": "2027-06-01T00:00:00+08:00"}, token=city.admin()).must(201)
    vouchers.claim(city, blocked, template_id).must(403, "not_eligible")


class Capped:
    """A union of one test alone, with a yearly cap on what it gives."""

    def __init__(self, city, max_fen):
        self.city = city
        self.place = branch(city, "320700", "district")
        city.client.call("benefit_cap_put", {
            "organisation_id": self.place, "year": now().year, "max_fen": max_fen, "reason": "试验"},
            token=city.admin()).must(200)

    def template(self, *amounts, place=None, stock=50):
        wanted = vouchers.rules(self.city, tiers=[vouchers.tier(fen, stock) for fen in amounts])
        drafter = self.city.staff()
        template_id = self.city.client.call("voucher_template_create", {
            "organisation_id": place or self.place, "rules": wanted}, token=drafter).must(201).json()["id"]
        publish(self.city, template_id, self.city.admin()).must(200)
        return template_id


def test_benefit_cap_across_activities_accounts_and_unions(city):
    """One person, whatever they claim where: what is left decides which tier, and then that there is none."""
    capped = Capped(city, 5000)
    below = branch(city, capped.place)
    first, second = capped.template(3000), capped.template(3000, 1500, place=below)
    member = city.member(organisation_id=below)
    assert vouchers.claim(city, member, first).must(201).json()["amount_fen"] == 3000
    assert vouchers.claim(city, member, second).must(201).json()["amount_fen"] == 1500, "2,000 are left"
    vouchers.claim(city, member, capped.template(501)).must(409, "benefit_cap_reached")
    body = city.client.call("me_benefits", token=member.token).must(200).json()
    assert (body["received_fen"], body["used_fen"], body["left_fen"]) == (4500, 0, 500)
    city.database.execute(  # another employer, in the same city
        "UPDATE memberships SET organisation_id = %s WHERE person_id ="
        " (SELECT person_id FROM members WHERE id = %s)", branch(city, capped.place), member.id)
    vouchers.claim(city, member, capped.template(501)).must(409, "benefit_cap_reached")
    vouchers.claim(city, member, capped.template(500)).must(201)
    vouchers.claim(city, member, vouchers.published(city)).must(201), "elsewhere there is no cap"


def test_benefit_cap_counts_no_voucher_that_ran_out(city):
    capped = Capped(city, 3000)
    member = city.member()
    template_id = capped.template(3000)
    voucher_id = vouchers.claim(city, member, template_id).must(201).json()["id"]
    vouchers.claim(city, member, capped.template(1)).must(409, "benefit_cap_reached")
    expire(city, voucher_id)
    assert money(city, template_id) == (49 * 3000, 0)
    assert city.client.call("me_benefits", token=member.token).must(200).json()["received_fen"] == 0
    vouchers.claim(city, member, capped.template(3000)).must(201)


def test_benefit_cap_put_again_changes_nothing(city):
    body = vouchers.cap_body(city)
    first = city.client.call("benefit_cap_put", body, token=city.admin()).must(200).json()
    with city.database.unchanged():
        assert city.client.call("benefit_cap_put", body, token=city.admin()).must(200).json() == first
    listed = city.client.call("benefit_cap_list", query={"organisation_id": body["organisation_id"]},
                              token=city.admin()).must(200).json()["items"]
    assert first in listed


def expire(city, *voucher_ids):
    city.database.execute("UPDATE vouchers SET expires_at = now() - interval '10 years' WHERE id = ANY (%s::uuid[])",
                          list(voucher_ids))
    while city.database.value("SELECT count(*) FROM vouchers WHERE id = ANY (%s::uuid[]) AND state = 'issued'",
                              list(voucher_ids)):
        city.database.execute("SELECT api.vouchers_expire(500)")


def finish(city, issue_id):
    """Runs the job, or lets the server's, until an issue is done."""
    while city.database.value("SELECT done_at FROM voucher_issues WHERE id = %s", issue_id) is None:
        city.database.execute("SELECT api.voucher_issues_run(500)")


def issue(city, template_id, status=202, code=None, **whom):
    return city.client.call("voucher_issue", {"reason": "慰问", **whom}, path={"template_id": template_id},
                            token=city.admin()).must(status, code)


def test_voucher_issue_to_an_organisation(city):
    """Everybody once, as far as the stock goes; those who have one, or must not, are told apart."""
    place = branch(city)
    members = city.members(5, organisation_id=place)
    template_id = vouchers.published(city, vouchers.exchange(city, 700, 4))
    vouchers.claim(city, members[0], template_id).must(201)
    began = issue(city, template_id, organisation_id=place).json()
    assert began["members"] == 5
    finish(city, began["id"])
    body = city.client.call("voucher_issue_get", path={"issue_id": began["id"]}, token=city.admin()).must(200).json()
    assert (body["state"], body["issued"], body["skipped"]) == ("done", 3, 2)
    assert body["skipped_for"] == {"already_claimed": 1, "sold_out": 1}
    held = Count(str(row[0]) for row in city.database.rows(
        "SELECT member_id FROM vouchers WHERE template_id = %s", template_id))
    assert sorted(held.values()) == [1, 1, 1, 1] and set(held) <= {member.id for member in members}
    assert money(city, template_id) == (2800, 0)


def test_voucher_issue_refusals(city):
    template_id, member = vouchers.published(city), city.member()
    issue(city, template_id, 404, "member_not_found", member_ids=[member.id, str(uuid.uuid4())])
    issue(city, template_id, 404, "organisation_not_found", organisation_id=str(uuid.uuid4()))
    issue(city, template_id, 409, "batch_empty", organisation_id=branch(city))
    issue(city, vouchers.draft(city), 409, "voucher_not_open", member_ids=[member.id])
    issue(city, str(uuid.uuid4()), 404, "voucher_template_not_found", member_ids=[member.id])
    for body in ({}, {"member_ids": [member.id], "organisation_id": branch(city)}):
        issue(city, template_id, 422, "validation_failed", **body)


def test_voucher_token_rotates(city):
    """The last two are good, and only for their holder to make."""
    member, voucher_id = vouchers.voucher(city)
    for _ in range(4):
        vouchers.token(city, member, voucher_id)
    assert city.database.value("SELECT count(*) FROM voucher_tokens WHERE voucher_id = %s", voucher_id) == 2
    asking = {"path": {"voucher_id": voucher_id}}
    city.client.call("voucher_token", token=city.member().token, **asking).must(404, "voucher_not_found")
    city.client.call("me_voucher_get", token=city.member().token, **asking).must(404, "voucher_not_found")
    expire(city, voucher_id)
    city.client.call("voucher_token", token=member.token, **asking).must(409, "voucher_not_usable")
    left = city.member()
    _, other = vouchers.voucher(city, left)
    city.database.execute("UPDATE members SET status = 'suspended' WHERE id = %s", left.id)
    city.client.call("voucher_token", token=left.token, path={"voucher_id": other}).must(403, "membership_required")


def test_voucher_template_list_shows_what_can_be_claimed(city):
    merchant = city.merchant()
    template_id = vouchers.published(city, vouchers.exchange(city, merchant_id=merchant.id))
    vouchers.published(city, vouchers.exchange(city, merchant_id=merchant.id, is_claimable=False))
    vouchers.draft(city, vouchers.exchange(city, merchant_id=merchant.id))
    items = city.client.call("voucher_template_list", query={"merchant_id": merchant.id}).must(200).json()["items"]
    assert [item["id"] for item in items] == [template_id]
    city.client.call("voucher_template_list", query={"cursor": "x"}).must(400, "cursor_invalid")
    for query, code in (({"cursor": "x"}, 400), ({"organisation_id": str(uuid.uuid4())}, 404)):
        city.client.call("admin_voucher_template_list", query=query, token=city.admin()).must(code)
