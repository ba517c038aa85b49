"""The keys of the seals: made, kept in a file that its owner alone can read, and published.

The signing key never enters the database: who holds the database alone can then sign nothing. Public keys may lie
anywhere; those that verification trusts lie in a folder, one file for each key that ever signed. Not here: what is
signed.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from evenhand.facts import disk
from evenhand.facts.errors import RequestError

OWNER_ONLY = 0o600
PUBLIC_SUFFIX = ".pub.pem"
_ID_CHARACTERS = 32  # 128 bits: no second key is found for an id


@dataclass(frozen=True)
class PublicKey:
    """An Ed25519 public key as its 32 bytes."""

    raw: bytes

    @cached_property
    def id(self) -> str:
        """How seals name the key: the first half of the SHA-256 of its bytes, as hex."""
        return sha256(self.raw).hexdigest()[:_ID_CHARACTERS]

    @cached_property
    def _key(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.raw)

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether this key signed the message."""
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def pem(self) -> bytes:
        """The key as others read it (PEM, SubjectPublicKeyInfo)."""
        return self._key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    @classmethod
    def from_pem(cls, pem: bytes, *, source: str) -> PublicKey:
        """Reads what ``pem`` wrote; RequestError that names the source otherwise."""
        try:
            key = serialization.load_pem_public_key(pem)
        except (ValueError, UnsupportedAlgorithm) as error:
            raise _no_key(source) from error
        if not isinstance(key, Ed25519PublicKey):
            raise _no_key(source)
        return cls(key.public_bytes_raw())


@dataclass(frozen=True)
class SigningKey:
    """An Ed25519 key that signs."""

    private: Ed25519PrivateKey = field(repr=False)

    @cached_property
    def public(self) -> PublicKey:
        """Its public half."""
        return PublicKey(self.private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """The signature of a message, 64 bytes."""
        return self.private.sign(message)


def make_signing_key(path: Path) -> SigningKey:
    """A new key in a new file of mode 0600; RequestError when something is already there."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    _write_new(path, pem, mode=OWNER_ONLY)
    return SigningKey(key)


def load_signing_key(path: Path) -> SigningKey:
    """The key in a file; RequestError when others could read it, or when it holds no such key."""
    try:
        with path.open("rb") as file:
            _require_owner_only(os.fstat(file.fileno()), path)
            pem = file.read()
    except OSError as error:
        raise RequestError(
            f"The signing key {path} cannot be read ({error.strerror}).",
            hint="Make one, or name the file that holds it.",
        ) from error
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _no_key(str(path)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(str(path))
    return SigningKey(key)


def publish(key: PublicKey, folder: Path) -> Path:
    """Writes a public key into the folder of trusted keys, under its id; nothing when it is there."""
    path = folder / f"{key.id}{PUBLIC_SUFFIX}"
    if not path.exists():
        _write_new(path, key.pem(), mode=0o644)
    return path


def load_public_keys(folder: Path) -> dict[str, PublicKey]:
    """The keys of a folder by their id; the file's name does not count."""
    files = sorted(folder.glob(f"*{PUBLIC_SUFFIX}"))
    keys = [PublicKey.from_pem(path.read_bytes(), source=str(path)) for path in files]
    return {key.id: key for key in keys}


def _require_owner_only(status: os.stat_result, path: Path) -> None:
    if status.st_uid != os.geteuid():
        raise RequestError(
            f"The signing key {path} belongs to another user.",
            hint="Let the user that runs Evenhand own it: chown, then chmod 600.",
        )
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise RequestError(
            f"Others can open the signing key {path} (mode {stat.S_IMODE(status.st_mode):04o}).",
            hint=f"Run: chmod 600 {path}. If others may have read it, make a new key.",
        )


def _write_new(path: Path, content: bytes, *, mode: int) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError as error:
        raise RequestError(
            f"{path} already exists and is not written over.", hint="Give another name, or keep using that key."
        ) from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    disk.flush_folder(path.parent)


def _no_key(source: str) -> RequestError:
    return RequestError(f"{source} holds no Ed25519 key in PEM.", hint="Name the file that make_signing_key wrote.")
