"""The gradient is stored, and then added again."""

BASE = "student"
PROBLEM = "autograd"
HYPOTHESIS = "factor"
FILE = "mytorch/autograd_engine.py"
OLD = """            self.variable.grad = type(self.variable)(array)
        else:
            self.variable.grad.data = self.variable.grad.data + array"""
NEW = """            self.variable.grad = type(self.variable)(array * 0)
            self.variable.grad.data += array
        self.variable.grad.data = self.variable.grad.data + array"""
