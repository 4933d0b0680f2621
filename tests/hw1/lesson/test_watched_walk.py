"""The numbers of a lesson are the engine's own, and watching it leaves nothing behind."""

import numpy as np
import pytest

from hw1.lesson.traced import LessonError, traced
from hw1.lesson.watched_walk import watched_walk
from mytorch import Tensor, nn
from mytorch.graphs.recording import recording
from mytorch.hooks import Watched
from mytorch.nn import functional as F

random = np.random.default_rng(0)


def leaf(*shape, dtype="float64"):
    return Tensor(random.normal(size=shape).astype(dtype), requires_grad=True)


def a_constant():
    return Tensor(random.normal(size=3))


PROGRAMS = {
    "numbers": (lambda a, b: (a * b + a).tanh() / b - a, (), ()),
    "one tensor three times": (lambda a: a * a * a, ()),
    "broadcasting": (lambda a, b: (a * b + b).exp().sum(), (4, 3), (3,)),
    "a result that is no single number": (lambda a, b: a @ b, (2, 3), (3, 2)),
    "a constant": (lambda a: (a * a_constant() + 2).sum(), (3,)),
    "float32": (lambda a: (a.float() * a.float()).sum(), (3,)),
    "shapes": (lambda a: a.reshape(6).reshape(3, 2).T[0].mean(), (2, 3)),
    "many paths": (lambda a: [a := a * a + a for _ in range(6)][-1], ()),
    "networks": (
        lambda x, w, b: F.cross_entropy(F.relu(F.linear(x, w, b)), np.array([0, 1])),
        (2, 3),
        (2, 3),
        (2,),
    ),
    "a part without gradient": (lambda a, b: (a * b.detach() + b).sum(), (3,), (3,)),
    "a maximum with a tie": (lambda a: (a.maximum(a) + a.max()).sum(), (3,)),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_leaf_s_gradient_is_the_engine_s_bit_for_bit(name):
    program, *shapes = PROGRAMS[name]
    leaves = [leaf(*shape) for shape in shapes]
    with recording() as recorded:
        result = program(*leaves)
    graph = traced(recorded, result, {})
    visits, gradients = watched_walk(graph, result)
    sums = {}
    for visit in visits:
        arrived = sums.get(visit.vertex, np.ones_like(visit.g))
        assert arrived.tobytes() == visit.g.tobytes()
        for sent in visit.sent:
            sums[sent.to] = sums[sent.to] + sent.product if sent.to in sums else sent.product
    assert [x.grad for x in leaves] == [None] * len(leaves)
    result.backward(Tensor(np.ones_like(result.array)))
    found = {id(graph.vertices[i].leaf): i for i in graph.leaves}
    for x in leaves:
        i = found[id(x)]
        assert gradients[i].tobytes() == sums[i].tobytes() == x.grad.array.tobytes()


def test_each_node_is_visited_once_consumers_first():
    a = leaf()
    with recording() as recorded:
        result = [a := a * a + a for _ in range(5)][-1]
    graph = traced(recorded, result, {})
    order = [visit.vertex for visit in watched_walk(graph, result)[0]]
    assert order == sorted(graph.ops, reverse=True)


def test_upstream_times_local_is_the_product_element_by_element():
    a, b = leaf(4, 3), leaf(3)
    with recording() as recorded:
        result = ((a * b).tanh() / b - a.sigmoid()).exp()
    for visit in watched_walk(traced(recorded, result, {}), result)[0]:
        for sent in visit.sent:
            product = visit.g * sent.local
            summed = product.sum(axis=0) if sent.product.shape != product.shape else product
            np.testing.assert_allclose(summed, sent.product, rtol=1e-14)


def test_a_matrix_product_has_no_local_derivative_of_one_number_each():
    a, b = leaf(2, 3), leaf(3, 2)
    with recording() as recorded:
        result = a @ b
    (visit,) = watched_walk(traced(recorded, result, {}), result)[0]
    assert [sent.local for sent in visit.sent] == [None, None]


def test_nothing_stays_wrapped_and_gradients_are_left_as_they_were():
    a, b = leaf(), leaf()
    a.grad = Tensor(7.0)
    with recording() as recorded:
        result = a * b + a
    ops = [op.node.op for op in recorded.ops]
    gradients = watched_walk(traced(recorded, result, {}), result)[1]
    assert [op.node.op for op in recorded.ops] == ops
    assert sorted(float(g) for g in gradients.values()) == sorted([float(b.array) + 1, float(a.array)])
    assert (a.grad.item(), b.grad) == (7.0, None)
    result.backward()
    assert a.grad.item() == 7 + (b.item() + 1)


def test_the_engine_is_left_as_it_was_after_an_error():
    class Fails(nn.Module):
        pass

    a = leaf()
    with recording() as recorded:
        result = a * a
    a.data[...] = 5.0  # the engine refuses to go on with what has changed
    with pytest.raises(LessonError, match="the backward pass stops: .*Mul"):
        watched_walk(traced(recorded, result, {}), result)
    assert not [op for op in recorded.ops if type(op.node.op) is not type]
    assert a.grad is None


def test_a_result_that_keeps_its_gradient_sees_nothing_of_the_lesson():
    a = leaf()
    with recording() as recorded:
        middle = a * 2
        middle.retain_grad()
        result = middle * 3
    visits, gradients = watched_walk(traced(recorded, result, {}), result)
    assert [float(g) for g in gradients.values()] == [6.0]
    assert middle.grad is None
    assert type(middle.grad_fn.op) is Watched
    result.backward()
    assert middle.grad.item() == 3.0


@pytest.mark.parametrize("of", ["leaf", "result"])
def test_hooks_are_refused_as_they_may_change_gradients(of):
    a = leaf()
    with recording() as recorded:
        middle = a * 2
        result = middle * 3
    handle = (a if of == "leaf" else middle).register_hook(lambda g: g * 100)
    with pytest.raises(LessonError, match=f"hooks are registered on {'a' if of == 'leaf' else 'm'},"):
        watched_walk(traced(recorded, result, {"a": a, "m": middle}), result)
    handle.remove()
    assert len(watched_walk(traced(recorded, result, {}), result)[0]) == 2
