"""The counters behind bigint keys: moved on where an id may not be given twice. Not here: the ids of the outside."""

from __future__ import annotations

from django.db import connection, models, transaction

COUNTED = "SELECT 1 FROM sqlite_sequence WHERE name = %s"


def start_above(model: type[models.Model], highest: int) -> None:
    """From now on rows of a model get ids above ``highest``; nothing changes where they do already."""
    table = model._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"INSERT INTO sqlite_sequence SELECT %s, 0 WHERE NOT EXISTS ({COUNTED})", [table, table])
            cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s", [highest, table])
            return
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        (sequence,) = cursor.fetchone()
        cursor.execute(f"SELECT last_value FROM {sequence}")
        (reached,) = cursor.fetchone()
        if reached < highest:
            cursor.execute("SELECT setval(%s, %s)", [sequence, highest])
