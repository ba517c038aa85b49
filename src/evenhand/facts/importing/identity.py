"""Identity of imported rows, as SQL: the same content has the same id in any column order, row order and file.

A row without an id of its own gets the MD5 of (source, its values, its ordinal among identical rows of the file).
Same id and same content is a duplicate; same id and other content a conflict, or a new version where that was asked
for. What was erased does not come back. Not here: reading the file, committing the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.facts import digest, sql, views
from evenhand.facts.contracts import Contract
from evenhand.facts.engine import one_row
from evenhand.facts.erasure import was_erased
from evenhand.facts.writing import Batch


@dataclass(frozen=True)
class Incoming:
    """Rows about to be stored: a relation with ``_row``, ``source`` and ``columns``; columns it lacks are null.

    ``made_id`` is the key column that the rows do not bring, or None.
    """

    contract: Contract
    relation: str
    columns: tuple[str, ...]
    made_id: str | None

    @property
    def content(self) -> str:
        """SQL for the content of an incoming row: null columns add nothing to it."""
        return digest.content(self.contract, self._told(self.columns))

    @property
    def stored_content(self) -> str:
        """SQL for the content of a stored row, which may have more columns."""
        return digest.content(self.contract, self._told(self.contract.names))

    def _told(self, names: Sequence[str]) -> set[str]:
        return set(names) - {self.made_id, "source", "version", "retracted", "batch"}

    def id(self, ordinal: str) -> str:
        """SQL for a made id; ordinal 0 leaves the plain hash."""
        return f"md5(concat_ws(chr(31), source, {self.content}, nullif(({ordinal})::VARCHAR, '0')))"

    def identified(self, *, ordinal: str = "0") -> str:
        """SQL for the rows with their key filled in."""
        if self.made_id is None:
            return f"(SELECT * FROM {self.relation})"
        return f"(SELECT * REPLACE ({self.id(ordinal)} AS {sql.name(self.made_id)}) FROM {self.relation})"

    @property
    def keys(self) -> str:
        """The key columns, source first, quoted."""
        return sql.names(("source", *self.contract.key))


@dataclass(frozen=True)
class Stored:
    """How many rows came in, and what became of the others. ``clashes`` names the table of those kept out, if any."""

    accepted: int
    duplicates: int = 0
    conflicts: int = 0
    superseded: int = 0
    clashes: str | None = None

    @property
    def records(self) -> int:
        """How many rows came in."""
        return self.accepted + self.duplicates + self.conflicts


def store_new(batch: Batch, incoming: Incoming) -> int | None:
    """Adds the rows when all their keys are new, and says how many; None, and nothing added, when any repeats."""
    mark = batch.mark(incoming.contract.table)
    staged = batch.add(incoming.contract.table, incoming.identified())
    if not _repeating(batch, incoming, mark):
        return staged
    batch.rewind(incoming.contract.table, mark)
    return None


def store(batch: Batch, incoming: Incoming, *, supersede: bool) -> Stored:
    """Adds the rows to a batch, each once; where keys repeat, in the file or in the store, each is decided."""
    staged = store_new(batch, incoming)
    return Stored(staged) if staged is not None else _decided(batch, incoming, supersede=supersede)


def _repeating(batch: Batch, incoming: Incoming, mark: int) -> int:
    """How many keys (by their hash) repeat; they are left in the temporary table ``repeating``."""
    contract = incoming.contract
    hashed = f"hash({incoming.keys})"
    staged = views.rows(contract, batch.staged_files(contract.table)[mark:], folder=batch.staging)
    known = " UNION ALL ".join(_known(batch, contract, mark))
    among = (
        f"UNION SELECT h FROM (SELECT {hashed} AS h FROM {staged}) "
        f"SEMI JOIN (SELECT {hashed} AS h FROM ({known})) USING (h)"
    )
    batch.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE repeating AS (SELECT h FROM (SELECT {hashed} AS h FROM {staged}) "
        f"GROUP BY h HAVING count(*) > 1) {among if known else ''}"
    )
    (count,) = one_row(batch.connection, "SELECT count(*) FROM repeating")
    return int(count)


def _known(batch: Batch, contract: Contract, mark: int) -> list[str]:
    """SELECTs over the rows that were there before: stored ones of every version, and those staged earlier."""
    columns = sql.names((*contract.names,))
    stored, earlier = batch.state.of_table(contract.table), batch.staged_files(contract.table)[:mark]
    sources = [(stored, batch.folder), (earlier, batch.staging)]
    return [f"SELECT {columns} FROM {views.rows(contract, files, folder=folder)}" for files, folder in sources if files]


def _decided(batch: Batch, incoming: Incoming, *, supersede: bool) -> Stored:
    """Decides the repeating rows and adds the others again, with those that stay."""
    contract = incoming.contract
    connection = batch.connection
    hashed = f"hash({incoming.keys})"
    ordinal = f"row_number() OVER (PARTITION BY source, {incoming.content} ORDER BY _row) - 1"
    again = f"(SELECT *, {hashed} AS _h FROM {incoming.identified()})"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE clashing AS SELECT * EXCLUDE (_h), "
        f"{incoming.content} AS _content FROM {again} SEMI JOIN repeating ON _h = h"
    )
    if incoming.made_id is not None:
        ordered = f"SELECT *, {ordinal} AS _ordinal FROM clashing"
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE clashing AS SELECT * EXCLUDE (_ordinal) "
            f"REPLACE ({incoming.id('_ordinal')} AS {sql.name(incoming.made_id)}) FROM ({ordered})"
        )
    mark = batch.mark(contract.table)
    known = (
        " UNION ALL ".join(_known(batch, contract, mark))
        or f"SELECT {sql.names(contract.names)} FROM {contract.table} WHERE false"
    )
    connection.execute(_decision(incoming, known, supersede=supersede))
    kept = "SELECT * EXCLUDE (_content, _decision, _rank) FROM decided WHERE _decision IN ('new', 'supersedes')"
    rest = f"SELECT * EXCLUDE (_h), 1::BIGINT AS version FROM {again} ANTI JOIN repeating ON _h = h"
    accepted = batch.add(contract.table, f"({rest} UNION ALL BY NAME {kept})")
    counts = dict(connection.execute("SELECT _decision, count(*) FROM decided GROUP BY 1").fetchall())
    return Stored(
        accepted=accepted,
        duplicates=counts.get("duplicate", 0),
        conflicts=counts.get("conflict", 0) + counts.get("erased", 0),
        superseded=counts.get("supersedes", 0),
        clashes="decided",
    )


def _decision(incoming: Incoming, known: str, *, supersede: bool) -> str:
    """SQL that makes ``decided``: the clashing rows, the verdict on each, and the version it would get."""
    keys = incoming.keys
    other = "'supersedes'" if supersede else "'conflict'"
    erased = was_erased(incoming.contract, among=incoming.columns)
    return (
        "CREATE OR REPLACE TEMP TABLE decided AS WITH "
        f"standing AS (SELECT {keys}, version AS _version, retracted AS _retracted, "
        f"{incoming.stored_content} AS _stored FROM (SELECT *, "
        f"row_number() OVER (PARTITION BY {keys} ORDER BY version DESC) AS _newest "
        f"FROM ({known}) SEMI JOIN clashing USING ({keys})) WHERE _newest = 1), "
        f"ranked AS (SELECT *, row_number() OVER (PARTITION BY {keys} ORDER BY _row) AS _rank, "
        f"first_value(_content) OVER (PARTITION BY {keys} ORDER BY _row) AS _first FROM clashing) "
        "SELECT r.* EXCLUDE (_first), coalesce(_version, 0) + 1 AS version, CASE "
        "WHEN _rank > 1 AND _content = _first THEN 'duplicate' WHEN _rank > 1 THEN 'conflict' "
        "WHEN _version IS NULL THEN 'new' WHEN _retracted THEN 'erased' WHEN _content = _stored THEN 'duplicate' "
        f"WHEN {erased} THEN 'erased' ELSE {other} END AS _decision "
        f"FROM ranked r LEFT JOIN standing USING ({keys})"
    )
