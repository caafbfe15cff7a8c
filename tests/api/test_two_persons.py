"""What waits for a second person: who sees it, and who may take it back."""
from harness.requests.rights import pending_operation


def listed(city, login):
    """Every pending operation that this member of the staff sees."""
    items, cursor = [], None
    while True:
        page = city.client.call("admin_pending_list", token=city.admin(login), query={
            "limit": 50, **({"cursor": cursor} if cursor else {})}).must(200).json()
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return {item["id"]: item for item in items}


def withdraw(city, pending_id, login="lianyungang"):
    return city.client.call("admin_pending_withdraw", token=city.admin(login),
                            path={"pending_operation_id": pending_id})


def test_admin_pending_list_shows_the_subtree(city):
    of_city, of_haizhou = pending_operation(city), pending_operation(city, "haizhou", "320706")
    seen = listed(city, "lianyungang")
    assert seen[of_city]["is_mine"] and not seen[of_haizhou]["is_mine"]
    assert seen[of_haizhou]["asked_by"] == "haizhou" and seen[of_haizhou]["reason"] == "试验事由"
    assert of_haizhou in listed(city, "haizhou") and of_city not in listed(city, "haizhou")


def test_admin_pending_list_leaves_out_what_has_ended(city):
    pending_id = pending_operation(city)
    city.database.execute("UPDATE pending_operations SET expires_at = now() WHERE id = %s", pending_id)
    assert pending_id not in listed(city, "lianyungang")
    withdraw(city, pending_id).must(409, "pending_operation_ended")


def test_admin_pending_list_wants_a_cursor_of_its_own(city):
    city.client.call("admin_pending_list", token=city.admin(), query={"cursor": "bm8"}).must(
        400, "cursor_invalid")


def test_admin_pending_withdraw_once(city):
    pending_id = pending_operation(city)
    withdraw(city, pending_id).must(204)
    withdraw(city, pending_id).must(409, "pending_operation_ended")
    assert pending_id not in listed(city, "lianyungang")


def test_admin_pending_withdraw_only_by_who_asked(city):
    pending_id = pending_operation(city, "haizhou", "320706")
    withdraw(city, pending_id).must(404, "pending_operation_not_found")
    withdraw(city, pending_id, "haizhou").must(204)
