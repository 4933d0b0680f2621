"""`python -m hw1.lesson FOLDER` writes the lessons that docs/lessons/ has."""

import argparse
import sys
from pathlib import Path

from hw1.lesson.page import write_page
from hw1.lesson.shipped import SHIPPED
from hw1.output import OutputError, create_folder

parser = argparse.ArgumentParser(
    prog="python -m hw1.lesson", description="Write the lessons of docs/lessons/."
)
parser.add_argument("folder", type=Path, help="where to, as docs/lessons")
folder = parser.parse_args().folder
try:
    create_folder(folder)
    for name, make in SHIPPED.items():
        write_page(make(), folder / f"{name}.html")
except OutputError as error:
    sys.exit(f"error: {error}")
