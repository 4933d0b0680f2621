"""The fewest lines that still fail."""

from collections.abc import Callable, Iterator

from autograder.crosscheck.programs.statement import Program, Statement

__all__ = ["shrink"]


def shrink(program: Program, fails: Callable[[Program], bool]) -> Program:
    """Take out lines, or walk back from an earlier result, as long as what is left fails."""
    lines = list(program)
    while True:
        smaller = next((other for other in _smaller(lines) if other and _fails(other, fails)), None)
        if smaller is None:
            return lines
        lines = smaller


def _fails(program: Program, fails: Callable[[Program], bool]) -> bool:
    try:
        return fails(program)
    except Exception:  # what is left makes no sense even to the reference
        return False


def _smaller(lines: list[Statement]) -> Iterator[list[Statement]]:
    for line in reversed(lines):
        yield _without(lines, line)
    for at, line in enumerate(lines):
        if line.action == "backward":
            for earlier in lines[:at]:
                if earlier.target == line.reads[0]:
                    break
                if earlier.action == "op":
                    yield [*lines[:at], _backward_from(earlier.target), *lines[at + 1 :]]


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


def _backward_from(name: str) -> Statement:
    theirs = f"{name}.backward(torch.ones_like({name}), retain_graph=True)"
    return Statement("backward", "backward", f"{name}.backward()", theirs, reads=(name,))
