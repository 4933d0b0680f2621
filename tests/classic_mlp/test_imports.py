"""NumPy alone, and flat as the Spring hand-in wants it: every module can be imported by its bare name."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import classic_mlp

SOURCES = {path.stem: path.read_text("utf-8") for path in Path(classic_mlp.__file__).parent.glob("*.py")}
USE = """
import sys
import numpy as np
import activation, batchnorm, linear, loss, mlp, training

net = mlp.MLP(3, 2, [4], [activation.Sigmoid(), activation.Identity()], lambda i, o: np.ones((i, o)),
              lambda o: np.zeros((1, o)), loss.SoftmaxCrossEntropy(), 0.1, num_bn_layers=1)
examples = np.ones((5, 3)), np.eye(2)[[0, 1, 0, 1, 0]]
print(len(training.get_training_stats(net, (examples, examples, None), 2, 2)), "classic_mlp" in sys.modules)
"""
MAY_IMPORT = {
    "numpy",
    "numpy.lib.stride_tricks",
    "numpy.typing",
    "types",
    "typing",
    "collections.abc",
    "contextlib",
    "copy",
    "itertools",
    "numbers",
    "sys",
}


@pytest.mark.parametrize("module", SOURCES)
def test_a_module_imports_numpy_and_its_siblings_only(module):
    for node in ast.walk(ast.parse(SOURCES[module])):
        if isinstance(node, ast.Import):
            assert {alias.name for alias in node.names} <= MAY_IMPORT
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            package, _, sibling = node.module.partition(".")
            assert node.module in MAY_IMPORT or (package == "classic_mlp" and sibling in SOURCES)


def test_the_modules_work_flat_by_their_bare_names(tmp_path):
    for name, source in SOURCES.items():
        if name != "__init__":
            flat = re.sub(r"^from classic_mlp\.", "from ", source, flags=re.MULTILINE)
            (tmp_path / f"{name}.py").write_text(flat, encoding="utf-8")
    (tmp_path / "use.py").write_text(USE)
    done = subprocess.run([sys.executable, "use.py"], capture_output=True, text=True, cwd=tmp_path)
    assert done.stdout.split() == ["4", "False"], done.stderr


@pytest.mark.parametrize("module", sorted(SOURCES.keys() - {"__init__"}))
def test_a_module_names_its_twin(module):
    twin = {
        "activation": "mytorch/nn/activations.py",
        "loss": "mytorch/nn/loss.py",
        "linear": "mytorch/nn/linear.py",
        "batchnorm": "mytorch/nn/batchnorm.py",
        "arrays": "autograd_mlp/settings.py",
        "allocation": "mytorch/allocation.py",
        "layer": "mytorch/in_place.py",
        "mlp": "autograd_mlp/mlp.py",
        "sequential": "mytorch/nn/sequential.py",
        "attention": "mytorch/nn/functions/attention.py",
        **{
            name: f"mytorch/nn/{name}.py"
            for name in ["conv", "dropout", "flatten", "gru", "layernorm", "pooling", "rnn"]
        },
    }.get(module)
    docstring = ast.get_docstring(ast.parse(SOURCES[module]))
    assert twin is None or docstring.endswith(f"Twin: {twin}")
