"""The right work of one problem, put into a hand-in whose own is wrong there: so the others can be judged.

Each part is a file of its own, in the plainest form, with the names of the course contract. It comes after
the hand-in's own code in the same file, and takes the place of what has the same names. It is only ever in a
process in which its own problem is not graded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

__all__ = ["PARTS", "put_in"]

FOLDER = Path(__file__).resolve().parent

_FUNCTIONAL, _TENSOR, _MODULE = "mytorch/nn/functional.py", "mytorch/tensor.py", "mytorch/nn/module.py"
_STEPS = {
    "mytorch/optim/sgd.py": "sgd.py",
    "mytorch/optim/optimizer.py": "optimizer.py",
    _MODULE: "module.py",
}
# for each problem: the file of the hand-in, and the part that goes in there
PARTS: dict[str, dict[str, dict[str, str]]] = {
    "spring": {
        "activations": {"mytorch/activation.py": "activation.py"},
        "loss": {"mytorch/loss.py": "loss.py"},
        "batchnorm": {"mytorch/batchnorm.py": "batchnorm.py"},
        "linear": {"mytorch/linear.py": "linear.py"},
        "linear_mlp": {"hw1/hw1.py": "mlp.py"},
        "hidden_layers": {"hw1/hw1.py": "mlp.py"},
        "momentum": {"hw1/hw1.py": "mlp.py"},
    },
    "fall": {
        "subtract": {_FUNCTIONAL: "sub.py", _TENSOR: "sub_operator.py"},
        "multiply": {_FUNCTIONAL: "mul.py", _TENSOR: "mul_operator.py"},
        "divide": {_FUNCTIONAL: "div.py", _TENSOR: "div_operator.py"},
        "autograd": {"mytorch/autograd_engine.py": "engine.py", _TENSOR: "tensor_backward.py"},
        "linear": {
            _FUNCTIONAL: "add.py",
            _TENSOR: "add_operator.py",
            "mytorch/nn/linear.py": "linear.py",
            "mytorch/nn/sequential.py": "sequential.py",
        },
        "relu": {"mytorch/nn/activations.py": "relu.py"},
        "sgd": _STEPS,
        "batchnorm": {"mytorch/nn/batchnorm.py": "batchnorm.py", _MODULE: "module.py"},
        "cross_entropy": {_FUNCTIONAL: "cross_entropy.py", "mytorch/nn/loss.py": "loss.py"},
        "momentum": _STEPS,
    },
}
# What the hand-in's file cannot do, by a slip in it or in what it imports, does not keep the part away.
BOTH = """try:
    exec(compile({source!r}, __file__, "exec"), globals())
except Exception:
    pass


{part}"""


def put_in(files: Mapping[str, bytes], term: str, problems: Iterable[str]) -> dict[str, bytes]:
    """The hand-in's files with the right work of these problems."""
    changed = dict(files)
    chosen = [pair for problem in problems for pair in PARTS[term].get(problem, {}).items()]
    right: dict[str, list[str]] = {}
    for name, part in dict.fromkeys(chosen):  # several problems may be about one part
        right.setdefault(name, []).append((FOLDER / term / part).read_text("utf-8"))
    for name, parts in right.items():
        package = f"{name.removesuffix('.py')}/__init__.py"  # where the hand-in has one, it hides the file
        name = package if package in files else name
        changed[name] = BOTH.format(source=changed.get(name, b""), part="\n\n".join(parts)).encode()
    return changed
