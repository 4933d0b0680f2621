"""Reports of the results: tables for the terminal, and HTML pages."""

from collections.abc import Sequence
from typing import Any

from autograder.crosscheck.bug_audit import MAX_DEPTH, NETWORKS, Audit, Trial
from autograder.crosscheck.check import COMPARISONS, MOST_RATIO, WAYS
from autograder.crosscheck.later_check import LATER_COMPARISONS, MOST_LATER_RATIO
from autograder.crosscheck.later_problems import LATER_LAYERS
from autograder.crosscheck.run import Certificate
from autograder.crosscheck.tally import Row
from hw1.reports import html_page
from hw1.reports.html_page import paragraph, text
from hw1.reports.html_page import table as table_of

__all__ = ["audit_page", "audit_table", "page", "table", "verdict"]

_HEAD = ("comparison", "tensors", "same bits", "ulp", "epsilons", "error/sensitivity", "allowed", "")
_ALLOWED = {COMPARISONS[0]: "same bits"}
_LEGEND = (
    "ulp: floats between two elements, at most.  epsilons: largest difference over largest element.",
    "Both leave out tensors whose true value is 0, where only error/sensitivity says something: how far off",
    "a gradient is, over how far it moves when the numbers it is made from move by one epsilon.",
)
_LATER_HEAD = (
    "later layer",
    "tensors",
    "same bits",
    "hand ~ autograd",
    "~ complex step",
    "~ PyTorch",
    "",
)
_LATER_LEGEND = (
    "Later layers: the same bits are those of the twins; then error/sensitivity, the worse of both twins "
    f"against an\noracle, at most {MOST_LATER_RATIO}."
)


def verdict(certificate: Certificate) -> str:
    """One sentence."""
    checks = certificate.tally.checks
    counted = ", ".join(f"{number:,} {kind}" for kind, number in checks.items())
    took = f"{counted}, in {certificate.seconds:.0f} s"
    if certificate.agree:
        return f"The same gradient: {took}."
    return f"NOT the same gradient: {certificate.tally.failed:,} disagreements in {took}."


def table(certificate: Certificate) -> str:
    """The table of figures, the failures, the worst case, and the command that repeats it."""
    networks = _lined_up([_HEAD, *_rows(certificate)])
    layers = _lined_up([_LATER_HEAD, *_later_rows(certificate)])
    return "\n".join([*networks, "", *layers, "", *_LEGEND, _LATER_LEGEND, "", *_endings(certificate)])


