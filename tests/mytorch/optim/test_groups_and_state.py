"""Groups of parameters, settings by name, and the state that an optimizer is saved and resumed by."""

import abc
import copy
import pickle

import numpy as np
import pytest

from mytorch import nn, optim
from mytorch.optim import SGD, Adagrad, Adam, AdamW, Optimizer, RMSprop
from mytorch.tensor import Tensor

MAKERS = {
    "SGD": lambda p: SGD(p, lr=0.1, momentum=0.9),
    "SGD, all": lambda p: SGD(p, 0.1, 0.9, weight_decay=0.1, nesterov=True),
    "SGD, PyTorch's rule": lambda p: SGD(p, 0.1, 0.9, 0.2, maximize=True, momentum_rule="pytorch"),
    "Adam": lambda p: Adam(p, 0.1, amsgrad=True),
    "AdamW": lambda p: AdamW(p, 0.1),
    "RMSprop": lambda p: RMSprop(p, 0.1, momentum=0.5, centered=True),
    "Adagrad": lambda p: Adagrad(p, 0.1, lr_decay=0.1, initial_accumulator_value=0.1),
}
each = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


def leaf(values, dtype=float):
    return Tensor(np.array(values, dtype), requires_grad=True)


def parameters(dtype=float):
    rng = np.random.default_rng(0)
    return [leaf(rng.normal(size=shape), dtype) for shape in ((2, 3), (3,), ())]


def run(optimizer, steps, seed=1):
    """Steps down a bowl with noise; the second parameter has no gradient in every other one."""
    rng = np.random.default_rng(seed)
    for step in range(steps):
        for i, p in enumerate(optimizer.params):
            g = np.asarray(p.data + rng.normal(size=p.shape), p.dtype)
            p.grad = None if i == 1 and step % 2 else Tensor(g)
        optimizer.step()


def bits(optimizer):
    return [p.data.tobytes() for p in optimizer.params]


def all_of(optimizer):
    return repr([p.data.tolist() for p in optimizer.params]), repr(optimizer.state_dict())


# ---- groups ------------------------------------------------------------------------------------------


@each
def test_a_group_has_settings_of_its_own_and_the_others_those_of_all(make):
    x, y, z = parameters()
    optimizer = make([{"params": [x, y], "lr": 0.0}, {"params": iter([z])}])
    before = bits(optimizer)
    run(optimizer, 3)
    assert [a == b for a, b in zip(before, bits(optimizer), strict=True)] == [True, True, False]
    assert optimizer.params == [x, y, z]
    assert [group["lr"] for group in optimizer.param_groups] == [0.0, 0.1]


@each
def test_groups_of_one_setting_step_as_one_group_does(make):
    one, several = make(parameters()), None
    x, y, z = parameters()
    several = make([{"params": x}, {"params": []}, {"params": [y, z]}])
    run(one, 5)
    run(several, 5)
    assert bits(one) == bits(several)


def test_the_rate_is_read_and_written_for_all_groups_or_for_one():
    optimizer = Adam([{"params": [leaf(1.0)], "lr": 0.5}, {"params": [leaf(2.0)]}], lr=0.1)
    with pytest.raises(
        AttributeError, match=r"differ in lr: 0.5, 0.1. Read optimizer.param_groups\[0\]\['lr'\]"
    ):
        optimizer.lr  # noqa: B018
    optimizer.lr = 0.25
    assert [group["lr"] for group in optimizer.param_groups] == [0.25, 0.25]
    assert optimizer.lr == 0.25
    optimizer.param_groups[1]["lr"] = 0.75
    assert optimizer.param_groups[0]["lr"] == 0.25
    optimizer.betas = (0.5, 0.6)
    assert optimizer.param_groups[1]["betas"] == (0.5, 0.6)


@each
def test_a_group_may_join_later(make):
    x, y, z = parameters()
    optimizer = make([x])
    run(optimizer, 2)
    optimizer.add_param_group({"params": [y, z], "lr": 0.0})
    before = bits(optimizer)
    run(optimizer, 2)
    assert [a == b for a, b in zip(before, bits(optimizer), strict=True)] == [False, True, True]


