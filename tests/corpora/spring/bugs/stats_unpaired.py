"""Images are shuffled without their labels."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = "unpaired"
PLACE = "hw1/hw1.py:get_training_stats"
OLD = "y = trainy[idxs[b : b + batch_size]]"
NEW = "y = trainy[b : b + batch_size]"
