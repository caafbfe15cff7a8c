"""Products as merchants' programs keep them: whole, with a state to go by, each in its own mode."""
import uuid

import pytest

from harness.requests import unknown_id
from harness.requests.products import Shelf, product, sku


@pytest.fixture
def shelf(city):
    return Shelf(city)


def audit(city, object_id):
    return city.database.rows("SELECT action, actor_kind, changes FROM audit_entries"
                              " WHERE object_id = %s ORDER BY seq", object_id)


def shown(city, product_id):
    return city.client.call("product_get", path={"product_id": product_id})


def test_merchant_product_put_makes_and_changes(city, shelf):
    """A new one needs no If-Match; a change needs the state that it starts from."""
    product_id, wanted = str(uuid.uuid4()), product(name="海州西瓜采摘券")
    made = shelf.put(product_id, **wanted).must(200)
    body = made.json()
    assert {**body, **wanted} == body and body["id"] == product_id and body["mode"] == "live"
    assert (body["version"], made.header("ETag")) == (1, '"1"')
    seen = shown(city, product_id).must(200).json()
    assert (seen["merchant"]["id"], seen["images"], seen["image"], seen["in_stock"]) == (
        shelf.merchant.id, wanted["images"], wanted["images"][0], False)
    assert product_id in {item["id"] for item in city.client.call("product_list", query={
        "q": "西瓜", "limit": 100}).must(200).json()["items"]}
    refused = shelf.put(product_id, **{**wanted, "name": "丢了的改动"}).must(428)
    assert refused.code == "precondition_required"
    for stale in ('"2"', 'W/"1"', "1", '"0", "7"'):
        shelf.put(product_id, stale, **{**wanted, "name": "丢了的改动"}).must(
            412, "precondition_failed")
    changed = shelf.put(product_id, '"9", "1"', **{**wanted, "name": "海州西瓜"}).must(200)
    assert (changed.json()["version"], changed.header("ETag")) == (2, '"2"')
    assert shown(city, product_id).json()["name"] == "海州西瓜"
    got = shelf.ask("merchant_product_get", path={"product_id": product_id}).must(200)
    assert got.json() == changed.json() and got.header("ETag") == '"2"'
    assert [(row[0], row[1]) for row in audit(city, product_id)] == 2 * [
        ("merchant_product_put", "merchant")]
    assert audit(city, product_id)[1][2]["name"] == ["海州西瓜采摘券", "海州西瓜"]


def test_merchant_product_put_again_changes_nothing(city, shelf):
    made = shelf.put().must(200).json()
    again = product(skus=[sku(id=made["skus"][0]["id"])])
    answer = shelf.put(made["id"], '"1"', **again).must(200)
    assert answer.json() == made and len(audit(city, made["id"])) == 1


def test_a_condition_on_what_is_not_there(shelf):
    shelf.put(unknown_id(), "*").must(412, "precondition_failed")


def test_merchant_product_put_skus(city, shelf):
    """By id, else by name; what is left out goes off sale and comes back; names change places."""
    one, two = sku("一斤"), sku("两斤")
    made = shelf.put(skus=[one, two]).must(200).json()
    wanted = {**made, "skus": [{**one, "name": "两斤"}, {**two, "name": "一斤", "price_fen": 1}]}
    body = {name: wanted[name] for name in product()}
    swapped = shelf.put(made["id"], "*", **body).must(200).json()
    assert {(s["id"], s["name"], s["price_fen"]) for s in swapped["skus"]} == {
        (one["id"], "两斤", 6800), (two["id"], "一斤", 1)}
    fewer = shelf.put(made["id"], "*", **{**body, "skus": [{"name": "两斤", "price_fen": 9}]})
    kept = {s["id"]: (s["name"], s["status"], s["price_fen"]) for s in fewer.must(200).json()["skus"]}
    assert kept == {one["id"]: ("两斤", "on_sale", 9), two["id"]: ("一斤", "off_sale", 1)}
    assert [s["id"] for s in shown(city, made["id"]).json()["skus"]] == [one["id"]]
    shelf.put(made["id"], "*", **{**body, "skus": [sku("一斤")]}).must(409, "sku_name_taken")
    shelf.put(made["id"], "*", **{**body, "skus": [sku("三斤"), sku("三斤")]}).must(
        422, "sku_repeated")
    other = shelf.put().must(200).json()["skus"][0]["id"]
    shelf.put(made["id"], "*", **{**body, "skus": [sku("三斤", id=other)]}).must(
        404, "sku_not_found")
    shelf.put(**{"category": "没有这一类"}).must(422, "category_unknown")
    assert len(shelf.ask("merchant_product_get", path={"product_id": made["id"]}).json()["skus"]) == 2


@pytest.mark.parametrize("image", ["http://a.example/1.jpg", "https://a b/", "ftp://a.example/",
                                   "https://a.example/\"><script>", "javascript:alert(1)"])
def test_images_are_https(shelf, image):
    answer = shelf.put(images=[image]).must(422, "validation_failed")
    assert answer.errors == [("#/images/0", "pattern_mismatch")]


def test_another_merchants_product(city, shelf):
    """It can neither be read nor written, and nothing tells whose it is."""
    made = shelf.put().must(200).json()
    stranger = Shelf(city)
    for if_match in ("*", '"1"', None):
        stranger.put(made["id"], if_match, name="抢来的").must(404, "product_not_found")
    path = {"product_id": made["id"]}
    stranger.ask("merchant_product_get", path=path).must(404, "product_not_found")
    assert shelf.ask("merchant_product_get", path=path).json() == made
    assert stranger.ask("merchant_product_list").must(200).json()["items"] == []


