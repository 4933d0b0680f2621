"""The problems of both terms, each a catalogue of tests that draw inputs, request values and judge them.

The scenarios that the hand-in runs for them, in its own process, are in running/inside/.
"""
