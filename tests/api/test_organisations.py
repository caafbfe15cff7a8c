"""The tree of organisations, level by level."""
import uuid


def children(city, parent_id=None, limit=100):
    found, cursor = [], None
    while True:
        query = {"limit": limit}
        if parent_id:
            query["parent_id"] = parent_id
        if cursor:
            query["cursor"] = cursor
        page = city.client.call("organisation_tree", query=query).must(200).json()
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def test_organisation_tree_roots(city):
    roots = children(city)
    assert roots and all(item["parent_id"] is None for item in roots)
    assert {item["level"] for item in roots} <= {"national", "province"}


def test_organisation_tree_holds_the_real_districts(city):
    """GB/T 2260 codes of Lianyungang's districts and counties."""
    found = {item["code"]: item["name"] for item in children(city, city.organisation("320700"))}
    for code, name in (("320703", "连云区"), ("320706", "海州区"), ("320707", "赣榆区"),
                       ("320722", "东海县"), ("320723", "灌云县"), ("320724", "灌南县")):
        assert name in found[code], (code, found)


def test_organisation_tree_walk_reaches_everything(city):
    """From the roots down, every organisation is met once and has_children tells the truth."""
    met, waiting = {}, children(city)
    while waiting:
        item = waiting.pop()
        assert item["id"] not in met
        met[item["id"]] = item
        if item["has_children"]:
            below = children(city, item["id"])
            assert below and all(child["parent_id"] == item["id"] for child in below)
            waiting += below
    held = city.database.value("SELECT count(*) FROM organisations WHERE status = 'active'")
    assert len(met) == held
    leaf = next(item for item in met.values() if not item["has_children"])
    assert children(city, leaf["id"]) == []


def test_organisation_tree_pages(city):
    parent_id = city.organisation("320700")
    whole = children(city, parent_id)
    for limit in (1, 2, 3):
        assert children(city, parent_id, limit) == whole


def test_organisation_tree_unknown_parent(city):
    city.client.call("organisation_tree", query={"parent_id": str(uuid.uuid4())}).must(
        404, "organisation_not_found")


def test_organisation_tree_bad_cursor(city):
    city.client.call("organisation_tree", query={"cursor": "e30"}).must(400, "cursor_invalid")


def test_organisation_tree_is_cacheable(city):
    answer = city.client.call("organisation_tree")
    operation = city.client.contract.operations["organisation_tree"]
    assert ("public" in answer.header("Cache-Control")) == bool(operation.cache_seconds)
