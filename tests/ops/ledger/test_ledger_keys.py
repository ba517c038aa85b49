"""Keys are made for one owner, refused when others could have read them, and known by an id."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from ledger_cast import KEY, OTHER_KEY

from evenhand.facts.errors import RequestError
from evenhand.ops.ledger.keys import PublicKey, load_public_keys, load_signing_key, make_signing_key, publish
from evenhand.ops.ledger.leaves import SALT_BYTES, leaf_of, new_salt
from evenhand.ops.ledger.tree import leaf_hash


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    make_signing_key(tmp_path / "ledger.key")
    return tmp_path / "ledger.key"


def test_a_new_key_is_readable_by_its_owner_alone(key_file: Path) -> None:
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


def test_a_loaded_key_signs_what_its_public_half_verifies(key_file: Path) -> None:
    key = load_signing_key(key_file)
    assert key.public.verifies(load_signing_key(key_file).sign(b"message"), b"message")
    assert not key.public.verifies(key.sign(b"message"), b"massage")
    assert not key.public.verifies(b"short", b"message")


def test_two_new_keys_differ(tmp_path: Path) -> None:
    first, second = (make_signing_key(tmp_path / name) for name in ("a.key", "b.key"))
    assert first.public.id != second.public.id


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o610, 0o602, 0o777])
def test_a_key_that_others_can_open_is_refused(key_file: Path, mode: int) -> None:
    key_file.chmod(mode)
    with pytest.raises(RequestError, match=f"mode {mode:04o}.*chmod 600"):
        load_signing_key(key_file)


def test_a_key_that_its_owner_may_only_read_is_accepted(key_file: Path) -> None:
    key_file.chmod(0o400)
    assert load_signing_key(key_file).public.id


def test_the_mode_of_a_linked_key_counts_not_that_of_the_link(key_file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.key"
    link.symlink_to(key_file)
    assert load_signing_key(link).public.id
    key_file.chmod(0o640)
    with pytest.raises(RequestError, match="Others can open"):
        load_signing_key(link)


def test_the_key_of_another_user_is_refused(key_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(RequestError, match="belongs to another user"):
        load_signing_key(key_file)


def test_a_key_is_never_written_over(key_file: Path) -> None:
    before = key_file.read_bytes()
    with pytest.raises(RequestError, match="already exists and is not written over"):
        make_signing_key(key_file)
    assert key_file.read_bytes() == before


def test_an_absent_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"absent\.key cannot be read \(No such file"):
        load_signing_key(tmp_path / "absent.key")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no key",
        KEY.public.pem(),
        X25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    ],
    ids=["empty", "text", "public", "of another kind"],
)
def test_a_file_without_a_signing_key_is_refused(key_file: Path, content: bytes) -> None:
    key_file.write_bytes(content)
    with pytest.raises(RequestError, match="holds no Ed25519 key"):
        load_signing_key(key_file)


def test_a_signing_key_does_not_show_itself() -> None:
    assert repr(KEY) == "SigningKey()"


def test_published_keys_are_found_by_their_id(tmp_path: Path) -> None:
    publish(KEY.public, tmp_path)
    publish(OTHER_KEY.public, tmp_path)
    publish(KEY.public, tmp_path)
    assert load_public_keys(tmp_path) == {KEY.public.id: KEY.public, OTHER_KEY.public.id: OTHER_KEY.public}


@pytest.mark.parametrize(
    "pem",
    [
        b"",
        X25519PrivateKey.generate()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
    ],
)
def test_a_file_without_a_public_key_is_named(pem: bytes) -> None:
    with pytest.raises(RequestError, match=r"a\.pub\.pem holds no Ed25519 key"):
        PublicKey.from_pem(pem, source="a.pub.pem")


def test_a_leaf_is_that_of_rfc_6962_over_salt_and_payload() -> None:
    salt = new_salt()
    assert leaf_of(b"{}", salt=salt) == leaf_hash(salt + b"{}")


def test_equal_payloads_have_different_leaves() -> None:
    assert leaf_of(b"{}", salt=new_salt()) != leaf_of(b"{}", salt=new_salt())


@pytest.mark.parametrize("salt", [b"", bytes(SALT_BYTES - 1), bytes(SALT_BYTES + 1)])
def test_a_salt_of_another_length_is_refused(salt: bytes) -> None:
    with pytest.raises(RequestError, match=f"A salt has 32 bytes, not {len(salt)}"):
        leaf_of(b"{}", salt=salt)
