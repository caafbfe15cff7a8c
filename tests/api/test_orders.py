"""Ordering: prices, points and stock to the piece, and everything back on a cancellation."""
import uuid

import pytest

from harness import requests
from harness.city import wait_until


def create(city, member, items, points=0, **more):
    sent = {key: more.pop(key) for key in ("pickup", "address", "voucher_ids") if key in more}
    body = {"items": [{"sku_id": sku, "quantity": quantity} for sku, quantity in items],
            "points_to_spend": points, **sent}
    return city.client.call("order_create", body, token=member.token, **more)


def cancel(city, member, order, **more):
    return city.client.call("order_cancel", path={"order_id": order["id"]}, token=member.token,
                            **more)


def get(city, member, order):
    return city.client.call("order_get", path={"order_id": order["id"]},
                            token=member.token).must(200).json()


def test_order_create_paid_wholly_in_points(city):
    member = city.member(1000)
    product = city.product([{"price_fen": 3000, "points_price": 300, "stock": 10}])
    order = create(city, member, [(product.sku, 2)], 600).must(201).json()
    assert order["status"] == "paid" and order["paid_at"] and order["expires_at"] is None
    assert (order["total_fen"], order["payable_fen"], order["points_spent"],
            order["subsidy_fen"]) == (6000, 0, 600, 6000)
    assert city.wallet(member) == (400, 0, 0, 0)
    assert city.stock(product.sku) == (8, 0, 2)
    assert get(city, member, order) == order
    assert order["delivery"] == {"kind": "pickup", "recipient": None, "phone": None,
                                 "region_code": None, "detail": None}


def test_order_create_mixed_waits_for_payment(city):
    member = city.member(1000)
    product = city.product([{"price_fen": 1000, "points_price": 300, "stock": 5}])
    order = create(city, member, [(product.sku, 1)], 100).must(201).json()
    assert order["status"] == "pending_payment" and order["paid_at"] is None
    assert (order["payable_fen"], order["subsidy_fen"]) == (667, 333), "rounded down to whole fen"
    assert order["expires_at"] > order["created_at"]
    assert city.wallet(member) == (900, 100, 0, 0)
    assert city.stock(product.sku) == (4, 1, 0)
    cancel(city, member, order).must(200)


def test_order_create_cash_only(city):
    member = city.member()
    product = city.product([{"price_fen": 990, "points_price": None}])
    order = create(city, member, [(product.sku, 3)]).must(201).json()
    assert order["status"] == "pending_payment"
    assert (order["payable_fen"], order["points_spent"], order["subsidy_fen"]) == (2970, 0, 0)
    assert order["items"][0]["points_price"] is None
    cancel(city, member, order).must(200)
    create(city, member, [(product.sku, 1)], 1).must(422, "points_exceed_price")


def test_order_create_points_cover_their_share_only(city):
    """Points pay for lines that have a price in points, never for the others."""
    member = city.member(1000)
    product = city.product([{"price_fen": 1000, "points_price": 100},
                            {"price_fen": 5000, "points_price": None}])
    order = create(city, member, [(product.skus[0], 2), (product.skus[1], 1)], 200).must(201).json()
    assert (order["total_fen"], order["payable_fen"], order["subsidy_fen"]) == (7000, 5000, 2000)
    cancel(city, member, order).must(200)
    create(city, member, [(product.skus[0], 2), (product.skus[1], 1)], 201).must(
        422, "points_exceed_price")


def test_order_create_merges_equal_skus(city):
    member = city.member(1000)
    product = city.product([{"points_price": 10, "price_fen": 100, "stock": 9}])
    order = create(city, member, [(product.sku, 2), (product.sku, 3)], 50).must(201).json()
    assert [item["quantity"] for item in order["items"]] == [5]
    assert city.stock(product.sku) == (4, 0, 5)


def test_order_create_snapshot_survives_a_new_price(city):
    member = city.member(1000)
    product = city.product([{"points_price": 10, "price_fen": 100}])
    order = create(city, member, [(product.sku, 1)], 10).must(201).json()
    city.database.execute("UPDATE skus SET price_fen = 999, points_price = 99 WHERE id = %s",
                          product.sku)
    assert get(city, member, order) == order


def test_order_create_refusals_change_nothing(city):
    member = city.member(50)
    product = city.product([{"points_price": 10, "price_fen": 100, "stock": 3},
                            {"stock": 9, "status": "off_sale"}], purchase_limit=None)
    create(city, member, [(product.sku, 4)], 0).must(409, "sold_out")
    create(city, member, [(product.sku, 3)], 31).must(422, "points_exceed_price")
    rich = city.product([{"points_price": 51, "price_fen": 100}])
    create(city, member, [(rich.sku, 1)], 51).must(409, "insufficient_points")
    create(city, member, [(str(uuid.uuid4()), 1)]).must(404, "sku_not_found")
    create(city, member, [(product.sku, 1), (product.skus[1], 1)]).must(404, "sku_not_found")
    create(city, member, [(product.sku, 1)], voucher_ids=[str(uuid.uuid4())]).must(
        409, "voucher_not_usable")
    assert city.wallet(member) == (50, 0, 0, 0)
    assert city.stock(product.sku) == (3, 0, 0)
    assert city.client.call("order_list", token=member.token).json()["items"] == []


