"""The published rule of a draw, computed again by somebody who does not trust the server."""
import hashlib
import hmac

WORD = 2**64


def number(seed, draw_id, public, nonce, total):
    """An unbiased integer in [0, total): HMAC-SHA256 words, rejection instead of remainder bias."""
    limit = WORD - WORD % total
    counter = 0
    while True:
        message = f"{draw_id}|{public}|{nonce}|{counter}".encode()
        digest = hmac.new(seed, message, hashlib.sha256).digest()
        for start in range(0, 32, 8):
            word = int.from_bytes(digest[start:start + 8], "big")
            if word < limit:
                return word % total
        counter += 1


def prize_index(weights, blank_weight, drawn):
    """Which prize a number means, in position order; None is the blank at the end."""
    for index, weight in enumerate(weights):
        if drawn < weight:
            return index
        drawn -= weight
    assert drawn < blank_weight
    return None
