"""Sums up the results: one row for each comparison."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["MOST_FAILURES", "Row", "Tally"]

MOST_FAILURES = 20  # failures that are kept; all are counted


@dataclass
class Row:
    """The worst figures of one comparison. ulp and epsilons leave out tensors whose true value is 0."""

    tensors: int = 0
    equal: int = 0
    zeros: int = 0
    ulp: float = 0.0
    epsilons: float = 0.0
    ratio: float = 0.0
    worst: dict[str, Any] = field(default_factory=dict)  # which tensor of which network has that ratio
    failed: int = 0


@dataclass
class Tally:
    """Rows by comparison, and the failures: dicts with "what", "why", and for a network "seed"
    and "dtype".
    """

    rows: dict[str, Row] = field(default_factory=dict)
    failures: list[dict[str, Any]] = field(default_factory=list)
    failed: int = 0
    checks: dict[str, int] = field(default_factory=dict)  # number of checks of each kind
    dtypes: dict[str, int] = field(default_factory=dict)  # networks of each dtype
    ways: dict[str, int] = field(default_factory=dict)  # networks that each way has differentiated
    skipped: dict[str, dict[str, int]] = field(default_factory=dict)  # by way and reason

    def add(self, finding: Any, where: dict[str, Any]) -> None:
        """Count a Finding of check.py; `where` says which network it is of."""
        row, distance = self.rows.setdefault(finding.comparison, Row()), finding.distance
        row.tensors += 1
        row.equal += distance.equal
        row.zeros += distance.is_zero
        if not distance.is_zero:
            row.ulp = max(row.ulp, float(distance.ulp))
            row.epsilons = max(row.epsilons, float(distance.epsilons))
        if distance.ratio > row.ratio:
            row.ratio = float(distance.ratio)
            row.worst = {"tensor": finding.tensor, **where}
        if not finding.agrees:
            row.failed += 1
            why = f"{distance.epsilons:.3g} epsilons, {distance.ratio:.3g} times the sensitivity"
            self.fail(f"{finding.comparison}: {finding.tensor}", why, where)

    def count(self, kind: str) -> None:
        """Count one check of a kind."""
        _add(self.checks, {kind: 1})

    def differentiated(self, dtype: str, ways: Iterable[str]) -> None:
        """Count a network of this dtype, differentiated in these ways."""
        _add(self.dtypes, {dtype: 1})
        _add(self.ways, dict.fromkeys(ways, 1))

    def skip(self, way: str, why: str) -> None:
        """Count a network that was not differentiated in this way, and the reason."""
        _add(self.skipped.setdefault(way, {}), {why: 1})

    def fail(self, what: str, why: str, where: dict[str, Any] | None = None) -> None:
        """Note that something does not agree."""
        self.failed += 1
        if len(self.failures) < MOST_FAILURES:
            self.failures.append({"what": what, "why": why, **(where or {})})

    def merge(self, other: "Tally") -> None:
        """Add the counts of another tally."""
        for name, row in other.rows.items():
            mine = self.rows.setdefault(name, Row())
            if row.ratio > mine.ratio:
                mine.ratio, mine.worst = row.ratio, row.worst
            mine.ulp, mine.epsilons = max(mine.ulp, row.ulp), max(mine.epsilons, row.epsilons)
            for count in ("tensors", "equal", "zeros", "failed"):
                setattr(mine, count, getattr(mine, count) + getattr(row, count))
        _add(self.checks, other.checks)
        _add(self.dtypes, other.dtypes)
        _add(self.ways, other.ways)
        for way, reasons in other.skipped.items():
            _add(self.skipped.setdefault(way, {}), reasons)
        self.failed += other.failed
        self.failures = (self.failures + other.failures)[:MOST_FAILURES]

    def to_dict(self) -> dict[str, Any]:
        """As plain dicts, for JSON."""
        return asdict(self)

    @staticmethod
    def from_dict(plain: dict[str, Any]) -> "Tally":
        """The inverse of to_dict."""
        rows = {name: Row(**row) for name, row in plain["rows"].items()}
        return Tally(**{**plain, "rows": rows})


def _add(mine: dict[str, int], others: dict[str, int]) -> None:
    """Add counts to counts."""
    for name, number in others.items():
        mine[name] = mine.get(name, 0) + number
