"""The matrix product by einsum."""

BASE = "student"
EDITS = [
    (
        "mytorch/nn/functional.py:MatMul.forward",
        "make(a.data @ b.data)",
        'make(np.einsum("ij,jk->ik", a.data, b.data))',
    ),
    (
        "mytorch/nn/functional.py:MatMul.backward",
        "make(grad_output.data @ b.data.T), make(a.data.T @ grad_output.data)",
        'make(np.einsum("ik,jk->ij", grad_output.data, b.data)), make(np.einsum("ij,ik->jk", a.data, grad_output.data))',
    ),
]
