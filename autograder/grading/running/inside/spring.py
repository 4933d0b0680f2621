"""What a Spring hand-in is asked to do: its modules are called as the course's graders call them.

Runs in the hand-in's process, and knows no right answer: every function returns the values that came out,
and the inputs as they were afterwards. A value that could not be had is the exception that came instead of
it; what can still be had after that is asked for all the same. Modules are imported by their bare names,
inside the functions, so that a module that is missing or broken costs only the problems that need it.
"""

from autograder.grading.running.inside.spring_layers import *  # noqa: F403
from autograder.grading.running.inside.spring_networks import *  # noqa: F403
from autograder.grading.running.inside.spring_training import *  # noqa: F403
