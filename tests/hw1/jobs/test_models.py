"""The networks of a job, and what is said of one that does not fit."""

import numpy as np
import pytest

import mytorch
from hw1.jobs.models import Description, ModelError, build, fits_flat
from mytorch import nn

OWN = """
import neighbour
from mytorch import nn

def takes_rows(): return nn.Sequential(nn.Linear(144, 5), nn.ReLU(), nn.Linear(5, 3))
def takes_images():
    print("printed")
    return nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(200, 3))
def too_many(): return nn.Linear(144, 4)
def too_few(): return nn.Linear(100, 3)
def no_module(): return [nn.Linear(144, 3)]
def fails():
    text = "two\\nlines"
    raise ValueError(text)
def leaves(): raise SystemExit(3)
def wants(size): return nn.Linear(size, 3)
def untrained(): return nn.Sequential(nn.Flatten())
def doubles(): return nn.Linear(144, 3).double()
class Numbers(nn.Linear):
    def forward(self, x): return super().forward(x.reshape(2, -1)).data
def numbers(): return Numbers(144, 3)
number = 3
"""
IMAGES = np.zeros((2, 1, 12, 12))


@pytest.fixture
def own(tmp_path):
    """A function that names a function of a file of the user's."""
    (tmp_path / "own.py").write_text(OWN)
    (tmp_path / "neighbour.py").write_text("")
    (tmp_path / "wrong.py").write_text("import math\ndef f(:\n")
    return lambda name, file="own.py": f"{tmp_path / file}:{name}"


def kinds(model):
    return [type(layer).__name__ for layer in model.layers]


def test_an_mlp_has_the_hidden_layers_that_were_asked_for():
    model = build(Description("mlp", (5, 4), 0.25), (7,), 3)
    assert kinds(model) == ["Linear", "ReLU", "Dropout"] * 2 + ["Linear"]
    assert [p.shape for p in model.parameters()] == [(5, 7), (5,), (4, 5), (4,), (3, 4), (3,)]
    assert model.layers[2].p == 0.25
    assert kinds(build(Description("mlp"), (7,), 3)) == ["Linear"]
    assert kinds(build(Description("mlp", (5,)), (2, 3, 4), 3)) == ["Flatten", "Linear", "ReLU", "Linear"]


@pytest.mark.parametrize("shape", [(1, 28, 28), (3, 32, 32), (1, 12, 12), (2, 13, 30)])
def test_lenet_takes_images_of_any_size_from_12_pixels(shape):
    model = build(Description("lenet", (), 0.5), shape, 4)
    assert not fits_flat(model, np.zeros((2, *shape)), 4)
    assert kinds(model).count("Dropout") == 2


def test_lenet_on_mnist_has_the_weights_of_the_paper_s_layers():
    model = build(Description("lenet"), (1, 28, 28), 10)
    assert sum(p.data.size for p in model.parameters()) == 156 + 2416 + 48120 + 10164 + 850


def test_a_function_of_the_user_s_builds_the_model(own, capsys):
    assert fits_flat(build(Description(own("takes_rows")), (1, 12, 12), 3), IMAGES, 3)
    assert not fits_flat(build(Description(own("takes_images")), (1, 12, 12), 3), IMAGES, 3)
    assert capsys.readouterr() == ("", "printed\n")  # standard output is for results


NOT_BUILT = {
    "no such function": ("gone", "own.py", "has no function 'gone'; expected one that returns a Module."),
    "no function": ("number", "own.py", "has no function 'number'"),
    "no module": ("no_module", "own.py", "returned list; expected a Module"),
    "an error": ("fails", "own.py", "failed in line 14: ValueError: two lines"),
    "an end": ("leaves", "own.py", "failed in line 15: SystemExit: 3"),
    "an argument": ("wants", "own.py", "failed: TypeError: wants() missing 1 required"),
    "no Python": ("f", "wrong.py", "failed: SyntaxError"),
    "no file": ("f", "gone.py", "is no file; expected FILE.py:function"),
}


@pytest.mark.parametrize(("name", "file", "said"), NOT_BUILT.values(), ids=NOT_BUILT)
def test_a_model_that_cannot_be_built_is_one_line(own, name, file, said):
    with pytest.raises(ModelError) as raised:
        build(Description(own(name, file)), (1, 12, 12), 3)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


NOT_FITTING = {
    "other classes": ("too_many", "outputs for 2 inputs are of shape (2, 4); expected (2, 3)"),
    "other inputs": ("too_few", "does not take inputs of shape (2, 1, 12, 12): "),
    "nothing to train": ("untrained", "no parameters"),
    "another dtype": ("doubles", "the model has parameters of float64; expected float32."),
    "no tensor": ("numbers", "it returns ndarray, no Tensor."),
}


@pytest.mark.parametrize(("name", "said"), NOT_FITTING.values(), ids=NOT_FITTING)
def test_a_model_that_does_not_fit_the_data_is_one_line(own, name, said):
    mytorch.set_default_dtype("float32" if name == "doubles" else "float64")
    model = build(Description(own(name)), (1, 12, 12), 3)
    with pytest.raises(ModelError) as raised:
        fits_flat(model, IMAGES, 3)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_the_trial_leaves_the_model_as_it_was():
    model = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3))
    before = {name: tensor.data.copy() for name, tensor in model.state_dict().items()}
    fits_flat(model, np.ones((2, 4)), 3)
    assert model.is_train
    for name, tensor in model.state_dict().items():
        np.testing.assert_array_equal(tensor.data, before[name])


@pytest.mark.parametrize(
    ("shape", "said"), [((7,), "rows of 7 numbers. Use --model mlp."), ((1, 28, 11), "are 28 x 11. Use")]
)
def test_lenet_refuses_what_it_cannot_take(shape, said):
    with pytest.raises(ModelError, match=said):
        build(Description("lenet"), shape, 3)
