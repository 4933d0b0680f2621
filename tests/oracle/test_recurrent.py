"""RNN, GRU, packed sequences and attention against PyTorch's: values and gradients, in float64."""

import numpy as np
import pytest
import torch
from torch.nn.utils import rnn as theirs

from mytorch import Tensor, nn
from mytorch.nn.util import PackedSequence, pack_sequence, unpack_sequence

KINDS = {
    "RNN": (nn.RNN, torch.nn.RNN, {}),
    "RNN with relu": (nn.RNN, torch.nn.RNN, {"nonlinearity": "relu"}),
    "GRU": (nn.GRU, torch.nn.GRU, {}),
}
KIND = pytest.mark.parametrize("kind", KINDS)
LENGTHS = [(1,), (4, 4), (5, 3, 1), (2, 6, 1, 6, 3)]


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def pair(kind, layers=1, **options):
    """The same network in both libraries; PyTorch's takes our state."""
    ours, other, nonlinearity = KINDS[kind]
    np.random.seed(5)  # noqa: NPY002 (the course's generator)
    model = ours(3, 4, layers, **nonlinearity, **options)
    peer = other(3, 4, layers, **nonlinearity, **options).double()
    peer.load_state_dict({name: torch.tensor(p.data) for name, p in model.state_dict().items()})
    return model, peer


def weighed(values, seed=0):
    """A weighed sum of several tensors, of either library."""
    total = 0.0
    for i, value in enumerate(values):
        weights = draw(*value.shape, seed=seed + i)
        total = (
            total + (value * (torch.tensor(weights) if isinstance(value, torch.Tensor) else weights)).sum()
        )
    return total


def agree(oracle, ours, others, what):
    oracle.close(ours.data, others, what=what)


def same_gradients(oracle, model, peer, tensors, others):
    for i, (x, other) in enumerate(zip(tensors, others, strict=True)):
        agree(oracle, x.grad, other.grad, f"the gradient of input {i}")
    for name, q in peer.named_parameters():
        agree(oracle, getattr(model, name).grad, q.grad, f"the gradient of {name}")


@KIND
@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("shape", [(5, 2, 3), (1, 1, 3), (7, 3)], ids=str)
@pytest.mark.parametrize("started", [True, False])
def test_a_tensor_over_time_agrees(oracle, kind, layers, shape, started):
    model, peer = pair(kind, layers)
    arrays = [draw(*shape, seed=1)] + ([draw(layers, *shape[1:-1], 4, seed=2)] if started else [])
    tensors = [Tensor(x, requires_grad=True) for x in arrays]
    others = [torch.tensor(x, requires_grad=True) for x in arrays]
    answer, expected = model(*tensors), peer(*others)
    for x, other in zip(answer, expected, strict=True):
        agree(oracle, x, other, "the value")
    weighed(answer).backward()
    weighed(expected).backward()
    same_gradients(oracle, model, peer, tensors, others)


@KIND
def test_with_batch_first_it_agrees(oracle, kind):
    model, peer = pair(kind, 2, batch_first=True)
    x = draw(2, 5, 3)
    for ours, other in zip(model(x), peer(torch.tensor(x)), strict=True):
        agree(oracle, ours, other, "the value")


@KIND
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("lengths", LENGTHS, ids=str)
@pytest.mark.parametrize("started", [True, False])
def test_packed_sequences_agree(oracle, kind, layers, lengths, started):
    model, peer = pair(kind, layers)
    arrays = [draw(n, 3, seed=i) for i, n in enumerate(lengths)]
    tensors = [Tensor(x, requires_grad=True) for x in arrays]
    others = [torch.tensor(x, requires_grad=True) for x in arrays]
    packed, packed_there = pack_sequence(tensors), theirs.pack_sequence(others, enforce_sorted=False)
    order = packed_there.sorted_indices.numpy()
    start = draw(layers, len(lengths), 4, seed=9)
    # Theirs is in the order of the list, ours in that of the packed sequences.
    given = (Tensor(start[:, order] if layers > 1 else start[0, order]),) if started else ()
    output, hidden = model(packed, *given)
    expected, last = peer(packed_there, *([torch.tensor(start)] if started else []))
    agree(oracle, output.data, expected.data, "the output")
    last = last[:, order] if layers > 1 else last[0, order]
    agree(oracle, hidden, last, "the hidden state")
    weighed([output.data, hidden]).backward()
    weighed([expected.data, last]).backward()
    same_gradients(oracle, model, peer, tensors, others)


