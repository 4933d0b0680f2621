"""The column by hand: the twins' own lines, and numbers that are those of the engine to the last bit."""

import inspect
import textwrap

import numpy as np
import pytest

import classic_mlp
from hw1.lesson.hand_column import ByHand, HandLayer
from hw1.lesson.lessons import lesson_of_model, lesson_of_network
from hw1.lesson.source_lines import shown_lines, shown_method
from hw1.networks import build_network
from hw1.places import ROOT
from mytorch import Tensor, nn

random = np.random.default_rng(3)
NOT_LAYERS = {
    "MLP",
    "Network",
    "TrainingStats",
    "get_training_stats",
    "Sequential",
    "Criterion",
    "Activation",
}
LAYERS = sorted(set(classic_mlp.__all__) - NOT_LAYERS)


@pytest.mark.parametrize("backward", [False, True], ids=["forward", "backward"])
@pytest.mark.parametrize("name", LAYERS)
def test_the_code_that_is_shown_is_the_source_s_own(name, backward):
    method = shown_method(getattr(classic_mlp, name), backward)
    shown = shown_lines(method)
    lines = (ROOT / shown.file).read_text("utf-8").splitlines()[shown.line - 1 :][: len(shown.code)]
    assert textwrap.dedent("\n".join(lines)) == "\n".join(shown.code)
    whole = inspect.getsource(method).splitlines()
    assert lines == whole[-len(lines) :]  # to the end of the method


@pytest.mark.parametrize(
    ("name", "backward", "line"),
    [
        ("Linear", False, "return x @ W + b"),
        ("Linear", True, "self.dW = x.T @ delta / N"),
        ("BatchNorm", True, "g = g - x_hat * (self.dgamma / N) - self.dbeta / N"),
        ("Sigmoid", True, "return y * (1 - y)"),
        ("Tanh", True, "return 1 - y * y"),
        ("SoftmaxCrossEntropy", True, "return self._sums * self.softmax - self.labels"),
        ("Conv2d", True, "self.dW = (self._columns @ rows.T).T.reshape(W.shape)"),
    ],
)
def test_what_is_shown_has_the_formula_and_no_checks(name, backward, line):
    code = shown_lines(shown_method(getattr(classic_mlp, name), backward)).code
    assert [one for one in code if one.strip().startswith(line)]
    assert not [one for one in code if '"""' in one or one.strip().startswith(("raise", "assert"))]


NETWORKS = {
    "a linear classifier": ([3, 2], [], {}),
    "two layers": ([3, 4, 2], ["Tanh"], {}),
    "sigmoids": ([4, 5, 5, 3], ["Sigmoid", "Sigmoid"], {"batch": 6}),
    "batch norm": ([3, 4, 2], ["ReLU"], {"num_bn_layers": 1, "batch": 5}),
    "batch norm in two layers": ([3, 4, 4, 2], ["ReLU", "Tanh"], {"num_bn_layers": 2, "batch": 7, "seed": 9}),
    "many weights": ([20, 30, 10], ["ReLU"], {"batch": 16}),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_the_numbers_by_hand_are_those_of_the_engine(name):
    sizes, activations, options = NETWORKS[name]
    lesson = lesson_of_network(sizes, activations, **options)
    numbers = [
        (one["layer"], value["name"], value["difference"])
        for one in lesson["by_hand"]
        for value in one["numbers"]
    ]
    assert [one for one in numbers if one[2] != 0] == []
    linear = [name for layer, name, _ in numbers if layer == "0 Linear"]
    assert linear == ["y", "dW", "db"]  # the input is a constant, and has no gradient in either twin
    inner = {(layer.split()[1], name) for layer, name, _ in numbers if " " in layer}
    if "num_bn_layers" in options:
        assert {("BatchNorm", value) for value in ("y", "dgamma", "dbeta", "dx")} <= inner
    assert f"N = {options.get('batch', 4)}" in lesson["by_hand_note"]


def test_the_column_s_gradients_are_those_of_the_whole_network_by_hand():
    weights = np.random.default_rng(0)
    drawn = [weights.normal(size=(3, 4)), weights.normal(size=(4, 2))]
    by_shape = {w.shape: w for w in drawn}
    network = build_network(
        "by hand",
        [3, 4, 2],
        ["Tanh"],
        lambda *n: by_shape[n],
        lambda n: np.zeros((1, n)),
        lr=0.1,
        num_bn_layers=1,
    )
    x, labels = random.normal(size=(5, 3)), np.array([0, 1, 1, 0, 1])
    network.forward(x)
    network.backward(np.eye(2)[labels])
    expected = [
        network.linear_layers[0].dW.copy(),
        network.bn_layers[0].dgamma.copy(),
        network.linear_layers[1].dW.copy(),
    ]
    linear, bn, last = network.linear_layers[0], network.bn_layers[0], network.linear_layers[1]
    rows = [HandLayer(str(i), layer) for i, layer in enumerate([linear, bn, classic_mlp.Tanh(), last])]
    column = ByHand(rows, x, labels)
    for mine, theirs in zip([linear.dW, bn.dgamma, last.dW], expected, strict=True):
        assert mine.tobytes() == theirs.tobytes()
    assert len(column.deltas) == 4


def test_each_entry_stands_at_the_step_of_its_layer():
    lesson = lesson_of_network([3, 4, 2], ["ReLU"], num_bn_layers=1)
    for one in lesson["by_hand"]:
        step = lesson["steps"][one["step"]]
        vertex = lesson["vertices"][step["vertex"]]
        names = {value["name"] for value in one["numbers"]}
        assert step["phase"] == ("forward" if names & {"y", "loss"} else "backward")
        path, _, kind = one["layer"].rpartition(" ")
        assert vertex["group"] == path
        assert vertex["op"] == {"SoftmaxCrossEntropy": "CrossEntropy"}.get(kind, kind)


def test_values_and_gradients_by_autograd_are_the_engine_s():
    lesson = lesson_of_network([3, 4, 2], ["Tanh"], batch=4)
    entries = {(one["layer"], value["name"]): value for one in lesson["by_hand"] for value in one["numbers"]}
    stored = {
        lesson["vertices"][s["vertex"]]["name"]: np.array(s["parts"][0]["after"]["numbers"])
        for s in lesson["steps"]
        if s["kind"] == "store"
    }
    dW = np.array(entries["0 Linear", "dW"]["by_autograd"]["numbers"])
    assert (dW == stored["0.weight"].T / 4).all()
    assert (np.array(entries["2 Linear", "db"]["by_autograd"]["numbers"]) == stored["2.bias"] / 4).all()


class OwnRow(nn.Module):
    """A user's own forward, which runs its layers one after the other."""

    def __init__(self):
        super().__init__()
        self.last = nn.Linear(4, 2)
        self.first, self.between = nn.Linear(3, 4), nn.Tanh()

    def forward(self, x):
        return self.last(self.between(self.first(x)))


class OwnSum(OwnRow):
    """Layers whose results are added."""

    def forward(self, x):
        return self.last(self.first(x) + self.between(self.first(x)))


class OwnEnd(OwnRow):
    """Layers in a row, and something after them."""

    def forward(self, x):
        return super().forward(x) * 2


MODELS = {
    "a user's own forward": (OwnRow(), (4, 3)),
    "rows": (
        nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Sequential(nn.Sigmoid(), nn.Linear(4, 2))),
        (6, 3),
    ),
    "a layer alone": (nn.Linear(3, 2), (4, 3)),
    "layer norm": (nn.Sequential(nn.Linear(3, 4), nn.LayerNorm(4), nn.Tanh(), nn.Identity()), (5, 3)),
    "images": (
        nn.Sequential(
            nn.Conv2d(1, 2, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8, 3)
        ),
        (2, 1, 4, 4),
    ),
    "a line": (nn.Sequential(nn.Conv1d(2, 3, 2, stride=2), nn.Tanh(), nn.Flatten()), (3, 2, 6)),
    "float32": (nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)).float(), (4, 3)),
}


