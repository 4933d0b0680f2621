"""What came out, as a table and as JSON."""

import statistics
from collections.abc import Sequence

from benchmarks.run import Result

__all__ = ["quartiles", "table"]


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """The first quartile, the median and the third."""
    if len(values) == 1:
        return values[0], values[0], values[0]
    first, median, third = statistics.quantiles(values, n=4, method="inclusive")
    return first, median, third


def table(results: Sequence[Result]) -> str:
    lines = [
        f"{'workload':<9} {'system':<24} {'threads':>7} {'µs a step':>10} {'/ PyTorch':>22} {'/ products, 1 thread':>24} {'curve':>8}"
    ]
    for result in results:
        names = dict.fromkeys(one.name for one in result.contestants)
        for name in names:
            best = result.best(name)
            if best is None:
                failed = next(one.failed for one in result.contestants if one.name == name)
                lines.append(f"{result.name:<9} {name:<24} {failed}")
                continue
            cells = [
                f"{result.name:<9} {name:<24} {best.threads:>7} {statistics.median(best.seconds) * 1e6:>10.1f}"
            ]
            for to, count in (("pytorch", None), ("products", 1)):
                ratio = result.ratios(name, to, count)
                cells.append(
                    "{1:6.3f} ({0:.3f}-{2:.3f})".format(*quartiles(ratio)).rjust(23) if ratio else " " * 23
                )
            off = result.loss_difference(name)
            cells.append(f"{off:8.1e}" if off is not None else "")
            lines.append(" ".join(cells))
    return "\n".join(lines)
