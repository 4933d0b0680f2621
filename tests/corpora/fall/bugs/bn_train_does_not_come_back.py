"""train() does not reach the layers."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "training mode ignored"
FILE = "mytorch/nn/module.py"
OLD = """        self.is_train = True
        for module in self._submodules.values():
            module.train()"""
NEW = "        self.is_train = True"
