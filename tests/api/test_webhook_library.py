"""What merchants use: the reference library of Standard Webhooks, which is not ours, takes our deliveries."""
import json

from harness import npm
from harness.webhooks import Shop


def question(letter, secret, **changes):
    return {"secret": secret, "headers": {name: value for name, value in letter.headers.items()
                                          if name.startswith("webhook-")},
            "body": letter.body.decode(), **changes}


def test_the_reference_library_takes_our_webhooks(city):
    shop, other = Shop(city), Shop(city)
    shop.tell("order.paid", order_no="2026112610000001", note="西瓜 🍉 \"引号\" \\ </script>")
    shop.letters(1)
    fresh = shop.on("webhook_endpoint_rotate", {"overlap_hours": 24}).json()["secret"]
    shop.tell("refund.succeeded", amount_fen=1)
    first, second = shop.letters(2)
    stale = {**first.headers, "webhook-timestamp": str(int(first.headers["webhook-timestamp"]) - 301)}
    renamed = {**first.headers, "webhook-id": "01a1fbb9-7dc0-7e03-9a10-3c5d7e9f1b03"}
    judged = npm.judge("standardwebhooks", "verify.mjs", [
        question(first, shop.secret), question(second, shop.secret), question(second, fresh),
        question(first, fresh), question(first, other.secret),
        question(first, shop.secret, body=first.body.decode().replace("1", "2", 1)),
        question(first, shop.secret, headers=stale), question(first, shop.secret, headers=renamed)])
    taken = [verdict["event"] for verdict in judged]
    assert taken == [json.loads(first.body), json.loads(second.body), json.loads(second.body),
                     None, None, None, None, None], judged
    assert taken[0]["data"]["note"] == "西瓜 🍉 \"引号\" \\ </script>"
