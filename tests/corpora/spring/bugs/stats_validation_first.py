"""The validation comes before the epoch's training."""

PROBLEM = "training_statistics"
HYPOTHESIS = None
FILE = "hw1/hw1.py"
OLD = """        mlp.train()
        figures"""
NEW = """        mlp.eval()
        figures[2:, epoch - 1] = _averages(
            mlp, validation, [slice(i, i + batch_size) for i in val_starts], "before", learn=False
        )
        mlp.train()
        figures"""
