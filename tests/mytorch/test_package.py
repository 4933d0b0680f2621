"""`import mytorch` and everything in it, in whatever order it is imported."""

import subprocess
import sys

import mytorch
from hw1.places import ROOT

EACH = """
import importlib, pathlib, sys
files = sorted(pathlib.Path("mytorch").rglob("*.py"))
names = [".".join(f.with_suffix("").parts).removesuffix(".__init__") for f in files]
for name in names:  # each of which Python imports after mytorch/__init__.py
    module = importlib.import_module(name)
    for public in module.__all__:
        assert getattr(module, public) is not None
print(len(names))
"""


def test_each_module_can_be_imported_and_has_what_it_lists():
    run = subprocess.run([sys.executable, "-c", EACH], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) == len(list((ROOT / "mytorch").rglob("*.py")))


def test_the_root_has_what_a_pytorch_user_looks_for():
    assert mytorch.nn.Linear is mytorch.nn.linear.Linear
    assert mytorch.optim.SGD is mytorch.optim.sgd.SGD
    assert mytorch.nn.functional.relu(mytorch.tensor([-1.0, 2.0])).data.tolist() == [0.0, 2.0]
    with mytorch.no_grad():
        assert mytorch.is_grad_enabled() is False
    assert set(mytorch.__all__) <= set(dir(mytorch))