def test_a_test_key_keeps_to_test_products(city, shelf):
    """Neither members nor live keys see them, nobody can order them, and the other way round."""
    trial = Shelf(city, "test", shelf.merchant)
    live, live_sku = shelf.stocked(5)
    made, sku_id = trial.stocked(5, name="联调用的瓜")
    assert made["mode"] == "test"
    shown(city, made["id"]).must(404, "product_not_found")
    for query in ({"q": "联调用的瓜"}, {"limit": 93}):  # which nobody else has asked for a moment ago
        listed = {item["id"] for item in city.client.call("product_list", query=query).must(200).json()["items"]}
        assert made["id"] not in listed and (live["id"] in listed) == ("limit" in query)
    member = city.member(10000)
    city.client.call("order_create", {"items": [{"sku_id": sku_id, "quantity": 1}],
                                      "points_to_spend": 680}, token=member.token).must(
        404, "sku_not_found")
    for mine, other, other_sku in ((shelf, made, sku_id), (trial, live, live_sku)):
        path = {"product_id": other["id"]}
        mine.ask("merchant_product_get", path=path).must(404, "product_not_found")
        mine.put(other["id"], "*").must(404, "product_not_found")
        mine.stock(other_sku).must(404, "sku_not_found")
        mine.count(other_sku, 1, "*").must(404, "sku_not_found")
        mine.movements(other_sku).must(404, "sku_not_found")
        assert other["id"] not in {item["id"] for item in mine.ask(
            "merchant_product_list").must(200).json()["items"]}
        assert other_sku not in mine.ask("merchant_stock_export").must(200).body.decode()
        mine.upload(f"sku_id,new_stock\n{other_sku},1\n").must(422, "stock_sheet_invalid")
    assert trial.stock(sku_id).json()["stock"] == shelf.stock(live_sku).json()["stock"] == 5


def test_stock_that_runs_low_is_told(city, shelf):
    """Once, when an order takes the piece that matters; a test product's only to test keys."""
    for one in (shelf, Shelf(city, "test", shelf.merchant)):
        made, sku_id = one.stocked(5, skus=[sku(low_stock=3)])
        assert made["skus"][0]["low_stock"] == 3
        if one is shelf:
            for _ in range(3):
                city.client.call("order_create", {"items": [{"sku_id": sku_id, "quantity": 1}],
                                                  "points_to_spend": 680}, token=city.member(680).token).must(201)
        else:
            one.count(sku_id, 3, "*").must(200)
        assert city.database.rows(
            "SELECT mode, data FROM (SELECT object_id, kind, mode, data FROM outbox UNION ALL"
            " SELECT object_id, kind, mode, data FROM events) AS o WHERE object_id = %s AND kind = 'stock.low'",
            sku_id) == [(made["mode"], {"product_id": made["id"], "stock": 3, "low_stock": 3})]


def test_merchant_product_list_pages(shelf):
    made = [shelf.put(name=f"葡萄 {n}").must(200).json() for n in range(5)]
    shelf.put(made[0]["id"], '"1"', name="下架的葡萄", status="off_sale",
              skus=[sku(id=made[0]["skus"][0]["id"])]).must(200)
    found, cursor = [], None
    while True:
        page = shelf.ask("merchant_product_list", query={
            "limit": 2, **({"cursor": cursor} if cursor else {})}).must(200).json()
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert [item["id"] for item in found] == [item["id"] for item in reversed(made)]
    gone = shelf.ask("merchant_product_list", query={"status": "off_sale"}).must(200).json()["items"]
    assert [item["name"] for item in gone] == ["下架的葡萄"]
    since = shelf.ask("merchant_product_list", query={
        "updated_since": gone[0]["updated_at"]}).must(200).json()["items"]
    assert [item["id"] for item in since] == [made[0]["id"]]
    shelf.ask("merchant_product_list", query={"cursor": "e30"}).must(400, "cursor_invalid")


def test_lists_are_in_the_order_of_coming(city, shelf):
    """An id that a program has picked to stand first does not help it."""
    mark = uuid.uuid4().hex[:10]
    for first in ("ffffffff", "00000000", "88888888"):
        shelf.put(f"{first}-{str(uuid.uuid4())[9:]}", name=f"{mark} {first}").must(200)
    items = city.client.call("product_list", query={"q": mark}).must(200).json()["items"]
    assert [item["name"][-8:] for item in items] == ["88888888", "00000000", "ffffffff"]


def test_category_list(city):
    page = city.client.call("category_list", query={"limit": 3}).must(200).json()
    rest = city.client.call("category_list", query={"limit": 100, "cursor": page["next_cursor"]})
    names = [item["name"] for item in page["items"] + rest.must(200).json()["items"]]
    assert names[:3] == ["水果", "蔬菜", "粮油"] and len(names) == len(set(names)) >= 10
    city.client.call("category_list", query={"cursor": "e30"}).must(400, "cursor_invalid")


def test_zones(city, shelf):
    for zone in ("rural_revival", "bargain", "paired_assistance"):
        made = shelf.put(zone=zone).must(200).json()
        items = city.client.call("product_list", query={"zone": zone}).must(200).json()["items"]
        assert items[0]["id"] == made["id"] and {item["zone"] for item in items} == {zone}
