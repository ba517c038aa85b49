"""The sealer: numbers committed events in one order, seals them, and appends the seal's head to the file of heads.

It runs in the worker every few seconds, under a lock, so that two sealers never number the same events. A head is
appended after its seal is committed; what a crash left out is caught up by the next run. Not here: what a seal is
(``seals``), reading the history back (``checking``).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from evenhand.ops.ledger import heads
from evenhand.ops.ledger.keys import SigningKey, load_signing_key, make_signing_key, publish
from evenhand.ops.ledger.models import Event, SealRow
from evenhand.ops.ledger.seals import Seal, following
from evenhand.ops.ledger.services import SYSTEM, record
from evenhand.ops.ledger.tree import Frontier
from evenhand.ops.spine import facts
from evenhand.ops.spine.refs import Ref

MOST = 5_000
FACTS_GREW = "ledger.facts_grew"  # an event without which a quiet ledger would not seal what was published
LOCK = 0x657665
NUMBER = """
UPDATE ledger_event SET number = waiting.place + %s FROM (
  SELECT id, row_number() OVER (ORDER BY id) AS place FROM (
    SELECT id FROM ledger_event WHERE number IS NULL ORDER BY id LIMIT %s
  ) AS first
) AS waiting WHERE ledger_event.id = waiting.id
"""


def prepare() -> None:
    """Makes the signing key of a ledger that has no seal yet, and starts its file of heads; safe to repeat.

    RequestError when there are seals and the key is gone: then somebody has to put it back.
    """
    path = settings.EVENHAND.key_file
    if not path.exists() and not SealRow.objects.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        make_signing_key(path)
    publish(load_signing_key(path).public, trusted_keys())


def trusted_keys() -> Path:
    """The folder of the public keys that verification trusts: beside the signing key."""
    folder = Path(settings.EVENHAND.key_file).parent
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def seal(at: datetime) -> Seal | None:
    """Seals what waits, at most ``MOST`` events; None when there is nothing."""
    _append_heads()
    _note_new_facts(at)
    key = load_signing_key(settings.EVENHAND.key_file)
    with transaction.atomic():
        _lock()
        sealed = _seal_waiting(key, at)
    if sealed is not None:
        heads.append(settings.EVENHAND.heads_file, sealed)
    return sealed


def seal_all(at: datetime) -> None:
    """Seals until nothing waits: before an erasure, whose events need numbers, and before a verification by hand."""
    while seal(at) is not None:
        pass


def _seal_waiting(key: SigningKey, at: datetime) -> Seal | None:
    row = SealRow.objects.order_by("-number").first()
    before = Seal.from_bytes(bytes(row.line)) if row else None
    frontier = Frontier.from_bytes(bytes(row.frontier)) if row else Frontier()
    with connection.cursor() as cursor:
        cursor.execute(NUMBER, [frontier.size, MOST])
    leaves = Event.objects.filter(number__gt=frontier.size).order_by("number").values_list("leaf", flat=True)
    found = [bytes(leaf) for leaf in leaves]
    if not found:
        return None
    made, grown = following(before, frontier, found, at=at, facts_head=facts.head()[1], key=key)
    SealRow.objects.create(
        number=made.number,
        line=made.to_bytes(),
        frontier=grown.to_bytes(),
        first_event=made.first,
        last_event=made.last,
        sealed_at=made.at,
    )
    return made


def _lock() -> None:
    """One sealer at a time. SQLite's transactions that write are one at a time already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _append_heads() -> None:
    """The heads of seals that a crash kept from the file; with no seal yet, an empty start."""
    path = settings.EVENHAND.heads_file
    path.parent.mkdir(parents=True, exist_ok=True)
    last = heads.last(path)
    for row in SealRow.objects.filter(number__gt=last.number if last else 0).order_by("number"):
        heads.append(path, Seal.from_bytes(bytes(row.line)))


def _note_new_facts(at: datetime) -> None:
    """An event when facts were added since the last seal, so that their head is sealed though nobody did anything."""
    entries, head = facts.head()
    row = SealRow.objects.order_by("-number").first()
    sealed = Seal.from_bytes(bytes(row.line)).facts_head if row else None
    if not entries or head == sealed or Event.objects.filter(number=None).exists():
        return
    with transaction.atomic():
        subject = Ref("facts", str(entries))
        record(FACTS_GREW, actor=SYSTEM, subject=subject, payload={"entries": entries, "head": head}, at=at)
