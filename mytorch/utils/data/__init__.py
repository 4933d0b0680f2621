"""Data sets, and a loader that makes batches of them.

>>> images, labels = np.zeros((100, 784)), np.zeros(100, int)
>>> training, validation = random_split(TensorDataset(images, labels), [0.9, 0.1], seed=0)
>>> [len(x) for x, y in DataLoader(training, batch_size=32, shuffle=True)]
[32, 32, 26]
"""

from mytorch.utils.data.collate import default_collate
from mytorch.utils.data.dataset import (
    ConcatDataset,
    Dataset,
    IterableDataset,
    Subset,
    TensorDataset,
    random_split,
)
from mytorch.utils.data.loader import DataLoader

__all__ = [
    "ConcatDataset",
    "DataLoader",
    "Dataset",
    "IterableDataset",
    "Subset",
    "TensorDataset",
    "default_collate",
    "random_split",
]
