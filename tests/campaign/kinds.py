"""What clients do: each kind is one step of somebody's life, chosen by weight. Money moves most often."""
import json

ORDER_POINTS = 10
ADDRESS = {"recipient": "买买提·吐尔逊", "phone": "13812341234", "region_code": "320706",
           "detail": "苍梧路 66 号 3 单元 502 室"}


def member(client):
    return client.rng.choice(client.world["members"])


def draw(client):
    who, world = member(client), client.world
    lottery = client.rng.choices(world["lotteries"], world["lottery_weights"])[0]
    client.ask("lottery_draw", {}, {"lottery_id": lottery}, caller=who,
               args={"member": who["id"], "lottery": lottery})


def enter(client):
    who, raffle = member(client), client.world["raffle"]
    client.ask("lottery_enter", None, {"lottery_id": raffle}, caller=who, args={"member": who["id"]})


def claim(client):
    who, giveaway = member(client), client.rng.choice(client.world["giveaways"])
    client.ask("giveaway_claim", None, {"giveaway_id": giveaway}, caller=who,
               args={"member": who["id"], "giveaway": giveaway})


def voucher(client):
    who, template = member(client), client.rng.choice(client.world["templates"])
    client.ask("voucher_claim", None, {"template_id": template}, caller=who,
               args={"member": who["id"], "template": template})


def buy(client, shop, sku, points, quantity=1):
    """Most of it is to be sent, the rest to be fetched."""
    who = member(client)
    way = {"pickup": False, "address": ADDRESS} if client.rng.random() < 0.7 else {"pickup": True}
    made = client.ask("order_create", {"items": [{"sku_id": sku, "quantity": quantity}],
                                       "points_to_spend": points, **way}, caller=who,
                      args={"member": who["id"], "sku": sku, "quantity": quantity})
    if made:
        kind = "unpaid" if made["status"] == "pending_payment" else "paid"
        client.own[kind].append((made["id"], who, shop, sku))


def order(client):
    shop, quantity = client.rng.choice(client.world["shops"]), client.rng.randint(1, 3)
    buy(client, shop, shop["sku"], ORDER_POINTS * quantity, quantity)


def scarce(client):
    shop = client.world["shops"][0]
    buy(client, shop, shop["scarce"], ORDER_POINTS)


def money(client):
    shop = client.rng.choice(client.world["shops"])
    buy(client, shop, shop["money"], client.rng.choice((0, ORDER_POINTS)))


def take(client, *kinds):
    """Something of its own to go on with, which is then out of its hands; None when there is nothing."""
    for kind in kinds:
        if client.own[kind]:
            return client.own[kind].pop(client.rng.randrange(len(client.own[kind])))
    return None


def pay(client):
    found = take(client, "unpaid")
    if found:
        client.ask("order_pay", None, {"order_id": found[0]}, caller=found[1], args={"order": found[0]})
        client.own["paying"].append(found)


def cancel(client):
    found = take(client, *client.rng.sample(("unpaid", "paying", "paid", "shipped"), 4))
    if found:
        client.ask("order_cancel", None, {"order_id": found[0]}, caller=found[1], args={"order": found[0]})


def ship(client):
    found = take(client, "paid", "paying")
    if found:
        order_id, who, shop, _ = found
        client.ask("merchant_order_ship", {"parcels": [{"carrier": "顺丰速运", "tracking_no": "SF1234567890123"}]},
                   {"order_id": order_id}, caller=shop, args={"order": order_id})
        if client.rng.random() < 0.5:
            client.ask("order_receive", None, {"order_id": order_id}, caller=who, args={"order": order_id})
        client.own["shipped"].append(found)


def refund(client):
    found = take(client, *client.rng.sample(("shipped", "paid", "paying"), 3))
    if not found:
        return
    order_id, who, shop, sku = found
    made = client.ask("order_refund", {"items": [{"sku_id": sku, "quantity": 1}], "reason": "不新鲜"},
                      {"order_id": order_id}, caller=who, args={"order": order_id})
    if made:
        client.own["refunds"].append((made["id"], order_id, who, shop))


