"""A class's points and problems, as tables for a spreadsheet and for the terminal."""

import re
import statistics
from collections import Counter
from dataclasses import dataclass
from typing import Any

from autograder.grading.result import POINTS, Classroom
from autograder.grading.telling.grade_report import about, aligned, plain, plain_line
from hw1.output import write_csv

# "forward raised NameError: name 'x' is not defined (hw1/hw1.py:57)"; missing code has no place.
ERROR = re.compile(
    r"(?:raised|is not there:) (?P<type>[A-Za-z_][\w.]*)(?::(?P<text>.*?))?(?: \((?P<place>[^()]+:\d+)\))?$"
)
NAMED = 10  # largest number of skipped entries that are named

__all__ = ["Problem", "cause_of", "cell", "problems", "result_line", "summary", "write_tables"]


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
    """The causes of lost points on a problem, one line each; the same mistake gives the same cause."""
    causes: dict[str, str] = {}
    for verdict in result["verdicts"]:
        if verdict["problem"] == problem and verdict["points"] < verdict["max_points"]:
            causes.setdefault(cause_of(verdict), verdict["message"].split("\n", 1)[0])
    return causes


def cause_of(verdict: dict[str, Any]) -> str:
    """A text that is the same for two verdicts with the same mistake.

    It is the cause that was found; for an error its type and place; otherwise the mistake, or the diagnosis
    without its numbers, which depend on the seed.
    """
    if verdict.get("cause"):
        return str(verdict["cause"])
    line = verdict["message"].split("\n", 1)[0]
    if error := ERROR.search(line):
        return f"{error['type']} {error['place'] or error['text']}"
    return verdict["hypothesis"] or re.sub(r"\d[\d.e+-]*", "#", line)


def cell(text: str) -> str:
    """Text for a cell of a spreadsheet: one line, and never a formula."""
    text = plain_line(text)
    return f"'{text}" if text.lstrip()[:1] in ("=", "+", "-", "@") else text


def write_tables(classroom: Classroom) -> None:
    """Write grades.csv, a row for each hand-in, and problems.csv, a row for each problem."""
    rows = problems(classroom)
    names = list(dict.fromkeys(row.name for row in rows))
    write_csv(
        classroom.out / "grades.csv",
        ["name", *names, "total", "max", "term", "seed", "seconds", "note"],
        [
            [
                cell(name),
                *(_points(points.get(problem)) for problem in names),
                _points(result["total"] if points else None),
                _points(result["max"] or None),
                result["term"],
                result["seed"],
                f"{result['seconds']:.1f}",
                cell(_note(result)),
            ]
            for name, result in classroom.results.items()
            for points in [{} if result["failure"] else result["scores"]]
        ],
    )
    write_csv(
        classroom.out / "problems.csv",
        ["term", "problem", "max", "graded", "failed", "mean", "commonest diagnosis", "times"],
        [
            [
                row.term,
                row.name,
                row.most,
                row.graded,
                row.failed,
                f"{row.mean:.2f}",
                cell(row.diagnosis),
                row.times,
            ]
            for row in rows
        ],
    )


def _note(result: dict[str, Any]) -> str:
    """The reason why a hand-in was not graded, and what of it was not read."""
    return "; ".join([*filter(None, [result["failure"]]), *result["warnings"]])


def result_line(name: str, result: dict[str, Any]) -> str:
    """The line for one hand-in, printed as soon as it is graded."""
    if result["failure"]:
        return f"{plain_line(about(name, result['failure']))}  not graded"
    points = f"{result['total']:g}/{result['max']:g}"
    return f"{plain_line(name)}  {result['term']}  {result['seconds']:.1f} s  {points}"


def _points(points: float | None) -> str:
    """Points as text, such as 12.5 or 10; empty if there is no such problem."""
    return "" if points is None else f"{points:g}"


def summary(classroom: Classroom) -> str:
    """The summary for the terminal: each problem with its most frequent diagnosis, and a line
    on the class.
    """
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
    count = sum(not result["failure"] for result in classroom.results.values())
    kept = f"; {classroom.kept} of the results were there" if classroom.kept else ""
    unread = f"{len(classroom.unread)} could not be read"
    lines.append(f"{len(classroom.results)} hand-ins: {count} graded; {unread}{kept}")
    for term in POINTS:  # separately, as the terms have different totals
        graded = [result for result in classroom.results.values() if result["term"] == term and result["max"]]
        totals = [result["total"] for result in graded if not result["failure"]]
        if totals:
            mean, median = statistics.fmean(totals), statistics.median(totals)
            most = max(result["max"] for result in graded)
            lines.append(f"{term}: {len(totals)} graded; mean {mean:.1f}, median {median:g} of {most:g}")
    if skipped := classroom.skipped:
        named = [f"{plain_line(name)} ({kind})" for name, kind in list(skipped.items())[:NAMED]]
        more = f" and {len(skipped) - NAMED} more" if len(skipped) > NAMED else ""
        lines.append(f"no hand-ins, and skipped: {', '.join(named)}{more}")
    lines.append(f"class seed {classroom.seed}; tables and results: {classroom.out}")
    return "\n".join(lines)
