"""RNN and GRU against the formulas in plain NumPy, one sequence and one time step after another."""

import copy
import pickle

import numpy as np
import pytest

import mytorch
from mytorch import Tensor, gradcheck, nn
from mytorch.nn.rnn import RecurrentUnit
from mytorch.nn.util import pack_sequence, unpack_sequence


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def rnn_step(unit, x, h):
    w, u, b, c = (p.data for p in (unit.weight_ih, unit.weight_hh, unit.bias_ih, unit.bias_hh))
    return np.tanh(w @ x + b + u @ h + c)


def relu_step(unit, x, h):
    w, u, b, c = (p.data for p in (unit.weight_ih, unit.weight_hh, unit.bias_ih, unit.bias_hh))
    return np.maximum(w @ x + b + u @ h + c, 0)


def gru_step(unit, x, h):
    w_r, w_z, w_n = np.split(unit.weight_ih.data, 3)
    u_r, u_z, u_n = np.split(unit.weight_hh.data, 3)
    b_r, b_z, b_n = np.split(unit.bias_ih.data, 3)
    c_r, c_z, c_n = np.split(unit.bias_hh.data, 3)
    r = sigmoid(w_r @ x + b_r + u_r @ h + c_r)
    z = sigmoid(w_z @ x + b_z + u_z @ h + c_z)
    n = np.tanh(w_n @ x + b_n + r * (u_n @ h + c_n))
    return (1 - z) * n + z * h


KINDS = {
    "RNN": (nn.RNN, nn.RNNUnit, {}, rnn_step),
    "RNN with relu": (nn.RNN, nn.RNNUnit, {"nonlinearity": "relu"}, relu_step),
    "GRU": (nn.GRU, nn.GRUUnit, {}, gru_step),
}
EACH = pytest.mark.parametrize(("network", "unit", "options", "step"), KINDS.values(), ids=KINDS)


@pytest.fixture(autouse=True)
def _seeded():
    np.random.seed(3)  # noqa: NPY002 (the course's generator)


def draw(*shape):
    return np.random.default_rng(7).normal(size=shape)


def over_time(model, step, x, start):
    """The last layer's hidden states at all times, and all layers' last ones, of one sequence (T, in)."""
    last = []
    for unit, h in zip(model.units, start, strict=True):
        outputs = []
        for row in x:
            h = step(unit, row, h)
            outputs.append(h)
        x = np.array(outputs)
        last.append(h)
    return x, np.array(last)


# ---- units --------------------------------------------------------------------------------------------


@EACH
def test_a_unit_computes_its_formula_for_each_row(network, unit, options, step):
    cell, x, h = unit(3, 4, **options), draw(5, 3), draw(5, 4)
    expected = [step(cell, row, before) for row, before in zip(x, h, strict=True)]
    np.testing.assert_allclose(cell(Tensor(x), Tensor(h)).data, expected, rtol=1e-13)
    np.testing.assert_allclose(cell(x[0], h[0]).data, expected[0], rtol=1e-13)


@EACH
def test_a_unit_begins_with_zeros(network, unit, options, step):
    cell, x = unit(3, 4, **options), draw(5, 3)
    assert cell(x).data.tolist() == cell(x, np.zeros((5, 4))).data.tolist()


@EACH
def test_a_unit_s_gradients_are_the_numerical_ones(network, unit, options, step):
    cell = unit(2, 3, **options)
    x, h = Tensor(draw(4, 2), requires_grad=True), Tensor(draw(4, 3), requires_grad=True)
    assert gradcheck(lambda x, h, *parameters: cell(x, h), [x, h, *cell.parameters()])


@EACH
def test_parameters_are_drawn_in_pytorch_s_order_from_one_over_the_root_of_hidden_size(
    network, unit, options, step
):
    cell = unit(3, 4, **options)
    names = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]
    assert list(cell.state_dict()) == names
    rows = 4 * cell.gates
    np.random.seed(3)  # noqa: NPY002
    for name, shape in zip(names, [(rows, 3), (rows, 4), (rows,), (rows,)], strict=True):
        drawn = np.random.uniform(-0.5, 0.5, shape)  # noqa: NPY002
        assert vars(cell)[name].data.tolist() == drawn.tolist()


