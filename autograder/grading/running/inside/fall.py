"""What a Fall hand-in is asked to do: its packages are used as the course's graders use them.

Runs in the hand-in's process, and knows no right answer: every function returns the values that came out,
and the inputs as they were afterwards. A Tensor is sent as the array in it, and what could not be had as
the exception: every value is obtained by itself.
"""

from autograder.grading.running.inside.fall_autograd import *  # noqa: F403
from autograder.grading.running.inside.fall_layers import *  # noqa: F403
from autograder.grading.running.inside.fall_mnist import *  # noqa: F403
from autograder.grading.running.inside.fall_steps import *  # noqa: F403
