"""What must happen in a run, or it has proved nothing."""
import collections


def tally(lines):
    """How often each thing was said, and how often each way led there."""
    said = collections.Counter()
    in_doubt = set()
    for line in lines:
        said[line["code"] if line["outcome"] != "ok" else "ok"] += 1
        said["op", line["op"]] += 1
        said["ok", line["op"]] += line["outcome"] == "ok"
        key = (line["op"], line["key"])
        if line.get("replayed") and line["outcome"] == "ok":
            said["replayed"] += 1
            said["found done after doubt"] += key in in_doubt
        if line["key"] and line["outcome"] == "info":
            in_doubt.add(key)
        elif line["outcome"] == "ok" and key in in_doubt and not line.get("replayed"):
            said["done by the retry"] += 1
    said["in doubt"] = len(in_doubt)
    return said


# Always; the rest depends on which faults there were.
SAID = ("sold_out", "insufficient_points", "draw_limit_reached", "already_claimed", "order_not_cancellable",
        "hold_exceeded", "idempotency_key_reused", "replayed", "in doubt", "found done after doubt",
        "done by the retry")
DONE = ("lottery_draw", "order_create", "order_pay", "order_cancel", "order_refund", "merchant_refund_approve",
        "points_grant", "points_grant_reverse", "points_hold_create", "points_hold_capture",
        "points_hold_release", "points_hold_refund", "giveaway_claim", "voucher_claim", "lottery_enter",
        "me_point_entries", "merchant_order_ship", "order_receive")
PHONES = ("told", "told thrice", "told late", "never told", "forged first")
BY_FAULT = {"F1": "database_unavailable", "F3": "database_unavailable", "F16": "timeout"}


def missing(said, phones, faults):
    """The events that should have been, and were not."""
    found = [name for name in SAID if not said[name]]
    found += [f"{name} was never done" for name in DONE if not said["ok", name]]
    found += [f"no payment was {name}" for name in PHONES if not phones.get(name)]
    found += [f"{name} although {fault}" for fault, name in BY_FAULT.items() if fault in faults and not said[name]]
    if not any(name.startswith("payment notice forged 4") for name in phones):
        found.append("no forged notice was refused")
    return found
