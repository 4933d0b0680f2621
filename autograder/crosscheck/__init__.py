"""Four derivatives of one network: by hand, by autograd, by complex step, by PyTorch, and how far they agree.

`run.run` is the whole check; `bug_audit.run_audit` tests the check itself with planted bugs. What agreement
means is in docs/same-gradient.md. Nothing is imported here, so that a worker can plant a bug before the
twins are loaded.
"""
