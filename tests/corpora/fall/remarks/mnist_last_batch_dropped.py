"""Only whole batches are trained on."""

BASE = "student"
REMARK = "last batch dropped"
PLACE = "hw1/mnist.py:train"
OLD = "range(0, len(x), BATCH_SIZE)"
NEW = "range(0, len(x) - BATCH_SIZE + 1, BATCH_SIZE)"
