#!/usr/bin/env python3
"""Grades MNIST and leaves its plot:  python3 autograder/hw1_autograder/test_mnist.py   (./grade.sh m)"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # so that this file can be run as a script

from hw1.find_python import use_venv  # noqa: E402

use_venv()

from mytorch_twins.local import mnist  # noqa: E402

if __name__ == "__main__":
    mnist()
