"""The fewest lines that still fail."""

from collections.abc import Callable

from autograder.crosscheck.programs.statement import Program, Statement

__all__ = ["shrink"]


def shrink(program: Program, fails: Callable[[Program], bool]) -> Program:
    """Take out lines, each with all that needs it, as long as what is left fails."""
    lines = list(program)
    smaller = True
    while smaller:
        smaller = False
        for line in reversed(lines):
            fewer = _without(lines, line)
            if fewer and len(fewer) < len(lines) and fails(fewer):
                lines, smaller = fewer, True
                break
    return lines


def _without(lines: list[Statement], gone: Statement) -> list[Statement]:
    """All lines but this one, and those that read what is then missing."""
    missing = {gone.target} - {""}
    kept = []
    for line in lines:
        if line is gone:
            continue
        if missing.intersection(line.reads):
            missing |= {line.target} - {""}
        else:
            kept.append(line)
    return kept
