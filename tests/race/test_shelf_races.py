"""Products and stock under several hands: nobody's change is lost, no piece is counted twice."""
import uuid

from harness.crowd import together
from harness.requests.products import Shelf, product

ROUNDS = 200
HANDS = 4


def hands(shelf, twin):
    """Programs of the same merchant, half of them at another process."""
    other = shelf.beside(twin)
    return [shelf if nth % 2 else other for nth in range(HANDS)]


def statuses(answers):
    return sorted(answer.status for answer in answers)


def rush(city, twin, works):
    try:
        return together(works)
    finally:
        city.client.close()
        twin.close()


def test_a_new_product_comes_once(city, twin):
    shelf = Shelf(city)
    for _ in range(ROUNDS):
        product_id = str(uuid.uuid4())
        answers = rush(city, twin, [
            lambda one=one, nth=nth: one.put(product_id, name=f"第 {nth} 个")
            for nth, one in enumerate(hands(shelf, twin))])
        assert statuses(answers) == [200] + [428] * (HANDS - 1), answers
        won, = [answer.json() for answer in answers if answer.status == 200]
        kept = shelf.ask("merchant_product_get", path={"product_id": product_id}).json()
        assert kept == won and kept["version"] == 1


def test_a_change_from_one_state_is_made_once(city, twin):
    shelf = Shelf(city)
    made = shelf.put().must(200).json()
    body = {name: made[name] for name in product()}
    for version in range(1, ROUNDS + 1):
        answers = rush(city, twin, [
            lambda one=one, nth=nth, version=version: one.put(
                made["id"], f'"{version}"', **{**body, "name": f"第 {version} 版的 {nth}"})
            for nth, one in enumerate(hands(shelf, twin))])
        assert statuses(answers) == [200] + [412] * (HANDS - 1), answers
    kept = shelf.ask("merchant_product_get", path={"product_id": made["id"]}).json()
    assert kept["version"] == ROUNDS + 1
    assert city.database.value("SELECT count(*) FROM audit_entries WHERE object_id = %s",
                               made["id"]) == ROUNDS + 1


def test_counting_while_somebody_orders(city, twin):
    """Whoever counted before the order is told so; what is set never gives a sold piece back."""
    shelf, member = Shelf(city), city.member(10**6)
    _, sku_id = shelf.stocked(10**6, purchase_limit=None)
    sold = 0
    for _ in range(ROUNDS):
        state = shelf.stock(sku_id)
        seen = state.json()["stock"]
        works = [lambda one=one, state=state, seen=seen: one.count(
            sku_id, seen + 1, state.header("ETag")) for one in hands(shelf, twin)[:2]]
        works.append(lambda: city.client.call("order_create", {
            "items": [{"sku_id": sku_id, "quantity": 1}], "points_to_spend": 680},
            token=member.token))
        answers = rush(city, twin, works)
        assert answers[2].status == 201, answers
        counted = [answer.status for answer in answers[:2]]
        assert counted in ([200, 412], [412, 200], [412, 412]), answers
        sold += 1
        now = shelf.stock(sku_id).json()
        assert (now["stock"], now["sold"]) == (seen + counted.count(200) - 1, sold)
    assert city.database.rows("SELECT * FROM core.stock_journal_violations()") == []
