"""Orders that vouchers pay a part of, and vouchers that orders buy."""
import uuid

import pytest

from harness.requests import vouchers
from harness.shop import Shop


@pytest.fixture
def shop(city):
    return Shop(city)


def state(city, voucher_id):
    return city.database.value("SELECT state FROM vouchers WHERE id = %s", voucher_id)


def budget_of(city, voucher_id):
    """(committed, spent) of the budget behind a voucher."""
    return city.database.row(
        "SELECT b.committed, b.spent FROM vouchers AS v JOIN voucher_templates AS t ON t.id = v.template_id"
        " JOIN budgets AS b ON b.id = t.budget_id WHERE v.id = %s", voucher_id)


def off(city, amount_fen, threshold_fen=0, **rules):
    return vouchers.rules(city, tiers=[vouchers.tier(amount_fen, 9, threshold_fen)], **rules)


def test_order_with_a_voucher_is_kept_and_given_back(city, shop):
    member, voucher_id = vouchers.voucher(city, city.member(1000), off(city, 700, 3000))
    shop.order(member, [2], voucher_ids=[voucher_id]).must(409, "voucher_not_usable")
    shop.order(city.member(), [3], voucher_ids=[voucher_id]).must(409, "voucher_not_usable")
    shop.order(member, [3], voucher_ids=[voucher_id, str(uuid.uuid4())]).must(409, "voucher_not_usable")
    assert state(city, voucher_id) == "issued"
    told = shop.quote(member, [3], 23, [voucher_id]).must(200).json()
    assert (told["voucher_fen"], told["points_fen"], told["payable_fen"], told["points_max"]) == (
        700, 230, 2070, 230)
    order = shop.order(member, [3], 23, voucher_ids=[voucher_id], expected_payable_fen=2070).must(201).json()
    assert (order["voucher_fen"], order["payable_fen"], state(city, voucher_id)) == (700, 2070, "locked")
    shop.order(member, [3], voucher_ids=[voucher_id]).must(409, "voucher_not_usable")
    city.client.call("order_cancel", path={"order_id": order["id"]}, token=member.token).must(200)
    assert state(city, voucher_id) == "issued" and city.available(member) == 1000


def test_order_with_two_vouchers_in_their_order(city, shop):
    """Each sees what the one before has left; nobody bears more than there is to pay."""
    member = city.member(1000)
    large, small = (vouchers.voucher(city, member, off(city, amount, threshold))[1]
                    for amount, threshold in ((2500, 0), (900, 1000)))
    shop.order(member, [3], voucher_ids=[large, small]).must(409, "voucher_not_usable")
    order = shop.order(member, [3], voucher_ids=[small, large]).must(201).json()
    assert (order["voucher_fen"], order["payable_fen"], order["status"]) == (3000, 0, "paid")
    assert [state(city, voucher_id) for voucher_id in (large, small)] == ["redeemed"] * 2
    assert (budget_of(city, small)[1], budget_of(city, large)[1]) == (900, 2100)


def test_order_with_a_voucher_comes_back_in_pieces(city, shop):
    """To the budget what the voucher bore, to the member the points; cancelled as a whole, the voucher."""
    member, voucher_id = vouchers.voucher(city, city.member(1000), off(city, 1000))
    order = shop.sold(member, [4], 300, voucher_ids=[voucher_id])
    assert budget_of(city, voucher_id)[1] == 1000 and city.available(member) == 700
    done = shop.returned(member, order, [1])
    assert (done["voucher_fen"], done["points_fen"], done["points"]) == (250, 750, 75)
    assert budget_of(city, voucher_id)[1] == 750 and city.available(member) == 775
    shop.returned(member, order, [3])
    assert budget_of(city, voucher_id)[1] == 0 and city.available(member) == 1000
    assert state(city, voucher_id) == "redeemed"
    member, voucher_id = vouchers.voucher(city, city.member(1000), off(city, 1000))
    order = shop.sold(member, [4], 300, voucher_ids=[voucher_id])
    city.client.call("order_cancel", path={"order_id": order["id"]}, token=member.token).must(200)
    assert state(city, voucher_id) == "issued" and budget_of(city, voucher_id)[1] == 0


def tickets(city, shop):
    """A product whose pieces are vouchers of the merchant's."""
    return vouchers.published(city, vouchers.exchange(
        city, 0, funding="sale", merchant_id=shop.merchant.id, sku_id=shop.skus[0], budget_id=None,
        is_claimable=False))


def held(city, member, template_id):
    return city.database.rows("SELECT id, state FROM vouchers WHERE template_id = %s AND member_id = %s"
                              " ORDER BY state, id", template_id, member.id)


def test_order_buys_vouchers_and_gives_unused_ones_back(city, shop):
    template_id, member = tickets(city, shop), city.member(1000)
    order = shop.sold(member, [3], 300)
    assert [row[1] for row in held(city, member, template_id)] == ["issued"] * 3
    shop.returned(member, order, [1])
    assert [row[1] for row in held(city, member, template_id)] == ["issued", "issued", "revoked"]
    left = [str(row[0]) for row in held(city, member, template_id) if row[1] == "issued"]
    shop.ask("merchant_redeem", {"token": vouchers.token(city, member, left[0])}).must(201)
    refund = shop.refund(member, order, [2]).must(201).json()
    shop.approve(refund).must(409, "vouchers_used")
    city.client.call("order_refund_withdraw", token=member.token, path={
        "order_id": order["id"], "refund_id": refund["id"]}).must(200)
    shop.returned(member, order, [1])
    assert [row[1] for row in held(city, member, template_id)] == ["redeemed", "revoked", "revoked"]


def test_vouchers_that_were_used_stop_every_way_back(city, shop):
    """Neither the merchant cancels the order, nor the union decides for the buyer."""
    template_id, member = tickets(city, shop), city.member(1000)
    order = shop.sold(member, [2], 200)
    used = str(held(city, member, template_id)[0][0])
    shop.ask("merchant_redeem", {"token": vouchers.token(city, member, used)}).must(201)
    shop.ask("merchant_order_cancel", {"reason": "停业"}, path={"order_id": order["id"]}).must(409, "vouchers_used")
    refund = shop.refund(member, order, [2]).must(201).json()
    shop.refuse(refund).must(200)
    city.client.call("order_refund_escalate", token=member.token, path={
        "order_id": order["id"], "refund_id": refund["id"]}).must(200)
    city.client.call("admin_refund_approve", {"restock": False}, path={"refund_id": refund["id"]},
                     token=city.admin()).must(409, "vouchers_used")
    assert shop.seen(member, order)["status"] == "paid" and city.available(member) == 800
    assert sorted(row[1] for row in held(city, member, template_id)) == ["issued", "redeemed"]


def test_order_cancel_takes_bought_vouchers_back(city, shop):
    template_id, member = tickets(city, shop), city.member(1000)
    orders = [shop.sold(member, [2], 200) for _ in range(2)]
    used = str(held(city, member, template_id)[0][0])
    shop.ask("merchant_redeem", {"token": vouchers.token(city, member, used)}).must(201)
    ended = sorted(city.client.call("order_cancel", path={"order_id": order["id"]},
                                    token=member.token).code or "ok" for order in orders)
    assert ended == ["ok", "vouchers_used"]
    assert sorted(row[1] for row in held(city, member, template_id)) == [
        "issued", "redeemed", "revoked", "revoked"]