BAD_GROUPS = {
    "no dict": (TypeError, [leaf(1.0)], "expects a group as a dict"),
    "no params": (TypeError, {"lr": 0.1}, "expects a group as a dict"),
    "an array": (TypeError, {"params": [np.ones(2)]}, "parameter 1 is not a leaf Tensor"),
    "a result": (TypeError, {"params": [leaf(1.0) * 2.0]}, "parameter 1 is not a leaf Tensor"),
    "a setting that is none": (ValueError, {"params": [leaf(1.0)], "lr": -1}, "lr"),
    "a misspelt setting": (
        ValueError,
        {"params": [leaf(1.0)], "weight_decy": 0.1},
        "Did you mean weight_decay",
    ),
    "the same twice": (ValueError, "again", "twice"),
}


@pytest.mark.parametrize(("error", "group", "message"), BAD_GROUPS.values(), ids=BAD_GROUPS)
@each
def test_a_group_that_cannot_join_changes_nothing(make, error, group, message):
    optimizer = make([leaf([1.0])])
    before = len(optimizer.param_groups), len(optimizer.params)
    group = {"params": list(optimizer.params)} if group == "again" else group
    with pytest.raises(error, match=message) as caught:
        optimizer.add_param_group(group)
    assert "\n" not in str(caught.value)
    assert (len(optimizer.param_groups), len(optimizer.params)) == before
    run(optimizer, 1)


def test_a_group_keeps_what_a_user_notes_in_it():
    optimizer = Adam([{"params": [leaf(1.0)], "name": "head", "lr_scale": 2}])
    assert optimizer.param_groups[0]["name"] == "head"
    assert optimizer.state_dict()["param_groups"][0]["lr_scale"] == 2


@each
def test_a_setting_that_is_gone_from_a_group_is_missed_before_anything_changes(make):
    optimizer = make([{"params": [leaf([1.0])]}, {"params": [leaf([2.0])]}])
    run(optimizer, 1)
    before = bits(optimizer)
    del optimizer.param_groups[1]["lr"]
    with pytest.raises(ValueError, match="finds no setting 'lr'"):
        optimizer.step()
    assert bits(optimizer) == before


# ---- attributes --------------------------------------------------------------------------------------


MISSPELT = {
    "lrr": "lr",
    "momentun": "momentum",
    "weight_decays": "weight_decay",
    "param_group": "param_groups",
}


@pytest.mark.parametrize(("name", "near"), MISSPELT.items())
def test_a_misspelt_attribute_is_an_error_that_names_the_nearest(name, near):
    optimizer = SGD([leaf(1.0)])
    with pytest.raises(AttributeError, match=f"SGD has no attribute '{name}' .* Did you mean {near}\\?"):
        setattr(optimizer, name, 0.5)
    assert not hasattr(optimizer, name)


def test_an_attribute_that_resembles_none_says_where_one_s_own_begin():
    with pytest.raises(AttributeError, match=r"first set in __init__"):
        Adam([leaf(1.0)]).colour = "red"


class Signed(Optimizer):
    """A user's own: p = p - lr * sign(g), with a count of steps, and a class attribute."""

    note = None

    def __init__(self, params, lr=0.5):
        self.lr = lr
        super().__init__(params)
        self.steps = 0

    def step(self):
        self.steps += 1
        for group in self.param_groups:
            for p in group["params"]:
                self.state[p]["sum"] = self.state[p].get("sum", 0.0) + np.abs(p.grad.data)
                p.data -= group["lr"] * np.sign(p.grad.data)


class Later(Signed):
    """A subclass of that, whose __init__ sets more after its parent's has ended."""

    def __init__(self, params):
        super().__init__(params, lr=0.25)
        self.more = True


@pytest.mark.parametrize("kind", [Signed, Later])
def test_a_user_s_own_optimizer_has_attributes_of_its_own_from_its_init_on(kind):
    x = leaf([1.0, -2.0])
    optimizer = kind([x])
    optimizer.steps, optimizer.note, optimizer._private = 10, "good", 3
    with pytest.raises(AttributeError, match="Did you mean steps"):
        optimizer.stepss = 1
    x.grad = Tensor([3.0, -4.0])
    rate = optimizer.lr
    optimizer.step()
    assert optimizer.steps == 11
    assert x.data.tolist() == [1.0 - rate, -2.0 + rate]
    optimizer.lr = 0.125
    assert optimizer.param_groups[0]["lr"] == 0.125


def test_a_user_s_own_optimizer_is_scheduled_and_resumed_like_ours():
    x = leaf([1.0, -2.0])
    optimizer = Signed([x], lr=1.0)
    schedule = optim.lr_scheduler.ExponentialLR(optimizer, 0.5)
    x.grad = Tensor([3.0, -4.0])
    optimizer.step()
    schedule.step()
    other = Signed([leaf(x.data)])
    other.load_state_dict(optimizer.state_dict())
    assert other.lr == 0.5
    assert other.state[other.params[0]]["sum"].tolist() == [3.0, 4.0]


