"""A grade for a reader: a table for the terminal, and a page for the student."""

import html
from collections.abc import Iterable, Sequence

from autograder.grading.result import Grade, Verdict
from hw1.reports import html_page
from hw1.reports.html_page import table as table_of

__all__ = ["about", "aligned", "page", "plain", "plain_line", "short", "table"]

REMARKS = "Remarks, which cost nothing:"
_IN_FULL = 1  # number of failed tests of a problem that the terminal shows with their numbers
_IN_SHORT = 5  # number of further ones shown with their first line


def plain(text: str) -> str:
    """Text from a hand-in, with its control characters shown as escapes.

    The result cannot control a terminal or change the direction of text, and can be encoded in Unicode.
    """
    text = text.replace("\r\n", "\n").expandtabs(4)
    return "".join(
        one if one.isprintable() or one == "\n" else one.encode("unicode_escape").decode() for one in text
    )


def plain_line(text: str) -> str:
    """The same on one line, for names."""
    return plain(text).replace("\n", "\\n")


def aligned(rows: Sequence[Sequence[str]], ruled: Iterable[int] = (0,)) -> list[str]:
    """Rows of cells as aligned lines: the first column to the left, others to the right, rules below some."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines: list[str] = []
    for number, row in enumerate(rows):
        cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        lines.append("  ".join([row[0].ljust(widths[0]), *cells[1:]]).rstrip())
        if number in ruled:
            lines.append("-" * (sum(widths) + 2 * len(widths) - 2))
    return lines


def about(name: str, failure: str) -> str:
    """The reason why a hand-in was not graded, with its name."""
    return f"{name} {failure}" if failure.startswith(("is ", "has ")) else f"{name}: {failure}"


def table(grade: Grade, again: str) -> str:
    """The table for the terminal: points by problem, what was wrong in each, and how to repeat the grading.

    again: the command that grades on the same inputs (again.py).
    """
    rows = [("problem", "points", "of")]
    rows += [(name, f"{grade.scores[name]:g}", f"{most:g}") for name, most in _most(grade).items()]
    rows.append(("total", f"{grade.total:g}", f"{grade.max:g}"))
    lines = aligned(rows, ruled=(0, len(rows) - 2))
    for error, verdicts in grade.imports.items():
        lines += ["", plain_line(_import_line(error, verdicts))]
    for name in grade.diagnoses:
        failed = _failed(grade, name)
        if not failed:  # already shown above
            continue
        lines += ["", f"{name}  {grade.scores[name]:g}/{_most(grade)[name]:g}"]
        for number, verdict in enumerate(failed[:_IN_SHORT]):
            first, *details = plain(verdict.message).split("\n")
            lines.append(f"    {_points(verdict)}: {first}")
            lines += [f"      {line}" for line in details if number < _IN_FULL]
        if len(failed) > _IN_SHORT:
            lines.append(f"    … and {len(failed) - _IN_SHORT} more; --report FILE has them all")
    if grade.remarks:
        lines += ["", REMARKS]
        lines += [f"    {name}: {plain(line)}" for name, said in grade.remarked.items() for line in said]
    said = f"seed {grade.seed}, {grade.seconds:.1f} s; again: {again}"
    return "\n".join([*lines, "", said])


def _most(grade: Grade) -> dict[str, float]:
    """The largest number of points of each problem."""
    most: dict[str, float] = {}
    for verdict in grade.verdicts:
        most[verdict.problem] = round(most.get(verdict.problem, 0.0) + verdict.max_points, 2)
    return most


def _failed(grade: Grade, problem: str) -> list[Verdict]:
    """The tests that lost points, except for failed imports, which are shown once, at the top."""
    return [
        verdict
        for verdict in grade.verdicts
        if verdict.problem == problem and not verdict.passed and verdict.hypothesis != "import"
    ]


def _import_line(error: str, verdicts: Sequence[Verdict]) -> str:
    problems = dict.fromkeys(verdict.problem for verdict in verdicts)
    lost = sum(verdict.max_points - verdict.points for verdict in verdicts)
    return f"Importing the hand-in raised {error}: {lost:g} points lost, in {', '.join(problems)}"


def short(verdict: Verdict) -> str:
    """The test's name, without that of its problem."""
    return plain_line(verdict.name.removeprefix(f"{verdict.problem}: "))


