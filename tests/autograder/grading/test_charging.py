"""A fault is paid for once."""

from autograder.grading.asking.exam import Item
from autograder.grading.charging import charge_once, lifted, own_faults
from autograder.grading.result import Verdict


def item(name, points, about="MLP", needs=(), after=()):
    problem = name.split(": ")[0]
    return Item(
        problem, name, points, lambda exam: None, about, needs, tuple(f"{problem}: {a}" for a in after)
    )


ITEMS = {
    one.name: one
    for one in (
        item("linear: backward", 2, "Linear"),
        item("linear_mlp: forward", 2),
        item("linear_mlp: step", 1),
        item("hidden_layers: forward", 10, needs=("linear",)),
        item("hidden_layers: backward", 16, needs=("linear",), after=("forward",)),
        item("hidden_layers: step", 8),
        item("hidden_layers: any size", 15),
        item("momentum: constant", 6),
        item("momentum: changing", 3, after=("constant",)),
    )
}


def verdicts(**failed):
    """All of them: those named, with _ for the space and the problem left out, failed as told."""
    told = {name.replace("_in_", ": "): how for name, how in failed.items()}
    return [
        Verdict(one.problem, one.name, one.points, one.points)
        if one.name not in told
        else Verdict(one.problem, one.name, 0, one.points, "wrong", *told[one.name])
        for one in ITEMS.values()
    ]


def named(mistake):
    return mistake, mistake, True


def paid(settled):
    return {verdict.name: verdict.paid for verdict in settled if verdict.paid}


def lost(settled):
    return sum(verdict.max_points - verdict.points for verdict in settled)


def test_one_mistake_is_paid_for_where_most_is_at_stake():
    failed = dict.fromkeys(
        ("linear_mlp_in_step", "hidden_layers_in_step", "momentum_in_constant"), named("ascends")
    )
    settled = charge_once(ITEMS, verdicts(**failed))
    assert paid(settled) == {
        "linear_mlp: step": "hidden_layers: step",
        "momentum: constant": "hidden_layers: step",
    }
    assert lost(settled) == 8
    payer = next(verdict for verdict in settled if verdict.name == "hidden_layers: step")
    assert payer.message.endswith("cost nothing for it: linear_mlp: step; momentum: constant")


def test_two_mistakes_are_paid_for_twice():
    settled = charge_once(
        ITEMS, verdicts(linear_mlp_in_step=named("ascends"), hidden_layers_in_step=named("lr left out"))
    )
    assert lost(settled) == 9


def test_the_same_mistake_in_another_class_is_another_fault():
    settled = charge_once(
        ITEMS, verdicts(linear_in_backward=named("sign"), hidden_layers_in_step=named("sign"))
    )
    assert lost(settled) == 10


def test_what_is_not_there_costs_wherever_it_is_asked_for():
    for absent in ("unchanged", "momentum left out", "raised"):
        failed = dict.fromkeys(
            ("linear_mlp_in_step", "momentum_in_constant", "momentum_in_changing"), named(absent)
        )
        assert lost(charge_once(ITEMS, verdicts(**failed))) == 10, absent


def test_a_wrong_value_after_a_wrong_value_is_a_consequence():
    settled = charge_once(
        ITEMS, verdicts(hidden_layers_in_forward=(None,), hidden_layers_in_backward=(None,))
    )
    assert paid(settled) == {"hidden_layers: backward": "hidden_layers: forward"}
    settled = charge_once(
        ITEMS, verdicts(hidden_layers_in_forward=(None,), hidden_layers_in_backward=named("sign"))
    )
    assert paid(settled) == {"hidden_layers: backward": "hidden_layers: forward"}
    settled = charge_once(
        ITEMS, verdicts(hidden_layers_in_forward=(None,), hidden_layers_in_backward=("all zero",))
    )
    assert lost(settled) == 26
    assert lost(charge_once(ITEMS, verdicts(hidden_layers_in_backward=(None,)))) == 16


def test_of_what_nothing_explains_nothing_is_a_consequence_where_more_is_wrong_than_right():
    failed = dict.fromkeys(
        ("hidden_layers_in_forward", "hidden_layers_in_backward", "hidden_layers_in_step"), (None,)
    )
    assert lost(charge_once(ITEMS, verdicts(**failed))) == 34
    failed["hidden_layers_in_forward"] = named("bias left out")
    assert lost(charge_once(ITEMS, verdicts(**failed))) == 18


def test_a_mistake_of_a_layer_is_paid_for_by_the_layer_wherever_it_shows():
    settled = charge_once(
        ITEMS,
        verdicts(linear_in_backward=named("dW summed"), hidden_layers_in_backward=named("dW summed")),
    )
    assert paid(settled) == {"hidden_layers: backward": "linear: backward"}
    assert lost(settled) == 2


def test_a_consequence_is_none_of_the_payers_of_one_mistake():
    """Otherwise each of two tests would name the other one, and neither would lose the points."""
    failed = dict.fromkeys(("momentum_in_constant", "momentum_in_changing"), named("ascends"))
    items = ITEMS | {"momentum: constant": item("momentum: constant", 6, after=("plain",))}
    items |= {"momentum: plain": item("momentum: plain", 2)}
    plain = Verdict("momentum", "momentum: plain", 0, 2, "wrong", *named("ascends"))
    settled = charge_once(items, [*verdicts(**failed), plain])
    assert lost(settled) == 2


def test_a_consequence_of_what_is_paid_elsewhere_is_paid_there():
    failed = dict.fromkeys(("hidden_layers_in_step", "momentum_in_constant"), named("ascends"))
    settled = charge_once(ITEMS, verdicts(**failed, momentum_in_changing=(None,)))
    assert paid(settled)["momentum: changing"] == "hidden_layers: step"
    assert lost(settled) == 8


def test_a_test_is_tried_again_with_the_problems_that_failed_by_themselves():
    failed = verdicts(
        linear_in_backward=(None,), hidden_layers_in_backward=(None,), momentum_in_constant=(None,)
    )
    assert own_faults(ITEMS, failed) == {
        "linear: backward": set(),
        "hidden_layers: backward": {"linear"},
        "momentum: constant": set(),
    }


def test_what_is_lifted_keeps_what_was_said():
    verdict = lifted(Verdict("a", "a: b", 0, 4, "wrong"), "c")
    assert (verdict.points, verdict.passed, verdict.paid, verdict.message) == (4, True, "c", "wrong")


def test_what_is_not_there_explains_no_consequence_where_little_is_right():
    """Otherwise a hand-in that computes no number at all would win the points of all later values."""
    failed = {name: named("nothing finite") for name in ITEMS_OF_HIDDEN}
    assert lost(charge_once(ITEMS, verdicts(**failed))) == 34
    wrong = failed | {"hidden_layers_in_backward": ("wrong shape",)}
    assert lost(charge_once(ITEMS, verdicts(**wrong))) == 34


ITEMS_OF_HIDDEN = ("hidden_layers_in_forward", "hidden_layers_in_backward", "hidden_layers_in_step")