def test_a_unit_without_a_step_says_so():
    with pytest.raises(NotImplementedError, match="RecurrentUnit has no step method"):
        RecurrentUnit(2, 3)(np.ones((1, 2)))


# ---- over time ------------------------------------------------------------------------------------------


@EACH
@pytest.mark.parametrize("layers", [1, 3])
def test_a_batch_is_computed_as_its_sequences_one_by_one(network, unit, options, step, layers):
    model, x, start = network(3, 4, layers, **options), draw(6, 2, 3), draw(layers, 2, 4)
    output, hidden = model(Tensor(x), Tensor(start))
    for i in range(2):
        expected, last = over_time(model, step, x[:, i], start[:, i])
        np.testing.assert_allclose(output.data[:, i], expected, rtol=1e-12)
        np.testing.assert_allclose(hidden.data[:, i], last, rtol=1e-12)


@EACH
@pytest.mark.parametrize("layers", [1, 2])
def test_one_sequence_needs_no_batch(network, unit, options, step, layers):
    model, x, start = network(3, 4, layers, **options), draw(6, 3), draw(layers, 4)
    output, hidden = model(x, start)
    expected, last = over_time(model, step, x, start)
    np.testing.assert_allclose(output.data, expected, rtol=1e-12)
    np.testing.assert_allclose(hidden.data, last, rtol=1e-12)


@EACH
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("lengths", [(1,), (3, 3), (2, 5, 1, 5)])
def test_packed_sequences_are_computed_as_if_each_were_alone(network, unit, options, step, layers, lengths):
    model = network(3, 4, layers, **options)
    xs = [draw(n, 3) + i for i, n in enumerate(lengths)]
    packed = pack_sequence([Tensor(x) for x in xs])
    start = draw(layers, len(xs), 4)
    output, hidden = model(packed, Tensor(start if layers > 1 else start[0]))
    hidden = hidden.data.reshape(layers, len(xs), 4)
    for i, (x, states) in enumerate(zip(xs, unpack_sequence(output), strict=True)):
        place = packed.unsorted_indices[i]
        expected, last = over_time(model, step, x, start[:, place])
        np.testing.assert_allclose(states.data, expected, rtol=1e-12)
        np.testing.assert_allclose(hidden[:, place], last, rtol=1e-12)


def test_hidden_states_of_packed_sequences_have_the_course_s_shape_with_one_layer():
    packed = pack_sequence([draw(n, 3) for n in (2, 4)])
    assert nn.RNN(3, 5)(packed)[1].shape == (2, 5)
    assert nn.RNN(3, 5)(packed, np.zeros((1, 2, 5)))[1].shape == (2, 5)
    assert nn.RNN(3, 5, 2)(packed)[1].shape == (2, 2, 5)


@EACH
def test_gradients_through_time_layers_and_lengths_are_the_numerical_ones(network, unit, options, step):
    model = network(2, 3, 2, **options)
    xs = [Tensor(draw(n, 2) + n, requires_grad=True) for n in (2, 3, 1)]
    start = Tensor(draw(2, 3, 3), requires_grad=True)

    def run(a, b, c, h, *parameters):
        output, hidden = model(pack_sequence([a, b, c]), h)
        return (output.data * output.data).sum() + (hidden**3).sum()

    assert gradcheck(run, [*xs, start, *model.parameters()])


@EACH
def test_two_calls_in_a_row_are_one_over_the_whole_sequence(network, unit, options, step):
    model, x = network(3, 4, 2, **options), draw(6, 2, 3)
    whole, last = model(x)
    first, hidden = model(x[:4])
    second, hidden = model(x[4:], hidden)
    np.testing.assert_allclose(np.concatenate([first.data, second.data]), whole.data, rtol=1e-13)
    np.testing.assert_allclose(hidden.data, last.data, rtol=1e-13)