def _points(verdict: Verdict) -> str:
    return f"{short(verdict)} ({verdict.points:g}/{verdict.max_points:g})"


def page(grade: Grade, title: str, failure: str | None = None, warnings: Sequence[str] = ()) -> str:
    """One HTML page that needs no other file: the total, the problems, the faults in a line each, the
    numbers.

    title: whose work it is. failure: the reason if the grading did not run. warnings: what of the hand-in
        was not read.
    """
    most, title = _most(grade), plain_line(title)
    rows = [(name, f"{grade.scores[name]:g}", f"{most[name]:g}") for name in most]
    lost = {
        (i, j): "lost" for i, name in enumerate(most) if grade.scores[name] < most[name] for j in range(3)
    }
    if failure:
        body = f"<p>It could not be graded: {_text(failure)}</p>"
    elif grade.diagnoses:
        body = _imports(grade) + _first_lines(grade) + _details(grade)
    else:
        body = "<p>Full marks: every test passed.</p>"
    body += _remarks(grade)
    if warnings:
        body = f"<ul>{''.join(f'<li>{_text(one)}</li>' for one in warnings)}</ul>\n{body}"
    points, told = f"{grade.total:g} of {grade.max:g}", ""
    if grade.verdicts or not failure:
        told = f'<p class="total"><b>{grade.total:g}</b> of {grade.max:g} points</p>\n'
        told += table_of("Points by problem", ("problem", "points", "of"), rows, cells=lost)
    else:
        points = "not graded"
    foot = (
        f"<p>The inputs were drawn from seed {grade.seed}, and are the same again with the option "
        f"<code>--seed {grade.seed}</code>. {grade.seconds:.1f} s.</p>"
    )
    return html_page.page(f"{points}: {title}", f"{told}\n{body}", foot, title)


def _imports(grade: Grade) -> str:
    """The failed imports, each once, with the traceback."""
    parts = []
    for error, verdicts in grade.imports.items():
        traceback = verdicts[0].message.partition("\n")[2]
        parts.append(f"<p>{_text(_import_line(error, verdicts))}</p>\n<pre>{_text(traceback)}</pre>")
    return "\n".join(parts)


def _remarks(grade: Grade) -> str:
    """The remarks on better practice."""
    if not grade.remarks:
        return ""
    items = "\n".join(
        f"<li>{_text(remark.problem)}: {_text(first)}{f'<pre>{_text(rest)}</pre>' if rest else ''}</li>"
        for remark in grade.remarks
        for first, _, rest in [remark.message.partition("\n")]
    )
    return f"<h2>Remarks</h2>\n<p>{REMARKS}</p>\n<ul>\n{items}\n</ul>"


def _first_lines(grade: Grade) -> str:
    """The faults, one line for each test, with a link to its numbers."""
    parts = ["<h2>What was wrong</h2>"]
    for name in grade.diagnoses:
        if not _failed(grade, name):
            continue
        items = "\n".join(
            f'<li><a href="#{_anchor(grade, verdict)}">{html.escape(short(verdict))}</a>: '
            f"{_text(verdict.message.split(chr(10), 1)[0])}</li>"
            for verdict in _failed(grade, name)
        )
        parts.append(f"<h3>{_text(name)}</h3>\n<ul>\n{items}\n</ul>")
    return "\n".join(parts)


def _details(grade: Grade) -> str:
    """Each failed test with its numbers and its traceback."""
    parts = ["<h2>The numbers</h2>"]
    for name in grade.diagnoses:
        parts += [
            f'<h3 id="{_anchor(grade, verdict)}">{_text(name)}: {_text(_points(verdict))}</h3>\n'
            f"<pre>{_text(verdict.message)}</pre>"
            for verdict in _failed(grade, name)
        ]
    return "\n".join(parts)


def _anchor(grade: Grade, verdict: Verdict) -> str:
    return f"test-{grade.verdicts.index(verdict) + 1}"


def _text(text: str) -> str:
    return html.escape(plain(text))
