"""Products: as everybody sees them, and as their merchants keep them."""
import time
import uuid

from .. import keys
from .request import Request

ANYHOW = {"If-Match": "*"}


class Shelf:
    """A merchant's program that keeps products: its key, and what it can do with it."""

    def __init__(self, city, mode="live", merchant=None, client=None):
        self.city = city
        self.client = client or city.client
        self.merchant = merchant or city.merchant()
        self.key = keys.given(city, self.merchant.id, mode)

    def beside(self, client):
        """The same program, asking another process."""
        other = Shelf.__new__(Shelf)
        other.__dict__.update(self.__dict__, client=client)
        return other

    def headers(self, if_match=None):
        return {**keys.headers(self.key), **({"If-Match": if_match} if if_match else {})}

    def ask(self, operation, body=None, if_match=None, **parts):
        return self.client.call(operation, body, headers=self.headers(if_match), **parts)

    def put(self, product_id=None, if_match=None, **changes):
        return self.ask("merchant_product_put", product(**changes), if_match,
                        path={"product_id": product_id or str(uuid.uuid4())})

    def stocked(self, stock=0, **changes):
        """(product, SKU's id) of a new product with one SKU and so many pieces of it."""
        made = self.put(**changes).must(200).json()
        sku_id = made["skus"][0]["id"]
        if stock:
            self.count(sku_id, stock, "*").must(200)
        return made, sku_id

    def stock(self, sku_id):
        return self.ask("merchant_stock_get", path={"sku_id": sku_id})

    def count(self, sku_id, stock, if_match=None, **more):
        return self.ask("merchant_stock_set", {"stock": stock, **more}, if_match,
                        path={"sku_id": sku_id})

    def movements(self, sku_id, **query):
        return self.ask("merchant_stock_movement_list", path={"sku_id": sku_id}, query=query)

    def upload(self, csv, dry_run=False, **more):
        return self.ask("merchant_stock_import", {"csv": csv, "reason": "盘点", "dry_run": dry_run},
                        **more)


def product(**changes):
    """What a program says of a product."""
    return {"name": "赣榆阳光玫瑰葡萄", "zone": "farm", "category": "水果", "description": "当天采摘",
            "images": ["https://img.example.com/grapes-1.jpg"], "purchase_limit": 5,
            "status": "on_sale", "skus": [sku()], **changes}


def sku(name="2 公斤装", **changes):
    return {"id": str(uuid.uuid4()), "code": "PT-2KG", "name": name, "price_fen": 6800,
            "points_price": 680, "low_stock": None, "status": "on_sale", **changes}


def merchant_product_list(city):
    shelf = Shelf(city)
    shelf.put().must(200)
    return Request(200, query={"status": "on_sale", "updated_since": "2026-01-01T00:00:00+08:00",
                               "limit": "5"}, headers=shelf.headers())


def merchant_product_get(city):
    shelf = Shelf(city)
    return Request(200, path={"product_id": shelf.put().must(200).json()["id"]},
                   headers=shelf.headers())


def merchant_product_put(city):
    """An id that nobody has is a new product's, so there is none that is unknown."""
    shelf = Shelf(city)
    made = shelf.put().must(200).json()
    changed = product(skus=[sku(id=made["skus"][0]["id"])], name="改了名的葡萄")
    return Request(200, changed, path={"product_id": made["id"]}, headers=shelf.headers("*"),
                   things=())



def category(city, position=900000, **more):
    """A new category that nothing has, as its keeper is told of it. The newest one's name stands first."""
    return city.client.call("category_create", category_body(city, position=position, **more),
                            token=keeper(city)).must(201).json()


def category_body(city, **changes):
    return {"organisation_id": city.organisation("320000"), "name": f"{2**56 - time.time_ns() // 1000:014x}",
            "position": 900000, **changes}


def keeper(city):
    """A token of one of the staff at the top."""
    return city.staff("admin", city.organisation("320000"))


def retired(city, made):
    """The category, retired."""
    return city.client.call("category_retire", {"reason": "试验"}, path={"category_id": made["id"]},
                            token=keeper(city)).must(200).json()


def of_category(status, body, prepare=lambda city, made: made):
    def made(city):
        return Request(status, body(), path={"category_id": prepare(city, category(city))["id"]}, token=keeper(city),
                       place=city.organisation("320000"))
    return made


def admin_category_list(city):
    """A retired one, for others see those that are not."""
    made = retired(city, category(city, 1))
    return Request(200, query={"limit": "5"}, token=keeper(city), place=city.organisation("320000"),
                   shows=made["id"])


VALID = {
    "product_list": lambda city: Request(200, query={"zone": "farm", "category": "水果", "q": "瓜",
                                                     "limit": "5"}),
    "product_get": lambda city: Request(200, path={"product_id": city.product().id}),
    "admin_category_list": admin_category_list,
    "category_create": lambda city: Request(201, category_body(city), token=keeper(city),
                                            things=("organisation_id",)),
    "category_update": of_category(200, lambda: {"name": uuid.uuid4().hex[:20], "position": 900001}),
    "category_retire": of_category(200, lambda: {"reason": "并入“日用”"}),
    "category_restore": of_category(200, lambda: {"reason": "又有了"}, retired),
    "category_list": lambda city: Request(200, query={"limit": "5"}),
    "merchant_product_list": merchant_product_list,
    "merchant_product_get": merchant_product_get,
    "merchant_product_put": merchant_product_put,
}
