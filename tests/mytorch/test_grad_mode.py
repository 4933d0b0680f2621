"""no_grad: inside it nothing is recorded, and whatever happens it is undone."""

import threading

import pytest

import mytorch
from mytorch import is_grad_enabled, nn, no_grad
from mytorch.tensor import Tensor


def record():
    return Tensor([1.0], requires_grad=True) * 2.0


def test_nothing_is_recorded_inside_it():
    assert is_grad_enabled() is True
    with no_grad():
        z = record()
        assert is_grad_enabled() is False
    assert (z.requires_grad, z.is_leaf, z.grad_fn) == (False, True, None)
    assert record().requires_grad is True


def test_a_model_s_output_needs_no_gradient_inside_it():
    model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Sigmoid(), nn.Linear(3, 2))
    with mytorch.no_grad():
        loss = nn.CrossEntropyLoss()(model(Tensor([[1.0, 2.0], [3.0, 5.0]])), Tensor([0, 1]))
    assert loss.requires_grad is False
    with pytest.raises(RuntimeError, match="no_grad"):
        loss.backward()


def test_an_exception_undoes_it():
    with pytest.raises(KeyError), no_grad():
        raise KeyError
    assert is_grad_enabled()
    assert record().requires_grad


def test_it_nests():
    with no_grad():
        with no_grad():
            assert not is_grad_enabled()
        assert not is_grad_enabled()
    assert is_grad_enabled()


def test_one_object_may_be_entered_again():
    context = no_grad()
    with context:
        with context:
            assert not is_grad_enabled()
        assert not is_grad_enabled()
    assert is_grad_enabled()


def test_it_decorates_a_function_that_recurses_or_raises():
    @no_grad()
    def depth(n):
        """Doc."""
        assert not is_grad_enabled()
        if n < 0:
            raise ValueError("negative")
        return n and 1 + depth(n - 1)

    assert depth(3) == 3
    assert is_grad_enabled()
    assert (depth.__name__, depth.__doc__) == ("depth", "Doc.")
    with pytest.raises(ValueError, match="negative"):
        depth(-1)
    assert is_grad_enabled()


def test_backward_works_inside_it():
    x = Tensor([3.0], requires_grad=True)
    z = x * x
    with no_grad():
        z.backward()
    assert x.grad.data.tolist() == [6.0]
    assert x.grad.requires_grad is False


def test_each_thread_has_a_switch_of_its_own():
    inside, done, seen = threading.Event(), threading.Event(), []

    def validate():
        with no_grad():
            inside.set()
            assert done.wait(10)
            seen.append(record().requires_grad)

    thread = threading.Thread(target=validate)
    thread.start()
    assert inside.wait(10)
    seen.append(record().requires_grad)  # while the other thread is inside
    done.set()
    thread.join(10)
    assert seen == [True, False]
    with no_grad():
        thread = threading.Thread(target=lambda: seen.append(record().requires_grad))
        thread.start()
        thread.join(10)
    assert seen[-1] is True
