"""The hand-ins load in every way that the course's scripts load them, and in some that go wrong easily."""

import pytest

SPRING = """
import numpy as np
np.random.seed(1)
net = nn.MLP(4, 10, [5, 6], [nn.Sigmoid(), nn.Tanh(), nn.Identity()], np.random.randn,
             lambda n: np.zeros((1, n)), nn.SoftmaxCrossEntropy(), 0.01, momentum=0.9, num_bn_layers=1)
part = np.random.randn(25, 4), np.eye(10)[np.arange(25) % 10]
curves = nn.get_training_stats(net, (part, part, part), 2, 10)

import activation, batchnorm, linear, loss
assert all(module.__file__.startswith(TOP) for module in (activation, batchnorm, linear, loss, nn))
assert isinstance(net.linear_layers[0], linear.Linear) and isinstance(net.bn_layers[0], batchnorm.BatchNorm)
assert isinstance(net.criterion, loss.Criterion) and nn.Sigmoid is activation.Sigmoid
print([len(curve) for curve in curves])
"""

# What a script does before it uses the network as nn. TOP is the hand-in's folder, ELSEWHERE another one.
SPRING_WAYS = {
    "as the grader does": """
sys.path.append("mytorch")
sys.path.append("hw1")
import activation, loss, linear, batchnorm
import hw1, mc
import hw1 as nn
""",
    "as test.py does: hw1 alone": 'sys.path.append("hw1")\nimport hw1 as nn',
    "hw1 before mytorch": 'sys.path += ["hw1", "mytorch"]\nimport hw1 as nn',
    "by whole paths, from elsewhere": """
sys.path += [TOP + "/mytorch", TOP + "/hw1"]
os.chdir(ELSEWHERE)
import hw1 as nn
""",
    "hw1 alone, from elsewhere": 'sys.path.append(TOP + "/hw1")\nos.chdir(ELSEWHERE)\nimport hw1 as nn',
    "the folder left after the import": 'sys.path.append("hw1")\nimport hw1 as nn\nos.chdir(ELSEWHERE)',
    "from the folder hw1": 'os.chdir("hw1")\nsys.path.append(".")\nimport hw1 as nn',
    "hw1 as a package": "sys.path.insert(0, TOP)\nfrom hw1 import hw1 as nn",
    "every folder on the path": 'sys.path += [".", "hw1", "mytorch", TOP]\nimport hw1 as nn',
    "other modules of these names first on the path": """
for name in ("activation", "batchnorm", "linear", "loss"):
    with open(f"{ELSEWHERE}/{name}.py", "w") as file:
        file.write("raise ImportError('the wrong one')")
sys.path[:0] = [ELSEWHERE]
sys.path.append("hw1")
import hw1 as nn
""",
    "hw1.py copied away from its layers": """
import shutil
shutil.copy("hw1/hw1.py", ELSEWHERE)
sys.path.append(ELSEWHERE)
import hw1 as nn
nn.__file__ = TOP
""",
    "by its file": """
import importlib.util
spec = importlib.util.spec_from_file_location("submission", "hw1/hw1.py")
nn = importlib.util.module_from_spec(spec)
spec.loader.exec_module(nn)
nn.__file__ = os.path.abspath(nn.__file__)
""",
}

# The values of Fall's 0.1.7, from whole numbers; then MNIST.
FALL = """
import numpy as np
import mytorch
from mytorch.tensor import Tensor
assert mytorch.__file__.startswith(TOP)
a, b, c = Tensor(1, requires_grad=True), Tensor(2), Tensor(3, requires_grad=True)
((a + a * b + c) + 3).backward()
x, y = np.random.rand(300, 784), np.arange(300) % 10
print(a.grad, b.grad, c.grad, len(mnist(x, y, x, y)))
"""
FALL_WAYS = {
    "from its top folder": 'sys.path.append("./")\nfrom hw1.mnist import mnist',
    "from elsewhere": "sys.path.insert(0, TOP)\nos.chdir(ELSEWHERE)\nfrom hw1.mnist import mnist",
    "hw1 on the path, too": 'sys.path += [".", "hw1"]\nfrom mnist import mnist',
    "as the grader does": """
sys.path.append("./")
class Torch: pass
torch = nn = np = F = Torch
import mytorch
from mytorch.nn.activations import *
from mytorch.nn.loss import *
from mytorch.nn.functional import *
from mytorch.autograd_engine import *
from mytorch.nn.linear import *
from mytorch.nn.batchnorm import *
from mytorch.nn.sequential import *
from mytorch.optim.sgd import *
assert torch is nn is np is F is Torch
assert Sub and Mul and Div and Transpose and Reshape and Log and cross_entropy and CrossEntropyLoss
assert ContextManager and backward and AccumulateGrad and BackwardFunction and Function
from hw1.mnist import mnist
""",
}


def load(handin, tmp_path, way, use, flags=()):
    names = f"import os\nTOP, ELSEWHERE = {str(handin.top)!r}, {str(tmp_path)!r}\n"
    return handin.run(names + way + "\n" + use, flags=flags).strip()


@pytest.fixture(scope="module")
def spring(unpacked):
    return unpacked("spring")


@pytest.fixture(scope="module")
def fall(unpacked):
    return unpacked("fall")


@pytest.mark.parametrize("way", SPRING_WAYS.values(), ids=SPRING_WAYS)
def test_the_spring_hand_in_loads(spring, tmp_path, way):
    assert load(spring, tmp_path, way, SPRING) == "[2, 2, 2, 2]"


@pytest.mark.parametrize("way", FALL_WAYS.values(), ids=FALL_WAYS)
def test_the_fall_hand_in_loads(fall, tmp_path, way):
    assert load(fall, tmp_path, way, FALL) == "tensor(3.) None tensor(1.) 3"


@pytest.mark.slow
@pytest.mark.parametrize("flags", [["-OO"], ["-W", "error"]], ids=" ".join)
def test_both_load_whatever_python_is_told(spring, fall, tmp_path, flags):
    way = "as the grader does"
    assert load(spring, tmp_path, SPRING_WAYS[way], SPRING, flags) == "[2, 2, 2, 2]"
    assert (
        load(fall, tmp_path, FALL_WAYS["from its top folder"], FALL, flags) == "tensor(3.) None tensor(1.) 3"
    )


# As the course's test.py: hw1/ alone on the path, the handout's network, curves of four names.
TEST_PY = """
sys.path.append("hw1")
import numpy as np
import hw1
np.random.seed(11785)
def standard(count):
    x = np.random.randn(count, 784)
    return x, np.eye(10)[np.argmax(x[:, :10], axis=1)]
mlp = hw1.MLP(784, 10, HIDDENS, [hw1.Sigmoid() for _ in HIDDENS] + [hw1.Identity()],
              lambda d0, d1: np.random.normal(0, 1.0, (d0, d1)), lambda d: np.zeros((1, d)),
              hw1.SoftmaxCrossEntropy(), 1e-3, momentum=0.856, num_bn_layers=0)
dset = standard(600), standard(200), standard(200)
losses, errors, val_losses, val_errors = hw1.get_training_stats(mlp, dset, 3, 100)
print([curve.shape for curve in (losses, errors, val_losses, val_errors)], losses[-1] < losses[0])
"""


@pytest.mark.parametrize(
    "hiddens", [[32, 32, 32], []], ids=["the handout's network", "the linear classifier"]
)
def test_the_courses_statistics_run_finishes(spring, hiddens):
    assert spring.run(f"HIDDENS = {hiddens}\n" + TEST_PY).strip() == "[(3,), (3,), (3,), (3,)] True"