@EACH
def test_with_batch_first_only_the_dims_change_places(network, unit, options, step):
    model = network(3, 4, **options)
    turned = network(3, 4, **options, batch_first=True)
    turned.load_state_dict(model.state_dict())
    x = draw(6, 2, 3)
    (output, hidden), (other, same) = model(x), turned(x.swapaxes(0, 1))
    assert other.data.swapaxes(0, 1).tolist() == output.data.tolist()
    assert same.data.tolist() == hidden.data.tolist()
    assert turned(x[:, 0])[0].data.tolist() == model(x[:, 0])[0].data.tolist()


def test_the_course_s_nonlinearity_may_stand_in_the_place_of_num_layers():
    model = nn.RNN(2, 3, "relu")
    assert (model.num_layers, model.unit.nonlinearity) == (1, "relu")
    assert nn.TimeIterator(nn.RNNUnit, 2, 3, 1, "relu").unit.nonlinearity == "relu"
    assert type(nn.TimeIterator(nn.GRUUnit, 2, 3).unit) is nn.GRUUnit


def test_two_thousand_time_steps_need_no_recursion():
    model = nn.RNN(1, 2)
    x = Tensor(draw(2000, 1, 1), requires_grad=True)
    output, _ = model(x)
    output.sum().backward()
    assert np.isfinite(x.grad.data).all()
    assert (x.grad.data != 0).all()


@EACH
@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_the_result_has_the_dtype_of_network_and_input(network, unit, options, step, dtype):
    model = network(3, 4, **options)
    exact, _ = model(draw(5, 2, 3))
    model.to(dtype)
    output, hidden = model(draw(5, 2, 3).astype(dtype))
    assert (output.dtype, hidden.dtype) == (dtype, dtype)
    np.testing.assert_allclose(output.data, exact.data, atol=20 * np.finfo(dtype).eps)
    output.sum().backward()
    assert {p.grad.dtype for p in model.parameters()} == {np.dtype(dtype)}


def test_integers_become_floats_and_an_empty_batch_stays_empty():
    model = nn.GRU(2, 3)
    ints = np.arange(8).reshape(2, 2, 2)
    assert model(ints)[0].data.tolist() == model(ints.astype(float))[0].data.tolist()
    output, hidden = model(np.ones((4, 0, 2)))
    assert (output.shape, hidden.shape) == ((4, 0, 3), (1, 0, 3))


# ---- as a module ---------------------------------------------------------------------------------------


@EACH
def test_a_state_goes_by_pytorch_s_names_wherever_the_network_stands(network, unit, options, step):
    model = network(3, 4, 2, **options)
    stems = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]
    names = [f"{stem}_l{k}" for k in (0, 1) for stem in stems]
    assert list(model.state_dict()) == names
    assert list(nn.Sequential(model).state_dict()) == [f"0.{name}" for name in names]
    paths = [f"{path}.{stem}" for path in ("unit", "unit_l1") for stem in stems]
    assert [path for path, _ in model.named_parameters()] == paths
    assert model.weight_ih_l0 is model.unit.weight_ih
    assert model.bias_hh_l1 is model.unit_l1.bias_hh


def test_a_unit_elsewhere_goes_by_its_own_names():
    class Cell(nn.Module):
        def __init__(self):
            super().__init__()
            self.unit = nn.RNNUnit(2, 3)
            self.network = nn.RNN(2, 3)
            self.again = self.network.unit

    names = {name.removesuffix("bias_hh") for name in Cell().state_dict() if "bias_hh" in name}
    assert names == {"unit.", "network.bias_hh_l0", "again."}


def test_a_unit_that_is_two_layers_has_both_names():
    model = nn.RNN(3, 3, 2)
    model.unit_l1 = model.unit
    assert {"weight_ih_l0", "weight_ih_l1"} <= model.state_dict().keys()


