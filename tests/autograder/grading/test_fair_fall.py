"""Tests that Fall's hand-ins lose no points for other right solutions, and that a fault costs one test."""

import pytest

from autograder.grading.auditing.corpora import base, cases, edited, together
from autograder.grading.grade import grade

TENSOR, ENGINE, FUNCTIONAL = "mytorch/tensor.py", "mytorch/autograd_engine.py", "mytorch/nn/functional.py"
BATCHNORM, LINEAR, SGD = "mytorch/nn/batchnorm.py", "mytorch/nn/linear.py", "mytorch/optim/sgd.py"
MNIST = "hw1/mnist.py"


def lost(edits, *problems):
    """The points that the student's right solution loses, test by test, after these edits."""
    files = edited(base("fall", "student"), edits, "this test")
    found = grade(files, "fall", seed=23, isolation="none", problems=problems or None)
    return {v.name: v.max_points - v.points for v in found.verdicts if v.points < v.max_points}


OTHERWISE = {
    "the engine's backward takes other arguments": (
        ["subtract", "autograd", "linear"],
        [
            (
                f"{ENGINE}:backward",
                "def backward(grad_fn, grad_of_outputs): ...",
                "def backward(tensor, grad_of_outputs, keep): ...",
            ),
            (f"{ENGINE}:backward", "order = []", "grad_fn = tensor.grad_fn\norder = []"),
            (
                f"{TENSOR}:Tensor.backward",
                "autograd_engine.backward(self.grad_fn, Tensor(np.ones_like(self.data)))",
                "autograd_engine.backward(self, Tensor(np.ones_like(self.data)), False)",
            ),
        ],
    ),
    "gradients by hand are arrays": (
        ["multiply"],
        [
            (
                f"{FUNCTIONAL}:Mul.backward",
                "return unbroadcast(g * b.data, a.shape), unbroadcast(g * a.data, b.shape)",
                "return unbroadcast(g * b.data, a.shape).data, unbroadcast(g * a.data, b.shape)",
            )
        ],
    ),
    "the running averages are arrays, and the number of features is not kept": (
        ["batchnorm"],
        [
            (f"{BATCHNORM}:BatchNorm1d.__init__", "self.num_features = num_features", ""),
            (
                f"{BATCHNORM}:BatchNorm1d.__init__",
                "self.running_mean = Tensor(np.zeros(num_features))",
                "self.running_mean = np.zeros(num_features)",
            ),
            (f"{BATCHNORM}:BatchNorm1d.forward", "x - self.running_mean", "x - Tensor(self.running_mean)"),
            (
                f"{BATCHNORM}:BatchNorm1d.forward",
                "Tensor(alpha * self.running_mean.data + self.momentum * mean.data)",
                "alpha * self.running_mean + self.momentum * mean.data",
            ),
        ],
    ),
    "velocities are kept by parameter, under another name": (
        ["sgd", "momentum"],
        [
            (
                f"{SGD}:SGD.__init__",
                "self.momentums = [np.zeros(p.shape) for p in self.params]",
                "self.velocity = {}",
            ),
            (
                f"{SGD}:SGD.step",
                "self.momentums[i] = self.momentum * self.momentums[i] - self.lr * param.grad.data",
                "v = self.momentum * self.velocity.get(i, 0) - self.lr * param.grad.data",
            ),
            (
                f"{SGD}:SGD.step",
                "param.data = param.data + self.momentums[i]",
                "self.velocity[i] = v\nparam.data = param.data + v",
            ),
        ],
    ),
    "CrossEntropyLoss is all there is": (
        ["cross_entropy"],
        [
            (FUNCTIONAL, "'cross_entropy'", "'loss_of'"),
            (
                f"{FUNCTIONAL}:cross_entropy",
                "def cross_entropy(predicted, target): ...",
                "def loss_of(predicted, target): ...",
            ),
            ("mytorch/nn/loss.py:CrossEntropyLoss.forward", "F.cross_entropy", "F.loss_of"),
        ],
    ),
    "the list of accuracies is one of percentages": (
        ["mnist"],
        [(f"{MNIST}:validate", "return correct / len(val_x)", "return 100 * correct / len(val_x)")],
    ),
    "it is validated after every 100 batches, not at the first": (
        ["mnist"],
        [(f"{MNIST}:train", "i % 100 == 0", "(i + 1) % 100 == 0")],
    ),
    "batches come of np.split, and their number is counted through all epochs": (
        ["mnist"],
        [
            (f"{MNIST}:train", "val_accuracies = []", "val_accuracies, n = [], -1"),
            (
                f"{MNIST}:train",
                "for i, start in enumerate(range(0, len(x), BATCH_SIZE)): ...",
                "N = len(x) // 100\nfor bx, by in zip(np.split(x, N), np.split(y, N)): ...",
            ),
            (f"{MNIST}:train", "model.train()", "n += 1\nmodel.train()"),
            (f"{MNIST}:train", "model(Tensor(x[start : start + BATCH_SIZE]))", "model(Tensor(bx))"),
            (f"{MNIST}:train", "Tensor(y[start : start + BATCH_SIZE])", "Tensor(by)"),
            (f"{MNIST}:train", "i % 100 == 0", "n % 100 == 0"),
        ],
    ),
    "gradients are cleared after the loss, the epochs are a constant": (
        ["mnist"],
        [
            (
                f"{MNIST}:train",
                "def train(model, optimizer, criterion, train_x, train_y, val_x, val_y, num_epochs=3): ...",
                "def train(model, optimizer, criterion, train_x, train_y, val_x, val_y): ...",
            ),
            (f"{MNIST}:train", "val_accuracies = []", "num_epochs = 3\nval_accuracies = []"),
            (f"{MNIST}:train", "optimizer.zero_grad()", ""),
            (f"{MNIST}:train", "loss.backward()", "optimizer.zero_grad()\nloss.backward()"),
        ],
    ),
    "gradients are cleared one by one": (
        ["mnist"],
        [(f"{MNIST}:train", "optimizer.zero_grad()", "for p in model.parameters():\n    p.grad = None")],
    ),
}


