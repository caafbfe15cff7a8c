"""People's papers as the program stores them, made by OpenSSL and not by our code: sealed with
AES-256-GCM (api/seal.h), found by HMAC-SHA256 (api/blind_index.h)."""
import base64
import ctypes
import ctypes.util
import hashlib
import hmac
import os

PREFIX, NONCE, TAG = 2, 12, 16
SET_TAG, GET_TAG = 0x11, 0x10  # EVP_CTRL_AEAD_SET_TAG, EVP_CTRL_AEAD_GET_TAG

crypto = ctypes.CDLL(ctypes.util.find_library("crypto"))
crypto.EVP_CIPHER_CTX_new.restype = ctypes.c_void_p
crypto.EVP_aes_256_gcm.restype = ctypes.c_void_p


def gcm(key, nonce, aad, data, tag=None):
    """AES-256-GCM: (ciphertext, tag) of plain data, or with a tag (plain, tag); None if it does not fit."""
    sealing = int(tag is None)
    context = ctypes.c_void_p(crypto.EVP_CIPHER_CTX_new())
    out, size = ctypes.create_string_buffer(len(data) + 16), ctypes.c_int()
    try:
        assert crypto.EVP_CipherInit_ex(context, ctypes.c_void_p(crypto.EVP_aes_256_gcm()), None,
                                        key, nonce, sealing) == 1
        crypto.EVP_CipherUpdate(context, None, ctypes.byref(size), aad, len(aad))
        crypto.EVP_CipherUpdate(context, out, ctypes.byref(size), data, len(data))
        mark = ctypes.create_string_buffer(tag or bytes(TAG), TAG)
        if not sealing:
            crypto.EVP_CIPHER_CTX_ctrl(context, SET_TAG, TAG, mark)
        if crypto.EVP_CipherFinal_ex(context, ctypes.create_string_buffer(16),
                                     ctypes.byref(size)) != 1:
            return None
        if sealing:
            crypto.EVP_CIPHER_CTX_ctrl(context, GET_TAG, TAG, mark)
        return out.raw[:len(data)], mark.raw
    finally:
        crypto.EVP_CIPHER_CTX_free(context)


def key_bytes(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def key_id(key):
    return hashlib.sha256(b"seal key id\0" + key).digest()[0]


class Papers:
    """Seals and finds with the keys of a server's settings."""

    def __init__(self, settings):
        self.keys = [key_bytes(text) for text in settings["LGH_DATA_KEYS"].split(",")]
        self.index_key = key_bytes(settings["LGH_INDEX_KEY"])

    def current_id(self):
        return key_id(self.keys[0])

    def seal(self, text, context):
        prefix, nonce = bytes([1, key_id(self.keys[0])]), os.urandom(NONCE)
        cipher, tag = gcm(self.keys[0], nonce, prefix + context.encode(), text.encode())
        return prefix + nonce + cipher + tag

    def open(self, sealed, context):
        """The text; None when none of the keys, or the context, is the one."""
        sealed = bytes(sealed)
        for key in self.keys:
            if sealed[0] == 1 and sealed[1] == key_id(key):
                found = gcm(key, sealed[PREFIX:PREFIX + NONCE], sealed[:PREFIX] + context.encode(),
                            sealed[PREFIX + NONCE:-TAG], sealed[-TAG:])
                return found and found[0].decode()
        return None

    def index(self, domain, normal):
        return hmac.new(self.index_key, domain.encode() + b"\0" + normal.encode(), "sha256").digest()
