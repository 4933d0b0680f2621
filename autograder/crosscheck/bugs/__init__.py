"""The bugs that are planted to see whether the check finds them.

Those with a reason are equivalent: nobody can tell them from the right code from outside.
"""

from autograder.crosscheck.bugs.bug import Bug
from autograder.crosscheck.bugs.wrong_formulas import FORMULAS
from autograder.crosscheck.bugs.wrong_later_layers import LATER
from autograder.crosscheck.bugs.wrong_layers import LAYERS
from autograder.crosscheck.bugs.wrong_operations import OPERATIONS
from autograder.crosscheck.bugs.wrong_state import STATE

__all__ = ["BUGS", "Bug"]

BUGS = [*FORMULAS, *STATE, *LATER, *OPERATIONS, *LAYERS]
