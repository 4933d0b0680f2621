"""Long names; the validation set goes through in one batch."""

STYLE = "verbose"
BASE = "verbose"
FILES_OF = {
    "mytorch/activation.py": "in_place",
    "mytorch/loss.py": "objects",
    "mytorch/linear.py": "casting",
    "mytorch/batchnorm.py": "handout",
}
EDITS = [
    (
        "hw1/hw1.py:validate",
        """
        for batchStart in range(0, len(valX), batchSize):
            batchX = valX[batchStart:batchStart + batchSize]
            batchY = valY[batchStart:batchStart + batchSize]
            mlp.forward(batchX)
            lossList.append(mlp.total_loss(batchY) / batchX.shape[0])
            errorList.append(mlp.error(batchY) / batchX.shape[0])
        """,
        """
        mlp.forward(valX)
        lossList.append(mlp.total_loss(valY) / valX.shape[0])
        errorList.append(mlp.error(valY) / valX.shape[0])
        """,
    ),
]
