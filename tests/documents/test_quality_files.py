from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from quality_example import HOSTILE, bare, hostile, rich, waiting

from evenhand.assess.types import QualityReport
from evenhand.documents import quality_document, quality_report
from evenhand.documents.quality.json_form import to_dict
from evenhand.documents.quality.markdown import escape, fence
from evenhand.documents.quality.pdf import fonts_for
from evenhand.documents.words import Language
from evenhand.facts.errors import RequestError

REPORTS = {"rich": rich, "waiting": waiting, "bare": bare, "hostile": hostile}
has_chinese_font = pytest.mark.skipif(
    not any(Path("/usr/share/fonts").rglob("NotoSansCJK*")), reason="no Noto Sans CJK font: apt install fonts-noto-cjk"
)


def document(path: Path) -> str:
    return "".join(page.extract_text() for page in PdfReader(path).pages)


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("suffix", [".html", ".xlsx", ".md", ".json", ".pdf", ".HTML"])
@pytest.mark.parametrize("name", sorted(REPORTS))
def test_every_report_can_be_written_in_every_form(tmp_path: Path, suffix: str, name: str) -> None:
    path = tmp_path / f"report{suffix}"
    quality_report(REPORTS[name](), path)
    assert path.stat().st_size > 500
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", [".html", ".xlsx", ".pdf", ".md", ".json"])
def test_the_same_report_gives_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    paths = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    quality_report(rich(), paths[0])
    quality_report(rich(), paths[1])
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize("name", ["report.docx", "report"])
def test_another_suffix_is_refused_with_the_allowed_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(RequestError, match=r"\.html, \.pdf, \.xlsx, \.md, \.json"):
        quality_report(rich(), tmp_path / name)


def test_a_missing_folder_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="cannot be written"):
        quality_report(rich(), tmp_path / "absent" / "report.md")


def test_a_place_that_cannot_be_taken_keeps_no_half_file(tmp_path: Path) -> None:
    (tmp_path / "report.md").mkdir()
    with pytest.raises(RequestError, match="cannot be written"):
        quality_report(rich(), tmp_path / "report.md")
    assert [file.name for file in tmp_path.iterdir()] == ["report.md"]


