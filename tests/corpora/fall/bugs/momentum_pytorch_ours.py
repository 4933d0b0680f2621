"""PyTorch's momentum: the learning rate outside the velocity."""

PROBLEM = "momentum"
HYPOTHESIS = "lr outside the velocity"
EDITS = [
    ("mytorch/optim/sgd.py", "v -= np.multiply(self.lr, g, out=out_like(v))", "v += g"),
    ("mytorch/optim/sgd.py", "data_part += v_part", "data_part -= self.lr * v_part"),
    ("mytorch/optim/sgd.py", "data += v", "data -= self.lr * v"),
]
