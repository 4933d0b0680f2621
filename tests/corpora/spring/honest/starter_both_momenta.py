"""momentum_B of the docstring beside momentum_b of the code, which is the one that is used."""

STYLE = "starter"
BASE = "starter"
FILES_OF = {
    "mytorch/activation.py": "handout",
    "mytorch/batchnorm.py": "loops",
}
EDITS = [
    (
        "mytorch/linear.py:Linear.__init__",
        "self.momentum_B = np.zeros(self.b.shape)",
        """
        self.momentum_B = np.zeros(self.b.shape)
        self.momentum_b = np.zeros(self.b.shape)
        """,
    ),
    (
        "hw1/hw1.py:MLP.step",
        "l.momentum_B = self.momentum*l.momentum_B - self.lr*l.db",
        "l.momentum_b = self.momentum*l.momentum_b - self.lr*l.db",
    ),
    ("hw1/hw1.py:MLP.step", "l.b += l.momentum_B", "l.b += l.momentum_b"),
]
