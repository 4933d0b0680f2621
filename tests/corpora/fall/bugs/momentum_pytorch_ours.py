"""PyTorch's momentum: the learning rate outside the velocity."""

PROBLEM = "momentum"
HYPOTHESIS = "lr outside the velocity"
FILE = "mytorch/optim/sgd.py"
OLD = """v -= self.lr * p.grad._data
            p._data += v"""
NEW = """v += p.grad._data
            p._data -= self.lr * v"""
