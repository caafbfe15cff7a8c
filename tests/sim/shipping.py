"""Goods on their way as WeChat wants to be told of them (发货信息管理, upload_shipping_info), with its rules."""
import re
from datetime import datetime

CODES = {"SF", "ZTO", "YTO", "STO", "YD", "JTSD", "JD", "DBL", "EMS", "YZPY", "OTHER"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00")
EXPRESS, ONCE_AGAIN = 1, 2
PARTS = {"order_key", "logistics_type", "delivery_mode", "shipping_list", "upload_time", "payer"}
UNIFIED, SPLIT, PARCELS_MAX = 1, 2, 15


def flaw(body):
    """The errcode of what is wrong with the body itself; None when it is right."""
    key, parcels = body.get("order_key", {}), body.get("shipping_list", [])
    split = body.get("delivery_mode") == SPLIT
    if set(body) != PARTS | ({"is_all_delivered"} if split else set()) or key.get("order_number_type") != 2:
        return 268485194
    if not key.get("transaction_id"):
        return 268485195
    if body["delivery_mode"] not in (UNIFIED, SPLIT) or split and body["logistics_type"] != EXPRESS:
        return 268485224
    if not 1 <= len(parcels) <= (PARCELS_MAX if split else 1):
        return 268485228
    if not TIME.fullmatch(body["upload_time"]) or datetime.fromisoformat(body["upload_time"]) is None:
        return 268485216
    if body["logistics_type"] not in (1, 2, 3, 4):
        return 10060005
    return next(filter(None, (parcel_flaw(parcel, body["logistics_type"]) for parcel in parcels)), None)


def parcel_flaw(parcel, logistics):
    described = parcel.get("item_desc", "")
    if not described:
        return 10060008
    if len(described) > 120:
        return 10060009
    if logistics != EXPRESS:
        return 10060014 if set(parcel) != {"item_desc"} else None
    if not parcel.get("tracking_no"):
        return 268485226
    if parcel.get("express_company") not in CODES:
        return 268485227
    contact = parcel.get("contact", {}).get("receiver_contact", "")
    return None if re.fullmatch(r"1\d\d\*{4}\d{4}", contact) else 10060014


class Shipments:
    """What was told of payments: {transaction_id: [body, …]}. gateway: of wechatpay.py, whose payments these are."""

    def __init__(self):
        self.gateway = None
        self.told = {}

    def take(self, body):
        """The errcode, 0 when all is well."""
        wrong = flaw(body)
        if wrong:
            return wrong
        number = body["order_key"]["transaction_id"]
        paid = next((one for one in self.gateway.payments.values() if one.get("transaction_id") == number), None)
        if not paid:
            return 10060001
        if paid["payer"]["openid"] != body["payer"].get("openid"):
            return 10060031
        before = self.told.setdefault(number, [])
        if before and body["upload_time"] <= before[-1]["upload_time"]:
            return 268485216
        if len(before) == ONCE_AGAIN:
            return 10060003
        before.append(body)
        return 0
