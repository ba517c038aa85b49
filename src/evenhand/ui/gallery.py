"""Values for the gallery: every component in every state, with the long, the foreign, the hostile and the empty.

Names and figures are invented. Not here: how anything looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from evenhand.documents.whisker import Tick, Whisker, scale_for, whisker
from evenhand.measure.result import Estimate, Method, Note
from evenhand.ui import format as formats
from evenhand.ui.gallery_form import SampleForm
from evenhand.ui.tables import absent, code, number, simple_table, strong, tag, time
from evenhand.ui.types import (
    Choice,
    Crumb,
    Definition,
    DiffLine,
    Event,
    FilterBar,
    FilterView,
    Head,
    Message,
    Option,
    Row,
    Step,
    Tab,
    TableView,
    TreeNode,
    WorkRow,
)

NOW = datetime(2026, 11, 22, 9, 40, tzinfo=UTC)
LONG = "Coordinated harassment of journalists, activists and people who criticise the platform’s own decisions"
LONG_ZH = "针对记者、活动人士以及批评平台处置决定的用户所实施的有组织、跨账号、跨语种的持续性骚扰行为"
ARABIC = "لا أحد يريدك هنا، عد من حيث أتيت"
HOSTILE = '<img src=x onerror="alert(1)">'
THEMES = ("light", "dark", "both")


@dataclass(frozen=True)
class Side:
    """The gallery once, in one theme; ``id`` keeps the ids of two sides apart."""

    id: str
    theme: str | None


def gallery_context(theme: str) -> dict[str, Any]:
    """What the gallery's template takes, for one theme, both side by side, or the reader's own."""
    light, dark = Side("light", "light"), Side("dark", "dark")
    sides = {"light": (light,), "dark": (dark,), "both": (light, dark)}
    return {
        "chosen": theme if theme in THEMES else "",
        "sides": [{"side": side, **_values(side.id)} for side in sides.get(theme, (Side("own", None),))],
        "now": NOW,
        "long": LONG,
        "long_zh": LONG_ZH,
        "arabic": ARABIC,
        "hostile": HOSTILE,
    }


def _values(id: str) -> dict[str, Any]:  # noqa: A002  # HTML's own word for it
    whiskers, ticks = _whiskers()
    return {
        "table": _table(f"sample-{id}"),
        "nothing": _nothing(f"nothing-{id}"),
        "unmatched": _unmatched(f"unmatched-{id}"),
        "form": SampleForm(auto_id=f"{id}-%s", initial={"name": LONG}),
        "wrong": SampleForm(SampleForm.wrong(), auto_id=f"{id}-wrong-%s"),
        "estimates": _estimates(),
        "whiskers": whiskers,
        "ticks": ticks,
        **_lists(),
        **_words(),
    }


def estimate(share: float | None, low: float | None, high: float | None, n: int, **more: Any) -> Estimate:
    """An estimate for show."""
    kept = {"method": Method.NEAR_EXACT, "undefined": None, **more}
    return Estimate("accuracy", share, low, high, 0.95, n=n, events=round(n * (share or 0)), population=48_200,
                    n_effective=float(n), design="stratified", **kept)  # fmt: skip


def _estimates() -> dict[str, Estimate]:
    return {
        "usual": estimate(0.942, 0.926, 0.955, 1117),
        "below": estimate(0.883, 0.829, 0.924, 163),
        "few": estimate(0.902, 0.699, 0.982, 21),
        "exact": estimate(0.967, 0.967, 0.967, 240, method=Method.CENSUS),
        "undefined": estimate(None, None, None, 0, method=Method.NONE, undefined=Note("no_assessments")),
    }


def _whiskers() -> tuple[list[tuple[str, Estimate, Whisker | None]], tuple[Tick, ...]]:
    estimates = _estimates()
    shown = {name: estimates[name] for name in ("usual", "below", "few")}
    scale = scale_for(tuple(shown.values()), target=0.95)
    rows = [(name, each, whisker(each, scale, formats.percent(each))) for name, each in shown.items()]
    return [*rows, ("undefined", estimates["undefined"], None)], scale.ticks


def _table(name: str) -> TableView:
    heads = (
        Head("Queue", sort_url="?sort=queue"),
        Head("State", sort_url="?sort=state"),
        Head("Code"),
        Head("Opened", sort_url="?sort=-opened", sorted="ascending"),
        Head("Open", numeric=True, sort_url="?sort=open"),
        Head("Accuracy", numeric=True),
    )
    usual, few, below = _accuracy("usual"), _accuracy("few"), _accuracy("below")
    rows = (
        Row((strong("Harassment, 中文"), tag("open"), code("HA.1"), time(NOW), number(214), usual), "#row"),
        Row((strong(LONG, note=LONG_ZH), tag("late", "bad"), code("HA.2"), time(NOW), number(12_400), absent()), "#r"),
        Row((strong(ARABIC), tag("paused", "warn"), absent(), absent("never"), number(0), few), "#r", current=True),
        Row((strong(HOSTILE), tag("done", "ok"), code("=1+1"), time(NOW), number(-3), below), "#row"),
    )
    bar = FilterBar((_states("open"), FilterView("name", "Name", "text", LONG), FilterView("since", "Since", "date")),
                    kept=(("sort", "-opened"),), clear_url="?", active=2)  # fmt: skip
    return TableView(name, "Queues", heads, rows, total="10,000+", previous_url="?page=a", next_url="?page=b",
                     downloads=(("CSV", "?format=csv"), ("XLSX", "?format=xlsx")), filters=bar)  # fmt: skip


def _accuracy(name: str) -> Any:
    each = _estimates()[name]
    return number(each.estimate, formats.percent(each), title=f"n {each.n:,}")


def _states(chosen: str) -> FilterView:
    choices = tuple(Choice(value, value.title(), value == chosen) for value in ("open", "paused", "done"))
    return FilterView("state", "State", "choice", chosen, choices)


def _nothing(name: str) -> TableView:
    return simple_table(name, "Samples", ("Sample", "State"), ())


def _unmatched(name: str) -> TableView:
    bar = FilterBar((FilterView("q", "Name", "text", HOSTILE),), clear_url="?", active=1)
    return TableView(name, "Findings", (Head("Finding"),), (), filters=bar,
                     warnings=("“purple” is not a choice of State, so it is left out.",))  # fmt: skip


def _lists() -> dict[str, Any]:
    return {
        "work": (
            WorkRow("Dispute on a hate-speech finding", "#w", "Ben Okafor says the quote was counter-speech",
                    "Findings", "in 38 min", "22 Nov 2026, 10:18 UTC", "warn"),
            WorkRow(LONG, "#w", LONG_ZH, "Samples", "2 h late", None, "bad"),
            WorkRow(ARABIC, "#w", HOSTILE, "Policies"),
        ),
        "crumbs": (Crumb("Samples", "#c"), Crumb(LONG, "#c")),
        "tabs": (Tab("Rows", "#t", current=True, count=1_117), Tab("Method", "#t"), Tab("Disputes", "#t", count=3)),
        "steps": (Step("Population", "done", "#s"), Step("Size", "current"), Step("Who assesses", "next")),
        "events": (
            Event(NOW, "Ada Moreau", "settled the dispute", "The quote was counter-speech.", "ok"),
            Event(NOW - timedelta(hours=3), "Ben Okafor", "disputed the finding", HOSTILE, "warn"),
            Event(NOW - timedelta(days=1), LONG_ZH, "assessed the decision"),
        ),
        "definitions": (
            Definition("Population", "48,200 decisions", "1 to 22 November, UTC"),
            Definition("Author", ARABIC),
            Definition("Digest", "b1946ac92492d2347c6235b4d2611184" * 2),
        ),
        "diff": (
            DiffLine("same", "Insults aimed at a person are removed."),
            DiffLine("removed", "Banter is allowed."),
            DiffLine("added", "Banter between people who know each other is allowed; 熟人之间的玩笑允许。"),
        ),
        "levels": tuple(Message(f"{level}: {HOSTILE}", level) for level in ("info", "ok", "warn", "bad")),
    }  # fmt: skip


def _words() -> dict[str, Any]:
    clauses = (
        TreeNode("Threat or incitement", "VI.2", "#n"),
        TreeNode("Insult aimed at a person", "HA.1", "#n", current=True, tag="draft", tone="warn"),
        TreeNode(LONG_ZH, "HA.9", "#n", children=(TreeNode(ARABIC, "HA.9.1", "#n"),), open=False),
    )
    return {
        "tree": (TreeNode("Harassment 4.2", children=clauses), TreeNode(LONG, "SP", "#n")),
        "options": (
            Option("VI.2", "Threat or incitement", "VI.2", "1"),
            Option("HA.1", "Insult aimed at a person", "HA.1", "2", selected=True),
            Option("HT.1", LONG, "HT.1", "3"),
            Option("none", LONG_ZH, "none", "4"),
            Option("unable", "Cannot be judged", None, "5", disabled=True),
        ),
    }
