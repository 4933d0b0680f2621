"""All activations of a kind share one state."""

BASE = "student"
PROBLEM = "activations"
HYPOTHESIS = "stale state"
FILE = "mytorch/activation.py"
OLD = """self.state = np.tanh(x)
        return self.state"""
NEW = """type(self).kept = self.state = np.tanh(x)
        return self.state

    def __getattribute__(self, name):
        own = object.__getattribute__
        if name == "state" and hasattr(type(self), "kept"):
            return type(self).kept
        return own(self, name)"""
