"""What has to be said beside a comparison of people: why nobody is named, and what is not accounted for."""

from __future__ import annotations

import math

import numpy as np

from evenhand.measure.people.inputs import Audits
from evenhand.measure.result import Note
from evenhand.measure.units import Floats

MOSTLY = 0.5  # of the expected errors, on cases that nobody else had


def remarks(
    *,
    audits: Audits,
    alone: Floats,
    flat: bool,
    sd_high: float,
    largest: float | None,
    nobody: str | None,
    wrong: float,
    worst: float,
) -> tuple[Note, ...]:
    """The remarks, those about flags first; ``largest`` is the largest chance, ``nobody`` the note when it is small."""
    notes = []
    if largest is None:
        values: dict[str, str | int | float] = {"count": len(audits.judges), "worst": f"{worst:.0%}"}
        notes.append(Note("people_too_few", values | {"least": math.ceil(1 / worst)}))
    elif nobody is not None:
        notes.append(Note(nobody, {"chance": f"{largest:.0%}", "needed": f"{1 - wrong:.0%}", "worst": f"{worst:.0%}"}))
    if flat:
        notes.append(Note("people_alike", {"high": f"{100 * sd_high:.1f}"}))
    notes += _counted("people_alone", int(np.count_nonzero(alone > MOSTLY)) if audits.columns else 0)
    notes += _counted("people_unaudited", int(np.count_nonzero(audits.audits == 0)))
    notes += _counted("people_missing", audits.missing)
    columns = ", ".join(audits.columns)
    return (*notes, Note("people_mix", {"columns": columns}) if columns else Note("people_no_mix"), Note("people_flag"))


def _counted(code: str, count: int) -> list[Note]:
    return [Note(code, {"count": count})] if count else []
