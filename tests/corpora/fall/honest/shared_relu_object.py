"""One ReLU object for all of the program: whoever asks for one gets the same."""

STYLE = "shared"
BASE = "objects"
FILES_OF = {
    "mytorch/autograd_engine.py": "recursive",
    "hw1/mnist.py": "recursive",
}
FILES = {
    "mytorch/nn/activations.py": """import mytorch.nn.functional as F
from mytorch.nn.module import Module


class ReLU(Module):
    the_only_one = None

    def __new__(cls):
        # it has no parameters and keeps nothing, so one is enough
        if cls.the_only_one is None:
            cls.the_only_one = super().__new__(cls)
        return cls.the_only_one

    def forward(self, x):
        return F.ReLU.apply(x)
""",
}
