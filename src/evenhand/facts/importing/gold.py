"""Gold labels that stand beside other columns: each item's becomes a judgement of its own, of setting ``gold``.

An item has one gold label in a source; another one for the same item is a conflict.
"""

from __future__ import annotations

from evenhand.facts.importing import identity
from evenhand.facts.importing.identity import Incoming
from evenhand.facts.importing.outcome import TableOutcome
from evenhand.facts.importing.rejects import Keeper
from evenhand.facts.importing.rows import Rows
from evenhand.facts.reading import RawTable
from evenhand.facts.tables import JUDGEMENTS
from evenhand.facts.writing import Batch

BESIDE = ("language", "market", "policy_version")  # what a gold label shares with the row that it stands in
COLUMNS = ("judgement_id", "item_id", "judge_kind", "setting", "label", "violating", *BESIDE)


def store(batch: Batch, rows: Rows, raw: RawTable, keeper: Keeper, *, supersede: bool) -> TableOutcome:
    """Stores the gold labels of a file. Repeats of the same label for the same item are one row, not duplicates."""
    beside = ", ".join(f"min({name}) AS {name}" for name in BESIDE)
    relation = (
        "(SELECT md5(concat_ws(chr(31), 'gold', source, item_id)) AS judgement_id, 'gold' AS setting, "
        "'human' AS judge_kind, gold AS label, * EXCLUDE (gold) FROM (SELECT min(_row) AS _row, source, item_id, gold, "
        f"bool_or(gold_violating) AS violating, {beside} FROM {rows.gold} WHERE gold IS NOT NULL "
        "GROUP BY source, item_id, gold))"
    )
    stored = identity.store(batch, Incoming(JUDGEMENTS, relation, COLUMNS, None), supersede=supersede)
    conflicts = keeper.take_clashes(raw, stored, "judgements")
    return TableOutcome("judgements (gold)", stored.accepted, stored.duplicates, conflicts, 0, stored.superseded)
