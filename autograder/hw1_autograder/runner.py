#!/usr/bin/env python3
"""The local autograder of both handouts:  python3 autograder/hw1_autograder/runner.py   (./grade.sh 1)

It grades all problems except the one that the course grades by its plots: in spring the training statistics,
in fall MNIST, which has its own grader (test_mnist.py).
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # so that this file can be run as a script

from hw1.find_python import use_venv  # noqa: E402

use_venv()

from mytorch_twins.local import runner  # noqa: E402

if __name__ == "__main__":
    runner()
