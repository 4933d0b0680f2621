"""Asked: the problems of both terms, each a catalogue of tests. They draw inputs, ask for values, judge them.

What the hand-in is made to do for them, in its own process, is in running/inside/.
"""
