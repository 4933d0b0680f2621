"""The hand-ins, unpacked in an empty folder where only NumPy can be imported."""

import ast
import gc
import io
import os
import subprocess
import sys
import tarfile
import time
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from hw1.handin import build_handin

LAYERS = ["mytorch/activation.py", "mytorch/batchnorm.py", "mytorch/linear.py", "mytorch/loss.py"]

# What stands for an environment without the project and without matplotlib and click.
ONLY_NUMPY = """
import sys
GONE = {"classic_mlp", "autograd_mlp", "autograder", "mytorch_twins", "cli", "click", "matplotlib"}
class NotInstalled:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in GONE:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, NotInstalled())
"""

SPRING = """
sys.path[:0] = [sys.argv[1] + "/mytorch", sys.argv[1] + "/hw1"]  # before an installed copy of the project
import activation, loss, linear, batchnorm
import hw1, mc
import hw1 as nn
import numpy as np

np.random.seed(1)
net = nn.MLP(4, 10, [5, 6], [nn.Sigmoid(), activation.ReLU(), nn.Identity()], np.random.randn,
             lambda n: np.zeros((1, n)), nn.SoftmaxCrossEntropy(), 0.01, momentum=0.9, num_bn_layers=1)
part = np.random.randn(25, 4), np.eye(10)[np.arange(25) % 10]
stats = nn.get_training_stats(net, (part, part, part), 2, 10)
assert isinstance(net.linear_layers[0], linear.Linear) and isinstance(net.bn_layers[0], batchnorm.BatchNorm)
assert isinstance(net.criterion, loss.Criterion)
print([len(column) for column in stats], mc.question_5())
"""

FALL = """
sys.path.insert(0, sys.argv[1])
from hw1.mnist import mnist
import numpy as np, mytorch
assert mytorch.__file__.startswith(sys.argv[1])
x, y = np.random.rand(300, 784), np.arange(300) % 10
print(len(mnist(x, y, x, y)))
"""


@pytest.fixture
def use(tmp_path, unpack):
    """Unpacks a term's hand-in and runs code beside it, from elsewhere; gives what was printed."""

    def run(term, code):
        unpacked, elsewhere = tmp_path / "unpacked", tmp_path / "elsewhere"
        elsewhere.mkdir()
        unpack(unpacked, build_handin(term)[0])
        command = [sys.executable, "-B", "-c", ONLY_NUMPY + code, str(unpacked)]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        result = subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
        return result.stdout.strip()

    return run


def members(tar):
    return tarfile.open(fileobj=io.BytesIO(tar)).getmembers()


def test_the_spring_hand_in_works_flat_with_numpy_alone(use):
    assert use("spring", SPRING) == "[2, 2, 2, 2] c"


def test_the_fall_hand_in_works_with_numpy_alone(use):
    assert use("fall", FALL) == "3"


def test_the_spring_hand_in_has_the_files_of_the_handout(tmp_path):
    tar, names = build_handin("spring", tmp_path)
    assert names == ["hw1/hw1.py", "hw1/mc.py", *LAYERS]
    assert [member.name for member in members(tar)] == names


def test_the_fall_hand_in_has_mytorch_and_the_mnist_script(tmp_path):
    _, names = build_handin("fall", tmp_path)
    assert {"hw1/__init__.py", "hw1/mnist.py", "mytorch/tensor.py", "mytorch/nn/linear.py"} <= set(names)
    assert not [name for name in names if not name.startswith(("hw1/", "mytorch/")) or "__pycache__" in name]
    assert len([name for name in names if name.startswith("hw1/")]) == 2


@pytest.mark.parametrize(
    ("term", "plot", "name"),
    [
        ("spring", "val_loss.png", "hw1/val_loss.png"),
        ("fall", "validation_accuracy.png", "validation_accuracy.png"),
    ],
)
def test_plots_are_taken_along(tmp_path, term, plot, name):
    (tmp_path / plot).write_bytes(b"a picture")
    (tmp_path / "other.png").write_bytes(b"another")
    tar, names = build_handin(term, tmp_path)
    assert name in names
    assert not [name for name in names if "other" in name]
    with tarfile.open(fileobj=io.BytesIO(tar)) as opened:
        assert opened.extractfile(name).read() == b"a picture"


@pytest.mark.parametrize("term", ["spring", "fall"])
def test_the_same_sources_give_the_same_bytes(tmp_path, term):
    first, second = build_handin(term, tmp_path)[0], build_handin(term, tmp_path)[0]
    assert zlib.crc32(first) == zlib.crc32(second)
    for member in members(first):
        assert (member.mtime, member.uid, member.gid, member.uname, member.mode) == (0, 0, 0, "", 0o644)
        assert member.isreg()
    names = [member.name for member in members(first)]
    assert names == sorted(names)


@pytest.mark.parametrize("term", ["spring", "fall"])
def test_no_file_defines_a_name_twice(tmp_path, term):
    """When several modules are merged, no module may replace a name of another one."""
    tar, names = build_handin(term, tmp_path)
    with tarfile.open(fileobj=io.BytesIO(tar)) as opened:
        for name in names:
            found = {}
            for statement in ast.parse(opened.extractfile(name).read()).body:
                targets = getattr(statement, "targets", [getattr(statement, "target", statement)])
                for defined in (getattr(target, "name", getattr(target, "id", None)) for target in targets):
                    said = found.setdefault(defined, ast.dump(statement))
                    assert defined is None or said == ast.dump(statement), f"{defined} in {name}"


def test_several_threads_can_make_hand_ins_at_once():
    """A grader does. Python 3.11's ast.parse fails where the collector lets another thread in half-way."""

    def let_others_in(*_):
        time.sleep(0.0005)

    before = gc.get_threshold()
    gc.callbacks.append(let_others_in)
    gc.set_threshold(300)
    try:
        with ThreadPoolExecutor(4) as threads:
            tars = list(threads.map(build_handin, ["spring"] * 8))
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(let_others_in)
    assert len(set(tar for tar, _ in tars)) == 1
