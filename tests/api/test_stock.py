"""Stock as merchants' programs count it: every piece has a movement, nobody's order is overlooked."""
import csv
import io

import pytest

from harness import keys
from harness.requests.products import Shelf
from harness.requests.stock import sheet


@pytest.fixture
def shelf(city):
    return Shelf(city)


def moves(shelf, sku_id):
    return [(m["kind"], m["stock_delta"], m["reserved_delta"], m["sold_delta"], m["stock_after"])
            for m in shelf.movements(sku_id, limit=100).must(200).json()["items"]]


def test_merchant_stock_set_is_conditional(city, shelf):
    _, sku_id = shelf.stocked()
    before = shelf.stock(sku_id).must(200)
    assert before.json()["stock"] == 0
    shelf.count(sku_id, 5).must(428, "precondition_required")
    shelf.count(sku_id, 5, '"1"').must(412, "precondition_failed")
    counted = shelf.count(sku_id, 5, before.header("ETag"), reason="周末补货").must(200)
    assert counted.json()["stock"] == 5
    assert counted.header("ETag") == shelf.stock(sku_id).header("ETag") != before.header("ETag")
    member = city.member(10000)
    city.client.call("order_create", {"items": [{"sku_id": sku_id, "quantity": 2}],
                                      "points_to_spend": 1360}, token=member.token).must(201)
    shelf.count(sku_id, 5, counted.header("ETag")).must(412, "precondition_failed")
    now = shelf.stock(sku_id).must(200)
    assert (now.json()["stock"], now.json()["sold"]) == (3, 2)
    less = shelf.count(sku_id, 1, now.header("ETag"), reason="坏了两箱").must(200)
    same = shelf.count(sku_id, 1, less.header("ETag")).must(200)
    assert same.json() == less.json() == {"sku_id": sku_id, "stock": 1, "reserved": 0, "sold": 2,
                                          "product_id": now.json()["product_id"]}
    assert moves(shelf, sku_id) == [("written_off", -2, 0, 0, 1), ("orders", -2, 0, 2, 3),
                                    ("received", 5, 0, 0, 5)]
    told = shelf.movements(sku_id, limit=1).must(200).json()
    assert told["items"][0]["reason"] == "坏了两箱"
    rest = shelf.movements(sku_id, limit=1, cursor=told["next_cursor"]).must(200).json()
    assert rest["items"][0]["kind"] == "orders"
    shelf.movements(sku_id, cursor="e30").must(400, "cursor_invalid")
    assert city.database.rows(
        "SELECT changes ->> 'stock', reason FROM audit_entries WHERE object_id = %s ORDER BY seq",
        sku_id) == [("[0, 5]", "周末补货"), ("[3, 1]", "坏了两箱")]
    assert city.database.rows("SELECT * FROM core.stock_journal_violations()") == []


def test_orders_are_in_the_journal(city, shelf):
    """Reserved, and given back when the order is cancelled."""
    _, sku_id = shelf.stocked(5)
    member = city.member()
    order = city.client.call("order_create", {"items": [{"sku_id": sku_id, "quantity": 3}],
                                              "points_to_spend": 0}, token=member.token).must(201)
    city.client.call("order_cancel", path={"order_id": order.json()["id"]},
                     token=member.token).must(200)
    assert moves(shelf, sku_id) == [("orders", 3, -3, 0, 5), ("orders", -3, 3, 0, 2),
                                    ("received", 5, 0, 0, 5)]


def test_merchant_stock_export(shelf):
    made, sku_id = shelf.stocked(5, name="=1+1 葡萄")
    answer = shelf.ask("merchant_stock_export").must(200)
    assert answer.media == "text/csv" and answer.body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
    assert rows == [["规格标识", "商品", "规格", "货号", "现货", "新现货", "已预留", "已售"],
                    [sku_id, "'=1+1 葡萄", made["skus"][0]["name"], "PT-2KG", "5", "", "0", "0"]]
    plain = shelf.client.call("merchant_stock_export", query={"bom": "false"}, headers={
        **keys.headers(shelf.key), "Accept-Language": "en"}).must(200)
    assert plain.body.startswith(b"sku_id,product,sku,code,stock,new_stock,reserved,sold\r\n")
    filled = plain.body.decode().replace('"5",""', '"5","9"')
    assert shelf.upload(filled).must(200).json() == {"rows": 1, "changed": 1, "dry_run": False}
    assert shelf.stock(sku_id).json()["stock"] == 9


def test_merchant_stock_import_is_all_or_nothing(city, shelf):
    skus = [shelf.stocked(5)[1] for _ in range(3)]
    good = sheet((skus[0], 5, 7), (skus[1], "", 5), (skus[2], "", ""))
    planned = shelf.upload(good, dry_run=True).must(200).json()
    assert planned == {"rows": 2, "changed": 1, "dry_run": True}
    bad = sheet((skus[0], 4, 7), (keys.fresh(), 5, 6), (skus[1], "", "7x"), (skus[2], "", -1))
    answer = shelf.upload(bad).must(422, "validation_failed")
    assert answer.errors == [("#/csv/3/sku_id", "invalid_format"),
                             ("#/csv/4/new_stock", "invalid_format"),
                             ("#/csv/5/new_stock", "invalid_format")]
    stranger = Shelf(city).stocked(5)[1]
    wrong = sheet((skus[0], 4, 7), (stranger, 5, 6), (skus[1], "", 8), (skus[1], "", 9))
    key = "a-stock-import-" + skus[0]
    for _ in range(2):
        answer = shelf.upload(wrong, key=key).must(422, "stock_sheet_invalid")
        assert answer.errors == [("#/csv/2/stock", "stock_changed"), ("#/csv/3/sku_id", "sku_unknown"),
                                 ("#/csv/5/sku_id", "sku_repeated")]
    assert [shelf.stock(sku).json()["stock"] for sku in skus] == [5, 5, 5]
    first, again = (shelf.upload(good, key=key + "-2").must(200) for _ in range(2))
    assert first.body == again.body and again.header("Idempotency-Replayed") == "true"
    assert [shelf.stock(sku).json()["stock"] for sku in skus] == [7, 5, 5]
    assert len(moves(shelf, skus[0])) == 2 and len(moves(shelf, skus[1])) == 1


@pytest.mark.parametrize("text, code", [
    ("\n", "csv_empty"), ("规格标识,新现货\n", "csv_empty"), ("规格标识,库存\n1,2\n", "csv_stock_columns_missing"),
    ("新现货\n2\n", "csv_stock_columns_missing"),
    ("sku_id,new_stock\n" + "00000000-0000-7000-8000-000000000000,1\n" * 1001,
     "csv_stock_too_many_rows")])
def test_sheets_that_are_none(shelf, text, code):
    assert shelf.upload(text).must(422, "validation_failed").errors == [("#/csv", code)]


def test_numbers_out_of_bounds(shelf):
    _, sku_id = shelf.stocked()
    answer = shelf.upload(f"SKU_ID,NEW_STOCK\n{sku_id},10000001\n,5\n").must(422)
    assert answer.errors == [("#/csv/2/new_stock", "too_large"), ("#/csv/3/sku_id", "required")]
    shelf.upload(f"SKU_ID,NEW_STOCK\n{sku_id},010000000\n").must(422)
    shelf.upload(f"SKU_ID,NEW_STOCK\n {sku_id} ,０１２\n").must(200)
    assert shelf.stock(sku_id).json()["stock"] == 12