@pytest.mark.parametrize("lengths", LENGTHS, ids=str)
def test_packing_and_unpacking_agree(oracle, lengths):
    arrays = [draw(n, 2, seed=i) for i, n in enumerate(lengths)]
    packed = pack_sequence([Tensor(x) for x in arrays])
    there = theirs.pack_sequence([torch.tensor(x) for x in arrays], enforce_sorted=False)
    agree(oracle, packed.data, there.data, "the data")
    assert packed.batch_sizes.tolist() == there.batch_sizes.tolist()
    assert packed.sorted_indices.tolist() == there.sorted_indices.tolist()
    assert packed.unsorted_indices.tolist() == there.unsorted_indices.tolist()
    for ours, other in zip(unpack_sequence(packed), theirs.unpack_sequence(there), strict=True):
        agree(oracle, ours, other, "a sequence")


def test_pytorch_s_packed_sequence_can_be_taken_over(oracle):
    arrays = [torch.tensor(draw(n, 3, seed=n)) for n in (2, 4, 3)]
    there = theirs.pack_sequence(arrays, enforce_sorted=False)
    packed = PackedSequence(
        Tensor(there.data.numpy()), there.sorted_indices.numpy(), there.batch_sizes.numpy()
    )
    for ours, other in zip(unpack_sequence(packed), arrays, strict=True):
        agree(oracle, ours, other, "a sequence")


CELLS = {
    "RNNCell": (nn.RNNCell, torch.nn.RNNCell, {}),
    "RNNCell with relu": (nn.RNNCell, torch.nn.RNNCell, {"nonlinearity": "relu"}),
    "GRUCell": (nn.GRUCell, torch.nn.GRUCell, {}),
}


@pytest.mark.parametrize(("ours", "other", "options"), CELLS.values(), ids=CELLS)
@pytest.mark.parametrize("batch", [(), (5,)], ids=str)
def test_a_cell_agrees(oracle, ours, other, options, batch):
    model, peer = ours(3, 4, **options), other(3, 4, **options).double()
    peer.load_state_dict({name: torch.tensor(p.data) for name, p in model.state_dict().items()})
    arrays = [draw(*batch, 3, seed=1), draw(*batch, 4, seed=2)]
    tensors = [Tensor(x, requires_grad=True) for x in arrays]
    others = [torch.tensor(x, requires_grad=True) for x in arrays]
    h, expected = model(*tensors), peer(*others)
    agree(oracle, h, expected, "the value")
    weighed([h]).backward()
    weighed([expected]).backward()
    same_gradients(oracle, model, peer, tensors, others)


@KIND
def test_five_thousand_time_steps_agree(oracle, kind):
    model, peer = pair(kind)
    x = draw(5000, 1, 3)
    tensor, other = Tensor(x, requires_grad=True), torch.tensor(x, requires_grad=True)
    weighed(model(tensor)).backward()
    weighed(peer(other)).backward()
    same_gradients(oracle, model, peer, [tensor], [other])


MASK = np.random.default_rng(1).random((3, 4)) < 0.6
MASK[1] = False  # a query that may look at no key
ATTENTION = {
    "plain": {},
    "a mask": {"attn_mask": MASK},
    "a mask of floats": {"attn_mask": draw(3, 4)},
    "floats that forbid": {"attn_mask": np.where(MASK, draw(3, 4), -np.inf)},
    "causal": {"is_causal": True},
    "scaled": {"scale": 0.7},
    "all dropped": {"dropout_p": 1.0},
}
BATCHES = {"none": [()] * 3, "one": [(2,)] * 3, "two": [(2, 3)] * 3, "broadcast": [(2, 1), (1, 3), (3,)]}


@pytest.mark.parametrize("batches", BATCHES.values(), ids=BATCHES)
@pytest.mark.parametrize("options", ATTENTION.values(), ids=ATTENTION)
def test_scaled_dot_product_attention_agrees(oracle, batches, options):
    sizes = [(3, 2), (4, 2), (4, 5)]
    arrays = [draw(*batch, *size, seed=i) for i, (batch, size) in enumerate(zip(batches, sizes, strict=True))]
    there = {name: oracle.to_torch(value) for name, value in options.items()}
    oracle.agree(
        lambda F, *xs: F.scaled_dot_product_attention(*xs, **options),
        arrays,
        theirs=lambda F, *xs: F.scaled_dot_product_attention(*xs, **there),
    )


def test_a_trained_mask_agrees(oracle):
    arrays = [draw(2, 3, 2, seed=1), draw(2, 4, 2, seed=2), draw(2, 4, 5, seed=3), draw(3, 4, seed=4)]
    oracle.agree(lambda F, *xs: F.scaled_dot_product_attention(*xs), arrays)
