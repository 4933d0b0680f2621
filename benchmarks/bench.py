"""The work of `python cli.py bench`: times all installed libraries, one workload after the other."""

import platform
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import cold
from benchmarks.bench_report import Report
from benchmarks.rounds import run
from benchmarks.systems import OURS, PEERS
from benchmarks.workloads import GROUPS, WORKLOADS
from hw1.threads import cores

__all__ = ["CHOICES", "bench", "choose", "choose_peers"]

# the words that a user may give, and the workloads that they mean
CHOICES: dict[str, list[str]] = {}
for _name in WORKLOADS:
    _group = next((group for group, names in GROUPS.items() if _name in names), _name)
    CHOICES.setdefault(_group, []).append(_name)
CHOICES[cold.NAME] = [cold.NAME]


def choose(asked: Sequence[str]) -> list[str]:
    """The requested workloads, by name or by group; all if none is given. ValueError for another word."""
    everything = {**CHOICES, **{name: [name] for name in WORKLOADS}}
    for word in asked:
        if word not in everything:
            raise ValueError(f"{word!r} is no workload; choose from {', '.join(CHOICES)}.")
    return list(dict.fromkeys(name for word in asked or CHOICES for name in everything[word]))


def choose_peers(asked: Sequence[str]) -> list[str]:
    """The requested peers; all if none is given, and none for "none". ValueError for another word."""
    for word in asked:
        if word not in (*PEERS, "none"):
            raise ValueError(f"{word!r} is no peer; choose from {', '.join(PEERS)}, none.")
    return [name for name in PEERS if name in asked or not asked]


def bench(
    names: Sequence[str],
    peers: Sequence[str],
    rounds: int,
    dtype: str = "float32",
    *,
    counts: Sequence[int] = (1, 2),
    checkouts: Sequence[str] = (),
    clock: str = "wall",
    show: Callable[[float, str | None], object] = lambda done, name: None,
) -> Report:
    """Time the twins, the products and the peers that are installed.

    names: from `choose`. peers: from `choose_peers`. show: called with how many workloads, in fractions too,
    are done, and with the name of one that begins. The rest is as in `run`.
    """
    systems = [*OURS, *(name for name in peers if PEERS[name].installed())]
    report = Report(
        machine=_machine(),
        rounds=rounds,
        threads=list(counts),
        clock=clock,
        left_out=[name for name in peers if name not in systems],
    )

    def shown(name: str, share: float) -> None:
        show(len(report.results) + share, None if share else name)

    same: dict[str, Any] = {"counts": counts, "checkouts": checkouts, "clock": clock, "show": shown}
    stepwise = [name for name in names if name in WORKLOADS]
    if stepwise:
        for result in run(stepwise, systems, rounds, dtype, **same):
            report.results.append(result)
    if cold.NAME in names:
        few = max(1, rounds // 3)
        report.results.append(cold.run_cold(systems, few, **same))
    return report


def _machine() -> str:
    """The processor, as far as the system tells, and how many cores of it may be used."""
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        models = [line for line in cpuinfo.read_text("utf-8").splitlines() if line.startswith("model name")]
        name = models[0].split(":", 1)[1].strip() if models else name
    return f"{name}, {cores()} cores"
