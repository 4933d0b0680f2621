"""The derivative as S - S²."""

BASE = "student"
FILE = "mytorch/activation.py"
OLD = "return self.state * (1 - self.state)"
NEW = "return self.state - self.state**2"
