"""``evenhand evaluate``: a classifier or language model against gold, from two files with one row per item."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from evenhand.cli.options import Json
from evenhand.cli.output import print_json, print_table, say, warn
from evenhand.facts.errors import RequestError
from evenhand.measure import (
    Comparison,
    Estimate,
    Evaluation,
    FunctionalSuite,
    FunctionalTest,
    ModelAsRater,
    Scores,
    compare_models,
    evaluate,
    evaluate_scores,
    functional_tests,
    model_as_rater,
)
from evenhand.measure.result import json_ready

app = typer.Typer(add_completion=False, rich_markup_mode=None)

SHOWN = 40
WIDEST = 12  # labels of a confusion matrix that fit on a screen


@app.command()
def show(
    path: Annotated[Path, typer.Argument(metavar="PREDICTIONS", help="A file with the model's label of each item.")],
    gold: Annotated[Path, typer.Option(help="A file with the known label of each item.")],
    against: Annotated[Path | None, typer.Option(help="A second model's predictions, to compare.")] = None,
    item: Annotated[str | None, typer.Option(help="Column of the item, when it is not found by itself.")] = None,
    label: Annotated[str | None, typer.Option(help="Column of the model's label.")] = None,
    by: Annotated[list[str] | None, typer.Option("--by", help="Column to slice by; may be repeated.")] = None,
    weight: Annotated[str | None, typer.Option(help="Column of gold: 1 / inclusion probability.")] = None,
    stratum: Annotated[str | None, typer.Option(help="Column of gold: the stratum it was drawn from.")] = None,
    beta: Annotated[float | None, typer.Option(help="F-beta beside F1: 2 counts recall twice as much.")] = None,
    functional: Annotated[
        bool, typer.Option("--functional", help="Gold is a functional test suite: a pass rate by functionality.")
    ] = False,
    required: Annotated[float, typer.Option(help="The rate that each functionality is held against.")] = 0.9,
    panel: Annotated[
        Path | None, typer.Option(help="A file of several people's labels, to hold the model against them.")
    ] = None,
    positive: Annotated[str | None, typer.Option(help="Label that the score speaks for; scores are then used.")] = None,
    score: Annotated[str | None, typer.Option(help="Column of the score from 0 to 1.")] = None,
    costs: Annotated[
        tuple[float, float] | None, typer.Option(help="Cost of a missed and of a wrongly flagged item: 5 1.")
    ] = None,
    promise: Annotated[
        list[str] | None,
        typer.Option("--promise", help="As precision=0.9, recall=0.8 or false_positive_rate=0.01; may be repeated."),
    ] = None,
    missing: Annotated[list[str] | None, typer.Option(help="A label that counts as none; unable unless named.")] = None,
    level: Annotated[float, typer.Option(help="Level of the intervals.")] = 0.95,
    chart: Annotated[Path | None, typer.Option(help="File to write the picture to: .svg.")] = None,
    as_json: Json = False,
) -> None:
    """A classifier or language model against gold, or two against each other.

    How right it is, overall, by label and by slice; where to cut its score; whether another one is better.
    """
    _check_scores(positive, score=score, costs=costs, promise=promise)
    _check_weights(weight or stratum, against=against, positive=positive, functional=functional)
    asked: dict[str, Any] = {
        "item": item,
        "label": label,
        "by": by or (),
        "missing": missing if missing is not None else ("unable",),
        "level": level,
    }
    found = evaluate(path, gold, **asked, weight=weight, stratum=stratum, beta=beta)
    alike: dict[str, Any] = {"item": item, "missing": asked["missing"], "level": level}
    suite = functional_tests(path, gold, label=label, required=required, **alike) if functional else None
    rater = model_as_rater(panel, path, predicted=label, **alike) if panel is not None else None
    pair = None if against is None else compare_models(path, against, gold, **asked)
    scores = None
    if positive is not None:
        scores = evaluate_scores(
            path,
            gold,
            positive=positive,
            score=score,
            item=item,
            costs=costs,
            promises=_promises(promise or []),
            missing=asked["missing"],
            level=level,
        )
    if chart is not None:
        chart.write_text(found.chart(), encoding="utf-8")
    if as_json:
        values = found.to_dict() | {
            "scores": json_ready(scores),
            "thresholds": json_ready(scores.thresholds) if scores is not None else [],
            "comparison": json_ready(pair),
            "functional": json_ready(suite),
            "rater": json_ready(rater),
            "file": path,
            "gold": gold,
            "chart": chart,
        }
        print_json("evaluate", values, warnings=json_ready(found.warnings))
        return
    _print(found, scores, pair)
    if suite is not None:
        _print_suite(suite)
    if rater is not None:
        _print_rater(rater)
    if chart is not None:
        say(f"Written: {chart}")
    parts = [one for one in (found, pair, suite, rater) if one is not None]
    for note in dict.fromkeys(note.text for one in parts for note in one.warnings):
        warn(note)


def _check_scores(positive: str | None, **options: object) -> None:
    """RequestError where something is asked of scores without saying what they speak for."""
    named = next((name for name, value in options.items() if value), None)
    if positive is None and named is not None:
        raise RequestError(f"--{named} needs --positive.", hint="Say which label the score speaks for.")


def _check_weights(given: str | None, **others: object) -> None:
    """RequestError where gold is weighted and something is asked that takes all items alike."""
    named = next((name for name, value in others.items() if value), None)
    if given is not None and named is not None:
        raise RequestError(
            f"--{named} does not go with --weight and --stratum.",
            hint="It takes all gold items alike: give gold that was drawn with equal chances.",
        )


def _promises(given: list[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for one in given:
        name, _, target = one.partition("=")
        try:
            found[name.strip()] = float(target)
        except ValueError:
            raise RequestError(f"The promise {one!r} has no target.", hint="Write it as precision=0.9.") from None
    return found


def _print(found: Evaluation, scores: Scores | None, pair: Comparison | None) -> None:
    say(f"{found.n:,} items with gold and a prediction, {len(found.matrix.classes)} labels.")
    print_table(("", "estimate", "interval"), [(one.metric, *_cells(one)) for one in found.metrics])
    _print_labels(found)
    _print_matrix(found)
    _print_slices(found)
    if scores is not None:
        _print_scores(scores)
    if pair is not None:
        _print_pair(pair)


def _print_labels(found: Evaluation) -> None:
    listed = sorted(found.labels, key=lambda one: -one.gold)[:SHOWN]
    titles = [one.metric for one in listed[0].figures] if listed else []
    print_table(
        ("label", "gold", "predicted", *titles),
        [(one.label, one.gold, one.predicted, *map(_short, one.figures)) for one in listed],
    )
    _tell_more(len(found.labels) - len(listed))


def _print_matrix(found: Evaluation) -> None:
    names = found.matrix.classes
    if len(names) > WIDEST:
        worst = [row for row in found.matrix.rows() if row["gold"] != row["predicted"]]
        worst.sort(key=lambda row: -int(str(row["items"])))
        rows = [(str(row["gold"]), str(row["predicted"]), int(str(row["items"]))) for row in worst[:SHOWN]]
        print_table(("gold", "called instead", "items"), rows)
        return
    counts = found.matrix.counts
    print_table(("gold \\ predicted", *names), [(name, *row) for name, row in zip(names, counts, strict=True)])


def _print_slices(found: Evaluation) -> None:
    for by in dict.fromkeys(one.by for one in found.slices):
        parts = sorted((one for one in found.slices if one.by == by), key=lambda one: -one.n)
        print_table(
            (f"by {by}", "items", "accuracy", "macro F1", "elsewhere", "adjusted p"),
            [
                (one.value, one.n, _short(one.accuracy), _short(one.metrics[-1]), _share(one.rest), _p(one.p_adjusted))
                for one in parts[:SHOWN]
            ],
        )
        _tell_more(len(parts) - SHOWN)


def _print_scores(scores: Scores) -> None:
    rank, precise, true = scores.roc_auc, scores.average_precision, scores.calibration
    say(
        f"Scores for {scores.positive!r} ({scores.positives:,} of {scores.n:,} items): "
        f"ROC AUC {rank.estimate:.3f} ({rank.low:.3f} to {rank.high:.3f}), "
        f"average precision {precise.estimate:.3f} ({precise.low:.3f} to {precise.high:.3f})."
    )
    say(
        f"Calibration: shares lie {true.ece:.3f} from the scores, by chance alone {true.ece_by_chance:.3f} "
        f"(p {_p(true.p_value)}); beyond chance {true.error:.3f}."
    )
    print_table(
        ("scores", "mean", "positive", "if scores are true"),
        [
            (
                f"{one.lowest:.3f} to {one.highest:.3f}",
                f"{one.mean_score:.3f}",
                _short(one.observed),
                f"{one.band_low:.1%} to {one.band_high:.1%}",
            )
            for one in true.bins
        ],
    )
    rows = [
        (cut.rule, "–", 0, cut.undefined.text, "–")
        if cut.undefined is not None
        else (cut.rule, f"{cut.threshold:.4g}", cut.flagged, _optional(cut.precision), _optional(cut.recall))
        for cut in scores.thresholds
    ]
    if rows:
        print_table(("threshold for", "at", "flagged", "precision", "recall"), rows)


def _print_pair(pair: Comparison) -> None:
    say(
        f"First against second model on {pair.n:,} items: accuracy {pair.difference:+.1%} ({pair.low:+.1%} to "
        f"{pair.high:+.1%}); right alone: first {pair.only_first:,}, second {pair.only_second:,}; "
        f"exact McNemar p {_p(pair.p_value)}."
    )
    for by in dict.fromkeys(one.by for one in pair.parts):
        parts = [one for one in pair.parts if one.by == by]
        rows = [
            (one.part, one.n, f"{one.difference:+.1%}", f"{one.low:+.1%} to {one.high:+.1%}", _p(one.p_adjusted))
            for one in parts[:SHOWN]
        ]
        print_table((f"by {by}", "items", "first minus second", "interval", "adjusted p"), rows)
        _tell_more(len(parts) - SHOWN)


def _print_suite(suite: FunctionalSuite) -> None:
    say(f"Functional tests: {suite}.")
    print_table(
        ("functionality", "cases", "right", "verdict", "adjusted p", "wrong ones"),
        [
            (one.name, one.n, _short(one.rate), str(one.verdict), _p(min(one.p_below, one.p_above)), _wrong(one))
            for one in suite.tests
        ],
    )


def _wrong(one: FunctionalTest) -> str:
    parts = [
        f"{part.cases} {part.gold} called {part.called}" + (f" ({part.direction})" if part.direction else "")
        for part in one.failures[:2]
    ]
    return "; ".join(parts) or "–"


def _print_rater(rater: ModelAsRater) -> None:
    say(f"As one more rater: {rater}.")
    if rater.alpha is not None and rater.alpha_change is not None:
        say(
            f"Krippendorff's alpha of the people is {rater.alpha:.3f}; with the model in the place of one of them it "
            f"moves by {rater.alpha_change:+.3f} ({rater.alpha_low:+.3f} to {rater.alpha_high:+.3f})."
        )
    rows = [
        (one.judge, one.n, f"{one.person:.1%}", f"{one.model:.1%}", f"{one.low:+.1%} to {one.high:+.1%}")
        for one in rater.standings[:SHOWN]
    ]
    print_table(("person", "labels", "others agree with them", "with the model", "difference"), rows)
    _tell_more(len(rater.standings) - SHOWN)


def _tell_more(count: int) -> None:
    if count > 0:
        say(f"… and {count:,} more (--json shows all).")


def _cells(one: Estimate) -> Sequence[str]:
    if one.estimate is None:
        return "–", one.undefined.text if one.undefined else ""
    return f"{one.estimate:.1%}", f"{one.low:.1%} to {one.high:.1%}"


def _short(one: Estimate) -> str:
    return "–" if one.estimate is None else f"{one.estimate:.1%} ({one.low:.1%} to {one.high:.1%})"


def _optional(one: Estimate | None) -> str:
    return "–" if one is None else _short(one)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _p(value: float | None) -> str:
    return "–" if value is None else "< 0.001" if value < 0.001 else f"{value:.3f}"
