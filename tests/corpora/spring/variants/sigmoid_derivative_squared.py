"""The derivative as S - S²."""

BASE = "student"
PLACE = "mytorch/activation.py:Sigmoid.derivative"
OLD = "return self.state * (1 - self.state)"
NEW = "return self.state - self.state**2"
