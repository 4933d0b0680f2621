"""Only whole batches are trained on."""

BASE = "student"
REMARK = "last batch dropped"
FILE = "hw1/hw1.py"
OLD = "for b in range(0, len(trainx), batch_size):"
NEW = "for b in range(0, len(trainx) - batch_size + 1, batch_size):"
