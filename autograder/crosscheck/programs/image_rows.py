"""The operations of random programs that are for images: convolution, pooling and the like (see table.py).

NumPy's formulas are I's (formulas_of_images.py).
"""

from typing import Any

from autograder.crosscheck.programs.conditions import alike, apart, shaped, spread_pixels
from autograder.crosscheck.programs.row import Op

__all__ = ["IMAGES"]


def row(name: str, ours: str, numpy: str, *shapes: tuple[int, ...], torch: str = "") -> Op:
    """An operation on operands of these shapes, all of one dtype."""
    return Op(name, ours, "f" * len(shapes), torch, numpy, alike(shaped(shapes)), like=shapes)


ROWS, PIXELS = (2, 2, 4), (1, 2, 3, 3)
CONVOLUTIONS = [
    row("F.conv1d", "F.conv1d({0}, {1}, {2})", "I.convolution({0}, {1}, {2})", ROWS, (2, 2, 2), (2,)),
    row(
        "F.conv1d, stride, padding, dilation",
        "F.conv1d({0}, {1}, stride=2, padding=2, dilation=2)",
        "I.convolution({0}, {1}, None, (2,), (2,), (2,))",
        ROWS,
        (2, 2, 3),
    ),
    row(
        "F.conv1d without N, same",
        "F.conv1d({0}, {1}, {2}, padding='same')",
        "I.convolution({0}[None], {1}, {2}, (1,), (1,))[0]",
        (2, 4),
        (3, 2, 3),
        (3,),
    ),
    row(
        "F.conv2d",
        "F.conv2d({0}, {1}, {2})",
        "I.convolution({0}, {1}, {2}, (1, 1), (0, 0), (1, 1))",
        PIXELS,
        (2, 2, 2, 2),
        (2,),
    ),
    row(
        "F.conv2d in groups",
        "F.conv2d({0}, {1}, {2}, stride=(2, 1), padding=(1, 0), groups=2)",
        "I.convolution({0}, {1}, {2}, (2, 1), (1, 0), (1, 1), 2)",
        PIXELS,
        (4, 1, 2, 2),
        (4,),
    ),
    row(
        "nn.Conv1d",
        "holding(nn.Conv1d(2, 2, 2, stride=2, padding=1), [{0}], weight={1}, bias={2})",
        "I.convolution({0}, {1}, {2}, (2,), (1,))",
        ROWS,
        (2, 2, 2),
        (2,),
    ),
    row(
        "nn.Conv1d, circular",
        "holding(nn.Conv1d(2, 1, 3, padding=1, padding_mode='circular', bias=False), [{0}], weight={1})",
        "I.convolution(np.pad({0}, [(0, 0), (0, 0), (1, 1)], 'wrap'), {1})",
        ROWS,
        (1, 2, 3),
    ),
    row(
        "nn.Conv2d",
        "holding(nn.Conv2d(2, 2, (2, 3), dilation=(2, 1), padding=1), [{0}], weight={1}, bias={2})",
        "I.convolution({0}, {1}, {2}, (1, 1), (1, 1), (2, 1))",
        PIXELS,
        (2, 2, 2, 3),
        (2,),
    ),
    row(
        "F.unfold",
        "F.unfold({0}, (2, 1), padding=(1, 0), stride=(2, 2))",
        "I.unfold({0}, (2, 1), (2, 2), (1, 0), (1, 1))",
        PIXELS,
    ),
    row(
        "F.unfold, dilation",
        "F.unfold({0}, 2, dilation=2)",
        "I.unfold({0}, (2, 2), (1, 1), (0, 0), (2, 2))",
        (1, 1, 4, 4),
    ),
]


