"""Runs every benchmark, one after the other; ends with 1 when one of them breaks its promise."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHMARKS = (
    "coverage.py",
    "scale.py",
    "ledger.py",
    "claims.py",
    "agreement.py",
    "agreement_coverage.py",
    "truth.py",
    "designs.py",
    "drift.py",
    "effects.py",
    "people.py",
    "prevalence.py",
    "estimates.py",
)


def main() -> int:
    here = Path(__file__).parent
    statuses = [subprocess.run([sys.executable, str(here / name)], check=False).returncode for name in BENCHMARKS]
    return max(statuses)


if __name__ == "__main__":
    sys.exit(main())
