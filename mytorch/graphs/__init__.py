"""The graph of a tensor, or of what a model does with its input, recorded and drawn.

The engine, the ops, tensors and layers do not know this room.
"""
