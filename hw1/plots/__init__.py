"""All plots, and the reading and writing of pictures. Only this room imports matplotlib.

figures.py has what all plots share, among it the two forms that a figure takes: a PNG file, and a picture
inside a page. training_curves.py, inner_curves.py, run_curves.py, speed.py and graph_plot.py draw;
png_files.py reads and writes pixels.
"""

from hw1.plots.figures import Picture, picture
from hw1.plots.inner_curves import draw_inside
from hw1.plots.png_files import is_png, read_png, tiles, to_png
from hw1.plots.run_curves import Curve, Panel, plot_panels
from hw1.plots.speed import plot_benchmark
from hw1.plots.training_curves import plot_epochs, plot_stats, plot_validation_accuracy

__all__ = [
    "Curve",
    "Panel",
    "Picture",
    "draw_inside",
    "is_png",
    "picture",
    "plot_benchmark",
    "plot_epochs",
    "plot_panels",
    "plot_stats",
    "plot_validation_accuracy",
    "read_png",
    "tiles",
    "to_png",
]
