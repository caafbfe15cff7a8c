"""Money that goes back: asked for once, until it is there, whatever happens on the way."""
import pytest

from harness.gateway import Purchase, settle, tell

FAULTS = ["hang", "cut", "reset", "status-500", "garbage", "unsigned", "forged",
          "refuse-429-FREQUENCY_LIMITED"]


def give_back(city, purchase, fen, reference=None, reason="试验退款"):
    """As the operations do that give money back; the refund's id."""
    with city.database.transaction() as cursor:
        cursor.execute("SELECT id FROM orders WHERE id = %s FOR UPDATE", (purchase.id,))
        cursor.execute("SELECT core.refund_open(%s, %s, %s, coalesce(%s::uuid, gen_random_uuid()))",
                       (purchase.id, fen, reason, reference))
        refund = cursor.fetchone()[0]
        cursor.connection.commit()
    return refund


def refunds_at(city, number):
    return [one for one in city.gateway.refunds.values() if one["out_trade_no"] == number]


def cases(city, number):
    return [kind for (kind,) in city.database.rows(
        "SELECT kind FROM payment_cases WHERE out_trade_no = %s ORDER BY id", number)]


def test_refund_is_asked_for_and_ends(city):
    purchase = Purchase(city, 3000)
    number = purchase.told()
    city.gateway.slow_refunds = True
    reference = purchase.id
    refund = give_back(city, purchase, 1000, reference, "这是一个很长很长很长很长很长很长很长很长很长很长的理由")
    assert give_back(city, purchase, 1000, reference) == refund, "one of each reference"
    settle(city, lambda: purchase.refunds == [(1000, "processing")])
    asked, = refunds_at(city, number)
    assert asked["amount"]["total"] == 3000 and asked["amount"]["refund"] == 1000
    city.gateway.end_refund(asked["out_refund_no"])
    body = city.gateway.refund_notice(asked["out_refund_no"])
    tell(city, body, "refund").must(204)
    tell(city, body, "refund").must(204)
    assert purchase.refunds == [(1000, "success")] and purchase.status == "paid"
    city.gateway.slow_refunds = False
    give_back(city, purchase, 2000)
    settle(city, lambda: purchase.refunds == [(1000, "success"), (2000, "success")])


def test_refund_of_which_nobody_told_us(city):
    purchase = Purchase(city)
    number = purchase.told()
    city.gateway.slow_refunds = True
    give_back(city, purchase, 1990)
    settle(city, lambda: purchase.refunds == [(1990, "processing")])
    city.gateway.slow_refunds = False
    city.gateway.end_refund(refunds_at(city, number)[0]["out_refund_no"])
    settle(city, lambda: purchase.refunds == [(1990, "success")])


@pytest.mark.parametrize("fault", FAULTS)
def test_refund_without_an_answer_is_one(city, fault):
    """F35: the gateway took it and we do not know: asked again under the same number it is one."""
    purchase = Purchase(city)
    number = purchase.told()
    city.gateway.fail("refund", fault, accepted=True)
    give_back(city, purchase, 700)
    settle(city, lambda: purchase.refunds == [(700, "success")])
    assert len(refunds_at(city, number)) == 1


def test_refunds_of_one_payment_keep_a_minute_apart(city):
    purchase = Purchase(city)
    purchase.told()
    for fen in (100, 200):
        give_back(city, purchase, fen)
    waits = city.database.value(
        "SELECT max(t.due_at) - min(r.created_at) FROM payment_refunds AS r JOIN payments AS p"
        " ON p.id = r.payment_id LEFT JOIN gateway_tasks AS t ON t.object_id = r.id"
        " WHERE p.order_id = %s", purchase.id)
    assert 59 < waits.total_seconds() < 61
    settle(city, lambda: [status for _, status in purchase.refunds] == ["success"] * 2)


def test_refund_that_fails_is_a_case(city):
    purchase = Purchase(city)
    number = purchase.told()
    city.gateway.slow_refunds = True
    give_back(city, purchase, 300)
    settle(city, lambda: purchase.refunds == [(300, "processing")])
    city.gateway.slow_refunds = False
    refund = refunds_at(city, number)[0]["out_refund_no"]
    city.gateway.end_refund(refund, "ABNORMAL")
    tell(city, city.gateway.refund_notice(refund), "refund").must(204)
    assert purchase.refunds == [(300, "abnormal")] and cases(city, number) == ["refund_failed"]
    # The merchant sends it another way, and we are told.
    city.gateway.end_refund(refund, "SUCCESS")
    tell(city, city.gateway.refund_notice(refund), "refund").must(204)
    assert purchase.refunds == [(300, "success")]
    # What comes late changes nothing any more.
    tell(city, city.gateway.refund_notice(refund, refund_status="CLOSED"), "refund").must(204)
    assert purchase.refunds == [(300, "success")]


def test_refund_of_more_than_was_paid_is_a_bug(city):
    purchase = Purchase(city)
    purchase.told()
    give_back(city, purchase, 1000)
    with pytest.raises(Exception, match="990 fen left, not 991"):
        give_back(city, purchase, 991)
    assert give_back(city, purchase, 0) is None
    unpaid = Purchase(city)
    assert give_back(city, unpaid, 1) is None
    settle(city, lambda: purchase.refunds == [(1000, "success")])
