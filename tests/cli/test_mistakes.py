"""A person's mistake is a sentence on stderr with the right exit status, and never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_cast import Evenhand

AT_FAULT = [
    (["facts"], "There are no facts in evenhand-data. Import a file first"),
    (["import", "absent.csv"], "absent.csv"),
    (["import", "{decisions}", "--into", "judgments"], "--into names 'judgments'"),
    (["import", "{decisions}", "--from", "zendesk"], "zendesk"),
    (["import", "{decisions}", "--map", "absent.toml"], "absent.toml cannot be read"),
    (["import", "{decisions}", "--timezone", "Mars"], "Mars"),
    (["sample", "draw", "--plan", "absent.toml"], "There are no facts"),
    (["report", "quality", "--sample", "x"], "There are no facts"),
]
WRONG_USE = [
    ([], "Usage: evenhand"),
    (["imprt", "x.csv"], "There is no command 'imprt'. Did you mean import?"),
    (["banana"], "Commands: import, facts, sample, measure, "),
    (["--version-of-what"], "No such option"),
    (["sample"], "Usage: evenhand sample"),
    (["sample", "drwa"], "No such command 'drwa'. Did you mean 'draw'?"),
    (["sample", "draw"], "Missing option '--plan'"),
    (["sample", "draw", "--plan", "p.toml", "--seed", "x"], "Invalid value for '--seed'"),
    (["import"], "Missing argument 'FILE'"),
    (["facts", "extra"], "unexpected extra argument"),
    (["demo", "--size", "huge"], "--size is 'huge'. Give small or medium."),
]


def check(said, status: int, sentence: str) -> None:
    assert said.status == status
    assert sentence in said.err
    assert said.out == ""
    assert "Traceback" not in said.err


@pytest.mark.parametrize(("arguments", "sentence"), AT_FAULT, ids=[" ".join(case[0]) for case in AT_FAULT])
def test_a_request_at_fault_ends_with_1(
    evenhand: Evenhand, decisions: Path, arguments: list[str], sentence: str
) -> None:
    check(evenhand(*(part.format(decisions=decisions) for part in arguments)), 1, sentence)


@pytest.mark.parametrize(
    ("arguments", "sentence"), WRONG_USE, ids=[" ".join(case[0]) or "nothing" for case in WRONG_USE]
)
def test_wrong_usage_ends_with_2(evenhand: Evenhand, arguments: list[str], sentence: str) -> None:
    check(evenhand(*arguments), 2, sentence)


SAMPLE_AT_FAULT = [
    (["sample", "export", "{sample}", "--out", "sheet.docx"], 1, "sheet.docx is no kind of sheet"),
    (["sample", "export", "nope", "--out", "sheet.csv"], 1, "There is no sample 'nope'. Samples drawn here: s"),
    (["sample", "load", "{sample}", "decisions.csv"], 1, "decisions.csv is not a sheet of this sample"),
    (["sample", "draw", "--plan", "bad.toml"], 1, "The plan bad.toml is not valid TOML"),
    (["sample", "draw", "--plan", "plan.toml", "--seed", str(2**80)], 1, "seed is 1208925819614629174706176"),
    (["report", "quality", "--sample", "{sample}", "--by", "langauge"], 1, "Did you mean language"),
    (["report", "quality", "--sample", "{sample}", "--out", "report.doc"], 1, ".doc"),
    (["report", "quality", "--sample", "{sample}", "--out", "no/such/report.html"], 1, "cannot be written"),
    (["report", "quality", "--sample", "{sample}", "--language", "fr"], 2, "--language is 'fr'. Give en or zh."),
    (["report", "quality", "--sample", "{sample}", "--target", "95"], 2, "--target is 95"),
    (["export", "facts", "judgments", "--out", "out.csv"], 1, "judgments"),
]


def test_mistakes_around_a_sample_are_told_the_same_way(evenhand: Evenhand, assessed: str) -> None:
    Path("bad.toml").write_text("size = [")

    told = [
        (evenhand(*(part.format(sample=assessed) for part in arguments)), status, sentence)
        for arguments, status, sentence in SAMPLE_AT_FAULT
    ]

    wrong = [
        (said, status, sentence)
        for said, status, sentence in told
        if (said.status, said.out, sentence in said.err, "Traceback" in said.err) != (status, "", True, False)
    ]
    assert wrong == []


def test_our_own_failure_ends_with_3_and_shows_where_only_when_asked(
    evenhand: Evenhand, decisions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("evenhand-data/facts/manifest.jsonl").mkdir(parents=True)

    said = evenhand("facts")
    monkeypatch.setenv("EVENHAND_DEBUG", "1")
    shown = evenhand("facts")

    assert said.status == 3
    assert "This is our mistake, not yours. EVENHAND_DEBUG=1 shows where." in said.err
    assert "Traceback" not in said.err
    assert "Traceback" in shown.err


def test_an_error_is_shown_as_it_is_though_it_looks_like_markup(evenhand: Evenhand) -> None:
    assert "[bold]odd[/bold].csv" in evenhand("import", "[bold]odd[/bold].csv").err