def _max_pools() -> list[Op]:
    table: list[tuple[Any, ...]] = [
        ("F.max_pool1d({0}, 2)", "I.max_pool({0}, (2,), (2,), (0,), (1,))", ROWS),
        ("F.max_pool1d({0}, 3, 1, 1, 1)", "I.max_pool({0}, (3,), (1,), (1,), (1,))", ROWS),
        ("F.max_pool2d({0}, 2, 1)", "I.max_pool({0}, (2, 2), (1, 1), (0, 0), (1, 1))", PIXELS),
        (
            "F.max_pool2d({0}, (2, 3), 2, padding=1, ceil_mode=True)",
            "I.max_pool({0}, (2, 3), (2, 2), (1, 1), (1, 1), True)",
            PIXELS,
        ),
        ("F.max_pool2d({0}, 2, 1, dilation=2)", "I.max_pool({0}, (2, 2), (1, 1), (0, 0), (2, 2))", PIXELS),
        ("nn.MaxPool1d(2, ceil_mode=True)({0})", "I.max_pool({0}, (2,), (2,), (0,), (1,), True)", (2, 2, 5)),
        ("nn.MaxPool2d(2)({0})", "I.max_pool({0}, (2, 2), (2, 2), (0, 0), (1, 1))", (1, 1, 4, 4)),
    ]
    return [
        Op(ours, ours, numpy=numpy, when=shaped((shape,), apart), like=(shape,), ties=True)
        for ours, numpy, shape in table
    ]


MEANS = [
    row(ours, ours, numpy, shape)
    for ours, numpy, shape in [
        ("F.avg_pool1d({0}, 2)", "I.avg_pool({0}, (2,), (2,), (0,))", ROWS),
        ("F.avg_pool1d({0}, 3, 2, 1, True, False)", "I.avg_pool({0}, (3,), (2,), (1,), True, False)", ROWS),
        ("F.avg_pool2d({0}, 2, 2, 1, True)", "I.avg_pool({0}, (2, 2), (2, 2), (1, 1), True)", PIXELS),
        (
            "F.avg_pool2d({0}, (1, 2), 1, divisor_override=3)",
            "I.avg_pool({0}, (1, 2), (1, 1), (0, 0), divisor=3)",
            PIXELS,
        ),
        ("nn.AvgPool1d(2, 1, 1)({0})", "I.avg_pool({0}, (2,), (1,), (1,))", ROWS),
        ("nn.AvgPool2d(3, 2, 1)({0})", "I.avg_pool({0}, (3, 3), (2, 2), (1, 1))", PIXELS),
        ("F.adaptive_avg_pool1d({0}, 3)", "I.adaptive_avg_pool({0}, (3,))", ROWS),
        ("F.adaptive_avg_pool2d({0}, (2, 1))", "I.adaptive_avg_pool({0}, (2, 1))", PIXELS),
        ("nn.AdaptiveAvgPool2d((None, 2))({0})", "I.adaptive_avg_pool({0}, (3, 2))", PIXELS),
    ]
]
AROUND = [
    row(
        "F.pad",
        "F.pad({0}, (1, 0, 0, 2), value=1.5)",
        "np.pad({0}, [(0, 0), (0, 2), (1, 0)], constant_values=1.5)",
        (2, 1, 2),
    ),
    row("F.pad, cutting off", "F.pad({0}, (-1, 1))", "np.pad({0}[:, 1:], [(0, 0), (0, 1)])", (2, 3)),
    *(
        row(
            f"F.pad, {mode}",
            f"F.pad({{0}}, (2, 1), mode='{mode}')",
            f"np.pad({{0}}, [(0, 0), (0, 0), (2, 1)], '{numpys}')",
            (1, 2, 4),
        )
        for mode, numpys in {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}.items()
    ),
    row("nn.Flatten", "nn.Flatten()({0})", "{0}.reshape(len({0}), -1)", (2, 3, 2)),
    Op(
        "nn.BatchNorm2d in training",
        "holding(nn.BatchNorm2d(2), [{0}], gamma={1}, beta={2})",
        "fff",
        "holding(nn.BatchNorm2d(2), [{0}], weight={1}, bias={2})",
        "I.pixel_norm({0}, {1}, {2})",
        alike(shaped(((2, 2, 2, 2), (2,), (2,)), spread_pixels)),
        like=((2, 2, 2, 2), (2,), (2,)),
    ),
]
IMAGES = [*CONVOLUTIONS, *_max_pools(), *MEANS, *AROUND]