@pytest.mark.parametrize(
    "what", [name for name, (problems, _) in OTHERWISE.items() if "mnist" not in problems]
)
def test_it_costs_nothing_that(what):
    problems, edits = OTHERWISE[what]
    assert lost(edits, *problems) == {}


@pytest.mark.slow
@pytest.mark.parametrize("what", [name for name, (problems, _) in OTHERWISE.items() if "mnist" in problems])
def test_it_costs_nothing_in_mnist_that(what):
    problems, edits = OTHERWISE[what]
    assert lost(edits, *problems) == {}


def test_a_loss_of_shape_1_costs_its_shape():
    edit = (
        f"{FUNCTIONAL}:CrossEntropy.forward",
        "log_softmax[np.arange(n), labels].sum()",
        "log_softmax[np.arange(n), labels].sum(keepdims=True)",
    )
    assert lost([edit], "cross_entropy") == {"cross_entropy: shape of the loss": 0.5}


def test_a_gradient_that_is_missing_is_missed_once():
    before = "self.running_var = Tensor(alpha * self.running_var.data + self.momentum * unbiased)"
    edit = (
        f"{BATCHNORM}:BatchNorm1d.forward",
        f"{before}\nreturn self.gamma * norm + self.beta",
        f"{before}\nreturn Tensor(self.gamma.data) * norm + self.beta",
    )
    assert lost([edit], "batchnorm") == {"batchnorm: gradient of gamma": 1}


def test_what_fails_for_one_leaf_says_nothing_of_the_others():
    """The starter's AccumulateGrad stops at a gradient of the wrong shape."""
    edits = [
        (
            f"{ENGINE}:AccumulateGrad.apply",
            "array = np.array(grad.data, dtype=self.variable.data.dtype)",
            "assert grad.data.shape == self.variable.shape\n"
            "array = np.array(grad.data, dtype=self.variable.data.dtype)",
        ),
        (
            f"{FUNCTIONAL}:Add.backward",
            "return unbroadcast(grad_output.data, a.shape), unbroadcast(grad_output.data, b.shape)",
            "return make(grad_output.data), make(grad_output.data)",
        ),
    ]
    assert lost(edits, "linear") == {"linear: gradient of bias": 0.75}


