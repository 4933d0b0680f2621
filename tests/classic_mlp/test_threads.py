"""Objects that serve several networks, trained in threads that take turns at the worst moments."""

import threading

import numpy as np
import pytest

from classic_mlp.activation import Activation, Identity, Tanh
from classic_mlp.loss import SoftmaxCrossEntropy
from classic_mlp.mlp import MLP

THREADS = 2


class Meeting:
    """A place where the threads wait for each other, so that each has done half of its work by then."""

    def __init__(self):
        self.barrier = None

    def wait(self):
        if self.barrier is not None:
            self.barrier.wait(timeout=20)


class MeetingTanh(Activation):
    """tanh, which keeps what derivative needs in `state`; the threads meet once that is written."""

    def __init__(self, meeting):
        super().__init__()
        self.meeting = meeting

    def forward(self, z):
        self.state = np.tanh(z)
        self.meeting.wait()
        return self.state

    def derivative(self):
        self.meeting.wait()
        return 1 - self.state**2


class MeetingParabola(MeetingTanh):
    """z**2, which keeps what derivative needs under a name of its own."""

    def forward(self, z):
        self.z = z
        self.meeting.wait()
        self.state = z**2
        return self.state

    def derivative(self):
        self.meeting.wait()
        return 2 * self.z


class MeetingCriterion(SoftmaxCrossEntropy):
    def __init__(self, meeting):
        super().__init__()
        self.meeting = meeting

    def forward(self, x, y):
        loss = super().forward(x, y)
        self.meeting.wait()
        return loss


def trained(seed, activations, criterion):
    """What a network is after three steps: its weights, losses and gradients of x."""
    rng = np.random.default_rng(seed)
    mlp = MLP(
        4,
        3,
        [5, 5],
        activations,
        lambda *n: rng.normal(size=n) / 2,
        lambda n: np.zeros((1, n)),
        criterion,
        0.1,
        0.5,
        1,
    )
    x, labels = rng.normal(size=(6, 4)), np.eye(3)[rng.integers(3, size=6)]
    found = []
    for _ in range(3):
        mlp(x)
        found += [mlp.total_loss(labels), mlp.backward(labels, input_gradient=True)]
        mlp.step()
    return found + [layer.W for layer in mlp.linear_layers]


SHARED = {  # activations of three layers and a criterion
    "one activation for all layers": lambda meeting: ([MeetingTanh(meeting)] * 3, SoftmaxCrossEntropy()),
    "an activation for each layer": lambda meeting: (
        [MeetingTanh(meeting), Tanh(), Identity()],
        SoftmaxCrossEntropy(),
    ),
    "one that keeps another thing than state": lambda meeting: (
        [MeetingParabola(meeting)] * 2 + [Identity()],
        SoftmaxCrossEntropy(),
    ),
    "a criterion": lambda meeting: ([Tanh(), Tanh(), Identity()], MeetingCriterion(meeting)),
}


@pytest.mark.parametrize("share", SHARED.values(), ids=SHARED.keys())
def test_networks_that_share_objects_in_two_threads_do_not_disturb_each_other(share):
    meeting = Meeting()
    alone = [trained(seed, *share(meeting)) for seed in range(THREADS)]
    meeting.barrier = threading.Barrier(THREADS)
    together, shared = [None] * THREADS, share(meeting)

    def work(seed):
        try:
            together[seed] = trained(seed, *shared)
        except BaseException:
            meeting.barrier.abort()
            raise

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one, other in zip(alone, together, strict=True):
        for a, b in zip(one, other, strict=True):
            np.testing.assert_array_equal(a, b)


def test_a_shared_activation_shows_the_last_output_and_its_own_settings_count():
    class Scaled(Activation):
        scale, calls = 1.0, 0

        def forward(self, z):
            self.calls += 1
            self.state = self.scale * z
            return self.state

        def derivative(self):
            return np.full(self.state.shape, self.scale)

    activation = Scaled()
    mlp = MLP(2, 2, [], [activation], lambda *n: np.eye(2), lambda n: np.zeros(n), SoftmaxCrossEntropy(), 0.1)
    x = np.array([[1.0, 2.0]])
    np.testing.assert_array_equal(mlp(x), x)
    activation.scale = 3.0
    np.testing.assert_array_equal(mlp(x), 3 * x)
    np.testing.assert_array_equal(activation.state, 3 * x)
    assert activation.calls == 2
    assert mlp.activations == [activation]
