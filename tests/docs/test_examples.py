"""The examples of the README and the guide run, and print what the pages say."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from guide_reader import ROOT, Reader, steps, unprinted

PAGES = (
    "README.md",
    "docs/guide/blind-sheet.md",
    "docs/guide/facts-store.md",
    "docs/guide/library.md",
    pytest.param("docs/guide/quality-report.md", marks=pytest.mark.slow),  # fills a console, as tests/demo does by day
    "docs/guide/sample-plans.md",
    "docs/methods/agreement.md",
    "docs/methods/drift.md",
    "docs/methods/designs.md",
    "docs/methods/effects.md",
    "docs/methods/evaluation.md",
    "docs/methods/estimates.md",
    "docs/methods/imperfect-assessors.md",
    "docs/methods/people.md",
    "docs/methods/prevalence.md",
    "docs/methods/ratios.md",
    "docs/methods/truth.md",
    "docs/methods/watching.md",
)
REAL = Path(os.environ.get("EVENHAND_REAL_DATA", ROOT.parent / "shared" / "data"))


def work_through(page: str) -> None:
    """Follows a page from its first example to its last."""
    reader = Reader(page)
    for step in steps((ROOT / page).read_text(encoding="utf-8")):
        reader.follow(step)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("readers_folder")
def test_the_examples_of_a_page_run_and_print_what_it_says(page: str) -> None:
    work_through(page)


@pytest.mark.slow
@pytest.mark.real_data
def test_the_walk_through_with_real_data_prints_what_it_says(readers_folder: Path) -> None:
    export = REAL / "multilingual_hatecheck"
    if not export.is_dir():
        pytest.skip(f"The Multilingual HateCheck export is not in {REAL}")
    (readers_folder / "multilingual_hatecheck").symlink_to(export)

    work_through("docs/guide/real-data.md")


def test_a_reader_notices_a_line_that_was_not_printed() -> None:
    assert list(unprinted("93 of 100\n94 of 100", "93 of 100 were right")) == ["94 of 100"]


def test_a_reader_lets_an_ellipsis_stand_for_anything() -> None:
    assert list(unprinted("Sample …: 400 of 9,275\n…", "Sample sa93e: 400 of 9,275 decisions")) == []


def test_a_reader_notices_lines_in_another_order() -> None:
    assert list(unprinted("second\nfirst", "first second")) == ["first"]


def test_a_reader_sees_what_the_comment_before_a_block_asks_for() -> None:
    page = "<!-- not run -->\n```sh\nevenhand demo\n```\n\n<!-- filled: sheet.csv first=3 -->\n\n```text\nHello\n```\n"

    assert [(one.language, one.mark, one.filled) for one in steps(page)] == [
        ("sh", "not run", ""),
        ("", "", "sheet.csv first=3"),
        ("text", "", ""),
    ]
