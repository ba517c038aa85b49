"""How often the intervals of the quality report hold the truth, on real decisions whose truth is known.

    python benchmarks/coverage.py [--seeds 5000] [--data DIR]

Multilingual HateCheck (Röttger et al. 2022): 109,770 crowd judgements in ten languages, with gold by experts. A sample
of 400, stratified by language, is drawn once per seed; each interval either holds the true accuracy of all decisions
(of one language), or misses it. Ends with 1 when a promise of docs/methods/share.md fails.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.assess import draw_sample, read_plan
from evenhand.assess.frame import PlannedFrame
from evenhand.assess.plan import Plan
from evenhand.facts import draw
from evenhand.facts.importing import Request, import_path
from evenhand.facts.store import Facts
from evenhand.measure import share, shares_by

BESIDE = Path(__file__).parents[2] / "shared" / "data"
SIZE, AT_ONCE, COMPARED = 400, 50, 3
POOLED, LEAST = (0.94, 0.975), 0.93


@dataclass(frozen=True)
class Row:
    """The intervals of one figure over all seeds."""

    figure: str
    truth: float
    sampled: float
    intervals: int
    held: int
    width: float

    @property
    def coverage(self) -> float:
        """The share of intervals that hold the truth."""
        return self.held / self.intervals


@dataclass(frozen=True)
class Coverage:
    """The overall figure, and that of each language."""

    overall: Row
    languages: tuple[Row, ...]

    @property
    def pooled(self) -> float:
        """The share of all languages' intervals that hold their truth."""
        return sum(row.held for row in self.languages) / sum(row.intervals for row in self.languages)

    def failures(self) -> list[str]:
        """The promises that did not hold, as sentences."""
        low, high = POOLED
        pooled = [("overall", self.overall.coverage), ("languages pooled", self.pooled)]
        failed = [f"{name}: {c:.2%} is outside {low:.1%} to {high:.1%}" for name, c in pooled if not low <= c <= high]
        return failed + [
            f"{row.figure}: {row.coverage:.2%} is below {LEAST:.0%}" for row in self.languages if row.coverage < LEAST
        ]


@dataclass(frozen=True)
class Known:
    """The frame with the outcome of each unit, on one connection: 1 right, 0 wrong, null where gold says nothing."""

    connection: duckdb.DuckDBPyConnection
    planned: PlannedFrame


def plan(seed: int) -> Plan:
    return read_plan(
        {
            "size": SIZE,
            "strata": ["language"],
            "seed": seed,
            "population": {"setting": "annotation", "source": "hatecheck"},
        }
    )


def known(connection: duckdb.DuckDBPyConnection) -> Known:
    """Lays the frame of the plan out as a table ``known``, each unit with the tail that its u is made of."""
    planned = PlannedFrame(plan(0), connection)
    select, parameters = planned.frame.select()
    connection.execute(
        "CREATE TEMP TABLE known AS SELECT f.unit_source, f.unit_id, f.stratum, "
        f"'{draw.UNIT}' || f.unit_source || '{draw.UNIT}' || f.unit_id AS tail, (j.label = g.label)::INT AS correct "
        f"FROM {select} f JOIN judgements j ON j.source = f.unit_source AND j.judgement_id = f.unit_id "
        "LEFT JOIN judgements g ON g.source = j.source AND g.item_id = j.item_id AND g.setting = 'gold'",
        parameters,
    )
    take = planned.allotment.sizes
    near = (take + 8 * np.sqrt(take) + 20) / planned.population  # a stratum's n smallest u all lie below, but for luck
    sizes = pa.table(
        {
            "stratum": planned.names,
            "code": np.arange(len(planned.names)),
            "take": take,
            "below": [f"{int(part * 2**draw.BITS):013x}" if part < 1 else "g" for part in near],
        }
    )
    connection.register("sizes", sizes)
    return Known(connection, planned)


def draws(frame: Known, seeds: range) -> Iterator[tuple[int, pa.Table]]:
    """Each seed's units (unit_id, code of the stratum, correct): those of ``facts.draw``, many seeds in one query.

    The first 13 hexadecimal digits of an MD5 stand in the same order as the number u that they spell.
    """
    for first in range(seeds.start, seeds.stop, AT_ONCE):
        last = min(first + AT_ONCE, seeds.stop)
        drawn = frame.connection.sql(
            f"WITH near AS (SELECT s.range AS seed, k.*, code, take, md5(s.range || tail) AS u "
            f"FROM range({first}, {last}) s, known k JOIN sizes USING (stratum) WHERE u < below) "
            "SELECT seed, unit_id, code, correct FROM near QUALIFY row_number() OVER "
            "(PARTITION BY seed, code ORDER BY u[:13], unit_source, unit_id) <= take ORDER BY seed"
        ).to_arrow_table()
        of_seed = drawn["seed"].to_numpy()
        for seed in range(first, last):
            start, stop = np.searchsorted(of_seed, [seed, seed + 1])
            if stop - start != SIZE:
                raise RuntimeError(f"Seed {seed} found {stop - start} units below the cuts: raise them.")
            yield seed, drawn.slice(int(start), int(stop - start))


