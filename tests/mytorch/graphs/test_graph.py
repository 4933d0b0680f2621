"""The graph of a tensor, a model and a function: what is in it, and the forms that it is shown in."""

import os
import re
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest

import mytorch
from mytorch import Tensor
from mytorch.graphs import graph
from mytorch.graphs.drawn_graph import MOST
from mytorch.nn import BatchNorm1d, Dropout, Linear, Module, ReLU, Sequential

OF_A_TENSOR = """\
   kind      label     inputs
0  leaf      a                 = 1
1  constant  b                 = 2
2  op        Mul       0 1     () float64
3  op        Add       2 0     d = 3
4  leaf      c                 = 3
5  op        Add       3 4     () float64
6  constant  constant
7  op        Add       5 6     = 9"""

OF_A_FUNCTION = """\
   kind      label  inputs
0  leaf      a              = 1
1  constant  b              = 2
2  op        Mul    0 1     = 2
3  op        Add    2 0     = 3
4  leaf      c              = 3
5  op        Add    3 4     = 6
6  constant  3
7  op        Add    5 6     = 9"""

OF_A_MODEL = """\
   kind      label      inputs
0  constant  x                  (5, 3) float64
1  leaf      0.weight           (4, 3) float64
2  leaf      0.bias             (4,) float64
3  op        Linear     0 1 2   (5, 4) float64; layer 0
4  leaf      1.gamma            (4,) float64
5  leaf      1.beta             (4,) float64
6  op        BatchNorm  3 4 5   (5, 4) float64; layer 1 BatchNorm1d
7  op        ReLU       6       (5, 4) float64; layer 2.0"""


def handout():
    """The example of the Fall 2020 handout, 0.1.4: b requires no gradient."""
    a, c = Tensor(1.0, requires_grad=True), Tensor(3.0, requires_grad=True)
    return a, Tensor(2.0), c


def network():
    return Sequential(Linear(3, 4), BatchNorm1d(4), Sequential(ReLU()))


def test_the_graph_of_a_tensor_is_walked_back_to_its_leaves():
    a, b, c = handout()
    d = a * b + a
    e = (d + c) + 3
    assert graph(e, names={"a": a, "b": b, "c": c, "d": d}).text() == OF_A_TENSOR


def test_a_function_is_run_and_its_arguments_have_their_names():
    def f(a, b, c):
        return (a * b + a + c) + 3

    assert graph(f, *handout()).text() == OF_A_FUNCTION


def test_a_model_is_run_and_its_parameters_have_their_paths():
    assert graph(network(), Tensor.ones(5, 3)).text() == OF_A_MODEL


def test_a_constant_input_stays_one_while_what_is_done_with_it_is_drawn():
    x = Tensor([1.0, 2.0])
    drawn = graph(lambda x: x.exp() * x, x)
    assert [vertex.label for vertex in drawn.vertices] == ["x", "Exp", "Mul"]
    assert drawn.vertices[0].kind == "constant"
    assert [(edge.source, edge.target) for edge in drawn.edges] == [(0, 1), (1, 2), (0, 2)]
    assert not x.requires_grad


def test_each_vertex_comes_after_its_inputs_and_knows_what_it_stands_for():
    a, b, c = handout()
    e = (a * b + a) * (c + a)
    drawn = graph(e)
    assert all(edge.source < edge.target for edge in drawn.edges)
    assert drawn.subjects[-1] is e.grad_fn
    assert [x for x in drawn.subjects if isinstance(x, Tensor)] == [a, b, c]
    assert [vertex.kind for vertex in drawn.vertices].count("op") == 4


def test_one_number_in_two_places_is_two_constants_and_one_tensor_is_one():
    k = Tensor([1.0, 2.0])
    drawn = graph(lambda x: (x + 3) * k + 3 + k, Tensor([1.0, 1.0], requires_grad=True))
    assert [vertex.label for vertex in drawn.vertices if vertex.kind == "constant"] == ["3", "constant", "3"]


def test_a_name_may_stand_for_a_leaf_a_result_or_a_constant_given_to_a_function():
    x, k = Tensor([1.0, 2.0]), Tensor([3.0, 4.0])
    drawn = graph(lambda t: t * k, x, names={"pixels": x, "factor": k})
    assert [vertex.label for vertex in drawn.vertices] == ["pixels", "factor", "Mul"]


def test_a_tensor_that_was_changed_in_place_is_drawn_with_its_last_op():
    x = Tensor([1.0], requires_grad=True)
    y = x * 2
    y += 1
    assert [vertex.label for vertex in graph(y, names={"y": y}).vertices][-1] == "Add"
    assert graph(y, names={"y": y}).vertices[-1].lines[0] == "y"


def test_a_leaf_alone_is_a_graph():
    assert graph(Tensor(1.5, requires_grad=True)).text().splitlines()[1] == "0  leaf  leaf           = 1.5"


class Restless(Module):
    """Changes what it can."""

    def __init__(self):
        super().__init__()
        self.norm, self.dropout = BatchNorm1d(2), Dropout(0.5)

    def forward(self, x):
        self.eval()
        self.train()
        return self.dropout(self.norm(x))


