"""`python -m benchmarks`: the first, plain form of `python cli.py bench`."""

import argparse
import sys

from benchmarks.report import table
from benchmarks.run import run

parser = argparse.ArgumentParser()
parser.add_argument("--workload", nargs="+", default=["W1", "W2", "W2bn", "W3", "W4", "W5"])
parser.add_argument("--systems", nargs="+", default=["mytorch", "classic", "products", "pytorch"])
parser.add_argument("--rounds", type=int, default=11)
parser.add_argument("--dtype", default="float32")
parser.add_argument("--checkout", nargs="+", default=[])
parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
given = parser.parse_args()
for result in run(given.workload, given.systems, given.rounds, given.dtype, counts=given.threads, checkouts=given.checkout):
    print(table([result]), flush=True)
    print(next(iter(result.contestants)).about, file=sys.stderr)
