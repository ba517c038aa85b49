"""Deployments of their own for tests of keeping: a data folder, a database, and commands run against them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
CASTS = tuple(str(HERE.parent / "ops" / desk) for desk in ("spine", "judgements"))

WORK = """
import django; django.setup()
from datetime import UTC, datetime
from django.conf import settings
from django.db import transaction
from evenhand.ops.ledger import sealing, services
from evenhand.ops.spine import outbox, publisher
from evenhand.ops.spine.models import OutboxRow
from evenhand.ops.spine.refs import Ref
from spine_cast import MOMENT, judgement

def leave(*numbers):
    with transaction.atomic():
        outbox.publish("judgements", [judgement(number) for number in numbers], at=MOMENT)
        services.record("test.left", actor="system", subject=Ref("test", "1"), payload={}, at=MOMENT)

leave(1, 2)
publisher.publish_waiting(at=MOMENT)
sealing.seal(datetime.now(UTC))
leave(3, 4)
publisher.publish_waiting(at=MOMENT)
OutboxRow.objects.filter(batch=2).update(batch=None)  # killed between the entry and the mark
leave(5)
OutboxRow.objects.filter(batch=1).delete()  # a day later
media = settings.EVENHAND.home / "media" / "ab"
media.mkdir(parents=True)
(media / "picture").write_bytes(b"picture")
"""
GO_ON = """
import django; django.setup()
from datetime import UTC, datetime
from evenhand.ops.ledger import checking, sealing
from evenhand.ops.spine import publisher
from spine_cast import MOMENT, published
publisher.publish_waiting(at=MOMENT)
sealing.seal(datetime.now(UTC))
assert checking.check(with_facts=True).ok, checking.check(with_facts=True).sentences
print(published())
"""


@dataclass(frozen=True)
class Deployment:
    """A data folder and its database; ``url`` "" is SQLite in the folder."""

    home: Path
    url: str

    def command(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """What a command of ours says here."""
        return self._run("-m", "evenhand.cli", *map(str, arguments))

    def python(self, code: str) -> str:
        """What a program prints here; it may not fail."""
        done = self._run("-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @property
    def environment(self) -> dict[str, str]:
        """The variables that make a process part of this deployment."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("EVENHAND_")}
        return kept | {
            "EVENHAND_DATA": str(self.home),
            "EVENHAND_DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "evenhand.web.settings",
            "PYTHONPATH": os.pathsep.join([*CASTS, os.environ.get("PYTHONPATH", "")]),
            "COLUMNS": "200",
        }

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        self.home.mkdir(parents=True, exist_ok=True)
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.environment,
            cwd=self.home.parent,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
