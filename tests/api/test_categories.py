"""Kinds of goods: kept by the staff at the top, and what has them."""
from harness.requests import vouchers
from harness.requests.products import Shelf, category, category_body, keeper, retired
from harness.requests.subsidies import subsidy, wish


def test_category_of_a_catalogue(city):
    """Made, moved, named anew while nothing has it, retired, brought back; each change is written down."""
    token, made = keeper(city), category(city)
    path = {"category_id": made["id"]}
    ask = lambda operation, body, status=200: city.client.call(operation, body, path=path, token=token).must(status)
    assert made["is_used"] is False and made["retired_at"] is None and made["organisation"]["name"] == "江苏省总工会"
    city.client.call("category_create", category_body(city, name=made["name"]), token=token).must(
        409, "category_name_taken")
    city.client.call("category_create", category_body(city, organisation_id=city.organisation("320700")),
                     token=token).must(404, "organisation_not_found")
    renamed = ask("category_update", {"name": made["name"][:-1] + "家电", "position": 900002}).json()
    assert renamed == {**made, "name": made["name"][:-1] + "家电", "position": 900002}
    assert ask("category_update", {}).json() == renamed
    assert ask("category_update", {"name": "水果"}, 409).code == "category_name_taken"

    shelf = Shelf(city)
    shelf.put(category=made["name"]).must(422, "category_unknown")
    product = shelf.put(category=renamed["name"]).must(200).json()
    assert ask("category_update", {"position": 900003}).json()["is_used"] is True
    assert ask("category_update", {"name": made["name"]}, 409).code == "category_used"
    for use in (lambda name: vouchers.draft(city, vouchers.rules(city, category=name)),
                lambda name: subsidy(city, category=name)):
        kind = category(city)
        use(kind["name"])
        city.client.call("category_update", {"name": kind["name"][:-1] + "新"}, path={"category_id": kind["id"]},
                         token=token).must(409, "category_used")
        retired(city, kind)

    gone = ask("category_retire", {"reason": "并入“日用”"}).json()
    assert gone["retired_at"] and ask("category_retire", {"reason": "又一次"}).json() == gone
    shelf.put(category=renamed["name"]).must(422, "category_unknown")
    shelf.put(product["id"], "*", category=renamed["name"], name="还在卖", skus=[
        {"name": product["skus"][0]["name"], "price_fen": 1}]).must(200)
    assert ask("category_restore", {"reason": "又有了"}).json()["retired_at"] is None
    shelf.put(category=renamed["name"]).must(200)
    assert [row[0] for row in city.database.rows(
        "SELECT action FROM audit_entries WHERE object_id = %s ORDER BY seq", made["id"])] == [
            "category_create", "category_update", "category_update", "category_retire", "category_restore"]


def test_category_list_without_retired_ones(city):
    """In the order of their positions, page by page, for the staff with those that are retired."""
    made = [category(city, 2) for _ in range(3)]
    retired(city, made[1])
    names = [item["name"] for item in city.client.call("category_list", query={"limit": 99}).must(200).json()["items"]]
    assert [name for name in names if name in {one["name"] for one in made}] == [made[2]["name"], made[0]["name"]]
    seen, cursor = [], {}
    while len(seen) < 3:
        page = city.client.call("admin_category_list", query={"limit": 1, **cursor}, token=keeper(city)).must(200).json()
        seen += [item for item in page["items"] if item["position"] == 2]
        cursor = {"cursor": page["next_cursor"]}
    assert [item["name"] for item in seen] == [one["name"] for one in reversed(made)]
    for one in made:
        city.client.call("category_update", {"position": 900000}, path={"category_id": one["id"]},
                         token=keeper(city)).must(200)
        retired(city, one)
    city.client.call("admin_category_list", query={"cursor": "e30"}, token=keeper(city)).must(400, "cursor_invalid")


def test_subsidies_and_vouchers_name_goods_that_there_are(city):
    """A slip of the pen would be for nothing and for nobody; kinds that are retired still have products."""
    gone, draft = category(city), vouchers.draft(city)
    retired(city, gone)

    def ask(operation, status, code=None, **terms):
        if operation == "subsidy_create":
            body, more = wish(city, **terms), {"token": city.admin()}
        else:
            place = {"organisation_id": city.organisation("320700")} if operation.endswith("create") else {}
            body, more = {**place, "rules": vouchers.rules(city, **terms)}, {"token": city.staff()}
        if operation.endswith("revise"):
            more["path"] = {"template_id": draft}
        city.client.call(operation, body, **more).must(status, code)

    for operation, good in (("subsidy_create", 201), ("voucher_template_create", 201), ("voucher_template_revise", 200)):
        ask(operation, 422, "category_unknown", category="水菓")
        ask(operation, 422, "validation_failed", zone="rural-revival")
        ask(operation, good, category=gone["name"], zone="rural_revival")
