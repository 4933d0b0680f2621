"""The total loss is a mean."""

BASE = "student"
REMARK = "averaged"
FILE = "hw1/hw1.py"
OLD = "return self.criterion(self.output, labels).sum()"
NEW = "return self.criterion(self.output, labels).mean()"
