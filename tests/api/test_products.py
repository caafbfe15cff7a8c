"""The catalogue: zones, categories, search, pages."""
import uuid

import pytest


def listed(city, limit=100, **query):
    found, cursor = [], None
    while True:
        page = city.client.call("product_list", query={
            "limit": limit, **query, **({"cursor": cursor} if cursor else {})}).must(200).json()
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


@pytest.mark.parametrize("zone", ["farm", "points", "benefit", "rural_revival", "bargain", "paired_assistance"])
def test_product_list_zone(city, zone):
    items = listed(city, zone=zone)
    assert items and {item["zone"] for item in items} == {zone}


def test_product_list_category(city):
    items = listed(city, category="蔬菜")
    assert items and {item["category"] for item in items} == {"蔬菜"}
    both = listed(city, category="蔬菜", zone="farm")
    assert {(item["category"], item["zone"]) for item in both} <= {("蔬菜", "farm")}
    assert listed(city, category="没有这一类") == []


def test_product_list_search(city):
    mark = uuid.uuid4().hex[:10]
    ids = {city.product(name=f"东海{mark}老淮猪").id, city.product(name=f"{mark}草莓").id}
    assert {item["id"] for item in listed(city, q=mark)} == ids
    assert {item["id"] for item in listed(city, q=mark.upper())} == ids
    assert [item["name"] for item in listed(city, q=f"{mark}草")] == [f"{mark}草莓"]
    assert listed(city, q=f"{mark}不存在") == []
    assert listed(city, q="瓜", limit=100)


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", "';--", "a%b", "*", "(", "[", "^$"])
def test_product_list_search_has_no_wildcards(city, text):
    mark = uuid.uuid4().hex[:8]
    product = city.product(name=f"{mark}{text}")
    city.product(name=f"{mark}无")
    assert [item["id"] for item in listed(city, q=f"{mark}{text}")] == [product.id]


def test_product_list_pages(city):
    mark = uuid.uuid4().hex[:10]
    made = [city.product(name=f"{mark} {n}").id for n in range(7)]
    whole = [item["id"] for item in listed(city, q=mark)]
    assert sorted(whole) == sorted(made)
    for limit in (1, 2, 3, 7):
        assert [item["id"] for item in listed(city, limit, q=mark)] == whole


def test_product_list_prices_are_the_lowest(city):
    mark = uuid.uuid4().hex[:10]
    city.product([{"price_fen": 500, "points_price": None}, {"price_fen": 300, "points_price": 90},
                  {"price_fen": 400, "points_price": 80}], name=mark)
    item = listed(city, q=mark)[0]
    assert (item["price_fen"], item["points_price"], item["in_stock"]) == (300, 80, True)


def test_product_list_out_of_stock_and_cash_only(city):
    mark = uuid.uuid4().hex[:10]
    city.product([{"stock": 0, "points_price": None}], name=mark)
    item = listed(city, q=mark)[0]
    assert (item["points_price"], item["in_stock"]) == (None, False)


def test_product_list_leaves_out_what_is_not_on_sale(city):
    mark = uuid.uuid4().hex[:10]
    for status in ("draft", "off_sale"):
        product = city.product(name=f"{mark}{status}", status=status)
        city.client.call("product_get", path={"product_id": product.id}).must(
            404, "product_not_found")
    assert listed(city, q=mark) == []


def test_product_list_bad_cursor(city):
    city.client.call("product_list", query={"cursor": "e30"}).must(400, "cursor_invalid")


def test_product_get(city):
    product = city.product([{"stock": 7, "price_fen": 990, "points_price": 99},
                            {"stock": 0, "points_price": None}], purchase_limit=3, zone="benefit")
    body = city.client.call("product_get", path={"product_id": product.id}).must(200).json()
    assert body["id"] == product.id and body["purchase_limit"] == 3 and body["zone"] == "benefit"
    skus = {sku["id"]: sku for sku in body["skus"]}
    assert set(skus) == set(product.skus)
    first = skus[product.skus[0]]
    assert (first["price_fen"], first["points_price"], first["stock"]) == (990, 99, 7)
    assert skus[product.skus[1]]["points_price"] is None


def test_product_get_unknown(city):
    city.client.call("product_get", path={"product_id": str(uuid.uuid4())}).must(
        404, "product_not_found")


def test_product_list_demo_city_has_points_products(city):
    assert any(item["points_price"] and item["in_stock"] for item in listed(city, zone="points"))
