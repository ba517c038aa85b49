"""Items, files and tasks on items for the tests of the items desk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from evenhand.ops.items.models import Item, Medium, Snapshot
from evenhand.ops.items.services import keep
from evenhand.ops.items.services.attaching import keep_file, take_into_use
from evenhand.ops.items.types import NewItem
from evenhand.ops.judgements.services import open_tasks
from evenhand.ops.judgements.types import NewTask
from evenhand.ops.judgements.vocabulary import Setting
from evenhand.ops.people.models import User
from evenhand.ops.policies.models import Policy, PolicyVersion
from hostile.pictures import photo

BEFORE = datetime(2026, 3, 1, 8, tzinfo=UTC)
WEBM = b"\x1a\x45\xdf\xa3" + b"\x01\x00\x00\x00\x00\x00\x00\x1f\x42\x82\x84webm" + bytes(range(256)) * 8


def new(number: int = 1, **fields: Any) -> NewItem:
    """A post as another tool has it."""
    given = {"source": "coop", "external_id": f"post-{number}", "text": f"Words of post {number}", "market": "IE"}
    return NewItem(**{**given, **fields})


def kept(number: int = 1, **fields: Any) -> Snapshot:
    """The snapshot of a post that was kept."""
    (ids,) = keep([new(number, **fields)], at=BEFORE).values()
    return Snapshot.objects.select_related("item").get(pk=ids[1])


def item(number: int = 1, **fields: Any) -> Item:
    """A post that was kept."""
    return kept(number, **fields).item


def sent(content: bytes | None = None, *, name: str = "photo.jpg") -> SimpleUploadedFile:
    """A file as a form sends it."""
    return SimpleUploadedFile(name, photo() if content is None else content)


def with_file(snapshot: Snapshot, by: User, *, content: bytes | None = None, name: str = "photo.jpg") -> Medium:
    """A file that somebody attached."""
    file = keep_file(BytesIO(photo() if content is None else content), name=name)
    with transaction.atomic():
        return take_into_use(snapshot, file, by=by, at=BEFORE)


@dataclass(frozen=True)
class Answer:
    """A file as it was sent."""

    status: int
    headers: Mapping[str, str]
    content: bytes


def fetched(client: Client, name: str, medium: Medium, query: str = "", **headers: str) -> Answer:
    """What the address of a medium answers."""
    address = reverse(f"items:{name}", kwargs={"uuid": medium.uuid}) + query
    answer = client.get(address, headers={key.replace("_", "-"): value for key, value in headers.items()})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return Answer(answer.status_code, dict(answer.headers), content)


def listed(client: Client, **query: str) -> set[str]:
    """The ids on the list of items."""
    page = client.get(reverse("items:index"), query).content.decode()
    return set(re.findall(r'class="open long" href="[^"]*"><strong[^>]*>([^<]*)<', page))


def task_on(snapshot: Snapshot, **changes: Any) -> None:
    """Somebody owes an assessment of this item, of a decision made at Lisbon."""
    policy, _ = Policy.objects.get_or_create(
        code="guidelines", defaults={"title_en": "Guidelines", "title_zh": "准则", "created_at": BEFORE}
    )
    version, _ = PolicyVersion.objects.get_or_create(policy=policy, name="1", defaults={"created_at": BEFORE})
    given = {
        "setting": Setting.ASSESSMENT,
        "item_id": snapshot.item_id,
        "snapshot_id": snapshot.pk,
        "policy_version_id": version.pk,
        "context_kind": "sample",
        "context_id": "s-1",
        "about_source": "coop",
        "about_id": f"decision-on-{snapshot.item_id}",
        "partner": "lisbon",
        "market": snapshot.item.market,
    }
    open_tasks([NewTask(**{**given, **changes})], at=BEFORE)