def decide(client):
    found = take(client, "refunds")
    if not found:
        return
    refund_id, order_id, who, shop = found
    op = client.rng.choice(("merchant_refund_approve", "merchant_refund_approve", "merchant_refund_refuse",
                            "order_refund_withdraw"))
    if op == "order_refund_withdraw":
        client.ask(op, None, {"order_id": order_id, "refund_id": refund_id}, caller=who)
    else:
        body = {"restock": client.rng.random() < 0.5, "answer": "已退"} if op.endswith("approve") else {
            "answer": "外箱完好"}
        client.ask(op, body, {"refund_id": refund_id}, caller=shop, args={"refund": refund_id})


def grant(client):
    who, points = member(client), client.rng.randint(1, 50)
    made = client.ask("points_grant", {
        "member_id": who["id"], "points": points, "reason": "高温慰问", "budget_id": client.world["budget"],
        "expires_at": "2030-01-01T00:00:00+08:00"}, caller=client.world["admin"],
        args={"member": who["id"], "points": points})
    if made:
        client.own["grants"].append(made["id"])


def reverse(client):
    found = take(client, "grants")
    if found:
        client.ask("points_grant_reverse", {"reason": "重复发放", "dry_run": False}, {"grant_id": found},
                   caller=client.world["admin"], args={"grant": found})


def hold(client):
    who, till, points = member(client), client.rng.choice(client.world["shops"]), client.rng.randint(1, 20)
    code = client.ask("points_code_create", {"max_points": 20}, caller=who)
    if code:
        made = client.ask("points_hold_create", {
            "code": code["code"], "points": points, "reference": f"POS-{client.key()[:23]}",
            "expires_in_s": 86400}, caller=till, args={"member": who["id"], "points": points})
        if made:
            client.own["holds"].append((made["id"], till, points))


def settle_hold(client):
    found = take(client, "holds")
    if not found:
        return
    hold_id, till, points = found
    part = client.rng.randint(1, points + 1)  # one too many now and then
    if client.rng.random() < 0.3:
        client.ask("points_hold_release", None, {"hold_id": hold_id}, caller=till, args={"hold": hold_id})
    elif client.ask("points_hold_capture", {"points": part}, {"hold_id": hold_id}, caller=till,
                    args={"hold": hold_id, "points": part}):
        client.ask("points_hold_refund", {"points": client.rng.randint(1, part), "reference":
                                          f"R-{client.key()[:23]}"}, {"hold_id": hold_id}, caller=till,
                   args={"hold": hold_id})


def sign_in(client):
    who = member(client)
    client.ask("me_sign_in", caller=who, args={"member": who["id"]})


def entries(client):
    """The read that the prefix rule judges."""
    who = member(client)
    client.ask("me_point_entries", query={"limit": "20"}, caller=who, args={"member": who["id"]})


def balance(client):
    who = member(client)
    client.ask("me_points", caller=who, args={"member": who["id"]})


def look(client):
    """At an order of its own, or at what everybody may see."""
    found = [one for kind in ("unpaid", "paying", "paid", "shipped") for one in client.own[kind][-3:]]
    if found and client.rng.random() < 0.6:
        order_id, who, _, _ = client.rng.choice(found)
        client.ask("order_get", None, {"order_id": order_id}, caller=who, args={"order": order_id})
    else:
        client.ask(client.rng.choice(("lottery_list", "product_list", "giveaway_list", "station_meta")))


def anything(client):
    """Whatever the contract has: a request that was valid when somebody made it."""
    pool = client.world["pool"]
    if pool:
        one = client.rng.choice(pool)
        client.ask(one["op"], one["body"], one["path"], query=one["query"],
                   caller={"headers": one["headers"]}, args={"pool": True})


WEIGHTS = {
    draw: 17, entries: 25, balance: 25, order: 11, grant: 6, money: 4, pay: 4, cancel: 4, hold: 4,
    settle_hold: 4, refund: 2, decide: 2, ship: 2, reverse: 3, claim: 3, voucher: 2, enter: 2, scarce: 2,
    sign_in: 1, look: 12, anything: 15}


def step(client):
    """One turn. What is in doubt is asked again soon, what was done is repeated now and then."""
    chance = client.rng.random()
    if client.doubt and chance < 0.3:
        client.ask_in_doubt()
    elif chance > 0.94:
        client.again()
    else:
        client.rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0](client)


def load_pool(world, lines):
    """Adds requests that the citizens have made, one in a line."""
    world["pool"].extend(json.loads(line) for line in lines)
