"""Sealed texts and wrapped keys: what one private key opens, and that key itself under a password, under the printed key, or for one visit.
X25519, HKDF-SHA256 and ChaCha20-Poly1305; each says what it is for, so that nothing sealed for one place opens at another. Nothing is kept here."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from schoolapp.rules.suggestions import CODE_LENGTH, LETTERS, PRINTED_LENGTH

# scrypt as for passwords: 32 MB and some tens of milliseconds for every guess.
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**15, 8, 1
_SALT, _NONCE, _KEY = 16, 12, 32
_PAD = 256  # texts are filled up to a multiple of it: their length tells little
_ONCE = bytes(_NONCE)  # for keys that are used for one message only


class CannotOpen(Exception):
    """The key, password or code does not belong to this, or it was changed."""


def fresh_pair() -> tuple[bytes, str]:
    """(private key, public key as text)."""
    private = os.urandom(_KEY)
    return private, public_of(private)


def public_of(private: bytes) -> str:
    return _text(X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw())


def seal(public: str, what: str, text: str) -> str:
    """The text for the holder of the private key alone. `what` says what it is and where it belongs; it must be said again to open it."""
    to, once = _bytes(public), X25519PrivateKey.generate()
    mine = once.public_key().public_bytes_raw()
    key = _derived(once.exchange(X25519PublicKey.from_public_bytes(to)), mine + to, what)
    plain = text.encode()
    return _text(mine + ChaCha20Poly1305(key).encrypt(_ONCE, plain + b"\0" * (-len(plain) % _PAD), what.encode()))


def unseal(private: bytes, what: str, sealed: str) -> str:
    """The text again. CannotOpen."""
    holder = X25519PrivateKey.from_private_bytes(private)
    try:
        raw = _bytes(sealed)
        mine, box = raw[:_KEY], raw[_KEY:]
        to = holder.public_key().public_bytes_raw()
        key = _derived(holder.exchange(X25519PublicKey.from_public_bytes(mine)), mine + to, what)
        return ChaCha20Poly1305(key).decrypt(_ONCE, box, what.encode()).rstrip(b"\0").decode()
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error


def wrap(private: bytes, password: str, what: str) -> str:
    """The private key under a password. Slow on purpose: never inside a write."""
    salt = os.urandom(_SALT)
    return _text(salt + ChaCha20Poly1305(_of_password(password, salt)).encrypt(_ONCE, private, what.encode()))


def unwrap(wrapped: str, password: str, what: str) -> bytes:
    """The private key again. CannotOpen. Slow on purpose."""
    raw = _bytes(wrapped)
    return _opened(_of_password(password, raw[:_SALT]), _ONCE, raw[_SALT:], what)


def lock(secret: bytes, plain: bytes, what: str) -> str:
    """Something short under a secret that nobody can guess: the printed key's letters, the installation's own secret."""
    nonce = os.urandom(_NONCE)
    return _text(nonce + ChaCha20Poly1305(_derived(secret, b"", what)).encrypt(nonce, plain, what.encode()))


def unlock(secret: bytes, locked: str, what: str) -> bytes:
    """What was locked. CannotOpen."""
    try:
        raw = _bytes(locked)
    except ValueError as error:
        raise CannotOpen from error
    return _opened(_derived(secret, b"", what), raw[:_NONCE], raw[_NONCE:], what)


def fresh_printed() -> str:
    """The letters of a printed key: about 138 bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(PRINTED_LENGTH))


def printed_from(secret: bytes) -> str:
    """Printed letters that follow from a secret: the demo school's, whose paper nobody keeps."""
    return _letters(hashlib.sha256(secret).digest(), PRINTED_LENGTH)


def code_of(secret: bytes, key: str) -> str:
    """The family's code for a form's key: the same form sent twice gets the same one, and nobody else can tell it from the key."""
    return _letters(hmac.digest(secret, f"code {key}".encode(), "sha256"), CODE_LENGTH)


def code_digest(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(f"suggestion {code}".encode()).hexdigest()


def key_of_code(code: str) -> bytes:
    """The private key that a family holds in its code: answers are sealed to it."""
    return _derived(code.encode(), b"", "suggestion reply")


def _letters(digest: bytes, length: int) -> str:
    number, found = int.from_bytes(digest), []
    for _ in range(length):
        number, at = divmod(number, len(LETTERS))
        found.append(LETTERS[at])
    return "".join(found)


def _derived(secret: bytes, salt: bytes, what: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=_KEY, salt=salt or None, info=f"schoolapp {what}".encode()).derive(secret)


def _of_password(password: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=_KEY, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P).derive(password.encode())


def _opened(key: bytes, nonce: bytes, box: bytes, what: str) -> bytes:
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, box, what.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
