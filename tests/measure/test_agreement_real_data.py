"""Agreement on real labels: the values that krippendorff 0.9.0 and irrCAC 0.4.4 gave for the same files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evenhand.measure import agreement

pytestmark = pytest.mark.real_data

FOLDER = Path(os.environ.get("EVENHAND_REAL_DATA", Path(__file__).parents[3] / "shared" / "data"))


@pytest.mark.skipif(not FOLDER.is_dir(), reason=f"The real data sets are not there: {FOLDER}")
@pytest.mark.parametrize(
    ("file", "alpha", "ac1"),
    [("hatecheck/labels.parquet", 0.929, 0.946), ("adult_content/adult2_labels.parquet", 0.317, 0.714)],
)
def test_real_labels_have_the_agreement_that_others_found(file: str, alpha: float, ac1: float) -> None:
    found = agreement(FOLDER / file, repeats="last")

    assert found.figure("alpha").estimate == pytest.approx(alpha, abs=0.0006)
    assert found.figure("ac1").estimate == pytest.approx(ac1, abs=0.0006)