def test_an_older_file_stays_when_rendering_fails(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("older")
    with pytest.raises(RequestError, match="timezone"):
        quality_report(replace(rich(), timezone="Nowhere/At_All"), path)
    assert path.read_text() == "older"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", sorted(REPORTS))
def test_html_holds_no_script_no_inline_style_and_no_outside_address(name: str, language: Language) -> None:
    found = Tags(quality_document(REPORTS[name](), language)).found
    assert "script" not in {tag for tag, _ in found}
    assert not [attrs for _, attrs in found if "style" in attrs or any(key.startswith("on") for key in attrs)]
    assert {attrs["href"] for _, attrs in found if "href" in attrs} == {"data:,"}
    assert not [attrs for _, attrs in found if "src" in attrs]


def test_the_policy_of_the_html_allows_exactly_its_own_style() -> None:
    text = quality_document(rich())
    styles = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()
    policy = dict(Tags(text).found[3][1])["content"]
    assert len(styles) == 1
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_html_keeps_the_texts_of_cases_closed_and_clipped() -> None:
    text = quality_document(hostile())
    cases = [attrs for tag, attrs in Tags(text).found if tag == "details" and attrs.get("class") == "case"]
    assert cases == [{"class": "case"}]
    assert "A" * 601 not in text
    assert "Shown: the first 600 of 10,114 characters." in text


@pytest.mark.parametrize("mark", ["\u202e", "\x00", "\ud800", "<script>"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_html_neutralises_what_could_act_on_a_reader(mark: str, language: Language) -> None:
    assert mark in HOSTILE
    assert mark not in quality_document(hostile(), language)


def test_pdf_is_accessible_titled_and_says_what_the_page_says(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    quality_report(rich(), path)
    reader = PdfReader(path)
    assert reader.metadata is not None
    assert reader.metadata.title == "Weekly sample, all queues, week 47"
    assert reader.xmp_metadata is not None
    assert b"<pdfuaid:part>1</pdfuaid:part>" in reader.xmp_metadata.stream.get_data()
    assert "374 of 392 agreed" in " ".join(document(path).split())


def test_pdf_reads_markup_in_foreign_text_as_text(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    quality_report(hostile(), path)
    assert "#let a = 1" in " ".join(document(path).split())


@has_chinese_font
def test_pdf_speaks_chinese(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    quality_report(rich(), path, language="zh")
    assert "尚难判定" in document(path)


def test_pdf_with_characters_that_no_font_has_says_so(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    report = rich()
    quality_report(replace(report, cases=(replace(report.cases[0], text="\U0003fffd"),)), path)
    assert "Some characters have no font" in " ".join(document(path).split())


def test_a_chinese_pdf_without_a_chinese_font_names_the_package_to_install() -> None:
    with pytest.raises(RequestError, match="fonts-noto-cjk"):
        fonts_for("zh", ("DejaVu Sans", "Libertinus Serif"))


def test_an_english_pdf_does_without_a_chinese_font() -> None:
    assert fonts_for("en", ("DejaVu Sans", "Libertinus Serif")) == ("DejaVu Sans", "Libertinus Serif")


def test_xlsx_has_its_sheets_with_frozen_heads(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    quality_report(rich(), path)
    book = load_workbook(path)
    assert book.sheetnames == [
        "Summary", "By language", "By partner", "Confusion", "Findings", "Cases", "How we know",
    ]  # fmt: skip
    assert all(sheet.freeze_panes for sheet in book)


def test_xlsx_keeps_numbers_as_numbers_with_everything_beside_them(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    quality_report(rich(), path)
    rows = list(load_workbook(path)["By language"].iter_rows())
    heads = [str(cell.value) for cell in rows[0]]
    first = dict(zip(heads, rows[1], strict=True))
    assert (first["Estimate"].value, first["Estimate"].number_format) == (0.912, "0.0%")
    assert [first[head].value for head in ("Low", "High", "Level", "n", "Interval")] == [
        0.775, 0.970, 0.95, 34, "Korn–Graubard",
    ]  # fmt: skip


def test_xlsx_never_turns_foreign_text_into_a_formula_or_a_link(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    quality_report(hostile(), path)
    cells = [cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert "=1+1" in {cell.value for cell in cells}
    assert not any(cell.hyperlink for cell in cells)


def test_json_has_the_shape_that_scripts_read() -> None:
    values = json.loads(json.dumps(to_dict(rich()), allow_nan=False))
    assert [row["metric"] for row in values["overall"]][:2] == ["accuracy", "precision"]
    keys = {"metric", "estimate", "low", "high", "level", "n", "method", "population"}
    assert keys <= values["overall"][0].keys()
    assert keys | {"by", "value"} <= values["slices"][0].keys()
    assert (values["slices"][0]["by"], values["slices"][0]["value"]) == ("language", "ar")


def test_json_is_the_same_in_every_language_and_names_its_schema(tmp_path: Path) -> None:
    quality_report(rich(), tmp_path / "en.json")
    quality_report(rich(), tmp_path / "zh.json", language="zh")
    assert (tmp_path / "en.json").read_bytes() == (tmp_path / "zh.json").read_bytes()
    assert json.loads((tmp_path / "en.json").read_text())["schema"] == "evenhand.report-quality/1"


@pytest.mark.parametrize("report", [rich(), hostile()], ids=["rich", "hostile"])
def test_every_row_of_a_markdown_table_has_as_many_cells_as_its_head(tmp_path: Path, report: QualityReport) -> None:
    path = tmp_path / "report.md"
    quality_report(report, path)
    tables = re.findall(r"(?:^\|.*\n)+", path.read_text(), re.MULTILINE)
    counts = [{len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()} for table in tables]
    assert tables
    assert all(len(count) == 1 for count in counts)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a|b\nc", r"a\|b c"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("94.2 %", "94.2 %"),
        ("https://x.example @ada", "https&#58;//x.example &#64;ada"),
        ("[a](b) `c` *d*", r"\[a\](b) \`c\` \*d\*"),
    ],
)
def test_markdown_shows_foreign_text_as_plain_words(text: str, safe: str) -> None:
    assert escape(text) == safe


def test_a_fence_is_longer_than_any_run_of_backticks_inside() -> None:
    assert fence("a\n````\nb").startswith("`````text\n")
