"""Stock that merchants' programs keep."""
from .products import Shelf
from .request import Request


def of_sku(body=None, if_match=None, query=None):
    def made(city):
        shelf = Shelf(city)
        _, sku_id = shelf.stocked(5)
        return Request(200, body, path={"sku_id": sku_id}, query=query,
                       headers=shelf.headers(if_match))
    return made


def sheet(*rows):
    """A CSV text of (sku_id, stock, new_stock) rows."""
    return "".join(f"{','.join(str(cell) for cell in row)}\r\n"
                   for row in (("规格标识", "现货", "新现货"), *rows))


def merchant_stock_import(city):
    shelf = Shelf(city)
    _, sku_id = shelf.stocked(5)
    return Request(200, {"csv": sheet((sku_id, "", 7)), "reason": "盘点", "dry_run": False},
                   headers=shelf.headers())


def merchant_stock_export(city):
    shelf = Shelf(city)
    shelf.stocked(5)
    return Request(200, query={"bom": "true"}, headers=shelf.headers())


VALID = {
    "merchant_stock_get": of_sku(),
    "merchant_stock_set": of_sku({"stock": 7, "reason": "周末补货"}, "*"),
    "merchant_stock_movement_list": of_sku(query={"limit": "5"}),
    "merchant_stock_export": merchant_stock_export,
    "merchant_stock_import": merchant_stock_import,
}
