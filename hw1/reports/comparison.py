"""Several runs side by side: their curves in one plot, what differed in their settings, how they ended."""

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from hw1.data import DataError
from hw1.jobs.csv_rows import Columns, numbers, read_csv
from hw1.plots import Curve, Panel, picture, plot_panels
from hw1.reports.html_page import figure, page, paragraph, section, table, terms
from hw1.reports.run_report import word, words
from hw1.run_record import Run, read_run

__all__ = ["Comparison", "compare", "comparison_page", "comparison_table"]

MODES = {"hand": "by hand", "autograd": "by autograd"}  # of stats, as its columns begin
LOSS, VALIDATION_LOSS, ACCURACY = "training loss", "validation loss", "validation accuracy"
PANELS = {LOSS: True, VALIDATION_LOSS: True, ACCURACY: False}  # whether each is a loss
FIGURES = (
    f"best {ACCURACY}",
    f"last {ACCURACY}",
    "test accuracy",
    f"lowest {VALIDATION_LOSS}",
    f"last {VALIDATION_LOSS}",
    f"last {LOSS}",
)


class Comparison(NamedTuple):
    """What is to be said of several runs."""

    names: list[str]  # of the runs, each once
    runs: list[Run]
    panels: list[Panel]
    alike: dict[str, str]  # settings that all runs share
    different: dict[str, list[str]]  # of the other settings, and of what made the runs, the value in each run
    figures: dict[str, list[float | None]]  # how the runs ended: by name, a number for each curve's run

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "runs": [
                {
                    "name": name,
                    "folder": str(run.folder),
                    "command": run.command,
                    "state": run.state,
                    "options": run.options,
                    "versions": run.versions,
                    "figures": {what: values[i] for what, values in self.figures.items()},
                }
                for i, (name, run) in enumerate(zip(self.names, self.runs, strict=True))
            ],
            "different": self.different,
            "curves": {
                panel.quantity: {
                    curve.name: {"epochs": list(curve.epochs), "values": list(curve.values)}
                    for curve in panel.curves
                }
                for panel in self.panels
            },
        }


def compare(folders: Sequence[Path]) -> Comparison:
    """Read the runs of these folders, each with its run.json and its table.

    DataError, in one line, for a folder that is no run, or whose files are damaged.
    """
    runs = [read_run(folder) for folder in folders]
    names = _names(folders)
    found = [_curves(run, name) for run, name in zip(runs, names, strict=True)]
    panels = []
    for quantity, is_loss in PANELS.items():
        curves = [curve for of_run in found for curve in of_run.get(quantity, [])]
        if curves:
            panels.append(Panel(quantity + (" (nats)" if is_loss else ""), is_loss, curves))
    said = [_said(run) for run in runs]
    settings = list(dict.fromkeys(name for one in said for name in one))
    values = {name: [one.get(name, "–") for one in said] for name in settings}
    return Comparison(
        names,
        runs,
        panels,
        {name: row[0] for name, row in values.items() if len(set(row)) == 1},
        {name: row for name, row in values.items() if len(set(row)) > 1},
        _figures(runs, found),
    )


def _names(folders: Sequence[Path]) -> list[str]:
    """The names of the folders; where two are alike, as much of the paths as it takes to tell them apart."""
    parts = [folder.resolve().parts for folder in folders]
    for length in range(1, max(map(len, parts)) + 1):
        names = ["/".join(one[-length:]) for one in parts]
        if len(set(names)) == len(names):
            return names
    raise DataError("a folder is named twice; expected runs that differ. Name each once.")


def _said(run: Run) -> dict[str, str]:
    """What a run says of itself: its command, its options, its versions."""
    versions = {name: word(value) for name, value in run.versions.items() if value is not None}
    return {"command": run.command, **words(run.options), **versions, "state": run.state}


def _curves(run: Run, name: str) -> dict[str, list[Curve]]:
    """The curves of a run, by quantity."""
    if run.command not in _READERS:
        raise DataError(
            f"{str(run.folder)!r} is a run of {run.command!r}, which has no curves; expected one of "
            f"{', '.join(_READERS)}."
        )
    columns = read_csv(run.table)
    curves: dict[str, list[Curve]] = {}
    for quantity, curve in _READERS[run.command](run, name, columns):
        if curve.values:
            curves.setdefault(quantity, []).append(curve)
    return curves


def _column(columns: Columns, name: str) -> list[float]:
    """The numbers of a column, down to the first empty cell."""
    if name not in columns.names:
        raise DataError(f"{str(columns.path)!r} has no column {name!r}, which a run writes. Run it again.")
    at = columns.names.index(name)
    count = next((i for i, row in enumerate(columns.rows) if not row[at]), len(columns.rows))
    return [float(value) for value in numbers(columns._replace(rows=columns.rows[:count]), [at])[:, 0]]


def _of_mnist(run: Run, name: str, columns: Columns) -> list[tuple[str, Curve]]:
    epochs = [
        epoch - 1 + batch / run.steps
        for epoch, batch in zip(_column(columns, "epoch"), _column(columns, "batch"), strict=False)
    ]
    accuracies = _column(columns, "validation_accuracy")
    whens, final = epochs[: len(accuracies)], run.figures.get("validation_accuracy")
    if final is not None:  # measured once more, when the last epoch was over
        whens, accuracies = [*whens, float(math.ceil(epochs[-1]))], [*accuracies, final]
    return [(LOSS, Curve(name, epochs, _column(columns, "loss"))), (ACCURACY, Curve(name, whens, accuracies))]


