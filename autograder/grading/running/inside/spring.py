"""The scenarios that a Spring hand-in runs, which call its modules as the course's graders do.

This code runs in the hand-in's process and contains no right answer: every function returns the computed
values and the inputs after the computation. If a value cannot be computed, its exception is returned in its
place, and the other values are computed all the same. Modules are imported by their bare names, inside the
functions, so that a module that is missing or broken costs only the problems that need it.
"""

from autograder.grading.running.inside.spring_layers import *  # noqa: F403
from autograder.grading.running.inside.spring_networks import *  # noqa: F403
from autograder.grading.running.inside.spring_training import *  # noqa: F403
