"""Tests of the grader: it grades hand-ins that are known to be wrong, right or hostile."""