def test_what_is_not_there_is_no_refusal_of_other_shapes():
    edits = [(f"{FUNCTIONAL}:Sub.forward", "return make(a.data - b.data)", "raise NotImplementedError")]
    assert sum(lost(edits, "subtract").values()) == 5


def test_a_refusal_of_other_shapes_costs_nothing():
    line = "return make(a.data - b.data)"
    edits = [(f"{FUNCTIONAL}:Sub.forward", line, f"assert a.shape == b.shape\n{line}")]
    assert lost(edits, "subtract") == {}


@pytest.mark.slow
def test_a_validate_that_fails_leaves_the_rest_of_mnist():
    edits = [(f"{MNIST}:validate", "correct = 0", "raise RuntimeError")]
    assert lost(edits, "mnist") == {"mnist: train() and validate()": 4}


ABSENT = {  # the problem: a line of the student's solution that raises instead
    "subtract": (f"{FUNCTIONAL}:Sub.forward", "return make(a.data - b.data)"),
    "divide": (f"{FUNCTIONAL}:Div.forward", "return make(a.data / b.data)"),
    "autograd": (f"{ENGINE}:Function.apply", "node = BackwardFunction(cls)"),
    "linear": (f"{LINEAR}:Linear.forward", "return x @ self.weight.T() + self.bias"),
    "relu": (f"{FUNCTIONAL}:ReLU.forward", "return make(np.where(a.data > 0, a.data, 0.0))"),
    "momentum": (f"{SGD}:SGD.__init__", "self.momentums = [np.zeros(p.shape) for p in self.params]"),
    "batchnorm": (f"{BATCHNORM}:BatchNorm1d.forward", "m = x.shape[0]"),
    "cross_entropy": (f"{FUNCTIONAL}:cross_entropy", "return CrossEntropy.apply(predicted, target)"),
    "mnist": (f"{MNIST}:train", "val_accuracies = []"),
}


@pytest.mark.slow
@pytest.mark.parametrize("problem", ABSENT)
def test_what_is_not_there_costs_its_own_problem(problem):
    """The others are judged with the right work put in."""
    place, line = ABSENT[problem]
    costs = lost([(place, line, "raise NotImplementedError")])
    paying = {"sgd", "momentum"} if problem == "momentum" else {problem}
    assert {test.split(":")[0] for test in costs} == paying


def test_two_mistakes_in_one_step_are_named_together_and_paid_for_once():
    bugs = {case.name: case for case in cases("fall", "bugs")}
    files = together(bugs["momentum_old_velocity"], bugs["momentum_shared"])
    found = grade(files, "fall", seed=9, isolation="none", problems=["sgd", "momentum"])
    paying = [verdict for verdict in found.verdicts if not verdict.passed]
    assert [verdict.hypothesis for verdict in paying] == ["old velocity + shared velocity"]
    assert "the velocity of the step before; and it uses another parameter's velocity" in paying[0].message


@pytest.mark.slow
def test_a_problem_whose_faults_are_another_s_is_at_fault_for_nothing_after_it():
    """The engine fails because of Sub, so the network is tested without the right solution of the engine."""
    bugs = {case.name: case for case in cases("fall", "bugs")}
    files = together(bugs["relu_passes_on"], bugs["sub_gradient_sign_ours"])
    problems = ["subtract", "autograd", "relu", "sgd"]
    found = grade(files, "fall", seed=9, isolation="none", problems=problems)
    paying = {verdict.name for verdict in found.verdicts if not verdict.passed}
    assert paying == {"subtract: gradient of b", "relu: backward"}
    paid = {verdict.problem: verdict.paid for verdict in found.verdicts if verdict.paid}
    assert paid["autograd"] == "subtract"
    assert "autograd" not in paid["sgd"]
