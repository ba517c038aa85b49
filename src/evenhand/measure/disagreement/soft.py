"""Soft labels: what share of an item's judges gave which label, and how divided they were.

Source of keeping them: Uma et al., Journal of Artificial Intelligence Research 72 (2021) 1385-1470. Formulas:
docs/methods/agreement.md. Not here: which label is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from evenhand.measure.labels import Codes, Floats, Labels
from evenhand.measure.result import Result
from evenhand.measure.units import summed


@dataclass(frozen=True, eq=False)
class SoftLabels(Result):
    """The share of each label that an item got: one entry per item and label, items in their order.

    ``item`` and ``label`` are places in ``items`` and ``classes``; ``count`` of the item's labels are this one, which
    is ``share`` of them. ``entropy`` and ``labels`` have one value per item: bits (0 where all agree), and how many
    labels it has.
    """

    item: Codes
    label: Codes
    count: Floats
    share: Floats
    entropy: Floats
    labels: Floats
    items: pa.StringArray
    classes: tuple[str, ...]

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per item and label."""
        found: list[dict[str, object]] = self.to_frame().to_pylist()
        return found

    def to_dict(self) -> dict[str, object]:
        """The rows, and the classes in their order."""
        return {"classes": list(self.classes), "rows": list(self.rows())}

    def to_frame(self) -> pa.Table:
        """One row per item and label: item, label, count, share, and the item's entropy and labels."""
        return pa.table(
            {
                "item": self.items.take(self.item),
                "label": pa.array(self.classes, pa.string()).take(self.label),
                "count": pa.array(self.count.astype(np.int64)),
                "share": pa.array(self.share),
                "entropy": pa.array(self.entropy[self.item]),
                "labels": pa.array(self.labels[self.item].astype(np.int64)),
            }
        )

    def __repr__(self) -> str:
        return f"<soft labels of {np.count_nonzero(self.labels):,} items, {len(self.classes)} classes>"


def soft_labels(labels: Labels) -> SoftLabels:
    """The soft label of each item, from ``read_labels``; an item without a label has no entry."""
    classes = len(labels.classes)
    keys, times = np.unique(labels.item.astype(np.int64) * classes + labels.label, return_counts=True)
    item, label = np.divmod(keys, classes)
    total = summed(item, times.astype(np.float64), len(labels.items))
    share = times / total[item]
    bits = summed(item, -share * np.log2(share), len(labels.items))
    return SoftLabels(
        item=item.astype(np.int32),
        label=label.astype(np.int32),
        count=times.astype(np.float64),
        share=share,
        entropy=bits + 0.0,
        labels=total,
        items=labels.items,
        classes=labels.classes,
    )
