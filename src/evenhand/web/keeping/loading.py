"""The work database of a backup, brought back into an empty one. Not here: the rest of a backup (``restoring``)."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from evenhand.facts.errors import RequestError
from evenhand.web.keeping import copying
from evenhand.web.keeping.copying import BLOCK, Contents
from evenhand.web.keeping.snapshot import FOLDER

Target = tuple[str, str]


def require_loadable(contents: Contents) -> None:
    """RequestError unless the configured database is empty, of the same engine, and this version knows its tables."""
    if contents.engine != connection.vendor:
        raise RequestError(
            f"The backup is of {contents.engine}, and the configured database is {connection.vendor}.",
            hint="Restore it into a database of the same kind.",
        )
    known = {f"{app}.{name}" for app, name in MigrationExecutor(connection).loader.disk_migrations}
    unknown = [name for name in contents.migrations if name not in known]
    if unknown:
        raise RequestError(
            f"The backup was made by a newer Evenhand: this one does not know {unknown[0]}.",
            hint=f"Restore it with Evenhand {contents.version}.",
        )
    if connection.introspection.table_names():
        raise RequestError("The configured database is not empty.", hint="Name an empty one in database_url or --data.")


def load(contents: Contents, folder: Path) -> None:
    """Brings the database back as it stood, in the tables of the version that made the backup."""
    connection.close()
    if contents.engine == "sqlite":
        _load_file(folder / contents.database["file"], Path(connection.settings_dict["NAME"]))
        return
    MigrationExecutor(connection).migrate(_last_of({_pair(name) for name in contents.migrations}))
    with transaction.atomic():
        _load_tables(contents, folder / FOLDER)


def _load_file(source: Path, place: Path) -> None:
    for leftover in (place, *place.parent.glob(f"{place.name}-*")):  # an empty file that looking made
        leftover.unlink(missing_ok=True)
    copying.copy(source, place)
    with closing(sqlite3.connect(place)) as database:
        ((found,),) = database.execute("PRAGMA integrity_check(1)").fetchall()
    if found != "ok":
        raise RequestError(f"The copy of the work database is damaged: {found}.", hint="Use another backup.")


def _load_tables(contents: Contents, folder: Path) -> None:
    tables: dict[str, Any] = contents.database["tables"]
    with connection.cursor() as cursor:
        names = sql.SQL(", ").join(map(sql.Identifier, tables))
        cursor.execute(sql.SQL("TRUNCATE {}").format(names).as_string(cursor.connection))
        for table, told in tables.items():
            columns = sql.SQL(", ").join(map(sql.Identifier, told["columns"]))
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
            with (folder / f"{table}.copy").open("rb") as file, cursor.copy(statement) as copied:
                while block := file.read(BLOCK):
                    copied.write(block)
            if cursor.rowcount != told["rows"]:
                raise RequestError(
                    f"{table} has {cursor.rowcount} rows, not {told['rows']}.", hint="Use another backup."
                )
        for name, reached in contents.database["numbers"].items():
            if reached is not None:
                cursor.execute("SELECT setval(%s, %s)", [f'"{name}"', reached])


def _pair(name: str) -> Target:
    app, _, migration = name.partition(".")
    return app, migration


def _last_of(applied: Collection[Target]) -> list[Target]:
    """Of applied migrations those that no other applied one builds on: where to migrate to."""
    graph = MigrationExecutor(connection).loader.graph
    return sorted(node for node in applied if not any(child.key in applied for child in graph.node_map[node].children))
