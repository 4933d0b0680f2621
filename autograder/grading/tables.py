"""A class's points and problems, as tables for a spreadsheet and for the terminal."""

import re
import statistics
from collections import Counter
from dataclasses import dataclass
from typing import Any

from autograder.grading.classroom import Classroom
from autograder.grading.report import aligned, plain, plain_line
from autograder.grading.result import POINTS
from hw1.output import write_csv

__all__ = ["Problem", "cell", "problems", "result_line", "summary", "write_tables"]


@dataclass(frozen=True)
class Problem:
    """How a class did on one problem: the hand-ins graded on it, those that lost points, their mean points,
    and the diagnosis that most of them share, with how many those are."""

    term: str
    name: str
    most: float
    graded: int
    failed: int
    mean: float
    diagnosis: str
    times: int


def problems(classroom: Classroom) -> list[Problem]:
    """Every problem that a hand-in was graded on, in the handouts' order."""
    rows = []
    graded = [result for result in classroom.results.values() if not result["failure"]]
    for term, points in POINTS.items():
        for name in points:
            results = [result for result in graded if result["term"] == term and name in result["scores"]]
            if not results:
                continue
            causes: Counter[str] = Counter()
            said: dict[str, str] = {}
            for result in results:
                for cause, line in _causes(result, name).items():
                    causes[cause] += 1
                    said.setdefault(cause, line)
            cause, times = (causes.most_common(1) or [("", 0)])[0]
            failed = sum(name in result["diagnoses"] for result in results)
            mean = statistics.fmean(result["scores"][name] for result in results)
            rows.append(
                Problem(term, name, points[name], len(results), failed, mean, said.get(cause, ""), times)
            )
    return rows


def _causes(result: dict[str, Any], problem: str) -> dict[str, str]:
    """Why a hand-in lost points on a problem: a line for each cause, the same cause for the same mistake.

    That is the hypothesis that fits, or the diagnosis without its numbers, which differ from seed to seed.
    """
    causes: dict[str, str] = {}
    for verdict in result["verdicts"]:
        if verdict["problem"] == problem and verdict["points"] < verdict["max_points"]:
            line = verdict["message"].split("\n", 1)[0]
            causes.setdefault(verdict["hypothesis"] or re.sub(r"\d[\d.e+-]*", "#", line), line)
    return causes


def cell(text: str) -> str:
    """Text for a spreadsheet: on one line, and never a formula."""
    text = plain_line(text)
    return f"'{text}" if text.lstrip()[:1] in ("=", "+", "-", "@") else text


def write_tables(classroom: Classroom) -> None:
    """grades.csv, a hand-in a row, and problems.csv, a problem a row."""
    rows = problems(classroom)
    names = list(dict.fromkeys(row.name for row in rows))
    write_csv(
        classroom.out / "grades.csv",
        ["name", *names, "total", "max", "term", "seed", "seconds", "note"],
        [
            [
                cell(name), *(_points(result["scores"].get(problem)) for problem in names),
                _points(result["total"]), _points(result["max"] or None), result["term"], result["seed"],
                f"{result['seconds']:.1f}", cell(result["failure"] or ""),
            ]
            for name, result in classroom.results.items()
        ],
    )  # fmt: skip
    write_csv(
        classroom.out / "problems.csv",
        ["term", "problem", "max", "graded", "failed", "mean", "commonest diagnosis", "times"],
        [
            [
                row.term, row.name, row.most, row.graded, row.failed, f"{row.mean:.2f}", cell(row.diagnosis),
                row.times,
            ]
            for row in rows
        ],
    )  # fmt: skip


def result_line(name: str, result: dict[str, Any]) -> str:
    """One hand-in, as soon as it is graded."""
    if result["failure"]:
        return f"{plain_line(name)}  {plain_line(result['failure'])}  not graded"
    points = f"{result['total']:g}/{result['max']:g}"
    return f"{plain_line(name)}  {result['term']}  {result['seconds']:.1f} s  {points}"


def _points(points: float | None) -> str:
    """12.5, 10, or nothing where there is no such problem."""
    return "" if points is None else f"{points:g}"


def summary(classroom: Classroom) -> str:
    """For the terminal: the problems, each with its commonest diagnosis, and the class in one line."""
    rows = problems(classroom)
    lines: list[str] = []
    if rows:
        head = ("problem", "of", "mean", "graded", "lost points")
        cells = [
            (f"{row.term} {row.name}", f"{row.most:g}", f"{row.mean:.1f}", str(row.graded), str(row.failed))
            for row in rows
        ]
        table = aligned([head, *cells])
        lines += table[:2]
        for row, line in zip(rows, table[2:], strict=True):
            lines += [line, *([f"    {row.times} x  {plain(row.diagnosis)}"] if row.failed else [])]
        lines.append("")
    results = classroom.results.values()
    totals = [result["total"] for result in results if not result["failure"]]
    graded = f"{len(totals)} graded" + (
        f", {classroom.kept} of the results were there" if classroom.kept else ""
    )
    if totals:
        graded += f"; mean {statistics.fmean(totals):.1f}, median {statistics.median(totals):g}"
    unreadable = [name for name, result in classroom.results.items() if result["fault"] == "hand-in"]
    lines.append(f"{graded}; {len(unreadable)} could not be read")
    lines += [
        f"    {plain_line(name)}: {plain_line(classroom.results[name]['failure'])}" for name in unreadable
    ]
    lines.append(f"class seed {classroom.seed}; tables and results: {classroom.out}")
    return "\n".join(lines)
