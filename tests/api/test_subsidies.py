"""What the union bears of what members buy."""
import uuid

import pytest

from harness.requests.budgets import budget
from harness.requests.subsidies import subsidy, wish
from harness.shop import Shop


@pytest.fixture
def shop(city):
    return Shop(city)


def money(city, programme):
    """(promised, spent) of the budget, (reserved, spent) of the programme."""
    seen = city.client.call("subsidy_get", path={"subsidy_id": programme["id"]},
                            token=city.admin()).must(200).json()
    whole = city.client.call("budget_get", path={"budget_id": seen["budget_id"]},
                             token=city.admin()).must(200).json()
    return (whole["committed"], whole["spent"]), (seen["reserved_fen"], seen["spent_fen"])


def close(city, programme):
    return city.client.call("subsidy_close", {"reason": "提前结束"}, path={"subsidy_id": programme["id"]},
                            token=city.admin())


def haizhou(city, points=1000):
    return city.member(points, city.organisation("320706"))


def test_subsidy_is_borne_by_the_budget(city, shop):
    programme = subsidy(city, merchant_id=shop.merchant.id)
    assert money(city, programme) == ((50000, 0), (0, 0))
    member = haizhou(city)
    told = shop.quote(member, [4], 100).must(200).json()
    assert (told["programme_fen"], told["points_fen"], told["payable_fen"]) == (800, 1000, 2200)
    assert told["reductions"] == [{"payer": "subsidy", "source_id": programme["id"],
                                   "title": "助农消费补贴", "amount_fen": 800}]
    order = shop.order(member, [4], 100, expected_payable_fen=2200).must(201).json()
    assert {name: order[name] for name in ("payable_fen", "subsidy_fen", "programme_fen")} == {
        "payable_fen": 2200, "subsidy_fen": 1800, "programme_fen": 800}
    assert money(city, programme) == ((50000, 0), (800, 0))
    city.client.call("order_cancel", path={"order_id": order["id"]}, token=member.token).must(200)
    assert money(city, programme) == ((50000, 0), (0, 0))


def test_subsidy_of_a_paid_order_comes_back_with_its_pieces(city, shop):
    """Four fifths of the price in points: paid at once."""
    programme, member = subsidy(city, merchant_id=shop.merchant.id), haizhou(city)
    order = shop.sold(member, [4], 320)
    assert order["payable_fen"] == 0 and money(city, programme) == ((49200, 800), (0, 800))
    shop.returned(member, order, [1])
    assert money(city, programme) == ((49400, 600), (0, 600)) and city.available(member) == 760
    assert close(city, programme).must(200).json()["status"] == "closed"
    assert money(city, programme) == ((0, 600), (0, 600))
    shop.returned(member, order, [3])
    assert money(city, programme) == ((0, 0), (0, 0)) and city.available(member) == 1000
    close(city, programme).must(409, "subsidy_closed")


def test_subsidy_has_caps(city, shop):
    programme = subsidy(city, merchant_id=shop.merchant.id, order_cap_fen=500, member_cap_fen=700)
    member, stranger = haizhou(city), city.member(organisation_id=city.other_branch(
        city.organisation("320706")))
    first = shop.order(member, [5]).must(201).json()
    second = shop.order(member, [5]).must(201).json()
    assert (first["programme_fen"], second["programme_fen"]) == (500, 200)
    mine = city.client.call("me_subsidies", token=member.token).must(200).json()["items"]
    assert [(item["used_fen"], item["left_fen"]) for item in mine if item["id"] == programme["id"]] == [
        (700, 0)]
    assert shop.quote(stranger, [5]).must(200).json()["programme_fen"] == 0
    others = city.client.call("me_subsidies", token=stranger.token).must(200).json()["items"]
    assert programme["id"] not in [item["id"] for item in others]
    for order in (first, second):
        city.client.call("order_cancel", path={"order_id": order["id"]}, token=member.token).must(200)


def test_subsidy_create_asks_the_budget(city):
    points, small = budget(city, 100000, "320706"), budget(city, 49999, "320706", "fen")
    for budget_id, status, code in ((points, 404, "budget_not_found"), (small, 409, "budget_exceeded")):
        city.client.call("subsidy_create", wish(city, budget_id=budget_id), token=city.admin()).must(
            status, code)
    city.client.call("subsidy_create", wish(city, merchant_id=str(uuid.uuid4())), token=city.admin()).must(
        404, "merchant_not_found")
    times = Shop.times()
    city.client.call("subsidy_create", {**wish(city), "closes_at": times["opens_at"]},
                     token=city.admin()).must(409, "activity_times_reversed")
    city.client.call("subsidy_list", query={"cursor": "e30"}, token=city.admin()).must(400, "cursor_invalid")


def test_subsidies_expire_by_the_job(city):
    programme = subsidy(city)
    city.database.execute("UPDATE subsidy_programmes SET closes_at = now() WHERE id = %s", programme["id"])
    city.database.execute("SELECT api.subsidies_expire(100)")
    assert money(city, programme) == ((0, 0), (0, 0))


def test_order_quote_refuses_as_orders_do(city):
    shop = Shop(city, [{"price_fen": 1000, "points_price": 100, "stock": 50}])
    member = city.member(5)
    shop.quote(member, [51]).must(409, "sold_out")
    shop.quote(member, [1], 6).must(409, "insufficient_points")
    shop.quote(member, [1], 101).must(422, "points_exceed_price")
    city.client.call("order_quote", {"items": [{"sku_id": shop.product.id, "quantity": 1}]},
                     token=member.token).must(404, "sku_not_found")
    shop.quote(member, [1], vouchers=[str(uuid.uuid4())]).must(409, "voucher_not_usable")
    assert city.stock(shop.skus[0]) == (50, 0, 0) and city.available(member) == 5
    Shop(city, purchase_limit=2).quote(member, [3]).must(409, "purchase_limit_reached")


def test_order_quote_takes_the_subsidy_that_bears_most(city, shop):
    """Of those whose threshold is reached."""
    for terms in ({"percent": 10, "threshold_fen": 3000}, {"percent": 5}):
        subsidy(city, merchant_id=shop.merchant.id, **terms)
    member = haizhou(city)
    assert [shop.quote(member, [count]).must(200).json()["programme_fen"] for count in (2, 3)] == [100, 300]
    elsewhere = Shop(city, [{"price_fen": 1000, "points_price": 100, "stock": 50}])
    assert elsewhere.quote(member, [3]).must(200).json()["programme_fen"] == 0
