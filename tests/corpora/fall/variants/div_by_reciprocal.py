"""Division as a product with the reciprocal."""

BASE = "student"
FILE = "mytorch/nn/functional.py"
OLD = "unbroadcast(g / b.data, a.shape), unbroadcast(-g * a.data / b.data**2, b.shape)"
NEW = "unbroadcast(g * (1 / b.data), a.shape), unbroadcast(-(g / b.data) * (a.data / b.data), b.shape)"
