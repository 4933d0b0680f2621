"""The results as one table, as JSON, as rows for a CSV file, and as numbers for a plot."""

import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from benchmarks.rounds import TOLERANCE, Contestant, Result
from benchmarks.systems import SYSTEMS
from benchmarks.workloads import GROUPS, GROWING, WORKLOADS

__all__ = ["COLUMNS", "Report", "Spread", "spread"]


class Spread(NamedTuple):
    """Median and quartiles over the rounds."""

    lower: float  # quartile
    median: float
    upper: float  # quartile


def spread(values: Sequence[float]) -> Spread:
    """The median and the quartiles of the values."""
    if len(values) == 1:
        return Spread(values[0], values[0], values[0])
    return Spread(*statistics.quantiles(values, n=4, method="inclusive"))


COLUMNS = [
    "workload",
    "system",
    "version",
    "threads",
    "seconds",
    "seconds_lower",
    "seconds_upper",
    "to_pytorch",
    "to_pytorch_lower",
    "to_pytorch_upper",
    "to_products",
    "to_products_lower",
    "to_products_upper",
    "loss_difference",
    "megabytes",
]


@dataclass
class Report:
    """All measurements, and the machine."""

    machine: str
    rounds: int
    threads: list[int]
    left_out: list[str]
    clock: str = "wall"
    results: list[Result] = field(default_factory=list)

    @property
    def same_work(self) -> bool:
        """Whether every system that ran finished and learnt the same."""
        return all(result.same_work() for result in self.results)

    def lines(self, result: Result) -> list["_Line"]:
        """The systems of a workload, in the order in which they were given."""
        names = dict.fromkeys(one.name for one in result.contestants if not one.unsupported)
        return [_Line(result, name) for name in names]

    # ---- the table -----------------------------------------------------------------------------

    def table(self) -> str:
        """For a terminal of 100 columns."""
        head = f"{'':<26}{'threads':>7}  {'a step':>22}  {'/ PyTorch':>18}  {'/ products*':>18}"
        text = [*self._preface(), "", head]
        for result in self.results:
            text += ["", f"{result.name}: {result.title}, {result.dtype}"]
            text += [line.text() for line in self.lines(result)]
        text += ["", *self._growth(), *self._footnotes()]
        return "\n".join(text)

    def _preface(self) -> list[str]:
        python, numpy, blas = self._ground()
        text = [f"{self.machine}; Python {python}, NumPy {numpy} on {blas}"]
        versions = self._versions()
        if versions:
            text.append(", ".join(f"{SYSTEMS[name].title} {version}" for name, version in versions.items()))
        if self.left_out:
            names = [f"{SYSTEMS[name].title} ({SYSTEMS[name].distribution})" for name in self.left_out]
            text.append(f"left out, not installed: {', '.join(names)}")
        return text

    def _ground(self) -> tuple[str, str, str]:
        about = [one.about for result in self.results for one in result.contestants if "blas" in one.about]
        known = about[0] if about else {"numpy": "", "blas": "a BLAS unseen"}
        return platform.python_version(), known["numpy"], known["blas"]

    def _versions(self) -> dict[str, str]:
        return {
            one.system: one.about["version"]
            for result in self.results
            for one in result.contestants
            if one.about.get("version")
        }

    def _growth(self) -> list[str]:
        """How the cost of a step grows with depth and with the batch."""
        text = []
        for quantity, curves in self.curves().items():
            sizes = {size for points in curves.values() for size, _ in points}
            small, large = min(sizes), max(sizes)
            grown = [
                f"{title} {dict(points)[large] / dict(points)[small]:.1f}"
                for title, points in curves.items()
                if sizes == set(dict(points))
            ]
            times = f"{large / small:.0f} times as many"
            text.append(f"From {small} to {large} {quantity}, {times}, a step takes so many times as long:")
            text.append(f"  {', '.join(grown)}")
        return [*text, ""] if text else []

    def _footnotes(self) -> list[str]:
        counts = " or ".join(map(str, self.threads))
        best = f"at the better of {counts} threads" if len(self.threads) > 1 else f"on {counts} thread(s)"
        text = [
            f"Medians of {self.rounds} rounds, quartiles in brackets. Ratios are of turns in the same round.",
            f"Each {best}; / products*: both on one, and for W5 its ufuncs alone.",
        ]
        if self.clock == "cpu":
            text.append("Seconds are those that processors were at work, on all threads together.")
        different = [
            f"{line.title} in {result.name}"
            for result in self.results
            for line in self.lines(result)
            if line.differs()
        ]
        if different:
            text.append(f"NOT THE SAME WORK, the losses differ: {', '.join(different)}.")
        elif self.same_work:
            text.append("Losses agree to " + ", ".join(self._agreement()) + ": the work is the same.")
        return text

    def _agreement(self) -> list[str]:
        furthest: dict[str, float] = {}
        for result in self.results:
            for line in self.lines(result):
                if line.loss_difference is not None:
                    furthest[result.dtype] = max(furthest.get(result.dtype, 0), line.loss_difference)
        return [f"{value:.0e} in {dtype}" for dtype, value in furthest.items()]

    # ---- for files -----------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        python, numpy, blas = self._ground()
        return {
            "machine": self.machine,
            "python": python,
            "numpy": numpy,
            "blas": blas,
            "versions": self._versions(),
            "left_out": self.left_out,
            "rounds": self.rounds,
            "threads": self.threads,
            "clock": self.clock,
            "same_work": self.same_work,
            "workloads": [
                {
                    "name": result.name,
                    "title": result.title,
                    "dtype": result.dtype,
                    "systems": [line.to_dict() for line in self.lines(result)],
                }
                for result in self.results
            ],
        }

    def rows(self) -> list[list[Any]]:
        """A row for each workload and system, in COLUMNS."""
        return [line.row() for result in self.results for line in self.lines(result) if line.best]

    def titles(self) -> dict[str, str]:
        """What a step is, by workload."""
        return {result.name: f"{result.title}, {result.dtype}" for result in self.results}

    def ratios(self) -> dict[str, dict[str, Spread]]:
        """To PyTorch, by workload and system."""
        found = {
            result.name: {
                line.title: line.to_pytorch
                for line in self.lines(result)
                if line.to_pytorch and line.name != "pytorch"
            }
            for result in self.results
            if not any(result.name in group for group in GROUPS.values())
        }
        return {name: systems for name, systems in found.items() if systems}

    def curves(self) -> dict[str, dict[str, list[tuple[int, float]]]]:
        """Seconds a step against the number of layers and against the batch, by system."""
        found: dict[str, dict[str, list[tuple[int, float]]]] = {}
        for result in self.results:
            for group, names in GROUPS.items():
                if result.name in names:
                    workload = WORKLOADS[result.name]
                    size = len(workload.sizes) - 1 if group == "depth" else workload.batch
                    for line in self.lines(result):
                        if line.seconds:
                            points = found.setdefault(group, {}).setdefault(line.title, [])
                            points.append((size, line.seconds.median))
        grown = {
            group: {title: sorted(points) for title, points in curves.items() if len(points) > 1}
            for group, curves in found.items()
        }
        return {GROWING[group]: curves for group, curves in grown.items() if curves}