@EACH
def test_a_state_goes_from_one_model_to_another(network, unit, options, step):
    model, other, x = network(3, 4, 2, **options), network(3, 4, 2, **options), draw(5, 2, 3)
    other.load_state_dict(model.state_dict())
    assert other(x)[0].data.tolist() == model(x)[0].data.tolist()


@pytest.mark.parametrize("of_the_unit", [True, False])
def test_a_parameter_assigned_by_either_name_is_the_one_that_is_used_and_trained(of_the_unit):
    model = nn.RNN(1, 1)
    new = Tensor([[2.0]], requires_grad=True, is_parameter=True)
    if of_the_unit:
        model.unit.weight_ih = new
    else:
        model.weight_ih_l0 = new
    assert model.unit.weight_ih is model.weight_ih_l0 is new
    assert any(p is new for p in model.parameters())
    model(np.ones((1, 1, 1)))[0].sum().backward()
    assert new.grad is not None


def test_a_unit_may_have_modules_of_its_own():
    class Normed(nn.RNNUnit):
        def __init__(self, input_size, hidden_size, nonlinearity):
            super().__init__(input_size, hidden_size, nonlinearity)
            self.out = nn.Linear(hidden_size, hidden_size)

        def step(self, a, h):
            return self.out(super().step(a, h))

    model = nn.TimeIterator(Normed, 2, 3)
    model(np.ones((4, 1, 2)))[0].sum().backward()
    assert {"weight_ih_l0", "unit.out.weight"} <= model.state_dict().keys()
    assert all(p.grad is not None for p in model.parameters())


class Doubled(nn.RNNUnit):
    """In training the hidden state counts twice."""

    def step(self, a, h):
        return super().step(a, 2 * h if self.is_train else h)


def test_dtype_and_training_mode_reach_the_units_wherever_the_network_stands():
    model = nn.Sequential(nn.TimeIterator(Doubled, 2, 3, 2))
    model.float()
    assert {p.dtype for unit in model[0].units for p in unit.parameters()} == {np.dtype(np.float32)}
    plain = nn.RNN(2, 3, 2)
    plain.load_state_dict(model[0].state_dict())
    plain.float()
    x = draw(4, 1, 2).astype(np.float32)
    assert model(x)[0].data.tolist() != plain(x)[0].data.tolist()
    assert model.eval()(x)[0].data.tolist() == plain(x)[0].data.tolist()
    assert model.train()(x)[0].data.tolist() != plain(x)[0].data.tolist()


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_a_copy_computes_the_same_and_shares_nothing(copied):
    model, x = nn.GRU(2, 3, 2), draw(4, 1, 2)
    before = model(x)[0].data.copy()
    new = copied(model)
    assert new(x)[0].data.tolist() == before.tolist()
    new.weight_ih_l0.fill_(0.0)
    assert model(x)[0].data.tolist() == before.tolist()


def test_what_a_network_is_made_of_is_shown():
    shown = "RNN(\n  (unit): RNNUnit(2, 3)\n  (unit_l1): RNNUnit(3, 3)\n)"
    assert repr(nn.RNN(2, 3, 2)) == shown
    assert repr(nn.RNNUnit(2, 3, "relu")) == "RNNUnit(2, 3, nonlinearity='relu')"
    assert (nn.RNNCell, nn.GRUCell) == (nn.RNNUnit, nn.GRUUnit)


# ---- errors --------------------------------------------------------------------------------------------

