"""Sentences that say what to see in a run's numbers. Each is computed from them."""

from collections.abc import Mapping, Sequence

from hw1.reports.measuring import LayerFigures, Look

__all__ = ["of_accuracies", "of_gradients", "of_losses", "of_outputs", "of_twins"]

LARGE = 10  # a ratio of gradients from which on they vanish or explode
SEEN = 1e-3  # a difference that can be seen in a plot
RISE = 1.02  # of a validation loss above its lowest, from which on it is called a rise


def of_accuracies(
    times: Sequence[float], accuracies: Sequence[float], what: str = "validation accuracy"
) -> str:
    """Where the accuracy starts, how high it gets and when, and where it ends. times: in epochs."""
    first, last, best = accuracies[0], accuracies[-1], max(accuracies)
    if len(accuracies) == 1:
        return f"The {what} was measured once: {first:.2%}."
    when = times[list(accuracies).index(best)]
    said = f"The {what} starts at {first:.1%} and ends at {last:.2%}."
    if best == last:
        return f"{said} That is its best value: it might rise further with more epochs."
    points = 100 * (best - last)
    return (
        f"{said} Its best value is {best:.2%}, after {_epochs(when)}; the end is {points:.2f} points lower."
    )


def of_losses(training: Sequence[float], validation: Sequence[float], which: str = "") -> str:
    """How the two losses move, and whether the network starts to learn its training examples by heart.

    which: what is said of whose they are, as " by hand".
    """
    if len(training) == 1:
        return (
            f"After one epoch{which}, the training loss is {training[0]:.3f} and the validation loss "
            f"{validation[0]:.3f}."
        )
    lowest = min(range(len(validation)), key=validation.__getitem__)
    said = (
        f"From the first epoch to the last{which}, the training loss goes from {training[0]:.3f} to "
        f"{training[-1]:.3f} and the validation loss from {validation[0]:.3f} to {validation[-1]:.3f}."
    )
    if lowest == len(validation) - 1:
        return f"{said} The validation loss is still falling at the end: more epochs would bring it lower."
    said += f" The validation loss is lowest in epoch {lowest + 1}, {validation[lowest]:.3f}."
    if validation[-1] > RISE * validation[lowest] and training[-1] < training[lowest]:
        said += (
            " After that it rises while the training loss still falls: the network learns its training "
            "examples by heart, which is called overfitting."
        )
    return said


def of_twins(first: Mapping[str, Sequence[float]], second: Mapping[str, Sequence[float]]) -> str:
    """How far two runs are apart, in any figure of any epoch that both have."""
    gaps = [abs(a - b) for name in first for a, b in zip(first[name], second[name], strict=False)]
    if max(gaps) == 0:
        return (
            "The two lines coincide: by hand and by autograd, every figure of every epoch has the same bits."
        )
    if max(gaps) < SEEN:
        return (
            "The two lines coincide as far as an eye can see: by hand and by autograd differ by at most "
            f"{max(gaps):.2g} in any figure of any epoch."
        )
    return (
        f"By hand and by autograd differ by up to {max(gaps):.2g} in a figure: their rounding errors, which "
        "differ, have grown over the steps."
    )


def of_gradients(looks: Sequence[Look]) -> str:
    """Whether gradients vanish or explode on their way to the first layer, before training and at the end."""
    start, end = looks[0], looks[-1]
    if len(start.layers) < 2:
        return "The network has one layer with weights, so that its gradient has no way back."
    said = f"{_when(start)}, {_ratio(start.layers)}"
    ratio = _shrinks(start.layers)
    if ratio is None:
        said += ": nothing that the early layer does reaches the loss."
    elif ratio >= LARGE:
        said += f". This is the vanishing gradient: {_cause(start.layers)}"
    elif ratio <= 1 / LARGE:
        said += (
            ". This is the exploding gradient: each layer multiplies what it passes back by its weights, "
            "which are too large here."
        )
    else:
        said += ": it neither vanishes nor explodes on its way back."
    if end is not start:
        said += f" {_when(end)}, {_ratio(end.layers)}."
    return said


def _when(look: Look) -> str:
    return f"After {_epochs(look.epoch)}" if look.epoch else "Before training"


def _epochs(count: float) -> str:
    return "1 epoch" if count == 1 else f"{count:.3g} epochs"


def _shrinks(layers: Sequence[LayerFigures]) -> float | None:
    """The gradient of a weight in the last layer, over that in the first; None if that is 0."""
    return layers[-1].gradient / layers[0].gradient if layers[0].gradient else None


def _ratio(layers: Sequence[LayerFigures]) -> str:
    """The comparison of the first layer with the last, in words."""
    first, last, ratio = layers[0].gradient, layers[-1].gradient, _shrinks(layers)
    if ratio is None:
        return "the gradient of layer 1 is 0"
    times, word = (ratio, "smaller") if ratio >= 1 else (1 / ratio if ratio else float("inf"), "larger")
    compared = f"{times:,.0f} times {word} than" if times >= LARGE else f"{times:.1f} times {word} than"
    if times < 1.05:
        compared = "as large as"
    return (
        f"the gradient of layer 1 is {compared} that of layer {len(layers)} ({first:.2g} against {last:.2g} "
        "a weight)"
    )


def _cause(layers: Sequence[LayerFigures]) -> str:
    """Why the gradient shrinks, by the activations that it passes."""
    end = "The early layers learn slowest."
    if any("Sigmoid" in layer.name for layer in layers):
        return f"on its way back each sigmoid multiplies it by its slope, which is at most 1/4. {end}"
    if any("Tanh" in layer.name for layer in layers):
        return (
            "on its way back each tanh multiplies it by its slope, which is at most 1, and near 0 where it "
            f"is flat. {end}"
        )
    return f"each layer passes less back than it gets. {end}"


def of_outputs(looks: Sequence[Look]) -> str:
    """In which layer most outputs are where the activation is flat, before training and at the end."""
    said = []
    for look in dict.fromkeys((looks[0].epoch, looks[-1].epoch)):
        layers = next(one for one in looks if one.epoch == look).layers
        known = [
            (layer.flat, number, layer.name)
            for number, layer in enumerate(layers, 1)
            if layer.flat is not None
        ]
        if known:
            share, number, name = max(known)
            when = _when(Look(look, layers))
            if name.endswith("ReLU"):
                said.append(f"{when}, most zeros are in layer {number}: ReLU puts out 0 for {share:.0%}.")
            else:
                said.append(
                    f"{when}, most saturated is layer {number}: at {share:.0%} of its outputs the slope is "
                    "near 0."
                )
    if said:
        said.append("Where an activation is flat, no gradient passes back.")
    return " ".join(said)
