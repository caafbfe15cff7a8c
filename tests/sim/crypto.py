"""RSA signatures and AES-256-GCM as WeChat Pay uses them, by OpenSSL itself: none of our code."""
import base64
import ctypes
import ctypes.util
import os

TAG = 16
GET_TAG = 0x10  # EVP_CTRL_AEAD_GET_TAG

openssl = ctypes.CDLL(ctypes.util.find_library("crypto"))


def declare(name, result, *arguments):
    function = getattr(openssl, name)
    function.restype, function.argtypes = result, arguments
    return function


P, N, B = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p
keygen = declare("EVP_PKEY_Q_keygen", P, P, P, B, N)
memory = declare("BIO_s_mem", P)
bio_new = declare("BIO_new", P, P)
bio_of = declare("BIO_new_mem_buf", P, B, ctypes.c_int)
bio_read = declare("BIO_read", ctypes.c_int, P, P, ctypes.c_int)
bio_free = declare("BIO_free", ctypes.c_int, P)
write_private = declare("PEM_write_bio_PrivateKey", ctypes.c_int, P, P, P, P, ctypes.c_int, P, P)
write_public = declare("PEM_write_bio_PUBKEY", ctypes.c_int, P, P)
read_private = declare("PEM_read_bio_PrivateKey", P, P, P, P, P)
sha256 = declare("EVP_sha256", P)
context_new = declare("EVP_MD_CTX_new", P)
context_free = declare("EVP_MD_CTX_free", None, P)
sign_init = declare("EVP_DigestSignInit", ctypes.c_int, P, P, P, P, P)
sign_once = declare("EVP_DigestSign", ctypes.c_int, P, P, ctypes.POINTER(N), B, N)
verify_init = declare("EVP_DigestVerifyInit", ctypes.c_int, P, P, P, P, P)
verify_once = declare("EVP_DigestVerify", ctypes.c_int, P, B, N, B, N)
cipher_new = declare("EVP_CIPHER_CTX_new", P)
cipher_free = declare("EVP_CIPHER_CTX_free", None, P)
aes_256_gcm = declare("EVP_aes_256_gcm", P)
encrypt_init = declare("EVP_EncryptInit_ex", ctypes.c_int, P, P, P, B, B)
encrypt = declare("EVP_EncryptUpdate", ctypes.c_int, P, P, P, B, ctypes.c_int)
encrypt_end = declare("EVP_EncryptFinal_ex", ctypes.c_int, P, P, P)
control = declare("EVP_CIPHER_CTX_ctrl", ctypes.c_int, P, ctypes.c_int, ctypes.c_int, P)

x509_new = declare("X509_new", P)
x509_free = declare("X509_free", None, P)
x509_serial = declare("X509_set_serialNumber", ctypes.c_int, P, P)
x509_from = declare("X509_getm_notBefore", P, P)
x509_until = declare("X509_getm_notAfter", P, P)
x509_time = declare("X509_gmtime_adj", P, P, ctypes.c_long)
x509_key = declare("X509_set_pubkey", ctypes.c_int, P, P)
x509_sign = declare("X509_sign", ctypes.c_int, P, P, P)
x509_write = declare("PEM_write_bio_X509", ctypes.c_int, P, P)
number_read = declare("BN_hex2bn", ctypes.c_int, ctypes.POINTER(P), B)
number_free = declare("BN_free", None, P)
integer_of = declare("BN_to_ASN1_INTEGER", P, P, P)
integer_free = declare("ASN1_INTEGER_free", None, P)


class Key:
    """An RSA key pair."""

    def __init__(self, pem=None):
        text = (pem or "").encode()
        bio = bio_of(text, -1) if pem else None
        self._key = read_private(bio, None, None, None) if pem else keygen(None, None, b"RSA", 2048)
        assert self._key, "no key"

    @staticmethod
    def _text(write):
        bio = bio_new(memory())
        out = ctypes.create_string_buffer(8192)
        assert write(bio) == 1
        length = bio_read(bio, out, len(out))
        bio_free(bio)
        return out.raw[:length].decode()

    def private_pem(self):
        return self._text(lambda bio: write_private(bio, self._key, None, None, 0, None, None))

    def public_pem(self):
        return self._text(lambda bio: write_public(bio, self._key))

    def certificate(self, serial, seconds):
        """PEM of a certificate with this serial number (hex), signed by itself, good for so many seconds."""
        certificate, number = x509_new(), P()
        assert number_read(ctypes.byref(number), serial.encode())
        integer = integer_of(number, None)
        assert x509_serial(certificate, integer) == 1 and x509_key(certificate, self._key) == 1
        x509_time(x509_from(certificate), -86400)
        x509_time(x509_until(certificate), seconds)
        assert x509_sign(certificate, self._key, sha256()) > 0
        text = self._text(lambda bio: x509_write(bio, certificate))
        integer_free(integer)
        number_free(number)
        x509_free(certificate)
        return text

    def sign(self, text):
        """Base64 of RSASSA-PKCS1-v1_5 with SHA-256."""
        context, size = context_new(), N(512)
        out = ctypes.create_string_buffer(512)
        assert sign_init(context, None, sha256(), None, self._key) == 1
        assert sign_once(context, out, ctypes.byref(size), text, len(text)) == 1
        context_free(context)
        return base64.b64encode(out.raw[:size.value]).decode()

    def verifies(self, signature, text):
        try:
            raw = base64.b64decode(signature, validate=True)
        except ValueError:
            return False
        context = context_new()
        assert verify_init(context, None, sha256(), None, self._key) == 1
        good = verify_once(context, raw, len(raw), text, len(text)) == 1
        context_free(context)
        return good


def seal(key, nonce, associated, data):
    """Base64 of AES-256-GCM's ciphertext and tag."""
    cipher, size = cipher_new(), ctypes.c_int()
    out, tag = ctypes.create_string_buffer(len(data) + TAG), ctypes.create_string_buffer(TAG)
    assert encrypt_init(cipher, aes_256_gcm(), None, key, nonce) == 1
    assert encrypt(cipher, None, ctypes.byref(size), associated, len(associated)) == 1
    assert encrypt(cipher, out, ctypes.byref(size), data, len(data)) == 1
    assert encrypt_end(cipher, ctypes.create_string_buffer(TAG), ctypes.byref(size)) == 1
    assert control(cipher, GET_TAG, TAG, tag) == 1
    cipher_free(cipher)
    return base64.b64encode(out.raw[:len(data)] + tag.raw).decode()


def nonce_text(length):
    """Letters and digits."""
    return os.urandom(length).hex()[:length]
