"""The functions of `mytorch.nn.functional` that go beyond the handouts, by topic."""

__all__: list[str] = []
