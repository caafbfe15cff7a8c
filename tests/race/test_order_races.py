"""Orders, their payers and their ends at the same moment: 200 rounds of each, some dozens of them
released by one barrier, at two processes; every piece, point and fen counted afterwards."""
from collections import Counter

from harness import requests
from harness.crowd import codes, race
from harness.requests import vouchers
from harness.requests.subsidies import subsidy
from harness.shop import Shop

ROUNDS = 200


def states(city, orders):
    return Counter(row[0] for row in city.database.rows(
        "SELECT status FROM orders WHERE id = ANY (%s::uuid[])", [order["id"] for order in orders]))


def asked(client, member, skus, points=0):
    return client.call("order_create", {
        "items": [{"sku_id": sku, "quantity": 1} for sku in skus], "points_to_spend": points},
        token=member.token)


def sold(city, twin, shop, members, **more):
    """A paid order of each, made at once."""
    return [answers[0].must(201).json() for answers in race(city, twin, [
        [lambda member=member: shop.order(member, [1], 100, **more)] for member in members])]


def test_the_last_piece(city, twin):
    """Three want it once, the fourth in two lines, which together are more than there is. Whoever is
    refused leaves no order behind."""
    product = city.product([{"stock": 1, "points_price": 10}] * ROUNDS)
    members = city.members(4 * ROUNDS, 20)
    scenes = [[lambda n=n, member=member, client=client: asked(
        client, member, [product.skus[n]] * (1 + (client is twin)), 10)
        for member, client in zip(members[4 * n:], (city.client, city.client, city.client, twin))]
        for n in range(ROUNDS)]
    for answers in race(city, twin, scenes):
        assert codes(answers) == {201: 1, "sold_out": 3} and answers[3].status == 409
    assert {city.stock(sku) for sku in product.skus} == {(0, 0, 1)}
    ids = [member.id for member in members]
    assert city.database.row(
        "SELECT (SELECT count(*) FROM orders WHERE member_id = ANY (%s::uuid[])), sum(available), sum(held)"
        " FROM wallets WHERE member_id = ANY (%s::uuid[])", ids, ids) == (ROUNDS, 4 * ROUNDS * 20 - ROUNDS * 10, 0)


def test_a_member_s_year_of_subsidy(city, twin):
    """Two orders of one member, a year for one and a half; and all of them are less than the programme
    has at first, more at last."""
    shop = Shop(city, [{"price_fen": 1000, "stock": 1000, "points_price": None}])
    programme = subsidy(city, merchant_id=shop.merchant.id, percent=10, member_cap_fen=150,
                        total_fen=150 * (ROUNDS - 20) + 70)
    members = city.members(ROUNDS, 0, city.organisation("320706"))
    told = race(city, twin, [[lambda m=m: shop.order(m, [1]), lambda m=m: shop.beside(twin).order(m, [1])]
                             for m in members])
    borne = [sorted(answer.must(201).json()["programme_fen"] for answer in answers) for answers in told]
    assert sum(map(sum, borne)) == programme["total_fen"] and max(map(sum, borne)) == 150
    assert Counter(map(tuple, borne))[(50, 100)] >= ROUNDS - 80
    assert city.database.row("SELECT reserved_fen, spent_fen FROM subsidy_programmes WHERE id = %s",
                             programme["id"]) == (programme["total_fen"], 0)
    orders = [answer.json() for answers in told for answer in answers]
    city.database.execute("UPDATE orders SET expires_at = now() WHERE id = ANY (%s::uuid[])",
                          [order["id"] for order in orders])
    while city.database.value("SELECT count(*) FROM orders WHERE id = ANY (%s::uuid[]) AND status"
                              " = 'pending_payment'", [order["id"] for order in orders]):
        city.database.execute("SELECT api.orders_expire(200)")
    assert city.database.row("SELECT reserved_fen, spent_fen FROM subsidy_programmes WHERE id = %s",
                             programme["id"]) == (0, 0)


