"""Products."""
from .request import Request


VALID = {
    "product_list": lambda city: Request(200, query={"zone": "farm", "category": "水果", "q": "瓜",
                                                     "limit": "5"}),
    "product_get": lambda city: Request(200, path={"product_id": city.product().id}),
}