class _Line:
    """A system in a workload."""

    def __init__(self, result: Result, name: str) -> None:
        self.result, self.name = result, name
        self.all: list[Contestant] = [one for one in result.contestants if one.name == name]
        self.best = result.best(name)
        self.seconds = spread(self.best.seconds) if self.best else None
        to_pytorch, to_products = result.ratios(name, "pytorch"), result.ratios(name, "products", 1)
        self.to_pytorch = spread(to_pytorch) if to_pytorch else None
        self.to_products = spread(to_products) if to_products else None
        self.loss_difference = result.loss_difference(name)

    @property
    def title(self) -> str:
        one = self.all[0]
        return SYSTEMS[one.system].title + (f" in {one.checkout}" if one.checkout else "")

    def differs(self) -> bool:
        return self.loss_difference is not None and not (self.loss_difference <= TOLERANCE[self.result.dtype])

    def text(self) -> str:
        if not self.best or not self.seconds:
            reasons = [one.failed for one in self.all if one.failed]
            return f"  {self.title:<24}  failed: {reasons[0] if reasons else 'no round was taken'}"
        threads = self.best.threads or "own"
        unit, scale = _unit(self.seconds.median)
        digits = _digits(self.seconds.median * scale)
        lower, median, upper = (f"{value * scale:,.{digits}f}" for value in self.seconds)
        time = f"{median} {unit} ({lower}-{upper})"
        memory = f"  {self.best.megabytes:.0f} MB" if self.best.megabytes else ""
        cells = [_ratio(self.to_pytorch), _ratio(self.to_products)]
        return f"  {self.title:<24}{threads:>7}  {time:>22}  {cells[0]:>18}  {cells[1]:>18}{memory}".rstrip()

    def to_dict(self) -> dict[str, Any]:
        def figures(values: Spread | None) -> dict[str, float] | None:
            return values._asdict() if values else None

        finite = self.loss_difference is not None and self.loss_difference < float("inf")
        return {
            "name": self.name,
            "title": self.title,
            "version": self.all[0].about.get("version"),
            "threads": self.best.threads if self.best else None,
            "seconds": figures(self.seconds),
            "to_pytorch": figures(self.to_pytorch),
            "to_products": figures(self.to_products),
            "loss_difference": self.loss_difference if finite else None,
            "same_work": not self.differs(),
            "megabytes": self.best.megabytes if self.best else None,
            "failed": next((one.failed for one in self.all if one.failed), None),
        }

    def row(self) -> list[Any]:
        def cells(values: Spread | None) -> list[float | str]:
            return [values.median, values.lower, values.upper] if values else ["", "", ""]

        assert self.best
        return [
            self.result.name,
            self.name,
            self.best.about.get("version") or "",
            self.best.threads or "",
            *cells(self.seconds),
            *cells(self.to_pytorch),
            *cells(self.to_products),
            "" if self.loss_difference is None else self.loss_difference,
            self.best.megabytes or "",
        ]


def _unit(seconds: float) -> tuple[str, float]:
    if seconds < 1e-2:
        return "µs", 1e6
    return ("ms", 1e3) if seconds < 1 else ("s", 1)


def _digits(value: float) -> int:
    return 0 if value >= 100 else 1 if value >= 10 else 2


def _ratio(values: Spread | None) -> str:
    if values is None:
        return ""
    digits = 1 if values.median >= 10 else 2
    return f"{values.median:.{digits}f} ({values.lower:.{digits}f}-{values.upper:.{digits}f})"
