"""A day's bill as WeChat Pay writes it: a backquote before each cell, amounts in yuan, a summary."""

COLUMNS = ("交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,"
           "货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,"
           "商户数据包,手续费,费率,订单金额,申请退款金额,费率备注").split(",")
SUMMARY = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"


def yuan(fen):
    return f"{fen // 100}.{fen % 100:02d}"


def row(time, payment, refund=None):
    cells = dict.fromkeys(COLUMNS, "")
    cells.update({
        "交易时间": time.replace("T", " ")[:19], "公众账号ID": payment["appid"], "商户号": payment["mchid"],
        "特约商户号": "0", "微信订单号": payment["transaction_id"], "商户订单号": payment["out_trade_no"],
        "用户标识": payment["payer"]["openid"], "交易类型": "JSAPI", "付款银行": "OTHERS", "货币种类": "CNY",
        "代金券金额": "0.00", "商品名称": payment["description"], "手续费": "0.00", "费率": "0.60%",
        "充值券退款金额": "0.00"})
    if refund:
        cells.update({"交易状态": "REFUND", "应结订单金额": "0.00", "微信退款单号": refund["refund_id"],
                      "商户退款单号": refund["out_refund_no"], "退款金额": yuan(refund["amount"]["refund"]),
                      "退款类型": "ORIGINAL", "退款状态": refund["status"], "订单金额": "0.00",
                      "申请退款金额": yuan(refund["amount"]["refund"])})
    else:
        total = yuan(payment["amount"]["total"])
        cells.update({"交易状态": "SUCCESS", "应结订单金额": total, "退款金额": "0.00", "订单金额": total,
                      "申请退款金额": "0.00", "微信退款单号": "0", "商户退款单号": "0"})
    return cells


def bill(rows):
    """The file's bytes."""
    lines = [",".join(COLUMNS)]
    lines += [",".join("`" + cells[name] for name in COLUMNS) for cells in rows]
    lines += [SUMMARY, ",".join("`" + text for text in (str(len(rows)), *["0.00"] * 6))]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
