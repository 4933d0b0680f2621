"""What differs from PyTorch under the same name, and why: written by hand, shown in docs/pytorch.md.

SAMPLES holds what PyTorch's samples may find different: the title of the op, module or optimizer, and why.
A sample that differs without a reason here fails the test; a reason that no sample needs fails it too.
"""

# By PyTorch's full name.
NAMES = {
    "torch.Tensor.backward": "of a tensor of several elements starts from ones, as the course has it",
    "torch.Tensor.detach": "is a copy: no two tensors share memory",
    "torch.Tensor.view": "is a copy, as `reshape`: no two tensors share memory",
    "torch.Tensor.expand": "is a copy: no two tensors share memory",
    "torch.Tensor.data": "is the NumPy array",
    "torch.Tensor.numpy": "is a copy",
    "torch.randn": "draws from NumPy's global generator, as the course does; `manual_seed` seeds that",
    "torch.rand": "draws from NumPy's global generator",
    "torch.randint": "draws from NumPy's global generator",
    "torch.randperm": "draws from NumPy's global generator",
    "torch.from_numpy": "is a copy",
    "torch.manual_seed": "seeds NumPy's global generator, and returns nothing",
    "torch.optim.SGD": "the default momentum rule is the course's, v = momentum * v - lr * g; p += v; "
    '`momentum_rule="pytorch"` is PyTorch\'s',
    "torch.nn.BatchNorm1d": "its `gamma` and `beta` are `weight` and `bias` in `state_dict`",
    "torch.nn.RNN": "with a PackedSequence, the hidden state of one layer is (N, H), as in the course",
    "torch.nn.GRU": "with a PackedSequence, the hidden state of one layer is (N, H), as in the course",
    "torch.nn.RNNCell": "the third argument is `nonlinearity`, as in the course",
    "torch.nn.functional.cosine_similarity": "the derivative is the numerical one where a vector is "
    "shorter than eps, too; PyTorch leaves the clamp out of it",
    "torch.nn.KLDivLoss": "the first argument is `reduction`; PyTorch's is its deprecated `size_average`",
    "torch.autograd.grad": "of a result that has hooks gives the value after them",
    "torch.Tensor.register_hook": "a hook that returns another shape is a ValueError; those of a leaf run "
    "when the walk is over",
    "torch.set_default_dtype": "the default is float64, as NumPy's and the course's",
}

SAMPLES = {
    "multinomial": "draws from NumPy's global generator",
    "bernoulli": "draws from NumPy's global generator; its result has no gradient (PyTorch's is 0)",
}
