"""Division as a product with the reciprocal."""

BASE = "student"
PLACE = "mytorch/nn/functional.py:Div.backward"
OLD = "unbroadcast(g / b.data, a.shape), unbroadcast(-g * a.data / b.data**2, b.shape)"
NEW = "unbroadcast(g * (1 / b.data), a.shape), unbroadcast(-(g / b.data) * (a.data / b.data), b.shape)"
