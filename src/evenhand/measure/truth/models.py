"""The methods by name."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import listed
from evenhand.measure.truth.dawid_skene import dawid_skene
from evenhand.measure.truth.held_out import Model
from evenhand.measure.truth.majority import majority
from evenhand.measure.truth.one_coin import one_coin
from evenhand.measure.truth.pooled import pooled


class TruthMethod(StrEnum):
    """How the truth is inferred; ``auto`` chooses among the models."""

    AUTO = "auto"
    MAJORITY = "majority"
    ONE_COIN = "one-coin"
    DAWID_SKENE = "dawid-skene"
    POOLED = "pooled"


MODELS: Mapping[TruthMethod, Model] = {
    TruthMethod.MAJORITY: majority,
    TruthMethod.ONE_COIN: one_coin,
    TruthMethod.DAWID_SKENE: dawid_skene,
    TruthMethod.POOLED: pooled,
}
COMPARED = (TruthMethod.POOLED, TruthMethod.DAWID_SKENE, TruthMethod.ONE_COIN)


def checked_method(method: TruthMethod | str) -> TruthMethod:
    """The method of this name; RequestError for an unknown one."""
    try:
        return TruthMethod(method)
    except ValueError:
        raise RequestError(
            f"method is {method!r}.", hint=f"Give one of {listed([str(name) for name in TruthMethod])}."
        ) from None
