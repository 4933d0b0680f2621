"""Pages that show a run: what was set, what was learnt, what was misread, and what went on inside.

measuring.py looks inside a network that trains, answers.py at what it answers; sentences.py says what their
numbers mean; html_page.py and report.css give every page one look, the grader's and the cross check's too;
run_report.py makes a run's page of all this, and comparison.py that of several runs.
"""