def _lined_up(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """The rows as lines, the first column flush left, and a rule below the first row."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        lines.append("  ".join([row[0].ljust(widths[0]), *cells[1:]]).rstrip())
    lines.insert(1, "-" * max(map(len, lines)))
    return lines


def _rows(certificate: Certificate) -> list[tuple[str, ...]]:
    rows = []
    for name in COMPARISONS:
        row = certificate.tally.rows.get(name)
        if row is None:
            missing = "none drawn"  # no network of this kind was drawn
            if name.endswith("PyTorch"):
                missing = "none asked" if certificate.versions["pytorch"] else "not installed"
            elif name.endswith("complex step"):
                missing = "none asked"
            rows.append((name, missing, *[""] * (len(_HEAD) - 2)))
            continue
        share = "100 %" if row.equal == row.tensors else f"{100 * row.equal / row.tensors:.1f} %"
        result = "ok" if not row.failed else f"{row.failed:,} FAILED"
        rows.append(
            (
                name,
                f"{row.tensors:,}",
                share,
                _figure(row.ulp),
                _figure(row.epsilons),
                _figure(row.ratio),
                _ALLOWED.get(name, f"<= {MOST_RATIO}"),
                result,
            )
        )
    return rows


def _later_rows(certificate: Certificate) -> list[tuple[str, ...]]:
    """One row for each of the later layers: how far off it is, in each comparison."""
    rows = []
    for layer, words in LATER_LAYERS.items():
        found = [certificate.tally.rows.get(f"{layer}: {name}") for name in LATER_COMPARISONS]
        there = [row for row in found if row is not None]
        twins = found[0]
        if twins is None:
            rows.append((f"{words} ({layer})", "none drawn", *[""] * (len(_LATER_HEAD) - 2)))
            continue
        failed = sum(row.failed for row in there)
        rows.append(
            (
                f"{words} ({layer})",
                f"{sum(row.tensors for row in there):,}",
                "100 %" if twins.equal == twins.tensors else f"{100 * twins.equal / twins.tensors:.1f} %",
                _figure(twins.ratio),
                _worse(found[1:3], "none asked"),
                _worse(found[3:], "none asked" if certificate.versions["pytorch"] else "not installed"),
                f"{failed:,} FAILED" if failed else "ok",
            )
        )
    return rows


def _worse(rows: Sequence[Row | None], missing: str) -> str:
    """The worse error/sensitivity of both twins."""
    ratios = [row.ratio for row in rows if row is not None]
    return _figure(max(ratios)) if ratios else missing


def _figure(value: float) -> str:
    return "0" if value == 0 else f"{value:.2f}" if value < 100 else f"{value:.3g}"


def _endings(certificate: Certificate) -> list[str]:
    return [*_worst(certificate), "", *_done(certificate), "", verdict(certificate)]


def _worst(certificate: Certificate) -> list[str]:
    """The failures, the worst case, and the command that repeats it."""
    lines = [
        f"DISAGREES  {_at(failure)}{failure['what']}: {failure['why']}"
        for failure in certificate.tally.failures[:5]
    ]
    worst = certificate.worst
    if worst:
        lines += [
            f"worst case  {worst['what']}, {worst['why']}",
            f"    of  {worst.get('network', 'a network that could not be drawn')}",
            f"    again:  {certificate.reproduce()}",
        ]
    return lines


def _done(certificate: Certificate) -> list[str]:
    """Lines that say which networks were differentiated in which ways, and which were not and why."""
    tally, depth = certificate.tally, certificate.max_depth
    dtypes = " and ".join(f"{number:,} in {dtype}" for dtype, number in sorted(tally.dtypes.items()))
    lines = [
        f"Random networks of {'one layer' if depth == 1 else f'one to {depth} layers'}, from seed "
        f"{certificate.seed} on: {dtypes or 'none'}."
    ]
    for way in WAYS:
        along = ", along random directions" if way == "complex step" else ""
        line = (
            f"Differentiated {'' if way.startswith('by') else 'by '}{way}{along}: {tally.ways.get(way, 0):,}."
        )
        reasons = ", ".join(f"{number:,} ({why})" for why, number in tally.skipped.get(way, {}).items())
        lines.append(f"{line} Not: {reasons}." if reasons else line)
    return lines


def _at(failure: dict[str, Any]) -> str:
    return f"seed {failure['seed']}, {failure['dtype']}: " if "seed" in failure else ""


def page(certificate: Certificate) -> str:
    """The certificate as one HTML page that needs no other file."""
    versions = certificate.versions
    on = ", ".join(f"{name} {version}" for name, version in versions.items() if version)
    return _html(
        verdict(certificate),
        certificate.agree,
        " ".join(_done(certificate)),
        table_of("Networks: how far apart two ways of differentiation are", _HEAD, _rows(certificate))
        + table_of("Later layers", _LATER_HEAD, _later_rows(certificate)),
        " ".join((*_LEGEND, _LATER_LEGEND)),
        "\n".join(_worst(certificate)),
        on,
    )


_AUDIT_HEAD = ("family", "planted", "found", "survived")


def audit_verdict(audit: Audit) -> str:
    """One sentence."""
    bugs = len(audit.killed) + len(audit.survived)
    return (
        f"The check {'can' if audit.agree else 'CANNOT'} be trusted: {len(audit.killed)} of {bugs} bugs "
        f"found, {len(audit.equivalent)} equivalent, {len(audit.false_alarms)} false alarms under "
        f"{len(audit.healthy)} seeds, in {audit.seconds:.0f} s."
    )


def audit_table(audit: Audit) -> str:
    """A table of all bugs, by family, each with the check that found it."""
    lines = []
    for family, trials in _families(audit):
        lines += ["", f"{family}: {sum(bool(trial.caught_by) for trial in trials)} of {len(trials)} found"]
        for trial in trials:
            lines += [f"  {trial.bug}", f"      {trial.caught_by or 'SURVIVED'}"]
    lines += ["", "equivalent, and so not to be found:"]
    for trial in audit.equivalent:
        lines += [f"  {trial.bug}", f"      {trial.bug.equivalent if trial.bug else ''}"]
    lines += [f"FALSE ALARM  {trial.caught_by}: {trial.why}" for trial in audit.false_alarms]
    return "\n".join([*lines, "", audit_verdict(audit)])


def _families(audit: Audit) -> list[tuple[str, list[Trial]]]:
    families: dict[str, list[Trial]] = {}
    for trial in audit.trials:
        if trial.bug and not trial.bug.equivalent:
            families.setdefault(trial.bug.family, []).append(trial)
    return list(families.items())


def audit_page(audit: Audit) -> str:
    """The table of all bugs as one HTML page that needs no other file."""
    rows = [
        (
            family,
            str(len(trials)),
            str(sum(bool(trial.caught_by) for trial in trials)),
            str(sum(not trial.caught_by for trial in trials)),
        )
        for family, trials in _families(audit)
    ]
    return _html(
        audit_verdict(audit),
        audit.agree,
        "One bug at a time was planted in a twin, in memory, and the check was run until it found something: "
        f"operations, behaviours and {NETWORKS} networks of one to {MAX_DEPTH} layers, without PyTorch.",
        table_of("Bugs by family", _AUDIT_HEAD, rows),
        "Below: each bug, and the check that found it first.",
        audit_table(audit),
        "",
    )


def _html(said: str, good: bool, about: str, tables: str, legend: str, details: str, on: str) -> str:
    """The page. tables: HTML; all else is text."""
    body = "\n".join(
        [
            paragraph(said, f"verdict {'yes' if good else 'no'}"),
            paragraph(about),
            tables,
            paragraph(legend, "soft"),
            f"<pre>{text(details)}</pre>",
        ]
    )
    heading = "By hand and by autograd"
    return html_page.page(f"{heading}: MyTorch crosscheck", body, paragraph(on), heading)
