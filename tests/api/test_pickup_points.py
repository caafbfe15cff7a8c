"""Pick-up points: opened and closed by the staff, seen by everybody in the activities that have them."""
import uuid

from harness.requests import unknown_id
from harness.requests.awards import Prize, pickup_point, point_body
from harness.requests.organisations import branch

RUN = uuid.uuid4().hex[:8]  # keys are of one run alone


def test_pickup_point_list(city):
    prize = Prize(city, points=3)
    path = {"activity_id": prize.lottery.id}
    page = city.client.call("pickup_point_list", query={"limit": 2}, path=path).must(200).json()
    rest = city.client.call("pickup_point_list", query={"cursor": page["next_cursor"]}, path=path)
    shown = page["items"] + rest.must(200).json()["items"]
    assert [point["id"] for point in shown] == sorted(prize.points, reverse=True)
    assert set(shown[0]) == {"id", "name", "address", "hours"}
    etag = rest.header("ETag")
    city.client.call("pickup_point_list", query={"cursor": page["next_cursor"]}, path=path,
                     headers={"If-None-Match": etag}).must(304)
    city.client.call("pickup_point_list", query={"cursor": "e30"}, path=path).must(
        400, "cursor_invalid")
    city.client.call("pickup_point_list", path={"activity_id": unknown_id()}).must(
        404, "activity_not_found")


def test_admin_pickup_point_create_and_list(city):
    place = branch(city)
    asked = {"organisation_id": place, **point_body()}
    made = city.client.call("admin_pickup_point_create", asked, token=city.admin(),
                            key=f"a-new-pickup-point-{RUN}").must(201)
    assert {**made.json(), **asked, "organisation_id": None} == {**made.json(), "organisation_id": None}
    again = city.client.call("admin_pickup_point_create", asked, token=city.admin(),
                             key=f"a-new-pickup-point-{RUN}").must(201)
    assert again.body == made.body and again.header("Idempotency-Replayed") == "true"
    others = [pickup_point(city, place) for _ in range(2)]
    query = {"organisation_id": place, "limit": 2}
    page = city.client.call("admin_pickup_point_list", query=query, token=city.admin()).must(200).json()
    rest = city.client.call("admin_pickup_point_list", query={**query, "cursor": page["next_cursor"]},
                            token=city.admin()).must(200).json()
    assert [point["id"] for point in page["items"] + rest["items"]] == [
        *reversed(others), made.json()["id"]]
    city.client.call("admin_pickup_point_list", query={"cursor": "e30"}, token=city.admin()).must(
        400, "cursor_invalid")


def test_admin_pickup_point_update(city):
    path = {"pickup_point_id": pickup_point(city, branch(city))}
    changed = city.client.call("admin_pickup_point_update", {"hours": ""}, path=path,
                               token=city.admin()).must(200)
    assert (changed.json()["hours"], changed.json()["address"]) == ("", "朝阳东路 55 号")
    again = city.client.call("admin_pickup_point_update", {"hours": ""}, path=path, token=city.admin())
    assert again.must(200).json() == changed.json()
    assert city.database.value("SELECT count(*) FROM audit_entries WHERE object_id = %s",
                               path["pickup_point_id"]) == 1


def test_admin_pickup_point_close(city):
    """Nothing new goes there; what waits there is handed out."""
    prize = Prize(city, points=2)
    code = prize.collect()
    path, why = {"pickup_point_id": prize.points[0]}, {"reason": "服务大厅搬迁"}
    closed = city.client.call("admin_pickup_point_close", why, path=path, token=city.admin()).must(200)
    assert closed.json()["closed_at"]
    again = city.client.call("admin_pickup_point_close", why, path=path, token=city.admin()).must(200)
    assert again.json() == closed.json()
    shown = city.client.call("pickup_point_list", path={"activity_id": prize.lottery.id}).must(200)
    assert [point["id"] for point in shown.json()["items"]] == prize.points[1:]
    prize.redeem(code).must(200)
    prize.id = prize.win()
    prize.claim().must(404, "pickup_point_not_found")