def test_order_create_purchase_limit(city):
    member, other = city.member(1000), city.member(1000)
    product = city.product([{"points_price": 1, "price_fen": 100}, {"points_price": 1}],
                           purchase_limit=3)
    first = create(city, member, [(product.skus[0], 2)], 2).must(201).json()
    create(city, member, [(product.skus[1], 2)], 2).must(409, "purchase_limit_reached")
    create(city, member, [(product.skus[1], 1)], 1).must(201)
    create(city, member, [(product.skus[0], 1)], 1).must(409, "purchase_limit_reached")
    create(city, other, [(product.skus[0], 3)], 3).must(201)
    cancel(city, member, first).must(200)
    create(city, member, [(product.skus[0], 2)], 2).must(201)


def test_order_create_to_an_address_is_masked(city):
    member = city.member(10)
    product = city.product([{"points_price": 10}])
    answer = create(city, member, [(product.sku, 1)], 10, pickup=False,
                    address=requests.address()).must(201)
    delivery = answer.json()["delivery"]
    assert delivery["kind"] == "address" and delivery["region_code"] == "320706"
    assert delivery["phone"] == "138****1234" and "*" in delivery["recipient"]
    text = answer.body.decode()
    for secret in ("13812341234", "买买提·吐尔逊"):
        assert secret not in text, secret
    assert "502" not in delivery["detail"]
    stored = city.database.row("SELECT o::text, delivery_sealed FROM orders o WHERE id = %s",
                               answer.json()["id"])
    assert "13812341234" not in stored[0] and "吐尔逊" not in stored[0]
    sealed = bytes(stored[1])
    assert sealed[0] == 1 and len(sealed) > 30 and "苍梧路".encode() not in sealed


def test_order_create_address_is_nowhere_in_clear(city):
    """Not in the idempotency rows either, nor in the log."""
    member = city.member(10)
    product = city.product([{"points_price": 10}])
    mark = "门牌" + uuid.uuid4().hex
    create(city, member, [(product.sku, 1)], 10, pickup=False,
           address={**requests.address(), "detail": mark}).must(201)
    tables = city.database.rows("SELECT relname FROM pg_class c JOIN pg_namespace n"
                                " ON n.oid = relnamespace WHERE nspname = 'core' AND relkind = 'r'")
    for (table,) in tables:
        found = city.database.value(
            f'SELECT count(*) FROM core."{table}" t WHERE t::text LIKE %s', f"%{mark}%")
        assert found == 0, table


def test_order_create_pickup_and_address_contradict(city):
    member = city.member(10)
    product = city.product([{"points_price": 10}])
    answer = create(city, member, [(product.sku, 1)], 10, pickup=True, address=requests.address())
    answer.must(422, "validation_failed")
    assert sorted(answer.errors) == [("#/address", "conflict"), ("#/pickup", "conflict")]
    assert city.available(member) == 10
    answer = create(city, member, [(product.sku, 1)], 10, pickup=False).must(422)
    assert answer.errors == [("#/address", "required")]
    # Neither of them said: pickup.
    order = create(city, member, [(product.sku, 1)], 10).must(201).json()
    assert order["delivery"]["kind"] == "pickup"


def test_order_create_replay(city):
    member = city.member(1000)
    product = city.product([{"points_price": 10, "stock": 5}])
    key = str(uuid.uuid4())
    first = create(city, member, [(product.sku, 1)], 10, key=key).must(201)
    for _ in range(3):
        again = create(city, member, [(product.sku, 1)], 10, key=key).must(201)
        assert again.body == first.body and again.header("Idempotency-Replayed") == "true"
    create(city, member, [(product.sku, 2)], 10, key=key).must(422, "idempotency_key_reused")
    assert city.stock(product.sku) == (4, 0, 1) and city.available(member) == 990


def test_order_create_key_is_per_operation(city):
    """The same key under another operation is another key."""
    member = city.member(1000)
    product = city.product([{"points_price": 10}])
    key = str(uuid.uuid4())
    order = create(city, member, [(product.sku, 1)], 10, key=key).must(201).json()
    assert cancel(city, member, order, key=key).must(200).json()["status"] == "cancelled"


@pytest.mark.parametrize("points", [300, 100, 0])
def test_order_cancel_gives_everything_back(city, points):
    member = city.member()
    city.grant([member.id], 200, 30)
    city.grant([member.id], 200, 300)
    before = city.database.rows("SELECT id, remaining FROM lots WHERE member_id = %s ORDER BY id",
                                member.id)
    product = city.product([{"points_price": 300, "price_fen": 900, "stock": 4}])
    order = create(city, member, [(product.sku, 1)], points).must(201).json()
    done = cancel(city, member, order).must(200).json()
    assert done["status"] == "cancelled" and done["cancelled_at"] and done["expires_at"] is None
    assert city.wallet(member) == (400, 0, 0, 0)
    assert city.stock(product.sku) == (4, 0, 0)
    after = city.database.rows("SELECT id, remaining FROM lots WHERE member_id = %s ORDER BY id",
                               member.id)
    assert after == before, "points went back to the lots they came from"
    listed = city.client.call("me_point_entries", token=member.token).json()["items"]
    assert sum(entry["delta"] for entry in listed) == 400
    assert get(city, member, order) == done