def _of_train(run: Run, name: str, columns: Columns) -> list[tuple[str, Curve]]:
    epochs = _column(columns, "epoch")
    read = {LOSS: "training_loss", VALIDATION_LOSS: "validation_loss", ACCURACY: "validation_accuracy"}
    return [(quantity, Curve(name, epochs, _column(columns, column))) for quantity, column in read.items()]


def _of_stats(run: Run, name: str, columns: Columns) -> list[tuple[str, Curve]]:
    epochs = _column(columns, "epoch")
    found: list[tuple[str, Curve]] = []
    both = [mode for mode in MODES if f"{mode}_training_losses" in columns.names]
    for prefix, called in [(f"{mode}_", f"{name}, {MODES[mode]}") for mode in both] or [("", name)]:
        losses, validation, errors = (
            _column(columns, f"{prefix}{what}")
            for what in ("training_losses", "validation_losses", "validation_errors")
        )
        accuracies = [1 - error for error in errors]
        stroke: Literal["", "wide", "dashed"] = (
            "" if not both else "dashed" if found else "wide"
        )  # they may coincide
        for quantity, values in ((LOSS, losses), (VALIDATION_LOSS, validation), (ACCURACY, accuracies)):
            found.append((quantity, Curve(called, epochs[: len(values)], values, stroke)))
    return found


_READERS: Mapping[str, Callable[[Run, str, Columns], list[tuple[str, Curve]]]] = {
    "mnist": _of_mnist,
    "stats": _of_stats,
    "train": _of_train,
}


def _figures(
    runs: Sequence[Run], found: Sequence[Mapping[str, Sequence[Curve]]]
) -> dict[str, list[float | None]]:
    """How each run ended; of a run in both modes, the figures of its first."""
    rows: dict[str, list[float | None]] = {name: [None] * len(runs) for name in FIGURES}
    for i, (run, curves) in enumerate(zip(runs, found, strict=True)):
        ends: dict[str, float] = {}
        for quantity, of_quantity in curves.items():
            values = of_quantity[0].values
            ends[f"last {quantity}"] = values[-1]
            if quantity == ACCURACY:
                ends[f"best {quantity}"] = max(values)
            if quantity == VALIDATION_LOSS:
                ends[f"lowest {quantity}"] = min(values)
        if "test_accuracy" in run.figures:
            ends["test accuracy"] = run.figures["test_accuracy"]
        for name, value in ends.items():
            rows[name][i] = value
    return {name: row for name, row in rows.items() if any(value is not None for value in row)}


def _figure_text(name: str, value: float | None) -> str:
    """A figure as a reader wants it: a share in percent, a loss with four digits."""
    if value is None or not math.isfinite(value):
        return "–"
    return f"{value:.2%}" if name.endswith("accuracy") else f"{value:.4f}"


def _sentence(compared: Comparison) -> str:
    """Which run has the best validation accuracy, and by how much."""
    best = compared.figures.get(f"best {ACCURACY}", [])
    known = sorted(((value, i) for i, value in enumerate(best) if value is not None), reverse=True)
    if len(known) < 2:
        return ""
    (high, first), (next_high, second) = known[:2]
    names = compared.names
    if high == next_high:
        return f"{names[first]} and {names[second]} reach the same validation accuracy, {high:.2%}."
    points = 100 * (high - next_high)
    return (
        f"{names[first]} reaches the best validation accuracy, {high:.2%}: {points:.2f} points more than "
        f"{names[second]}."
    )


def comparison_table(compared: Comparison) -> str:
    """The comparison for a terminal: how the runs ended, what differed, and which is best."""
    ends = [[name, *(_figure_text(name, value) for value in row)] for name, row in compared.figures.items()]
    rows = [["", *compared.names], *ends]
    different = [[name, *row] for name, row in compared.different.items()]
    widths = [max(map(len, column)) for column in zip(*rows, *different, strict=True)]

    def line(row: Sequence[str]) -> str:
        cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        return "  ".join([row[0].ljust(widths[0]), *cells[1:]]).rstrip()

    rule = "-" * len(line(rows[0]))
    lines = [line(rows[0]), rule, *map(line, rows[1:]), rule, *map(line, different)]
    if not different:
        lines.append("all settings and versions are the same")
    return "\n".join([*lines, "", _sentence(compared)]).rstrip()


def comparison_page(compared: Comparison) -> str:
    """The comparison as one HTML page that needs no other file."""
    plot = plot_panels(compared.panels, None)
    shown = " and ".join(panel.quantity for panel in compared.panels)
    alt = (
        f"Curves of {len(compared.runs)} runs over their epochs: {shown}. The table below has where they end."
    )
    ends = [[name, *(_figure_text(name, value) for value in row)] for name, row in compared.figures.items()]
    differences = [[name, *row] for name, row in compared.different.items()]
    body = "\n".join(
        [
            paragraph(_sentence(compared), "lead"),
            section("How they learnt", figure(picture(plot), alt)),
            section("How they ended", table("The figures of each run", ["figure", *compared.names], ends)),
            section(
                "What differed",
                table("Settings that are not the same in all runs", ["setting", *compared.names], differences)
                if differences
                else paragraph("Nothing: all settings and versions are the same."),
            ),
            section("What was the same", terms(compared.alike)),
        ]
    )
    return page(f"{len(compared.runs)} runs compared", body, "<p>Made by the command compare.</p>")
