"""A service's refusal, said beside the field that it names."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.forms import BaseForm

from evenhand.ops.spine.errors import Conflict, Invalid

T = TypeVar("T")


def saved(form: BaseForm, save: Callable[[], T]) -> T | None:
    """What saving gave; None when the form or the service found a fault, which the form then shows."""
    if not form.is_valid():
        return None
    try:
        return save()
    except (Invalid, Conflict) as error:
        field = error.field if isinstance(error, Invalid) else None
        form.add_error(field if field in form.fields else None, str(error))
        return None