def test_order_cancel_spends_first_what_expires_first(city):
    member = city.member()
    city.grant([member.id], 100, 300)
    city.grant([member.id], 100, 30)
    product = city.product([{"points_price": 150}])
    create(city, member, [(product.sku, 1)], 150).must(201)
    left = city.database.rows(
        "SELECT remaining FROM lots WHERE member_id = %s ORDER BY expires_at", member.id)
    assert left == [(0,), (50,)]


def test_order_cancel_twice(city):
    member = city.member(100)
    product = city.product([{"points_price": 10, "stock": 2}])
    order = create(city, member, [(product.sku, 1)], 10).must(201).json()
    key = str(uuid.uuid4())
    first = cancel(city, member, order, key=key).must(200)
    again = cancel(city, member, order, key=key).must(200)
    assert again.body == first.body and again.header("Idempotency-Replayed") == "true"
    cancel(city, member, order).must(409, "order_not_cancellable")
    assert city.available(member) == 100 and city.stock(product.sku) == (2, 0, 0)


def test_order_cancel_key_of_another_order(city):
    member = city.member(100)
    product = city.product([{"points_price": 10, "stock": 5}])
    orders = [create(city, member, [(product.sku, 1)], 10).must(201).json() for _ in range(2)]
    key = str(uuid.uuid4())
    cancel(city, member, orders[0], key=key).must(200)
    cancel(city, member, orders[1], key=key).must(422, "idempotency_key_reused")
    assert get(city, member, orders[1])["status"] == "paid"
    assert city.available(member) == 90


def test_order_cancel_unknown(city):
    member = city.member(1)
    cancel(city, member, {"id": str(uuid.uuid4())}).must(404, "order_not_found")
    city.client.call("order_get", path={"order_id": str(uuid.uuid4())},
                     token=member.token).must(404, "order_not_found")


def test_orders_expire_by_the_job(city):
    """An unpaid order whose time is over gives back points and stock by itself."""
    member = city.member(500)
    product = city.product([{"points_price": 300, "price_fen": 900, "stock": 4}])
    order = create(city, member, [(product.sku, 2)], 400).must(201).json()
    assert city.wallet(member) == (100, 400, 0, 0) and city.stock(product.sku) == (2, 2, 0)
    city.database.execute("UPDATE orders SET expires_at = now() - interval '1 second'"
                          " WHERE id = %s", order["id"])
    wait_until(lambda: get(city, member, order)["status"] == "expired")
    assert city.wallet(member) == (500, 0, 0, 0) and city.stock(product.sku) == (4, 0, 0)
    cancel(city, member, order).must(409, "order_not_cancellable")
    assert get(city, member, order)["expires_at"] is None


def test_orders_expire_leaves_the_others(city):
    member = city.member(500)
    product = city.product([{"points_price": 100, "price_fen": 900}])
    due = create(city, member, [(product.sku, 1)], 10).must(201).json()
    live = create(city, member, [(product.sku, 1)], 10).must(201).json()
    paid = create(city, member, [(product.sku, 1)], 100).must(201).json()
    city.database.execute("UPDATE orders SET expires_at = now() - interval '1 second'"
                          " WHERE id = %s", due["id"])
    wait_until(lambda: get(city, member, due)["status"] == "expired")
    assert get(city, member, live)["status"] == "pending_payment"
    assert get(city, member, paid)["status"] == "paid"
    cancel(city, member, live).must(200)


def test_order_list_pages(city):
    member = city.member(1000)
    product = city.product([{"points_price": 10}])
    made = [create(city, member, [(product.sku, 1)], 10).must(201).json() for _ in range(5)]
    whole = city.client.call("order_list", query={"limit": 100},
                             token=member.token).must(200).json()["items"]
    assert whole == made[::-1], "newest first, and the same objects as order_create answered"
    for limit in (1, 2, 5):
        found, cursor = [], None
        while True:
            query = {"limit": limit, **({"cursor": cursor} if cursor else {})}
            page = city.client.call("order_list", query=query, token=member.token).must(200).json()
            found += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert found == whole
    assert city.client.call("order_list", token=city.member().token).json()["items"] == []
    city.client.call("order_list", query={"cursor": "e30"}, token=member.token).must(
        400, "cursor_invalid")


def test_order_numbers_are_unique_and_dated(city):
    member = city.member(1000)
    product = city.product([{"points_price": 10}])
    numbers = {create(city, member, [(product.sku, 1)], 10).must(201).json()["order_no"]
               for _ in range(3)}
    assert len(numbers) == 3
    today = city.database.value("SELECT to_char(now(), 'YYYYMMDD')")
    assert all(number[:8].isdigit() and number[:6] == today[:6] for number in numbers)
