"""Fixtures of the assessing tests."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from assess_cast import decision, item, store

from evenhand.facts.store import Facts


@pytest.fixture(scope="session")
def desk_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home that ``desk`` is a copy of."""
    judgements = [
        decision(
            number,
            "hate" if number % 3 == 0 else "none",
            language="en" if number <= 60 else "zh",
            market="MY" if number % 2 else "SG",
            judge_id=("ben", "chi", "dan")[number % 3],
            score=number / 100,
            reach=number * 10,
        )
        for number in range(1, 91)
    ]
    items = [item(n, f"text {n}", language="en" if n <= 60 else "zh") for n in range(1, 91)]
    return store(tmp_path_factory.mktemp("desk"), judgements, items).home


@pytest.fixture
def desk(desk_home: Path, tmp_path: Path) -> Facts:
    """Sixty English and thirty Chinese decisions by three people; every third one removes as hate."""
    return Facts.open(shutil.copytree(desk_home, tmp_path / "home"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the real data sets, or a skip that says why there is none."""
    beside = Path(__file__).parents[3] / "shared" / "data"
    folder = Path(os.environ.get("EVENHAND_REAL_DATA", beside))
    if not folder.is_dir():
        pytest.skip(f"The real data sets are not there: {folder}. EVENHAND_REAL_DATA names another folder.")
    return folder
