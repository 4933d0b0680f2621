"""Whether ops are recorded: inside no_grad they are not, inside enable_grad they are; then it is undone."""

import asyncio
import contextvars
import gc
import inspect
import threading

import pytest

import mytorch
from mytorch import enable_grad, is_grad_enabled, nn, no_grad, set_grad_enabled
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


# ---- as a decorator ----------------------------------------------------------------------------------

WAYS = [pytest.param(no_grad, id="@no_grad"), pytest.param(no_grad(), id="@no_grad()")]


@pytest.mark.parametrize("decorate", WAYS)
def test_it_decorates_functions_and_every_kind_of_method(decorate):
    class Model:
        @decorate
        def method(self, x):
            return self, x, is_grad_enabled()

        @decorate
        @classmethod
        def of_class(cls, x):
            return cls, x, is_grad_enabled()

        @decorate
        @staticmethod
        def of_none(x):
            return x, is_grad_enabled()

        @staticmethod
        @decorate
        def inside(x):
            return x, is_grad_enabled()

    model = Model()
    assert model.method(1) == (model, 1, False)
    assert model.of_class(2) == (Model, 2, False)
    assert model.of_none(x=3) == Model.inside(3) == (3, False)
    assert decorate(record)().requires_grad is False
    assert is_grad_enabled()


@pytest.mark.parametrize("thing", [Tensor, 1, "f", property(record)], ids=["class", "int", "str", "property"])
def test_what_is_no_function_cannot_be_decorated(thing):
    for decorate in (no_grad, no_grad()):
        with pytest.raises(TypeError, match="functions and methods"):
            decorate(thing)


@pytest.mark.parametrize("decorate", WAYS)
def test_a_generator_runs_inside_it_and_its_caller_does_not(decorate):
    seen = []

    @decorate
    def numbers(start):
        """Doc."""
        try:
            while True:
                seen.append(is_grad_enabled())
                try:
                    start += yield start
                except KeyError as error:
                    seen.append(repr(error))
                    start = 0
                if start > 100:
                    return "done"
        finally:
            seen.append(("end", is_grad_enabled()))

    def through():
        answers.append((yield from numbers(1)))

    answers = []
    generator = through()
    assert (next(generator), is_grad_enabled()) == (1, True)
    assert (generator.send(4), is_grad_enabled()) == (5, True)
    assert (generator.throw(KeyError("x")), is_grad_enabled()) == (0, True)
    with no_grad():
        assert generator.send(2) == 2
        assert not is_grad_enabled()
    with pytest.raises(StopIteration):
        generator.send(1000)
    assert answers == ["done"]
    assert seen == [False, False, "KeyError('x')", False, False, ("end", False)]
    assert (numbers.__name__, numbers.__doc__, inspect.isgeneratorfunction(numbers)) == (
        "numbers",
        "Doc.",
        True,
    )
    closed = numbers(1)
    next(closed)
    closed.close()
    assert seen[-1] == ("end", False)
    assert is_grad_enabled()


def test_two_generators_inside_it_by_turns_leave_the_caller_recording():
    @no_grad()
    def model(n):
        for _ in range(n):
            yield record().requires_grad

    pairs = list(zip(model(3), model(4), strict=False))
    assert pairs == [(False, False)] * 3
    assert record().requires_grad


@pytest.mark.parametrize("decorate", WAYS)
def test_a_coroutine_runs_inside_it_and_other_tasks_do_not(decorate):
    seen = {"inside": [], "outside": [], "child": []}

    async def child():
        seen["child"].append(is_grad_enabled())
        await asyncio.sleep(0)
        seen["child"].append(is_grad_enabled())

    @decorate
    async def validate():
        for _ in range(3):
            seen["inside"].append(is_grad_enabled())
            await asyncio.gather(child(), asyncio.sleep(0))
        return "accuracy"

    async def train():
        task = asyncio.create_task(validate())
        while not task.done():
            seen["outside"].append(is_grad_enabled())
            await asyncio.sleep(0)
        return await task

    assert asyncio.run(train()) == "accuracy"
    assert set(seen["inside"]) == set(seen["child"]) == {False}
    assert set(seen["outside"]) == {True}


def test_a_task_that_outlives_the_coroutine_that_started_it_records_again():
    seen, tasks = [], []

    async def child():
        seen.append(is_grad_enabled())
        await asyncio.sleep(0.01)
        seen.append(is_grad_enabled())

    @no_grad()
    async def parent():
        tasks.append(asyncio.create_task(child()))
        await asyncio.sleep(0)

    async def main():
        await parent()
        await tasks[0]

    asyncio.run(main())
    assert seen == [False, True]


def test_an_asynchronous_generator_runs_inside_it():
    seen = []

    @no_grad
    async def batches():
        try:
            for i in range(3):
                seen.append(is_grad_enabled())
                await asyncio.sleep(0)
                got = yield i
                if got:
                    seen.append(got)
        finally:
            seen.append(("end", is_grad_enabled()))

    async def use():
        async for i in batches():
            seen.append((i, is_grad_enabled()))
        generator = batches()
        await generator.asend(None)
        await generator.asend("sent")
        with pytest.raises(KeyError):
            await generator.athrow(KeyError("x"))
        stopped = batches()
        await anext(stopped)
        await stopped.aclose()

    asyncio.run(use())
    whole = [False, (0, True), False, (1, True), False, (2, True), ("end", False)]
    assert seen == [*whole, False, "sent", False, ("end", False), False, ("end", False)]


