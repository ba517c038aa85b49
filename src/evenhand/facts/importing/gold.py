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

KEPT = ("item_id", "language", "market", "policy_version", "source")


def store(batch: Batch, rows: Rows, raw: RawTable, keeper: Keeper, *, supersede: bool) -> TableOutcome:
    """Stores the gold labels of a file. Repeats of the same label for the same item are one row, not duplicates."""
    own = {column.name for column in JUDGEMENTS.columns}
    made = {
        "judgement_id": "md5(concat_ws(chr(31), 'gold', source, item_id))",
        "setting": "'gold'",
        "judge_kind": "'human'",
        "label": "gold",
        "violating": "gold_violating",
    }
    empty = [f"NULL::{c.kind} AS {c.name}" for c in JUDGEMENTS.columns if c.name not in made and c.name not in KEPT]
    columns = ", ".join(f"{expression} AS {name}" for name, expression in made.items())
    kept = ", ".join(f"any_value({name}) AS {name}" for name in KEPT if name in own and name != "item_id")
    relation = (
        f"(SELECT _row, item_id, source, {columns}, {', '.join(name for name in KEPT if name not in ('item_id', 'source'))}, "
        f"{', '.join(empty)}, NULL::VARCHAR AS attributes FROM (SELECT min(_row) AS _row, source, item_id, gold, "
        f"any_value(gold_violating) AS gold_violating, {kept} FROM {rows.gold} WHERE gold IS NOT NULL "
        "GROUP BY source, item_id, gold))"
    )
    stored = identity.store(batch, Incoming(JUDGEMENTS, relation, None), supersede=supersede)
    conflicts = keeper.take_clashes(raw, stored, "judgements")
    return TableOutcome("judgements (gold)", stored.accepted, stored.duplicates, conflicts, 0, stored.superseded)
