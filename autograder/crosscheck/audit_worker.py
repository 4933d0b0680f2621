"""One process of the check: reads a job from stdin as JSON, and prints one line of JSON for each network
and each of the later layers that go with its seed.

It is a separate process for two reasons: NumPy can be limited to one BLAS thread (with more threads, the
bits of results depend on their number), and a bug can be planted in memory before the twins are imported.

Job: {"networks": [[seed, dtype], …], "max_depth", "with_pytorch", "with_probes", "stop_at_first",
      "bug": null or [place, old, new]}
"""

import contextlib
import json
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from autograder.crosscheck.planting import plant
from autograder.crosscheck.tally import Tally


def _probes() -> Iterator[Tally]:
    """Check the operations and behaviours, and count each."""
    from autograder.crosscheck.behaviours import BEHAVIOURS
    from autograder.crosscheck.edges import EDGES
    from autograder.crosscheck.operation import check_operation
    from autograder.crosscheck.operations import OPERATIONS

    checks: list[tuple[str, str, Callable[[], None]]] = [
        ("operations", operation.name, partial(check_operation, operation))
        for operation in (*OPERATIONS, *EDGES)
    ]
    checks += [("behaviours", check.__name__.replace("_", " "), check) for check in BEHAVIOURS]
    for kind, name, check in checks:
        tally = Tally()
        tally.count(kind)
        try:
            check()
        except Exception as error:  # any error of a broken twin is a finding
            tally.fail(f"{kind}: {name}", _one_line(error))
        yield tally


def _networks(job: dict[str, Any]) -> Iterator[Tally]:
    from autograder.crosscheck.check import check_network
    from autograder.crosscheck.later_check import check_later
    from autograder.crosscheck.later_problems import draw_later, later_layers_of
    from autograder.crosscheck.problems import draw

    for seed, dtype in job["networks"]:
        tally, where = Tally(), {"seed": seed, "dtype": dtype}
        tally.count("networks")
        try:
            problem = draw(seed, dtype, job["max_depth"])
            where["network"] = str(problem)
            ways: set[str] = set()
            for finding in check_network(problem, with_pytorch=job["with_pytorch"], on_skip=tally.skip):
                tally.add(finding, where)
                ways.update(finding.ways)
            tally.differentiated(dtype, ways)
        except Exception as error:
            tally.fail("a network could not be run", _one_line(error), where)
        yield tally
        for layer in later_layers_of(seed):
            tally, where = Tally(), {"seed": seed, "dtype": dtype, "network": layer}
            tally.count("layers")
            try:
                drawn = draw_later(layer, seed, dtype)
                where["network"] = str(drawn)
                for finding in check_later(drawn, with_pytorch=job["with_pytorch"]):
                    tally.add(finding, where)
            except Exception as error:
                tally.fail(f"{layer} could not be run", _one_line(error), where)
            yield tally


def _one_line(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}"[:300]


def _tallies(job: dict[str, Any]) -> Iterator[Tally]:
    if job["with_probes"]:
        yield from _probes()
    yield from _networks(job)


def main() -> None:
    """Read the job from stdin and do it."""
    job = json.load(sys.stdin)
    if job["bug"]:
        plant(*job["bug"])
    warnings.simplefilter("ignore")
    try:
        for tally in _tallies(job):
            print(json.dumps(tally.to_dict()), flush=True)
            if tally.failed and job["stop_at_first"]:
                return
    except Exception as error:  # the twins cannot even be imported
        tally = Tally()
        tally.fail("the twins could not be loaded", _one_line(error))
        print(json.dumps(tally.to_dict()), flush=True)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):  # the reader has ended
        main()
