"""The graph of a tensor, or of what a model does with its input, recorded and drawn.

The engine, the ops, tensors and layers do not know this room.
"""

from mytorch.graphs.drawn_graph import Graph
from mytorch.graphs.graph import graph, graph_of_recording
from mytorch.graphs.recording import Call, RecordedOp, Recording, recording
from mytorch.graphs.vertices import Edge, Vertex

__all__ = [
    "Call",
    "Edge",
    "Graph",
    "RecordedOp",
    "Recording",
    "Vertex",
    "graph",
    "graph_of_recording",
    "recording",
]
