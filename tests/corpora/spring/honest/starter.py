"""The starter's names: momentum_B as its docstring says, no self.output, bn_layers only with batch norm."""

STYLE = "starter"
BASE = "starter"
