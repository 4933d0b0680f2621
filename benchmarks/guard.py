"""Limits for the speed, as ratios of turns in one run and not as times.

The limits are values that were reached, not the goals: docs/performance.md has both. On a busy machine a
ratio becomes worse by chance, and hardly ever better. So a value above its limit gets a margin and another
try. Everything runs on one thread and is measured in processor time, which counts only while the system
works.
"""

import statistics
from collections.abc import Mapping, Sequence

from benchmarks.cold import run_cold
from benchmarks.rounds import run

__all__ = ["MARGIN", "TO_PRODUCTS", "TO_PYTORCH", "cold_complaints", "complaints", "growth_complaints"]

MARGIN = 1.25

TO_PRODUCTS = {  # largest ratios of a step to its matrix products alone
    "by autograd": {"W1": 6.0, "W2": 4.0, "W2bn": 5.2, "W3": 1.55, "W4": 1.25},
    "by hand": {"W1": 5.2, "W2": 3.6, "W2bn": 4.8, "W3": 1.55, "W4": 1.25},
}
TO_PYTORCH = {  # largest ratios of a step to PyTorch's, on the slower of SkylakeX and Haswell
    "by autograd": {"W1": 0.64, "W2": 0.80, "W2bn": 0.83, "W3": 1.15, "W5": 1.1},
    "by hand": {"W1": 0.64, "W2": 0.80, "W2bn": 0.83, "W3": 1.15},
}
COLD_TO_PYTORCH, COLD_MEGABYTES = 0.7, 300  # for the whole process; it varies most, and takes about half


def complaints(
    limits: Mapping[str, Mapping[str, float]],
    to: str,
    counts: Sequence[int],
    *,
    rounds: int = 9,
    tries: int = 3,
    margin: float = MARGIN,
) -> list[str]:
    """A line for each ratio that was more than `margin` above its limit in every try.

    limits: for each system, for each workload, its median ratio to the system `to`.
    """
    clock = "cpu" if list(counts) == [1] else "wall"
    lowest: dict[tuple[str, str], float] = {}
    todo = list(dict.fromkeys(name for limit in limits.values() for name in limit))
    for _ in range(tries):
        for result in run(todo, [*limits, to], rounds, counts=counts, clock=clock):
            for system in limits:
                ratios = result.ratios(system, to)
                if ratios and result.name in limits[system]:
                    key = system, result.name
                    lowest[key] = min(statistics.median(ratios), lowest.get(key, float("inf")))
        slow = {
            (system, name): limit * margin
            for system, names in limits.items()
            for name, limit in names.items()
            if lowest.get((system, name), float("inf")) > limit * margin
        }
        todo = [name for name in todo if any(name == one for _, one in slow)]
        if not todo:
            break
    return [
        f"{system} takes {lowest.get((system, name), float('inf')):.2f} times as long as {to} for {name}; at "
        f"most {limits[system][name]:g}, and {allowed:.2f} with the margin for noise."
        for (system, name), allowed in slow.items()
    ]


def growth_complaints(
    small: str, large: str, times: float, *, rounds: int = 5, tries: int = 3, margin: float = MARGIN
) -> list[str]:
    """Which of the twins takes more than `times` as long for the large workload as for the small one."""
    grown: dict[str, float] = {}
    for _ in range(tries):
        first, second = run([small, large], ["by autograd", "by hand"], rounds, counts=[1], clock="cpu")
        for system in ("by autograd", "by hand"):
            quick, slow = first.best(system), second.best(system)
            ratio = (
                statistics.median(slow.seconds) / statistics.median(quick.seconds)
                if quick and slow
                else float("inf")
            )
            grown[system] = min(ratio, grown.get(system, float("inf")))
        if max(grown.values()) <= times * margin:
            break
    return [
        f"{system} takes {ratio:.1f} times as long for {large} as for {small}; in proportion it is {times:g}."
        for system, ratio in grown.items()
        if ratio > times * margin
    ]


def cold_complaints(*, rounds: int = 2, tries: int = 3, margin: float = MARGIN) -> list[str]:
    """Whether `python cli.py mnist` takes too long beside PyTorch, or too much memory."""
    ratio = float("inf")
    for _ in range(tries):
        result = run_cold(["pytorch"], rounds)
        ratio = min(ratio, statistics.median(result.ratios("by autograd", "pytorch") or [float("inf")]))
        if ratio <= COLD_TO_PYTORCH * margin:
            break
    ours = result.best("by autograd")
    memory = ours.megabytes if ours and ours.megabytes else float("inf")
    return [
        f"mytorch takes {value:.2f} {unit}; at most {limit:g}."
        for value, limit, unit, factor in (
            (ratio, COLD_TO_PYTORCH, "times as long as PyTorch for the whole process", margin),
            (memory, COLD_MEGABYTES, "MB", 1),
        )
        if value > limit * factor
    ]
