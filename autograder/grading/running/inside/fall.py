"""The scenarios that a Fall hand-in runs, which use its packages as the course's graders do.

This code runs in the hand-in's process and contains no right answer: every function returns the computed
values and the inputs after the computation. A Tensor is sent as its array. Every value is computed
separately; if that fails, the exception is sent in its place.
"""

from autograder.grading.running.inside.fall_autograd import *  # noqa: F403
from autograder.grading.running.inside.fall_layers import *  # noqa: F403
from autograder.grading.running.inside.fall_mnist import *  # noqa: F403
from autograder.grading.running.inside.fall_steps import *  # noqa: F403
