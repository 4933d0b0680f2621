#!/usr/bin/env python3
"""Grades the problems of fall about the MLP (2.1-2.6):  python3 autograder/hw1_autograder/test_mlp.py"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # so that this file can be run as a script

from hw1.find_python import use_venv  # noqa: E402

use_venv()

from mytorch_twins.local import chosen  # noqa: E402

if __name__ == "__main__":
    chosen("linear", "relu", "sgd", "batchnorm", "cross_entropy", "momentum")()