def test_one_voucher_for_five_orders(city, twin):
    """The voucher is more than the price: one order has it and owes nothing, no order owes less."""
    shop, members = Shop(city, [{"price_fen": 800, "points_price": None, "stock": 1000}]), city.members(ROUNDS)
    template_id = vouchers.published(city, vouchers.rules(city, tiers=[vouchers.tier(1000, ROUNDS)]))
    held = [answers[0].must(201).json()["id"] for answers in race(city, twin, [
        [lambda m=m: vouchers.claim(city, m, template_id)] for m in members])]
    told = race(city, twin, [[
        lambda m=m, v=v, seller=seller: seller.order(m, [1], voucher_ids=[v])
        for seller in (shop, shop.beside(twin), shop, shop.beside(twin), shop)]
        for m, v in zip(members, held)], 25)
    for answers in told:
        assert codes(answers) == {201: 1, "voucher_not_usable": 4}
    made = [answer.json() for answers in told for answer in answers if answer.status == 201]
    assert {(order["status"], order["voucher_fen"], order["payable_fen"]) for order in made} == {("paid", 800, 0)}
    assert city.stock(shop.skus[0]) == (1000 - ROUNDS, 0, ROUNDS)
    assert city.database.rows("SELECT state, count(*) FROM vouchers WHERE template_id = %s GROUP BY state",
                              template_id) == [("redeemed", ROUNDS)]


def test_a_refund_is_decided_once(city, twin):
    """Approved twice, refused and withdrawn at the same moment: one of them."""
    shop, members = Shop(city, [{"price_fen": 1000, "points_price": 100, "stock": 1000}]), city.members(ROUNDS, 100)
    orders = sold(city, twin, shop, members)
    refunds = [answers[0].must(201).json() for answers in race(city, twin, [
        [lambda m=m, o=o: shop.refund(m, o, [1])] for m, o in zip(members, orders)])]
    scenes = [[lambda r=r: shop.approve(r), lambda r=r: shop.beside(twin).approve(r),
               lambda r=r: shop.refuse(r),
               lambda r=r, m=m: twin.call("order_refund_withdraw", token=m.token, path={
                   "order_id": r["order_id"], "refund_id": r["id"]})]
              for m, r in zip(members, refunds)]
    told = race(city, twin, scenes, 30)
    for answers in told:
        assert codes(answers) == {200: 1, "refund_decided": 3}
    back = sum(answers[0].status == 200 or answers[1].status == 200 for answers in told)
    assert states(city, orders) == {state: count for state, count in (
        ("refunded", back), ("paid", ROUNDS - back)) if count}
    assert city.stock(shop.skus[0]) == (1000 - ROUNDS + back, 0, ROUNDS - back)
    assert city.database.value("SELECT sum(available) FROM wallets WHERE member_id = ANY (%s::uuid[])",
                               [member.id for member in members]) == 100 * back


def test_shipped_or_cancelled(city, twin):
    """By the buyer or by the merchant, twice each: an order goes one way."""
    shop, members = Shop(city, [{"price_fen": 1000, "points_price": 100, "stock": 1000}]), city.members(ROUNDS, 100)
    orders = sold(city, twin, shop, members, address=requests.address())
    cancel = lambda client, m, o: client.call("order_cancel", path={"order_id": o["id"]}, token=m.token)
    told = race(city, twin, [[
        lambda o=o: shop.ship(o), lambda o=o, m=m: cancel(twin, m, o), lambda o=o: shop.beside(twin).ship(o),
        lambda o=o: shop.ask("merchant_order_cancel", {"reason": "无货"}, path={"order_id": o["id"]})]
        for m, o in zip(members, orders)], 30)
    sent = 0
    for answers in told:
        assert [answer.status for answer in answers].count(200) == 1
        assert {answer.code for answer in answers} <= {None, "order_not_shippable", "order_not_cancellable"}
        sent += answers[0].status == 200 or answers[2].status == 200
    assert states(city, orders) == {state: count for state, count in (
        ("shipped", sent), ("cancelled", ROUNDS - sent)) if count}
    assert city.stock(shop.skus[0]) == (1000 - sent, 0, sent)
    assert city.database.value("SELECT sum(available) FROM wallets WHERE member_id = ANY (%s::uuid[])",
                               [member.id for member in members]) == 100 * (ROUNDS - sent)