def test_a_subclass_that_forgot_its_parent_s_init_is_told():
    class Forgetful(Optimizer):
        def __init__(self, params):
            self.mine = params

    with pytest.raises(RuntimeError, match=r"Forgetful.__init__ must call super\(\).__init__\(params\)"):
        Forgetful([leaf(1.0)])


def test_an_optimizer_may_be_an_abstract_class():
    class Abstract(Optimizer, abc.ABC):
        @abc.abstractmethod
        def rule(self): ...

    with pytest.raises(TypeError, match="abstract"):
        Abstract([leaf(1.0)])


def test_a_rate_that_an_optimizer_does_not_have_is_missing():
    assert not hasattr(Optimizer([leaf(1.0)]), "lr")


@each
def test_params_can_be_replaced_where_there_is_one_group(make):
    x, y = leaf([1.0]), leaf([2.0])
    optimizer = make([x])
    optimizer.params = (y,)
    run(optimizer, 1)
    assert x.data.tolist() == [1.0]
    assert y.data.tolist() != [2.0]
    with pytest.raises(ValueError, match="2 groups"):
        make([{"params": [x]}, {"params": [y]}]).params = [x, y]


# ---- the gradients and the closure ---------------------------------------------------------------------


@each
def test_zero_grad_leaves_zeros_where_it_is_asked_to(make):
    x, y = leaf([1.0]), leaf([2.0])
    optimizer, grad = make([x, y]), Tensor([3.0])
    x.grad = grad
    optimizer.zero_grad(set_to_none=False)
    assert x.grad is grad
    assert (grad.data.tolist(), y.grad) == ([0.0], None)
    with pytest.raises(TypeError, match="set_to_none"):
        optimizer.zero_grad("no")


@each
def test_step_calls_a_closure_and_returns_its_loss(make):
    x = leaf([1.0, 2.0])
    optimizer = make([x])

    def closure():
        optimizer.zero_grad()
        loss = (x * x).sum()
        loss.backward()
        return loss

    assert optimizer.step(closure).item() == 5.0
    assert x.data.tolist() != [1.0, 2.0]
    assert optimizer.step() is None


# ---- state -------------------------------------------------------------------------------------------


@each
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_resumed_run_has_the_bits_of_one_that_was_not_interrupted(make, dtype):
    whole = make(parameters(dtype))
    run(whole, 4)
    first = make(parameters(dtype))
    run(first, 4)
    resumed = make([leaf(p.data, dtype) for p in first.params])
    resumed.load_state_dict(first.state_dict())
    run(whole, 5, seed=2)
    run(resumed, 5, seed=2)
    assert bits(whole) == bits(resumed)


@each
def test_a_state_is_a_copy(make):
    optimizer = make(parameters())
    run(optimizer, 2)
    state = optimizer.state_dict()
    before = repr(state)
    run(optimizer, 2)
    assert repr(state) == before
    twin = make(parameters())
    twin.load_state_dict(state)
    for one in state["state"].values():
        for value in one.values():
            if isinstance(value, Tensor):
                value.fill_(9.0)
    state["param_groups"][0]["lr"] = 9.0
    assert repr(twin.state_dict()) == before


@each
@pytest.mark.parametrize(
    "copied", [copy.deepcopy, lambda o: pickle.loads(pickle.dumps(o))], ids=["deep", "pickle"]
)
def test_a_copy_goes_on_by_itself_in_the_same_way(make, copied):
    optimizer = make(parameters())
    run(optimizer, 3)
    twin = copied(optimizer)
    with pytest.raises(AttributeError):
        twin.lrr = 1
    run(optimizer, 3, seed=2)
    assert bits(twin) != bits(optimizer)
    run(twin, 3, seed=2)
    assert bits(twin) == bits(optimizer)


def test_the_layout_is_pytorchs():
    x, y = leaf([1.0]), leaf([2.0])
    optimizer = Adam([{"params": [x]}, {"params": [y], "lr": 0.5}], lr=0.1)
    y.grad = Tensor([1.0])
    optimizer.step()
    state = optimizer.state_dict()
    assert state.keys() == {"state", "param_groups"}
    assert state["state"].keys() == {1}
    assert state["state"][1].keys() == {"step", "exp_avg", "exp_avg_sq"}
    assert [group["params"] for group in state["param_groups"]] == [[0], [1]]
    assert state["param_groups"][1]["lr"] == 0.5