@pytest.mark.parametrize("training", [True, False])
def test_a_model_is_left_as_it_was(training):
    model = Restless().train(training)
    np.random.seed(1)  # noqa: NPY002 (the course's generator)
    before = {name: x.tolist() for name, x in model.state_dict().items()}
    graph(model, Tensor([[1.0, 2.0], [3.0, 5.0]]), collapse=True)
    assert {name: x.tolist() for name, x in model.state_dict().items()} == before
    assert [module.training for module in model.modules()] == [training] * 3
    assert all(module.hooks_of_module is None for module in model.modules())
    assert all(x.grad is None for x in model.parameters())
    drawn = np.random.rand()  # noqa: NPY002
    np.random.seed(1)  # noqa: NPY002
    assert drawn == np.random.rand()  # noqa: NPY002


def test_a_model_is_recorded_inside_no_grad_too():
    with mytorch.no_grad():
        assert len(graph(network(), Tensor.ones(5, 3)).vertices) == 8


FREED = (Tensor([1.0], requires_grad=True) * 2).sum()
FREED.backward()
REFUSED = {
    "no tensor": (lambda: graph(3), "draws a Tensor, a Module or a function; got 3."),
    "a class": (lambda: graph(Linear, Tensor.ones(1)), "got the class Linear."),
    "a constant": (lambda: graph(Tensor(1.0)), "the tensor requires no gradient"),
    "a freed graph": (lambda: graph(FREED), "was freed by an earlier backward()"),
    "a tensor with inputs": (lambda: graph(Tensor(1.0, requires_grad=True), 1), "takes no inputs; got 1."),
    "a function of nothing": (lambda: graph(lambda: None), "nothing to draw: no op ran"),
    "names that are none": (lambda: graph(network(), names=3), 'takes names as {"a": a}; got 3.'),
    "names of numbers": (lambda: graph(network(), names={"a": 3}), "got 'a': 3."),
    "names by number": (lambda: graph(network(), names={1: Tensor(1.0)}), "got 1: a Tensor"),
    "a depth of 0": (lambda: graph(network(), collapse=0), "a depth from 1; got 0."),
    "a depth in words": (lambda: graph(network(), collapse="yes"), "got 'yes'."),
    "no modules": (lambda: graph(lambda x: x * 2, Tensor(1.0), collapse=True), "Give one as model="),
    "no model": (lambda: graph(lambda x: x * 2, Tensor(1.0), model=3), "takes a Module as model; got 3."),
}


@pytest.mark.parametrize(("call", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_drawn_is_refused_in_one_line(call, said):
    with pytest.raises((TypeError, ValueError, RuntimeError), match=re.escape(said)) as caught:
        call()
    assert "\n" not in str(caught.value)


# ---- its forms -----------------------------------------------------------------------------------------


def chain(length):
    y = Tensor(1.0, requires_grad=True)
    for _ in range(length):
        y = y.sin()
    return y


def test_ten_thousand_ops_are_no_recursion_and_too_many_for_a_picture():
    drawn = graph(chain(10_000))
    assert len(drawn.vertices) == 10_001
    assert drawn.text().count("\n") == 10_001
    assert drawn.dot().count("->") == 10_000
    assert drawn._repr_svg_() is None
    said = (
        f"the graph has 10,001 vertices, more than the {MOST} that can be read in a picture. Draw modules as"
    )
    assert said in repr(drawn)
    with pytest.raises(ValueError, match=said):
        drawn.svg()


def test_a_graph_is_shown_in_a_notebook_with_ids_of_its_own():
    drawn = graph(chain(2))
    first, second = drawn._repr_svg_(), drawn._repr_svg_()
    ids = [{element.get("id") for element in ElementTree.fromstring(x).iter()} for x in (first, second)]
    assert ids[0] & ids[1] <= {None}
    assert repr(drawn) == "<Graph of 3 vertices and 2 edges>"


def test_names_are_escaped_in_every_form():
    x = Tensor(1.0, requires_grad=True)
    drawn = graph(x * 2, names={'<b>&"\\\n\0': x})
    assert ElementTree.fromstring(drawn.svg()) is not None
    assert "<b>" not in drawn.svg()
    assert all("\0" not in form for form in (drawn.svg(), drawn.dot(), drawn.text()))
    assert drawn.text().count("\n") == 3


@pytest.mark.parametrize(("name", "form"), [("a.svg", "svg"), ("A.DOT", "dot"), ("a.b.txt", "text")])
def test_a_graph_is_saved_in_the_form_of_the_files_ending(tmp_path, name, form):
    drawn = graph(chain(2))
    drawn.save(tmp_path / name)
    assert (tmp_path / name).read_text("utf-8").strip() == getattr(drawn, form)().strip()
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize("name", ["a.png", "a", "a.pdf", ".svg", "a\0.svg"])
def test_a_file_that_a_graph_cannot_become_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match="^(a graph is saved as|save expects the path)[^\n]*$"):
        graph(chain(2)).save(f"{tmp_path}/{name}")
    assert os.listdir(tmp_path) == []


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    (tmp_path / "a.svg").write_text("old")

    def fail(*given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="No space left"):
        graph(chain(2)).save(tmp_path / "a.svg")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_training_loads_nothing_of_this_room():
    program = (
        "import sys, mytorch; loaded = [name for name in sys.modules if name.startswith('mytorch.graphs')]; "
        "print(loaded, mytorch.graph.__name__); mytorch.grph"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.stdout == "[] graph\n"
    assert "AttributeError: module 'mytorch' has no attribute 'grph'" in run.stderr
