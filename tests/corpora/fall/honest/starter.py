"""The starter's code with its gaps filled in: .T(), running statistics within the graph, np.split."""

STYLE = "starter"
BASE = "starter"
