"""Never goes back to training mode."""

BASE = "student"
REMARK = "training in evaluation mode"
PLACE = "hw1/hw1.py:get_training_stats"
OLD = "mlp.train()"
NEW = ""
