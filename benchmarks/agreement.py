"""Agreement of many labels beside the packages krippendorff and irrCAC: same values, processor time, peak memory.

    python benchmarks/agreement.py [--items 200000]

Each package runs in an environment of its own, made in a folder of this run with uv, since irrCAC asks for an old
scipy. Items have five labels by 2,000 judges. Each side gets the labels in the form it likes best (ours: coded labels,
which are counted within the time; theirs: a table of counts, or items x 5 labels), in a process of its own, best of
three. Ends with 1 when a value differs, when ours is less than 5 times as quick as irrCAC, or when a bootstrap of 1,000
takes over half a second; times are for a quiet machine.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

UV = Path(sys.executable).with_name("uv")
PEERS = {"krippendorff": "krippendorff==0.9.0", "irrCAC": "irrCAC==0.4.4"}
TIMES, BOOTSTRAP = 5.0, 0.5

TIMED = """
import json, resource, sys, time
import numpy as np
{setup}
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
spans = []
for _ in range(3):
    started = time.process_time()
    {run}
    spans.append(time.process_time() - started)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([min(spans), (after - before) / 1024, {value}]))
"""
OURS_SETUP = """
from evenhand.measure import read_labels
from evenhand.measure.agreement.coefficients import Wanted, coefficients
from evenhand.measure.agreement.counts import count
from evenhand.measure.agreement.krippendorff import Distance, alpha
from evenhand.measure.agreement.gwet import gwet
from evenhand.measure.agreement.weights import Scale, Weights
held = np.load(sys.argv[1])
labels = read_labels({name: held[name].ravel() for name in ("item", "judge", "label")})
wanted = Wanted.checked(Scale.NOMINAL, None, None, level=0.95, interval="INTERVAL", times=1000, seed=1)
counted = lambda: count(labels.item, labels.label, len(labels.classes))
"""
KRIPPENDORFF = """
import krippendorff
label = np.load(sys.argv[1])["label"]
table = np.stack([(label == k).sum(axis=1) for k in range(5)], axis=1)
"""
IRRCAC = """
import pandas as pd
from irrCAC.raw import CAC
table = pd.DataFrame(np.load(sys.argv[1])["label"])
"""


@dataclass(frozen=True)
class Run:
    """What a run took and gave: processor seconds, MiB beyond what was there before, the value."""

    name: str
    seconds: float
    memory: float
    value: float

    def line(self) -> str:
        """The run in one line."""
        return f"{self.name:44} {self.seconds:8.4f} s cpu {self.memory:8.0f} MiB   {self.value:.6f}"


def labels(items: int, path: Path) -> Path:
    """Five labels an item, by judges who err in a fifth of them, of five classes with unequal shares."""
    random = np.random.default_rng(1)
    truth = random.choice(5, size=(items, 1), p=[0.6, 0.2, 0.1, 0.07, 0.03])
    label = np.where(random.random((items, 5)) < 0.8, truth, random.integers(0, 5, (items, 5)))
    judge = (random.integers(0, 2000, (items, 1)) + np.arange(5)) % 2000
    np.savez(path, item=np.repeat(np.arange(items), 5), judge=judge, label=label)
    return path


def environment(name: str, folder: Path) -> Path:
    """The Python of a fresh environment that holds a package."""
    subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, folder / name], check=True)
    python = folder / name / "bin" / "python"
    subprocess.run([UV, "pip", "install", "--quiet", "--python", python, PEERS[name]], check=True)
    return python


def measured(name: str, python: Path | str, data: Path, *, setup: str, run: str, value: str) -> Run:
    code = TIMED.format(setup=setup, run=run, value=value)
    done = subprocess.run([python, "-W", "ignore", "-c", code, data], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{name} failed: {done.stderr[-600:]}")
    found = Run(name, *json.loads(done.stdout.splitlines()[-1]))
    print(found.line())
    return found


def ours(name: str, data: Path, *, run: str, value: str, interval: str = "linearised") -> Run:
    return measured(
        f"ours: {name}", sys.executable, data, setup=OURS_SETUP.replace("INTERVAL", interval), run=run, value=value
    )


def runs(data: Path, folder: Path) -> list[str]:
    """Runs everything; the promises that did not hold, as sentences."""
    distance = "Distance(Scale.NOMINAL, Weights(), None)"
    alpha = ours("alpha with error", data, run=f"found = alpha(counted(), {distance})", value="found.value")
    ac1 = ours("AC1 with error", data, run="found = gwet(counted(), Weights())", value="found.value")
    ours("four coefficients", data, run="found = coefficients(counted(), wanted)", value="found[1].estimate")
    bootstrap = ours(
        "four coefficients, bootstrap of 1,000",
        data,
        run="found = coefficients(counted(), wanted)",
        value="found[1].estimate",
        interval="bootstrap",
    )
    krippendorff = measured(
        "krippendorff: alpha of counts, no error",
        environment("krippendorff", folder),
        data,
        setup=KRIPPENDORFF,
        run='found = krippendorff.alpha(value_counts=table, level_of_measurement="nominal")',
        value="float(found)",
    )
    python = environment("irrCAC", folder)
    value = 'float(found["est"]["coefficient_value"])'
    irrcac = {
        name: measured(
            f"irrCAC: {name} with error",
            python,
            data,
            setup=IRRCAC,
            run=f"found = CAC(table, digits=9).{method}()",
            value=value,
        )
        for name, method in (("alpha", "krippendorff"), ("AC1", "gwet"))
    }
    return [
        *compared(alpha, krippendorff, least=1.0),
        *compared(alpha, irrcac["alpha"], least=TIMES),
        *compared(ac1, irrcac["AC1"], least=TIMES),
        *([f"the bootstrap takes {bootstrap.seconds:.2f} s"] if bootstrap.seconds > BOOTSTRAP else []),
    ]


def compared(one: Run, peer: Run, *, least: float) -> list[str]:
    times = peer.seconds / one.seconds
    print(f"{one.name}: {times:.1f} times as quick as {peer.name}")
    slow = [f"{one.name}: only {times:.1f} times as quick as {peer.name}"] if times < least else []
    return slow + ([f"{one.name} differs from {peer.name}"] if abs(one.value - peer.value) > 2e-6 else [])


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--items", type=int, default=200_000)
    items = options.parse_args().items
    print(f"{items:,} items, {5 * items:,} labels")
    with tempfile.TemporaryDirectory() as folder:
        failed = runs(labels(items, Path(folder) / "labels.npz"), Path(folder))
    for sentence in failed:
        print(sentence)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
