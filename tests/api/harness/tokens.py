"""Access tokens as the server signs them, and as an attacker would like it to accept them."""
import base64
import hashlib
import hmac
import json
import secrets
import time
import uuid


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def claims_of(token):
    """(header, claims) of a token, unchecked."""
    header, claims, _ = token.split(".")
    return json.loads(decode(header)), json.loads(decode(claims))


class Keys:
    """Signing keys made for one run: the first signs, all of them verify."""

    def __init__(self):
        self.secrets = {"k1": secrets.token_bytes(32), "k2": secrets.token_bytes(48)}

    def setting(self):
        return ",".join(f"{kid}:{encode(secret)}" for kid, secret in self.secrets.items())


DIGESTS = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}


class Forge:
    """Signs tokens after the pattern of a real one that the server gave out."""

    def __init__(self, keys, pattern):
        self.keys = keys
        self.header, self.pattern = claims_of(pattern)

    def sign(self, claims, *, header=None, secret=None):
        head = {**self.header, **(header or {})}
        head = {name: value for name, value in head.items() if value is not None}
        body = {name: value for name, value in claims.items() if value is not None}
        signed = ".".join(encode(json.dumps(part, separators=(",", ":")).encode())
                          for part in (head, body))
        if head.get("alg") not in DIGESTS:
            return signed + "."
        key = secret if secret is not None else self.keys.secrets[head.get("kid", "k1")]
        mac = hmac.new(key, signed.encode(), DIGESTS[head["alg"]]).digest()
        return f"{signed}.{encode(mac)}"

    def claims(self, subject=None, role=None, **changes):
        """The pattern's claims for another principal, valid from now; None leaves a claim out."""
        now = int(time.time())
        claims = {**self.pattern, "sid": str(uuid.uuid4())}
        for name, value in (("iat", now), ("nbf", now), ("exp", now + 900)):
            if name in claims:
                claims[name] = value
        if "jti" in claims:
            claims["jti"] = str(uuid.uuid4())
        if subject is not None:
            claims["sub"] = str(subject)
        if role is not None:
            claims["role"] = role
        return {**claims, **changes}

    def token(self, subject=None, role=None, **changes):
        return self.sign(self.claims(subject, role, **changes))

    @staticmethod
    def subject_of(token):
        """Whose token it is."""
        return claims_of(token)[1]["sub"]

    @staticmethod
    def role_of(token):
        """What it says that they may do."""
        return claims_of(token)[1]["role"]

    def counterfeits(self, subject=None, role=None):
        """Label -> (token, expected code): each is wrong in exactly one way."""
        now = int(time.time())
        good = self.token(subject, role)
        head, body, signature = good.split(".")
        unsigned = self.sign(self.claims(subject, role), header={"alg": "none", "kid": "k1"})

        def claims(**changes):
            return self.sign({**self.claims(subject, role), **changes})

        def headers(secret=None, **changes):
            return self.sign(self.claims(subject, role), header=changes, secret=secret)

        flipped = ("A" if signature[0] != "A" else "B") + signature[1:]
        made = {
            "garbage": "garbage", "two parts": f"{head}.{body}", "four parts": good + ".x",
            "only dots": "..", "empty signature": f"{head}.{body}.",
            "other signature": f"{head}.{body}.{flipped}",
            "signature cut": good[:-4], "claims of nobody": f"{head}.e30.{signature}",
            "alg none": unsigned, "alg NONE": headers(alg="NONE"), "alg None": headers(alg="None"),
            "alg missing": headers(alg=None),
            "alg HS512": headers(alg="HS512"), "alg HS384": headers(alg="HS384"),
            "alg hs256": headers(alg="hs256"),
            "kid unknown": headers(kid="nobody", secret=self.keys.secrets["k1"]),
            "kid missing": headers(kid=None), "kid path": headers(
                kid="../../dev/null", secret=b"\0" * 32),
            "kid of the other key": headers(kid="k2", secret=self.keys.secrets["k1"]),
            "empty key": headers(secret=b""), "guessed key": headers(secret=b"secret"),
            "typ wrong": headers(typ="JOSE"), "iss wrong": claims(iss="https://evil.example"),
            "iss missing": claims(iss=None), "aud wrong": claims(aud="somebody-else"),
            "aud missing": claims(aud=None), "exp missing": claims(exp=None),
            "exp a string": claims(exp="tomorrow"), "sub missing": claims(sub=None),
            "sub not a uuid": claims(sub="1 OR 1=1"), "role unknown": claims(role="root"),
            "role missing": claims(role=None), "sid missing": claims(sid=None),
            "nbf tomorrow": claims(nbf=now + 86400, exp=now + 90000),
            "2 KiB": good + "A" * 2048,
        }
        table = {label: (token, "token_invalid") for label, token in made.items()}
        table["expired"] = (claims(iat=now - 2000, nbf=now - 2000, exp=now - 1000), "token_expired")
        return table
