"""A ledger with a key, events in it, and ways to tamper with it behind its back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest
from django.db import connection, transaction

from evenhand.ops.ledger import sealing
from evenhand.ops.ledger.services import record
from evenhand.ops.spine import facts
from evenhand.ops.spine.refs import Ref

Tell = Callable[[int], None]


@pytest.fixture
def key(home: Path, db: None) -> None:
    """A signing key in the data folder."""
    home.mkdir(parents=True, exist_ok=True)
    sealing.prepare()


@pytest.fixture
def tell(key: None, at: datetime) -> Tell:
    """Records so many events and seals them."""

    def told(count: int) -> None:
        with transaction.atomic():
            for number in range(count):
                record("test.done", actor="ada", subject=Ref("thing", str(number)), payload={"n": number}, at=at)
        sealing.seal_all(at)

    return told


@pytest.fixture
def behind() -> Callable[[str], None]:
    """Runs SQL as somebody who holds the database would."""

    def run(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


@pytest.fixture
def add_facts(at: datetime) -> Callable[[str], None]:
    """Adds an item with its words to the facts."""

    def added(name: str) -> None:
        row = {"source": "s", "item_id": name, "kind": "content", "text": f"words of {name}", "created_at": at}
        with facts.whole().writing("test") as batch:
            batch.connection.register("given", pa.Table.from_pylist([row]))
            batch.add("items", "given")
            batch.connection.unregister("given")

    return added
