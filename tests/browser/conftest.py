"""A real Chromium without a window, the pages that are opened in it, and what is read from them.

The folder is not part of the default run: `pytest tests/browser` wants Debian's packages chromium and
chromium-driver, selenium (the extra `browser`), and axe-core from npm, whose axe.min.js AXE_CORE names.
What is missing fails with a line that says so; no test here is skipped.
"""

import json
import os
import shutil
import time
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from hw1.lesson.page import write_page
from hw1.lesson.shipped import SHIPPED

KEYS = {
    "ArrowLeft": Keys.ARROW_LEFT,
    "ArrowRight": Keys.ARROW_RIGHT,
    "End": Keys.END,
    "Enter": Keys.ENTER,
    "Home": Keys.HOME,
    "Tab": Keys.TAB,
}
# What of each tensor, term and sum stands in the document, by the rows of its tables and lists.
READ = """
const numbers = (element) => [...element.querySelectorAll('data')].map((one) => one.value);
const rows = (selector) => [...document.querySelectorAll(selector)].map((row) => ({
    name: row.querySelector('th').textContent,
    cells: [...row.querySelectorAll('td')].map((cell) => ({
        text: cell.querySelector('.label + *').textContent, numbers: numbers(cell)})),
}));
const text = (selector) => document.querySelector(selector).textContent;
return {
    title: text('#step-heading'), say: text('#say'), phase: text('#phase'),
    formula: [...document.querySelectorAll('#formula .formula')].map((line) => line.textContent),
    parts: rows('#parts tbody tr'), values: rows('#table tbody tr'), twins: rows('#by-hand tbody tr'),
    paths: [...document.querySelectorAll('#path-list li')].map((one) => ({
        text: one.textContent, numbers: numbers(one)})),
    sum: text('#path-sum'),
    marked: [...document.querySelectorAll('.listing .marked code')].map((code) => code.textContent),
    lit: [...document.querySelectorAll('.vertex.lit')].map((one) => one.id),
    used: [...document.querySelectorAll('.edge.used')].map((one) => one.id),
    badges: [...document.querySelectorAll('.badge text')].map((one) => one.textContent),
    link: location.hash,
};
"""


def program(name, *usual):
    """The path of a program; a clear failure if it is not installed."""
    for candidate in usual:
        if found := shutil.which(candidate):
            return found
    pytest.fail(
        f"{name} is not installed; on Debian: apt-get install chromium chromium-driver.", pytrace=False
    )


@pytest.fixture(scope="session")
def axe():
    """The source of axe-core."""
    path = os.environ.get("AXE_CORE", "")
    if not Path(path).is_file():
        pytest.fail(
            f"AXE_CORE names no file (it is {path!r}); run `npm install axe-core` in some folder, and "
            "set it to node_modules/axe-core/axe.min.js there.",
            pytrace=False,
        )
    return Path(path).read_text("utf-8")


@pytest.fixture(scope="session")
def chromium():
    options = webdriver.ChromeOptions()
    options.binary_location = program("Chromium", "chromium", "chromium-browser", "google-chrome")
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.ChromeService(program("Chromium's driver", "chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    yield driver
    driver.quit()


class Browser:
    """One page in the browser, as a reader has it."""

    def __init__(self, driver, folder):
        self.driver = driver
        self.folder = folder

    def open(self, lesson, link=""):
        """Write the lesson's page and open it, in a window of 1440 pixels and in light colours."""
        path = self.folder / "page.html"
        write_page(lesson, path)
        return self.open_file(path, link)

    def open_file(self, path, link=""):
        self.driver.get("about:blank")  # so that a link to another step of the same page loads it anew
        self.look()
        for kind in ("browser", "performance"):
            self.driver.get_log(kind)
        self.driver.get(f"{path.as_uri()}{link}")
        return self

    def look(self, width=1440, colours="light", *, height=900, **features):
        """Show the page in a window of this size, with what the reader prefers."""
        named = {"prefers-color-scheme": colours} | {
            name.replace("_", "-"): x for name, x in features.items()
        }
        media = {"features": [{"name": name, "value": value} for name, value in named.items()]}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def read(self):
        """What the page shows."""
        return self.run(READ)

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def asynchronously(self, script, *arguments):
        """What the script gives to its last argument, a function."""
        return self.driver.execute_async_script(script, *arguments)

    def press_key(self, key):
        """Press a key, named as in the DOM, wherever the focus is."""
        ActionChains(self.driver).send_keys(KEYS.get(key, key)).perform()

    def focused(self):
        return self.run("return document.activeElement.id || document.activeElement.tagName")

    def wait(self, wanted, seconds=5.0):
        """Wait until the function is true. AssertionError if it is not within these seconds."""
        end = time.monotonic() + seconds
        while not wanted():
            assert time.monotonic() < end, f"waited {seconds} s in vain"
            time.sleep(0.02)

    def messages(self):
        """What the console says, and the addresses that the page asked for, since it was opened."""
        console = [entry["message"] for entry in self.driver.get_log("browser")]
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        urls = [
            one["params"]["request"]["url"] for one in events if one["method"] == "Network.requestWillBeSent"
        ]
        return console, urls


@pytest.fixture
def browser(chromium, tmp_path):
    return Browser(chromium, tmp_path)


@pytest.fixture(scope="session")
def lessons():
    """The lessons that are shipped, made anew."""
    return {name: make() for name, make in SHIPPED.items()}