@pytest.mark.parametrize("labelled", [True, False], ids=["cross-entropy", "sum"])
@pytest.mark.parametrize("name", MODELS)
def test_a_user_s_model_of_known_layers_has_the_column_too(name, labelled):
    model, shape = MODELS[name]
    dtype = next(model.parameters()).array.dtype
    x = random.normal(size=shape).astype(dtype)
    lesson = lesson_of_model(model, x, np.arange(shape[0]) % 2 if labelled else None)
    layers = {one["layer"].split()[-1] for one in lesson["by_hand"]}
    assert len(layers - {"SoftmaxCrossEntropy"}) == len(
        {
            type(layer)
            for layer in model.modules()
            if not list(layer.children()) and not isinstance(layer, nn.Identity)
        }
    )
    epsilon = np.finfo(dtype).eps
    for one in lesson["by_hand"]:
        for value in one["numbers"]:
            assert value["difference"] <= 200 * epsilon, (one["layer"], value)


def test_a_model_in_evaluation_mode_has_the_column_of_running_statistics():
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Tanh())
    model(Tensor(random.normal(size=(9, 3))))
    lesson = lesson_of_model(model.eval(), random.normal(size=(5, 3)))
    values = [value for one in lesson["by_hand"] for value in one["numbers"]]
    assert {value["name"] for value in values} >= {"y", "dW", "dgamma", "dx"}
    assert max(value["difference"] for value in values) < 1e-14


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (OwnEnd(), "the model does more than run one layer after the other"),
        (OwnSum(), "the model does more than run one layer after the other"),
        (nn.Sequential(nn.Linear(3, 2), nn.GELU()), "GELU has no hand-written twin"),
        (
            nn.Sequential(nn.Linear(3, 2, bias=False)),
            "Linear has no hand-written twin, at least with these settings",
        ),
        (nn.Sequential(nn.Linear(3, 3), nn.Dropout(0.5)), "Dropout has no hand-written twin"),
    ],
)
def test_a_model_without_a_twin_says_why(model, said):
    lesson = lesson_of_model(model, random.normal(size=(4, 3)))
    assert lesson["by_hand"] is None
    assert said in lesson["by_hand_note"]


def test_a_layer_that_is_used_twice_leaves_the_column_out():
    layer = nn.Linear(3, 3)
    model = nn.Sequential(layer, nn.Tanh(), layer)
    lesson = lesson_of_model(model, random.normal(size=(4, 3)))
    assert lesson["by_hand"] is None
    assert "a layer is used twice" in lesson["by_hand_note"]


def test_inputs_that_the_twin_does_not_take_leave_the_column_out():
    lesson = lesson_of_model(nn.Linear(3, 2), random.normal(size=(2, 4, 3)))
    assert lesson["by_hand"] is None
    assert "Linear expects x of shape (N, 3)" in lesson["by_hand_note"]


def test_a_wrong_twin_would_be_seen():
    layer = nn.Linear(3, 2)
    x = random.normal(size=(4, 3))
    right = lesson_of_model(layer, x)["by_hand"]
    W = layer.weight.data.T.copy()
    W[0, 0] += 1e-9
    wrong = classic_mlp.Linear(3, 2, lambda *n: W, lambda *n: layer.bias.data)
    column = ByHand([HandLayer("", wrong)], x, None)
    assert max(value["difference"] for one in right for value in one["numbers"]) == 0
    assert np.abs(column.outputs[0] - (x @ layer.weight.data.T + layer.bias.data)).max() > 1e-11