# ---- left elsewhere than it was entered ----------------------------------------------------------------


def suspended():
    with no_grad():
        yield is_grad_enabled()


def in_a_thread(function):
    thread = threading.Thread(target=function)
    thread.start()
    thread.join(10)


def test_one_object_that_is_left_by_one_thread_is_still_entered_by_the_other():
    shared, inside, may_leave, seen = no_grad(), threading.Event(), threading.Event(), []

    def other():
        with shared:
            inside.set()
            may_leave.wait(10)
            seen.append(is_grad_enabled())
        seen.append(is_grad_enabled())

    thread = threading.Thread(target=other)
    with shared:
        thread.start()
        inside.wait(10)
    assert is_grad_enabled()
    may_leave.set()
    thread.join(10)
    assert seen == [False, True]


def test_a_generator_closed_by_another_thread_leaves_both_threads_recording():
    generator, seen = suspended(), []
    assert next(generator) is False

    def close():
        generator.close()
        seen.append(is_grad_enabled())
        with no_grad():
            seen.append(is_grad_enabled())
        seen.append(is_grad_enabled())

    in_a_thread(close)
    assert seen == [True, False, True]
    assert is_grad_enabled()


def test_a_generator_begun_by_another_thread_and_collected_here_switches_nothing_on():
    made = []

    def begin():
        generator = suspended()
        next(generator)
        made.append(generator)

    in_a_thread(begin)
    assert is_grad_enabled()
    with no_grad():
        made.clear()
        gc.collect()
        assert not is_grad_enabled()
    assert is_grad_enabled()


def test_generators_left_in_another_order_than_they_were_entered():
    first, second = suspended(), suspended()
    next(first), next(second)
    first.close()
    assert not is_grad_enabled()
    with no_grad():
        second.close()
        assert not is_grad_enabled()
    assert is_grad_enabled()


def test_a_generator_that_is_never_finished_is_left_when_it_is_gone():
    generator = suspended()
    next(generator)
    assert not is_grad_enabled()
    del generator
    gc.collect()
    assert is_grad_enabled()


def test_left_in_another_context_it_is_left():
    generator = suspended()
    contextvars.copy_context().run(next, generator)
    assert is_grad_enabled()
    next(generator, None)
    assert is_grad_enabled()


def test_many_entries_and_exits_leave_nothing_behind():
    shared = no_grad()
    for _ in range(100):
        with shared, no_grad():
            pass
        generator = suspended()
        next(generator)
        in_a_thread(generator.close)
    assert is_grad_enabled()
    with shared:
        assert len(mytorch.grad_mode.entered.get()) == 1
    assert shared._entries == []


# ---- enable_grad and set_grad_enabled --------------------------------------------------------------------


def test_the_innermost_mode_counts():
    with no_grad():
        with enable_grad():
            assert record().requires_grad
            with no_grad():
                assert not record().requires_grad
            assert is_grad_enabled()
        assert not record().requires_grad
    with enable_grad():
        assert record().requires_grad
    assert is_grad_enabled()


def test_enable_grad_decorates_functions_and_generators():
    @enable_grad
    def function():
        return is_grad_enabled()

    @enable_grad()
    def generator():
        yield is_grad_enabled()
        yield is_grad_enabled()

    with no_grad():
        assert function()
        steps = generator()
        assert next(steps)
        assert not is_grad_enabled()
        assert next(steps)
    with pytest.raises(TypeError, match="enable_grad decorates functions and methods; got 3"):
        enable_grad(3)


def test_a_call_of_set_grad_enabled_holds_until_the_next():
    try:
        for mode in (False, True, False):
            set_grad_enabled(mode)
            assert is_grad_enabled() is mode
            assert record().requires_grad is mode
        assert len(mytorch.grad_mode.entered.get()) == 1
        for _ in range(3):
            with no_grad():
                set_grad_enabled(True)
                assert is_grad_enabled()
            assert not is_grad_enabled()
        assert len(mytorch.grad_mode.entered.get()) == 1
    finally:
        set_grad_enabled(True)


@pytest.mark.parametrize("outside", [True, False])
def test_set_grad_enabled_is_undone_at_the_end_of_with(outside):
    try:
        set_grad_enabled(outside)
        for mode in (True, False):
            with set_grad_enabled(mode):
                assert is_grad_enabled() is mode
                set_grad_enabled(not mode)
                assert is_grad_enabled() is not mode
            assert is_grad_enabled() is outside
            with pytest.raises(ZeroDivisionError), set_grad_enabled(mode):
                raise ZeroDivisionError
            assert is_grad_enabled() is outside
    finally:
        set_grad_enabled(True)


def test_set_grad_enabled_counts_in_its_thread_only():
    def switch_off():
        set_grad_enabled(False)
        assert not is_grad_enabled()

    in_a_thread(switch_off)
    assert is_grad_enabled()


@pytest.mark.parametrize("given", [0, None, "no"])
def test_set_grad_enabled_takes_true_or_false(given):
    with pytest.raises(TypeError, match=r"set_grad_enabled\(\) takes True or False"):
        set_grad_enabled(given)
    assert is_grad_enabled()
