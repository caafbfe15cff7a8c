"""Settlements: every source in one line of one statement, to the fen."""
import uuid

import pytest

from harness.requests.settlements import Month
from harness.shop import Shop


def totals(body):
    names = ("redemptions_fen", "reversals_fen", "orders_fen", "refunds_fen", "fee_fen", "adjustments_fen")
    assert sum(body[name] for name in names) == body["total_fen"]
    return tuple(body[name] for name in names)


def lines(month, settlement_id):
    found, cursor = [], None
    while True:
        query = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = month.ask("settlement_line_list", settlement_id, query=query).must(200).json()
        found += page["items"]
        cursor = page["next_cursor"]
        if not cursor:
            return found


def test_settlement_close_takes_each_source_once(city):
    """Redeemed and taken back in the same month: two lines; later: a line of the next statement."""
    month = Month(city)
    made = month.redeem(5, 500)
    for redemption_id in made[:2]:
        month.counter.ask("merchant_redemption_reverse", {"reason": "扫错"}, path={"redemption_id": redemption_id},
                          ).must(409, "redemption_too_old")
    city.database.execute("SELECT core.redemption_undo(r, %s, '扫错') FROM redemptions AS r WHERE r.id = ANY (%s::uuid[])",
                          str(uuid.uuid4()), made[:2])
    month.backdate("reversed_at", made[:1], 20)
    body = month.close().must(201).json()
    assert totals(body) == (2500, -500, 0, 0, 0, 0) and body["lines"] == 6 and body["state"] == "closed"
    shown = lines(month, body["id"])
    assert [line["line"] for line in shown] == [1, 2, 3, 4, 5, 6]
    assert [(line["kind"], line["amount_fen"]) for line in shown][5] == ("reversal", -500)
    assert {line["source_id"] for line in shown} == set(made)
    month.close().must(409, "month_closed")
    later = month.close("2020-06").must(201).json()
    assert totals(later) == (0, 0, 0, 0, 0, 0), "the other reversal is of this month"
    month.close("2999-01").must(409, "month_not_over")
    assert city.database.value("SELECT count(*) FROM core.settlement_sources(%s, now())",
                               month.counter.merchant.id) == 1


def test_settlement_close_of_orders_and_what_came_back(city):
    """A line for each of an order that was received, by who paid what, and one for the piece that came back;
    what is still on its way waits."""
    shop = Shop(city)
    member = city.member(300)
    order, waiting = shop.sold(member, [3], 100), shop.sold(member, [1], 100)
    city.client.call("order_receive", path={"order_id": order["id"]}, token=member.token).must(200)
    back = shop.returned(member, order, [1])
    month = Month(city, shop.merchant.id)
    month.counter.key = shop.key
    month.keep()
    with city.database.transaction() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE orders SET completed_at = %s WHERE id = %s", (month.first, order["id"]))
        cursor.execute("UPDATE order_refunds SET approved_at = %s WHERE id = %s", (month.first, back["id"]))
        cursor.connection.commit()
    body = month.close().must(201).json()
    assert totals(body) == (0, 0, 3000, -1000, 0, 0) and body["lines"] == 2
    sold, returned = sorted(lines(month, body["id"]), key=lambda line: line["kind"])
    assert (sold["source_id"], sold["member_fen"], sold["points_fen"]) == (order["id"], 2000, 1000)
    assert (returned["source_id"], returned["member_fen"], returned["points_fen"]) == (
        back["id"], -back["money_fen"], back["money_fen"] - 1000)
    assert 0 < back["money_fen"] < 1000 and waiting["status"] == "paid"
    assert city.database.value("SELECT count(*) FROM core.settlement_sources(%s, now())", shop.merchant.id) == 0


def test_settlement_close_with_a_fee(city):
    """Rounded once, over the sum: 0.6 % of 12.35 yuan are 7 fen."""
    month = Month(city)
    city.client.call("settlement_terms_put", {"fee_bp": 60, "reason": "合作协议"}, token=city.staff("finance"),
                     path={"merchant_id": month.counter.merchant.id}).must(200)
    month.redeem(5, 247)
    body = month.close().must(201).json()
    assert totals(body) == (1235, 0, 0, 0, -7, 0) and body["total_fen"] == 1228
    assert lines(month, body["id"])[-1]["kind"] == "fee"


