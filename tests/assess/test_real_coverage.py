"""Intervals hold the truth as often as they promise: 200 seeds here, 5,000 in ``benchmarks/coverage.py``."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def benchmark() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "coverage.py"
    spec = importlib.util.spec_from_file_location("coverage_benchmark", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.real_data
def test_intervals_of_two_hundred_samples_hold_the_truth(
    benchmark: ModuleType, real_data: Path, tmp_path: Path
) -> None:
    found = benchmark.coverage(benchmark.imported(tmp_path, real_data), seeds=200)

    assert [row.intervals for row in (*found.languages, found.overall)] == [200] * 11
    assert found.overall.coverage >= 0.92
    assert 0.93 <= found.pooled <= 0.985
    assert min(row.coverage for row in found.languages) >= 0.9
