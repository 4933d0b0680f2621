"""run.json: what a run was asked for, beside its tables, so that runs can be told apart and repeated."""

import json
import math
import platform
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from hw1.data import DataError
from hw1.output import write_file

__all__ = ["NAME", "Run", "RunRecord", "read_run"]

NAME = "run.json"
FORMAT = 1
MOST_BYTES = 2**20  # a larger file is no run.json of ours
STATES = ("running", "finished", "interrupted", "failed")


class RunRecord:
    """The file run.json of a run; complete at any moment.

    It is made with the first row of the run's table, in state "running", and written again at the end. So a
    run without rows makes no file, and one that was killed is still described.
    """

    def __init__(self, folder: Path, command: str, table: str, options: Mapping[str, Any]) -> None:
        """table: the name of the run's table in the folder. options: what decides on its numbers, by name."""
        self.path = folder / NAME
        self.content: dict[str, Any] = {
            "format": FORMAT,
            "command": command,
            "table": table,
            "options": dict(options),
            "versions": {
                "mytorch-twins": _version(),
                "python": platform.python_version(),
                "numpy": np.__version__,
            },
        }

    def write(self, state: str = "running", **facts: Any) -> None:
        """Write the file. facts: numbers that were not known at the start, as the figures of the end.

        OutputError if it cannot be written.
        """
        self.content |= {"state": state, **facts}
        write_file(self.path, f"{json.dumps(self.content, indent=1, allow_nan=False)}\n".encode())


def _version() -> str | None:
    """The version that is installed; None in a checkout that is not."""
    try:
        return metadata.version("mytorch-twins")
    except metadata.PackageNotFoundError:
        return None


class Run(NamedTuple):
    """What the run.json of a folder says."""

    folder: Path
    command: str
    table: Path
    state: str  # "running", "finished", "interrupted" or "failed"
    options: dict[str, Any]
    versions: dict[str, Any]
    figures: dict[str, float]  # of the end, by name
    steps: int  # in an epoch


def read_run(folder: Path) -> Run:
    """Read the run.json of a folder that mnist, stats or train filled.

    DataError, in one line, if there is none, or if it says something that `RunRecord` does not write.
    """
    path = folder / NAME
    advice = "Name the folder of a run of mnist, stats or train."
    if not folder.is_dir():
        found = "is a file" if folder.exists() else "is not there"
        raise DataError(f"{str(folder)!r} {found}; expected a folder with a {NAME}. {advice}")
    if not path.is_file():
        raise DataError(f"{str(folder)!r} has no {NAME}, so it is no run that can be compared. {advice}")
    try:
        with open(path, "rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ValueError("it is too large")
        return _run(folder, json.loads(content))
    except OSError as error:
        raise DataError(f"{str(path)!r} cannot be read ({error.strerror or error}).") from None
    except (ValueError, RecursionError) as error:
        raise DataError(f"{str(path)!r} is damaged ({_in_one_line(error)}). {advice}") from None


def _run(folder: Path, content: Any) -> Run:
    """The run. ValueError for anything that `RunRecord` does not write."""
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError(f"it is not of format {FORMAT}")
    kinds = {"command": str, "table": str, "state": str, "options": dict, "versions": dict}
    for name, kind in kinds.items():
        if not isinstance(content.get(name), kind):
            raise ValueError(f"{name} is missing or wrong")
    command, table, state = (content[name] for name in ("command", "table", "state"))
    if Path(table).name != table or not table.endswith(".csv"):
        raise ValueError(f"its table is called {table!r}")
    if state not in STATES:
        raise ValueError(f"its state is {state!r}")
    figures, steps = content.get("figures", {}), content.get("steps_per_epoch", 1)
    numbers = isinstance(figures, dict) and all(_is_number(value) for value in figures.values())
    if not numbers or type(steps) is not int or steps < 1:
        raise ValueError("its figures are no numbers")
    return Run(
        folder, command, folder / table, state, content["options"], content["versions"], figures, steps
    )


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


def _in_one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