def check_same_units(facts: Facts, frame: Known) -> None:
    """The units are exactly those that the program draws."""
    for seed, units in draws(frame, range(COMPARED)):
        sample = draw_sample(facts, plan(seed))
        theirs = facts.query("SELECT unit_id FROM samples WHERE sample_id = $id", {"id": sample.sample_id})
        if sorted(theirs["unit_id"].to_pylist()) != sorted(units["unit_id"].to_pylist()):
            raise RuntimeError(f"Seed {seed} draws other units than the program.")


def truths(frame: Known) -> NDArray[np.float64]:
    """The true accuracy of each stratum, then of all."""
    found = frame.connection.execute("SELECT stratum, avg(correct) FROM known GROUP BY ALL ORDER BY 1").fetchall()
    by_stratum = np.array([rate for _, rate in found], dtype=np.float64)
    population = frame.planned.population
    return np.append(by_stratum, float(by_stratum @ population / population.sum()))


def measured(frame: Known, seeds: int) -> NDArray[np.float64]:
    """Low, high and raw size per seed (rows) and figure (languages, then overall)."""
    population, strata = frame.planned.population, len(frame.planned.names)
    found = np.empty((seeds, strata + 1, 3))
    for seed, units in draws(frame, range(seeds)):
        judged = units.filter(pc.is_valid(units["correct"]))
        codes = judged["code"].to_numpy()
        given = {
            "metric": "accuracy",
            "numerator": judged["correct"].to_numpy(),
            "denominator": np.ones(codes.size),
            "stratum": codes,
            "weight": (population / frame.planned.allotment.sizes)[codes],
            "population_by_stratum": population,
        }
        figures = [*shares_by(codes, slices=strata, **given), share(**given)]
        found[seed] = [(f.low, f.high, f.n) for f in figures]
    return found


def coverage(facts: Facts, *, seeds: int) -> Coverage:
    """Draws ``seeds`` samples and counts which intervals hold the truth."""
    with facts.connection() as connection:
        frame = known(connection)
        check_same_units(facts, frame)
        truth, found = truths(frame), measured(frame, seeds)
    names = [*frame.planned.names, "overall"]
    held = (found[:, :, 0] <= truth + 1e-12) & (truth - 1e-12 <= found[:, :, 1])
    rows = [
        Row(
            figure=name,
            truth=float(truth[k]),
            sampled=float(found[:, k, 2].mean()),
            intervals=seeds,
            held=int(held[:, k].sum()),
            width=float((found[:, k, 1] - found[:, k, 0]).mean() / 2),
        )
        for k, name in enumerate(names)
    ]
    return Coverage(rows[-1], tuple(rows[:-1]))


def imported(home: Path, data: Path) -> Facts:
    facts = Facts.open(home, create=True)
    import_path(facts, Request(path=data / "multilingual_hatecheck", reading="hatecheck"))
    return facts


def main() -> int:
    parser = argparse.ArgumentParser(description="How often the intervals of the quality report hold the truth.")
    parser.add_argument("--seeds", type=int, default=5000)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("EVENHAND_REAL_DATA", BESIDE)))
    arguments = parser.parse_args()
    if not (arguments.data / "multilingual_hatecheck").is_dir():
        print(f"Nothing measured: {arguments.data} holds no multilingual_hatecheck. --data names another folder.")
        return 0
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as home:
        found = coverage(imported(Path(home), arguments.data), seeds=arguments.seeds)
    print("figure    truth    n per sample  intervals  hold the truth  half-width")
    for row in (*found.languages, found.overall):
        print(
            f"{row.figure:8} {row.truth:6.2%} {row.sampled:13.1f} {row.intervals:10,} {row.coverage:15.2%} "
            f"{row.width:11.2%}"
        )
    print(f"languages pooled: {found.pooled:.2%} of {sum(r.intervals for r in found.languages):,} intervals")
    print(f"{arguments.seeds:,} seeds in {time.monotonic() - started:,.0f} s")
    failures = found.failures()
    print("\n".join(f"FAILED {failure}" for failure in failures) or "Every promise held.")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