RNN, GRU, UNIT = nn.RNN(2, 3), nn.GRU(2, 3, 2), nn.RNNUnit(2, 3)
PACKED = pack_sequence([np.ones((2, 2)), np.ones((1, 2))])
REFUSED = {
    "no hidden units": (lambda: nn.RNN(2, 0), ValueError, "RNN expects hidden_size of 1 and up; got 0"),
    "half an input": (lambda: nn.GRU(2.5, 3), TypeError, "GRU expects a whole number for input_size"),
    "no layers": (lambda: nn.GRU(2, 3, 0), ValueError, "GRU expects num_layers of 1 and up"),
    "another nonlinearity": (lambda: nn.RNN(2, 3, 1, "elu"), ValueError, '"tanh" or "relu"; got \'elu\''),
    "one in the course's place": (lambda: nn.RNN(2, 3, "elu"), ValueError, '"tanh" or "relu"; got \'elu\''),
    "a GRU with relu": (
        lambda: nn.TimeIterator(nn.GRUUnit, 2, 3, 1, "relu"),
        ValueError,
        "has no choice of a nonlinearity; got 'relu'",
    ),
    "a layer as unit": (lambda: nn.TimeIterator(nn.Linear, 2, 3), TypeError, "the class RNNUnit or GRUUnit"),
    "an object as unit": (lambda: nn.TimeIterator(UNIT, 2, 3), TypeError, "the class RNNUnit or GRUUnit"),
    "batch_first of 1": (lambda: nn.RNN(2, 3, batch_first=1), TypeError, "True or False for batch_first"),
    "too many numbers": (lambda: nn.RNN(2, 2**40), ValueError, "do not fit into memory"),
    "other features": (
        lambda: RNN(np.ones((5, 1, 4))),
        ValueError,
        r"RNN expects input of shape \(T, N, 2\) or \(T, 2\); got \(5, 1, 4\)",
    ),
    "other features with batch_first": (
        lambda: nn.RNN(2, 3, batch_first=True)(np.ones((5, 1, 4))),
        ValueError,
        r"of shape \(N, T, 2\) or",
    ),
    "a vector": (lambda: RNN(np.ones(2)), ValueError, r"got \(2,\)"),
    "other features packed": (
        lambda: GRU(pack_sequence([np.ones((2, 4))])),
        ValueError,
        r"GRU expects input of shape \(rows, 2\); got \(2, 4\)",
    ),
    "no time step": (lambda: RNN(np.ones((0, 1, 2))), ValueError, "one time step or more"),
    "no time step with batch_first": (
        lambda: nn.RNN(2, 3, batch_first=True)(np.ones((5, 0, 2))),
        ValueError,
        "one time step or more",
    ),
    "a list": (lambda: RNN([[1.0, 2.0]]), TypeError, "RNN expects a Tensor or an array for input"),
    "a hidden state of another shape": (
        lambda: GRU(np.ones((5, 1, 2)), np.ones((1, 1, 3))),
        ValueError,
        r"GRU expects a hidden state of shape \(2, 1, 3\); got \(1, 1, 3\)",
    ),
    "a hidden state without a layer": (
        lambda: RNN(np.ones((5, 1, 2)), np.ones((1, 3))),
        ValueError,
        r"of shape \(1, 1, 3\); got \(1, 3\)",
    ),
    "a hidden state for packed ones": (
        lambda: RNN(PACKED, np.ones((1, 3))),
        ValueError,
        r"of shape \(2, 3\); got \(1, 3\)",
    ),
    "a unit's input": (lambda: UNIT(np.ones((5, 3))), ValueError, r"RNNUnit expects input of shape \(N, 2\)"),
    "a unit's hidden state": (
        lambda: UNIT(np.ones((5, 2)), np.ones((1, 3))),
        ValueError,
        r"RNNUnit expects hidden of shape \(5, 3\); got \(1, 3\)",
    ),
    "an unknown attribute": (lambda: RNN.weight_ih_l1, AttributeError, "RNN has no attribute 'weight_ih_l1'"),
}


@pytest.mark.parametrize(("call", "error", "match"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_run_is_refused_in_one_line(call, error, match):
    with pytest.raises(error, match=match) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_nothing_is_recorded_under_no_grad():
    with mytorch.no_grad():
        output, hidden = GRU(np.ones((3, 1, 2)))
    assert output.grad_fn is hidden.grad_fn is None