def spoilt(change):
    def spoil(state):
        change(state)
        return state

    return spoil


def one_of(state):
    return state["state"][0]


HOSTILE = {
    "None": (TypeError, lambda s: None),
    "a list": (TypeError, lambda s: [s]),
    "no groups": (TypeError, lambda s: {"state": s["state"]}),
    "a model's state": (TypeError, lambda s: nn.Linear(1, 1).state_dict()),
    "groups that are none": (TypeError, lambda s: s | {"param_groups": 3}),
    "a state that is a list": (TypeError, lambda s: s | {"state": []}),
    "a group too many": (ValueError, lambda s: s | {"param_groups": s["param_groups"] * 2}),
    "no group": (ValueError, lambda s: s | {"param_groups": []}),
    "a group that is none": (TypeError, lambda s: s | {"param_groups": [None]}),
    "a parameter too few": (ValueError, spoilt(lambda s: s["param_groups"][0]["params"].pop())),
    "a number twice": (ValueError, spoilt(lambda s: s["param_groups"][0].update(params=[0, 0, 1]))),
    "names for numbers": (ValueError, spoilt(lambda s: s["param_groups"][0].update(params=["a", "b", "c"]))),
    "a rate that is none": (TypeError, spoilt(lambda s: s["param_groups"][0].update(lr="fast"))),
    "a rate below 0": (ValueError, spoilt(lambda s: s["param_groups"][0].update(lr=-1.0))),
    "a parameter that there is not": (KeyError, spoilt(lambda s: s["state"].update({7: {}}))),
    "an entry that is none": (TypeError, spoilt(lambda s: s["state"].update({0: 3}))),
    "an unknown name": (KeyError, spoilt(lambda s: one_of(s).update(velocity=Tensor(1.0)))),
    "another shape": (
        ValueError,
        spoilt(lambda s: one_of(s).update({list(one_of(s))[-1]: Tensor([1.0, 2.0])})),
    ),
    "strings": (TypeError, spoilt(lambda s: one_of(s).update({list(one_of(s))[-1]: np.array(["a"])}))),
    "complex": (TypeError, spoilt(lambda s: one_of(s).update({list(one_of(s))[-1]: np.ones((2, 3)) * 1j}))),
}


@pytest.mark.parametrize(("error", "spoil"), HOSTILE.values(), ids=HOSTILE)
@each
def test_a_state_that_does_not_fit_is_one_line_and_changes_nothing(make, error, spoil):
    optimizer = make(parameters())
    run(optimizer, 3)
    before = all_of(optimizer)
    with pytest.raises(error) as caught:
        optimizer.load_state_dict(spoil(optimizer.state_dict()))
    assert "\n" not in str(caught.value)
    assert all_of(optimizer) == before


@pytest.mark.parametrize("step", [-1, 1.5, np.nan, np.array([1, 2]), "two"])
def test_a_count_of_steps_that_is_none_is_refused(step):
    optimizer = Adam(parameters())
    run(optimizer, 1)
    state = optimizer.state_dict()
    state["state"][0]["step"] = step
    with pytest.raises((TypeError, ValueError), match="step"):
        optimizer.load_state_dict(state)


def test_how_pytorch_computes_is_passed_over():
    optimizer = Adam(parameters())
    state = optimizer.state_dict()
    state["param_groups"][0] |= {"foreach": None, "fused": True, "capturable": False, "differentiable": False}
    optimizer.load_state_dict(state)
    assert not {"foreach", "fused"} & optimizer.param_groups[0].keys()


def test_velocities_of_one_momentum_rule_do_not_go_on_by_the_other():
    course, pytorch = SGD(parameters(), 0.1, 0.9), SGD(parameters(), 0.1, 0.9, momentum_rule="pytorch")
    for optimizer in (course, pytorch):
        run(optimizer, 2)
    for mine, other, rule in ((course, pytorch, "pytorch"), (pytorch, course, "course")):
        with pytest.raises(ValueError, match=f"momentum_rule='{rule}'"):
            mine.load_state_dict(other.state_dict())
    state = pytorch.state_dict()
    del state["param_groups"][0]["momentum_rule"]  # as PyTorch's
    with pytest.raises(ValueError, match="momentum_rule='pytorch'"):
        course.load_state_dict(state)
    pytorch.load_state_dict(state)
