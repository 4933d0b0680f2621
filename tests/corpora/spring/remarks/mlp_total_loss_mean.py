"""The total loss is a mean."""

BASE = "student"
REMARK = "averaged"
PLACE = "hw1/hw1.py:MLP.total_loss"
OLD = "return self.criterion(self.output, labels).sum()"
NEW = "return self.criterion(self.output, labels).mean()"
