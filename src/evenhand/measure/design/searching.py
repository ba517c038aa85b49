"""The smallest size that reaches something, where whole units make the way there uneven."""

from __future__ import annotations

from collections.abc import Callable

NEARBY = 20  # sizes below the one found that are tried as well


def smallest_size(least: int, most: int, reaches: Callable[[int], bool]) -> int:
    """The smallest size from ``least`` to ``most`` that ``reaches``, as far as bisection and the sizes nearby show.

    ``most`` is taken to reach, whatever it says.
    """
    low, high = least, most
    while low < high:
        middle = (low + high) // 2
        if reaches(middle):
            high = middle
        else:
            low = middle + 1
    return next((size for size in range(max(least, low - NEARBY), low) if reaches(size)), low)
