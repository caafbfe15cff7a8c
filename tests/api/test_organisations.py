"""The tree of organisations, level by level."""
import uuid

from harness.requests.organisations import branch


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


def search(city, q, **query):
    return city.client.call("organisation_search", query={"q": q, **query}).must(200).json()


def test_organisation_search_tells_two_of_one_name_apart(city):
    name = f"双胞{uuid.uuid4().hex[:8]}机械厂工会"
    twins = {branch(city, parent, name=name): parent for parent in ("320706", "320707")}
    found = search(city, name)["items"]
    assert {item["id"] for item in found} == set(twins)
    for item in found:
        assert item["name"] == name
        assert [above["level"] for above in item["ancestors"]] == ["province", "city", "district"]
        assert item["ancestors"][-1]["id"] == city.organisation(twins[item["id"]]) == item["parent_id"]


def test_organisation_search_pages(city):
    word = uuid.uuid4().hex[:10]
    made = [branch(city, name=f"{'长' * length}{word}") for length in (5, 3, 1, 4, 2)]
    met, cursor = [], {}
    while cursor is not None:
        page = search(city, word, limit=2, **cursor)
        met += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"] and {"cursor": page["next_cursor"]}
    assert met == [made[at] for at in (2, 4, 1, 3, 0)]


def test_organisation_search_bad_cursor(city):
    city.client.call("organisation_search", query={"q": "总工会", "cursor": "e30"}).must(
        400, "cursor_invalid")


def test_organisation_get(city):
    haizhou = city.organisation("320706")
    body = city.client.call("organisation_get", path={"organisation_id": haizhou}).must(200).json()
    assert (body["code"], body["status"], body["merged_into"]) == ("320706", "active", None)
    assert [above["name"] for above in body["ancestors"]] == ["江苏省总工会", "连云港市总工会"]
    city.client.call("organisation_get", path={"organisation_id": str(uuid.uuid4())}).must(
        404, "organisation_not_found")
