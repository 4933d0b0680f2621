"""Only whole batches are trained on."""

BASE = "student"
REMARK = "last batch dropped"
PLACE = "hw1/hw1.py:get_training_stats"
OLD = "range(0, len(trainx), batch_size)"
NEW = "range(0, len(trainx) - batch_size + 1, batch_size)"
