"""Grading one hand-in: every problem of its term, each in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from autograder.grading.result import Grade


def grade(
    files: Mapping[str, bytes],
    term: str,
    *,
    seed: int,
    timeout: float = 60.0,
    problems: Sequence[str] | None = None,
    unsafe: bool = False,
    on_problem: Callable[[str, float], None] | None = None,
) -> Grade:
    """Grade the hand-in `files` (relative name -> contents) of `term` ("spring" or "fall") on inputs drawn from `seed`."""
    raise NotImplementedError
