"""Quality reports made by hand for the tests of documents: a rich one, a waiting one, a bare one and a hostile one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from evenhand.assess.types import (
    Bounds,
    Case,
    Confusion,
    Progress,
    QualityReport,
    Sample,
    Slice,
    SliceTable,
    Stratum,
    Tally,
)
from evenhand.measure.result import Estimate, Method, Note

LANGUAGES = (
    ("ar", 3648, 34, 31, 0.912, 0.775, 0.970),
    ("de", 10970, 41, 40, 0.974, 0.874, 0.996),
    ("en", 34100, 96, 92, 0.958, 0.898, 0.984),
    ("es", 11230, 40, 39, 0.975, 0.871, 0.996),
    ("fr", 11160, 38, 36, 0.947, 0.827, 0.986),
    ("hi", 7130, 36, 27, 0.750, 0.589, 0.863),
    ("it", 11090, 35, 34, 0.970, 0.855, 0.995),
    ("nl", 11300, 33, 32, 0.969, 0.847, 0.995),
    ("pl", 3814, 21, 20, 0.952, 0.773, 0.992),
    ("zh", 5328, 18, 17, 0.944, 0.742, 0.990),
)
LABELS = ("none", "hate.dehumanisation", "hate.slur", "harassment.threat", "spam")
COUNTS = (
    (268, 4, 2, 1, 0),
    (2, 61, 3, 0, 0),
    (4, 1, 29, 0, 0),
    (0, 0, 1, 11, 0),
    (0, 0, 0, 0, 5),
)
HOSTILE = "<script>alert(1)</script> \u202egnp.exe\u202c =1+1 | `x` #let a = 1 [a](javascript:1) \x00 \ud800"


def figure(
    metric: str, shares: tuple[float, float, float], n: int, events: int, population: float = 109_770
) -> Estimate:
    """A figure as the statistics would give it."""
    estimate, low, high = shares
    return Estimate(
        metric, estimate, low, high, 0.95, Method.KORN_GRAUBARD, n, events, population, n * 0.94, "stratified random"
    )


def undefined(metric: str, why: Note) -> Estimate:
    """A figure that cannot be said, with its reason."""
    return Estimate(metric, None, None, None, 0.95, Method.NONE, 0, 0, None, None, "stratified random", why)


def sample(**changes: object) -> Sample:
    """A sample of 400 decisions, random within language."""
    strata = tuple(Stratum(f"language={row[0]}", row[1], row[2], row[2] / row[1], row[2] / row[1]) for row in LANGUAGES)
    made = Sample(
        sample_id="s-2026-47",
        name="Weekly sample, all queues, week 47",
        source="console",
        population=109_770,
        size=400,
        seed=20261122,
        allocation="power",
        strata_columns=("language",),
        strata=strata,
        drawn_at=datetime(2026, 11, 16, 8, 0, tzinfo=UTC),
        frame_batch=12,
        frame_digest="9f1c6a0b7d3e5f2841ac9be07765d2c3e8a4410f92b6d7c5",
        plan={"name": "Weekly sample, all queues", "size": 400, "strata": ["language"], "floor": 15},
    )
    return replace(made, **changes)


def by_language() -> SliceTable:
    """Ten languages, one wholly below target, two with few assessments, one without any."""
    slices = [
        Slice(
            code,
            (
                figure("accuracy", (estimate, low, high), n, events, population),
                figure("under_enforcement", (0.03, 0.01, 0.09), n // 2, 1, population / 2),
                figure("over_enforcement", (0.05, 0.02, 0.12), n // 3, 1, population / 3),
            ),
        )
        for code, population, n, events, estimate, low, high in LANGUAGES
    ]
    absent = tuple(undefined(m, Note("no_assessments")) for m in ("accuracy", "under_enforcement", "over_enforcement"))
    return SliceTable(
        "language",
        (*slices, Slice("pt", absent), Slice(None, (figure("accuracy", (0.9, 0.6, 0.98), 8, 7, 120),))),
        0.25,
    )


def by_partner() -> SliceTable:
    """Two partners, both able to meet the target."""
    rows = (("Northwind", 0.948, 0.917, 0.968, 241, 228), ("Harbour", 0.936, 0.886, 0.965, 151, 141))
    return SliceTable(
        "partner",
        tuple(Slice(name, (figure("accuracy", (e, low, high), n, k),)) for name, e, low, high, n, k in rows),
        0.05,
    )


def cases() -> tuple[Case, ...]:
    """Three disagreements: one missed, one wrongly removed, one without its text."""
    return (
        Case(
            "t-101",
            "item-88",
            "They are vermin and should be driven out.",
            {"language": "en", "partner": "Harbour"},
            "none",
            "hate.dehumanisation",
            "under_enforcement",
            "knowledge_gap",
            "Comparison to animals, clause 2.1.",
            355.2,
            12_400,
        ),
        Case(
            "t-102",
            "item-17",
            "ये लोग इंसान नहीं हैं",
            {"language": "hi", "partner": "Northwind"},
            "hate.slur",
            "none",
            "over_enforcement",
            "translation",
            None,
            198.1,
            None,
        ),
        Case(
            "t-103",
            "item-54",
            None,
            {"language": "zh", "partner": None},
            "none",
            "hate.slur",
            None,
            None,
            None,
            296.0,
            310,
        ),
    )


def rich() -> QualityReport:
    """A report in which every part has something to say."""
    overall = (
        replace(
            figure("accuracy", (0.942, 0.915, 0.961), 392, 374), warnings=(Note("unable", {"count": 5, "n": 397}),)
        ),
        figure("precision", (0.935, 0.875, 0.967), 117, 110, 31_000),
        figure("recall", (0.921, 0.858, 0.958), 118, 110, 32_000),
        figure("over_enforcement", (0.065, 0.033, 0.125), 117, 7, 31_000),
        figure("under_enforcement", (0.029, 0.012, 0.058), 275, 7, 78_770),
        figure("verdict_accuracy", (0.961, 0.937, 0.977), 392, 378),
    )
    weighted = tuple(tuple(count * 274.4 for count in row) for row in COUNTS)
    return QualityReport(
        sample=sample(),
        made_at=datetime(2026, 11, 22, 9, 40, tzinfo=UTC),
        timezone="Europe/London",
        period=(datetime(2026, 11, 9, tzinfo=UTC), datetime(2026, 11, 15, 23, 59, tzinfo=UTC)),
        target=0.95,
        progress=Progress(400, 392, 5, (("gone", 3), ("wrong_language", 2))),
        overall=overall,
        slices=(by_language(), by_partner()),
        confusion=Confusion(LABELS, COUNTS, weighted),
        error_types=(
            Tally("under_enforcement", 7, 1980.0),
            Tally("over_enforcement", 7, 1876.0),
            Tally("wrong_policy", 4, 1102.4),
        ),
        root_causes=(
            Tally("knowledge_gap", 8, 2210.0),
            Tally("policy_ambiguity", 5, 1400.0),
            Tally("translation", 3, 640.0),
        ),
        findings=18,
        cases=cases(),
        unable_bounds=Bounds(0.930, 0.943),
        second_review=figure("agreement", (0.966, 0.883, 0.990), 59, 57),
        previous=(
            figure("accuracy", (0.951, 0.927, 0.968), 400, 381),
            figure("under_enforcement", (0.021, 0.008, 0.045), 270, 6),
            figure("over_enforcement", (0.21, 0.14, 0.29), 110, 23),
        ),
        previous_name="Weekly sample, all queues, week 46",
        disputes_open=2,
        cannot_say=(Note("unassessed_strata", {"strata": 1, "population": 2114}),),
    )


def waiting() -> QualityReport:
    """A sample of which nothing has been assessed."""
    metrics = ("accuracy", "precision", "recall", "over_enforcement", "under_enforcement")
    return replace(
        bare(),
        progress=Progress(400, 0, 0, ()),
        overall=tuple(undefined(metric, Note("no_assessments")) for metric in metrics),
        confusion=Confusion((), (), ()),
        findings=0,
    )


def bare() -> QualityReport:
    """A report with no target, no groups, no findings, no strata and no previous sample."""
    return replace(
        rich(),
        sample=sample(
            source=None,
            strata_columns=(),
            strata=(Stratum("", 109_770, 400, 400 / 109_770, 400 / 109_770),),
            allocation="simple",
            plan={},
        ),
        period=None,
        target=None,
        overall=(
            figure("accuracy", (1.0, 0.99, 1.0), 400, 400),
            *(
                replace(
                    f,
                    n=0,
                    events=0,
                    estimate=None,
                    low=None,
                    high=None,
                    method=Method.NONE,
                    undefined=Note("verdict_unknown"),
                )
                for f in rich().overall[1:5]
            ),
        ),
        progress=Progress(400, 400, 0, ()),
        slices=(),
        confusion=Confusion(("none",), ((400,),), ((109_770.0,),)),
        error_types=(),
        root_causes=(),
        findings=0,
        cases=(),
        unable_bounds=None,
        second_review=None,
        previous=(),
        previous_name=None,
        disputes_open=0,
        cannot_say=(),
    )


def hostile() -> QualityReport:
    """A report whose every foreign text tries to do harm."""
    base = rich()
    part = replace(base.slices[0].slices[0], value="x" * 200)
    case = Case(
        HOSTILE,
        "=1+1",
        HOSTILE + "\n```\n</bdi></details>" + "A" * 10_000,
        {HOSTILE: HOSTILE},
        "@SUM(A1)",
        "-2+3",
        "+cmd",
        HOSTILE,
        "```\n| # x",
        3.0,
    )
    return replace(
        base,
        sample=sample(
            name=HOSTILE,
            source=HOSTILE,
            sample_id="'; rm -rf ~",
            allocation=HOSTILE,
            strata_columns=(HOSTILE,),
            strata=(Stratum(HOSTILE, 10, 5, 0.5, 0.5),),
            frame_digest=HOSTILE,
            plan={HOSTILE: HOSTILE},
        ),
        progress=Progress(400, 392, 5, ((HOSTILE, 5),)),
        slices=(
            SliceTable(
                HOSTILE,
                (part, replace(part, value=HOSTILE), replace(part, value="=1+1"), replace(part, value="\nformula")),
                None,
            ),
            replace(base.slices[0], slices=(part,)),
        ),
        confusion=Confusion((HOSTILE, "=1+1"), ((3, 1), (1, 2)), ((3.0, 1.0), (1.0, 2.0))),
        error_types=(Tally(HOSTILE, 3, 4.0),),
        root_causes=(Tally("=1+1", 3, 4.0),),
        cases=(case,),
        previous_name=HOSTILE,
    )
