"""Budgets: envelopes that refuse when they are empty, and tell what moved them."""
import csv
import io
import uuid

import pytest

from harness.city import now
from harness.requests.budgets import REASON, budget


def call(city, operation, budget_id, body=None, token=None, **more):
    return city.client.call(operation, body, path={"budget_id": budget_id},
                            token=token or city.admin(), **more)


def shown(city, budget_id):
    """(total, committed, spent, available)"""
    body = call(city, "budget_get", budget_id).must(200).json()
    return body["total"], body["committed"], body["spent"], body["available"]


def movements(city, budget_id, limit=20):
    found, cursor = [], {}
    while cursor is not None:
        page = call(city, "budget_movement_list", budget_id, query={"limit": limit, **cursor}).must(
            200).json()
        found += page["items"]
        cursor = page["next_cursor"] and {"cursor": page["next_cursor"]}
    return found


def transfer(city, source, target, amount, token=None, dry_run=False):
    return call(city, "budget_transfer", source, {
        "to_budget_id": target, "amount": amount, "reason": REASON, "dry_run": dry_run}, token)


def second(city):
    return city.staff("finance", city.organisation("320700"))


def test_budget_create_and_use(city):
    """Set up, drawn on by a grant, amended: every step is a movement, and they add up."""
    name = f"试验 {uuid.uuid4()}"
    made = city.client.call("budget_create", {
        "organisation_id": city.organisation("320706"), "year": now().year, "name": name,
        "subject": "hardship", "fund_source": "donation", "unit": "points", "total": 100,
        "reason": REASON}, token=second(city)).must(201).json()
    assert (made["organisation"]["name"], made["name"], made["available"]) == ("海州区总工会", name, 100)
    member = city.member()
    grant = {"member_id": member.id, "points": 60, "reason": "节日慰问", "budget_id": made["id"],
             "expires_at": "2099-01-01T00:00:00+08:00"}
    given = city.client.call("points_grant", grant, token=city.admin()).must(201).json()
    city.client.call("points_grant", grant, token=city.admin()).must(409, "budget_exceeded")
    assert shown(city, made["id"]) == (100, 0, 60, 40)
    call(city, "budget_amend", made["id"], {"total": 59, "reason": REASON}).must(409, "budget_used")
    amended = call(city, "budget_amend", made["id"], {"total": 120, "reason": REASON}).must(200).json()
    assert amended["available"] == 60
    call(city, "budget_amend", made["id"], {"total": 120, "reason": REASON}).must(200)
    moved = movements(city, made["id"])
    assert [(item["kind"], item["available_after"]) for item in moved] == [
        ("amended", 60), ("spent", 40), ("opened", 100)]
    assert (moved[1]["reference"], moved[1]["by"], moved[1]["reason"]) == (
        given["id"], "lianyungang", "节日慰问")
    assert movements(city, made["id"], limit=1) == moved


def test_budget_create_of_one_name(city):
    body = {"organisation_id": city.organisation("320706"), "year": 2026, "name": f"试验 {uuid.uuid4()}",
            "subject": "other", "fund_source": "other", "unit": "fen", "total": 0, "reason": REASON}
    city.client.call("budget_create", body, token=city.admin()).must(201)
    city.client.call("budget_create", body, token=city.admin()).must(409, "budget_name_taken")


def test_budget_list_is_of_the_subtree(city):
    above, here = budget(city, 1), budget(city, 2, "320706")
    page = city.client.call("budget_list", token=city.admin("haizhou"), query={"limit": 100}).must(
        200).json()
    ids = [item["id"] for item in page["items"]]
    assert here in ids and above not in ids
    call(city, "budget_get", above, token=city.admin("haizhou")).must(404, "budget_not_found")
    last_year = city.client.call("budget_list", token=city.admin(), query={
        "limit": 100, "year": now().year - 1}).must(200).json()["items"]
    assert {item["year"] for item in last_year} == {now().year - 1}


def test_budget_list_wants_a_cursor_of_its_own(city):
    city.client.call("budget_list", token=city.admin(), query={"cursor": "bm8"}).must(
        400, "cursor_invalid")
    call(city, "budget_movement_list", budget(city, 1), query={"cursor": "bm8"}).must(
        400, "cursor_invalid")


def test_budget_transfer_takes_two(city):
    source, target = budget(city, 100), budget(city, 5, "320706")
    planned = transfer(city, source, target, 70, dry_run=True).must(200).json()
    assert (planned["state"], planned["budget"]["total"]) == ("planned", 100)
    first = transfer(city, source, target, 70).must(200).json()
    assert (first["state"], first["to_budget"]["total"]) == ("awaiting_second_person", 5)
    assert transfer(city, source, target, 70).must(200).json()["state"] == "awaiting_second_person"
    done = transfer(city, source, target, 70, second(city)).must(200).json()
    assert (done["state"], done["budget"]["total"], done["to_budget"]["total"]) == ("done", 30, 75)
    out, into = movements(city, source)[0], movements(city, target)[0]
    assert (out["kind"], out["total_delta"], into["kind"], into["total_delta"]) == (
        "transfer_out", -70, "transfer_in", 70)
    assert out["reference"] == into["reference"]


@pytest.mark.parametrize("amount, make, code", [
    (101, lambda city: budget(city, 0), "budget_exceeded"),
    (1, lambda city: budget(city, 0, unit="fen"), "budget_misfit")])
def test_budget_transfer_refused(city, amount, make, code):
    source = budget(city, 100)
    transfer(city, source, make(city), amount).must(409, code)
    assert shown(city, source) == (100, 0, 0, 100)


def test_budget_transfer_to_itself_or_a_stranger(city):
    source, above = budget(city, 100, "320706"), budget(city, 0)
    transfer(city, source, source, 1).must(409, "budget_same")
    transfer(city, source, above, 1, city.admin("haizhou")).must(404, "target_budget_not_found")
    transfer(city, above, source, 1, city.admin("haizhou")).must(404, "budget_not_found")


def test_budget_in_fen_grants_no_points(city):
    city.client.call("points_grant", {
        "member_id": city.member().id, "points": 1, "reason": "慰问",
        "budget_id": budget(city, 100, unit="fen"), "expires_at": "2099-01-01T00:00:00+08:00"},
        token=city.admin()).must(404, "budget_not_found")


def test_budget_movement_export(city):
    """What a spreadsheet opens: the same movements, numbers that add up, no formula."""
    source, target = budget(city, 100), budget(city, 0)
    call(city, "budget_amend", source, {"total": 90, "reason": "=SUM(A1:A9)"}).must(200)
    transfer(city, source, target, 70).must(200)
    transfer(city, source, target, 70, second(city)).must(200)
    answer = call(city, "budget_movement_export", source).must(200)
    assert answer.media == "text/csv" and answer.body.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(answer.body.decode("utf-8-sig"), newline=""))
    assert header[:3] == ["时间", "种类", "代码"]
    assert [(row[1], row[5], row[8]) for row in rows] == [
        ("设立", "100", "100"), ("调整总额", "-10", "90"), ("调出", "-70", "20")]
    assert rows[1][3] == "'=SUM(A1:A9)"
    english = call(city, "budget_movement_export", source, query={"bom": "false"},
                   headers={"Accept-Language": "en"}).must(200)
    assert english.body.startswith(b"time,kind,code")
    assert b'"transfer out"' in english.body
