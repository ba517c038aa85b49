"""What the demo leaves beside its facts for a person to open: the reports, the plan and a blind sheet.

Not here: drawing and assessing what they tell of.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evenhand.assess import QualityReport, quality, write_sheet
from evenhand.demo.types import Filled
from evenhand.documents import quality_report
from evenhand.facts.store import Facts

REPORTS = ("report.html", "report-zh.html", "report.pdf", "report.xlsx")
OF_THE_PLAN = ("name", "size", "strata", "floor", "seed", "target", "minutes")


def write_documents(home: Path, done: Filled) -> tuple[QualityReport, tuple[Path, ...]]:
    """Writes the finished sample's reports in both languages and its plan, and the blind sheet of an open sample."""
    facts = Facts.open(home)
    result = quality(facts, done.sample)
    paths = tuple(home / name for name in REPORTS)
    for path in paths:
        quality_report(result, path, language="zh" if "-zh" in path.name else "en")
    plan = dict(result.sample.plan) | {"seed": result.sample.seed}
    (home / "plan.toml").write_text(plan_as_toml(plan), encoding="utf-8")
    write_sheet(facts, done.open_sample, home / "sheet.xlsx")
    return result, paths


def plan_as_toml(plan: Mapping[str, Any]) -> str:
    """A plan as ``evenhand sample draw`` reads it, from its JSON form."""
    population = plan["population"]
    days = {"from": population["since"], "to": population["until"]}
    lines = [f"{name} = {json.dumps(plan[name], ensure_ascii=False)}" for name in OF_THE_PLAN]
    within = [f"source = {json.dumps(population['source'], ensure_ascii=False)}"]
    within += [f"{name} = {moment}" for name, moment in days.items() if moment]
    return "\n".join([*lines, "", "[population]", *within, ""])
