"""One velocity for all parameters of a shape."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "shared velocity"
FILE = "mytorch/optim/sgd.py"
OLD = "self.momentums = [np.zeros(p.shape) for p in self.params]"
NEW = """kept = {p.shape: np.zeros(p.shape) for p in self.params}
        self.momentums = [kept[p.shape] for p in self.params]"""
