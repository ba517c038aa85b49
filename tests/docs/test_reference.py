"""The check of the documentation finds what it is for: stale pages, links that lead nowhere, unmentioned settings."""

from __future__ import annotations

from pathlib import Path

import pytest

import reference
import reference_commands
import reference_links
import reference_python
import reference_tables
import reference_words
from evenhand.facts.tables import TABLES


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project whose documentation is in order."""
    (tmp_path / "src").mkdir()
    (tmp_path / "docs" / "guide").mkdir(parents=True)
    (tmp_path / "README.md").write_text("[guide](docs/guide/sample-plans.md#the-fields)\n", encoding="utf-8")
    fields = " ".join(f"`{name}`" for name in reference_words.plan_fields())
    named = "\n".join(reference_commands.names())
    (tmp_path / "docs" / "guide" / "sample-plans.md").write_text(f"# Plans\n\n## The fields\n{fields}\n{named}\n")
    return tmp_path


def test_documentation_in_order_has_no_faults(project: Path) -> None:
    assert reference.faults(project, {}) == []


def test_a_page_that_differs_from_the_code_is_stale(project: Path) -> None:
    (project / "docs" / "commands.md").write_text("old", encoding="utf-8")

    assert reference.stale(project, {"docs/commands.md": "new"}) == ["docs/commands.md is stale: run make docs."]


def test_a_page_that_was_never_written_is_stale(project: Path) -> None:
    assert len(reference.stale(project, {"docs/absent.md": "new"})) == 1


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("[x](docs/absent.md)", "is not there"),
        ("[x](docs/guide/sample-plans.md#no-such-place)", "has no such heading"),
        ("![x](docs/images/absent.png)", "is not there"),
        ('<img src="docs/absent.png">', "is not there"),
    ],
)
def test_a_link_that_leads_nowhere_is_a_fault(project: Path, link: str, why: str) -> None:
    (project / "CONTRIBUTING.md").write_text(f"{link}\n", encoding="utf-8")

    (fault,) = reference_links.broken(project)

    assert fault.startswith("CONTRIBUTING.md links to ")
    assert why in fault


@pytest.mark.parametrize(
    "text", ["`[x](absent.md)`", "```text\n[x](absent.md)\n```", "[x](https://example.org/absent)"]
)
def test_examples_and_links_to_the_world_outside_are_let_be(project: Path, text: str) -> None:
    (project / "CONTRIBUTING.md").write_text(f"{text}\n", encoding="utf-8")

    assert reference_links.broken(project) == []


def test_a_setting_that_no_page_describes_is_a_fault(project: Path) -> None:
    (project / "src" / "engine.py").write_text('os.environ.get("EVENHAND_" "SPEED", "EVENHAND_SECRET_SPEED")')

    assert reference_words.undocumented(project) == ["EVENHAND_SECRET_SPEED is described on no page under docs."]


def test_a_command_that_no_guide_page_shows_is_a_fault(project: Path) -> None:
    page = project / "docs" / "guide" / "sample-plans.md"
    page.write_text(page.read_text(encoding="utf-8").replace("evenhand sample draw", ""), encoding="utf-8")

    assert reference_words.undocumented(project) == ["The command evenhand sample draw is on no guide page."]


def test_a_field_that_the_plan_page_leaves_out_is_a_fault(project: Path) -> None:
    page = project / "docs" / "guide" / "sample-plans.md"
    page.write_text(page.read_text(encoding="utf-8").replace("`uniform_floor`", ""), encoding="utf-8")

    assert reference_words.undocumented(project) == ["docs/guide/sample-plans.md does not name uniform_floor."]


def test_the_commands_page_gives_usage_options_and_schema() -> None:
    page = reference_commands.page()

    assert "## evenhand sample draw" in page
    assert "| `--plan <path>` |" in page
    assert "`evenhand.sample-draw/1`" in page


@pytest.mark.parametrize("table", TABLES)
def test_the_tables_page_has_every_column_of_a_table(table: str) -> None:
    section = reference_tables.page().partition(f"\n## {table}\n")[2].partition("\n## ")[0]

    assert [column.name for column in TABLES[table].columns if f"| `{column.name}` |" not in section] == []


def test_the_tables_page_marks_text_about_persons() -> None:
    assert "| `text` | text |  | the text as it was. **personal** |" in reference_tables.page()


def test_the_python_page_has_every_public_name() -> None:
    page = reference_python.page()

    assert [
        name for name in ("eh.facts.open", "eh.assess.Plan", "eh.measure.share") if f"### {name}\n" not in page
    ] == []


@pytest.mark.parametrize("page", reference.PAGES)
def test_a_reference_page_is_the_same_each_time(page: str) -> None:
    assert reference.PAGES[page]() == reference.PAGES[page]()
