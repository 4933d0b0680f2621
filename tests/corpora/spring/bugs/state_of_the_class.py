"""All activations of a kind share one state."""

BASE = "student"
PROBLEM = "activations"
HYPOTHESIS = "stale state"
PLACE = "mytorch/activation.py:Tanh"
OLD = """
def forward(self, x):
    self.state = np.tanh(x)
    return self.state
"""
NEW = """
def forward(self, x):
    type(self).kept = self.state = np.tanh(x)
    return self.state

def __getattribute__(self, name):
    own = object.__getattribute__
    if name == "state" and hasattr(type(self), "kept"):
        return type(self).kept
    return own(self, name)
"""