@pytest.mark.usefixtures("quiet")
def test_settlement_terms_put_again_changes_nothing(city):
    asking = {"token": city.staff("finance"), "path": {"merchant_id": Month(city).counter.merchant.id}}
    city.client.call("settlement_terms_put", {"fee_bp": 60, "reason": "合作协议"}, **asking).must(200)
    with city.database.unchanged():
        city.client.call("settlement_terms_put", {"fee_bp": 60, "reason": "合作协议"}, **asking).must(200)


def test_settlement_dispute_resolve_confirm_pay(city):
    month = Month(city)
    month.redeem(2)
    settlement_id = month.close().must(201).json()["id"]
    month.handle("settlement_pay", settlement_id, {"bank_reference": "X1"}).must(409, "settlement_state_conflict")
    month.handle("settlement_resolve", settlement_id, {"adjustment_fen": 1, "reason": "?"}).must(
        409, "settlement_state_conflict")
    assert month.ask("settlement_dispute", settlement_id, {"reason": "少一笔"}).must(200).json()["state"] == "disputed"
    month.ask("settlement_confirm", settlement_id).must(409, "settlement_state_conflict")
    month.ask("settlement_dispute", settlement_id, {"reason": "少一笔"}).must(409, "settlement_state_conflict")
    body = month.handle("settlement_resolve", settlement_id, {"adjustment_fen": -300, "reason": "多算一笔"}).must(
        200).json()
    assert totals(body) == (1000, 0, 0, 0, 0, -300) and body["state"] == "closed"
    month.ask("settlement_dispute", settlement_id, {"reason": "还是不对"}).must(200)
    body = month.handle("settlement_resolve", settlement_id, {"adjustment_fen": 0, "reason": "无误"}).must(200).json()
    assert totals(body)[-1] == -300 and body["lines"] == 3
    assert month.ask("settlement_confirm", settlement_id).must(200).json()["state"] == "confirmed"
    paid = month.handle("settlement_pay", settlement_id, {"bank_reference": "ICBC1"}).must(200).json()
    assert (paid["state"], paid["bank_reference"]) == ("paid", "ICBC1")
    month.handle("settlement_pay", settlement_id, {"bank_reference": "ICBC2"}).must(409, "settlement_state_conflict")


def test_settlement_export_is_the_statement(city):
    month = Month(city)
    month.redeem(3, 321)
    settlement_id = month.close().must(201).json()["id"]
    answer = month.ask("settlement_export", settlement_id).must(200)
    text = answer.body.decode()
    assert text.startswith("\ufeff行号,") and answer.media == "text/csv"
    rows = [row.split(",") for row in text.strip().split("\r\n")[1:]]
    assert len(rows) == 3 and sum(int(row[9].strip('"')) for row in rows) == 963
    bare = month.ask("settlement_export", settlement_id, query={"bom": "false"}).must(200).body.decode()
    assert bare == text[1:]
    month.ask("settlement_export", str(uuid.uuid4())).must(404, "settlement_not_found")


def test_settlement_list_and_lines_by_their_cursors(city):
    month = Month(city)
    made = [month.close(f"2019-0{number}").must(201).json()["id"] for number in (1, 2, 3)]
    items = month.counter.ask("settlement_list").must(200).json()["items"]
    assert [item["id"] for item in items] == made[::-1]
    month.counter.ask("settlement_list", query={"cursor": "x"}).must(400, "cursor_invalid")
    month.ask("settlement_line_list", made[0], query={"cursor": "x"}).must(400, "cursor_invalid")
    owner = month.counter.clerk("owner")
    assert len(month.counter.ask("settlement_list", token=owner).must(200).json()["items"]) == 3
    clerk = month.counter.clerk()
    assert month.counter.ask("settlement_list", token=clerk).must(200).json()["items"] == []
    month.ask("settlement_get", made[0], token=clerk).must(404, "settlement_not_found")
