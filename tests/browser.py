"""A real browser without a screen, spoken to as the W3C's WebDriver protocol says."""

import base64
import contextlib
import json
import re
import shutil
import socket
import subprocess
import urllib.request

from command import PATIENCE, wait_until

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
ENTER, ESCAPE = "\ue007", "\ue00c"


class Browser:
    """A page that is open in a window."""

    def __init__(self, session):
        self._session = session

    def open(self, path, *, width=1200, height=900, dark=False):
        """Open a file in a window of a size, for somebody who likes it light or dark."""
        scheme = {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]}
        self._ask("goog/cdp/execute", cmd="Emulation.setEmulatedMedia", params=scheme)
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._ask("goog/cdp/execute", cmd="Emulation.setDeviceMetricsOverride", params=metrics)
        self._ask("url", url=path.as_uri())

    def run(self, script):
        """Run a script in the page, and return what it returns."""
        return self._ask("execute/sync", script=script, args=[])

    def type(self, text):
        """Press keys."""
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self._ask("actions", actions=[{"type": "key", "id": "keys", "actions": keys}])

    def messages(self):
        """Return what the browser complained about."""
        return self._ask("se/log", type="browser")

    def screenshot(self):
        """Return a picture of the window, as PNG."""
        with urllib.request.urlopen(f"{self._session}/screenshot", timeout=PATIENCE) as answer:
            return base64.b64decode(json.load(answer)["value"])

    def _ask(self, command, **values):
        return ask(f"{self._session}/{command}", values)


def ask(address, values):
    request = urllib.request.Request(
        address, json.dumps(values).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.load(answer)["value"]


@contextlib.contextmanager
def browsing(folder):
    """Start a browser whose files are in a folder, and end it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    driver = subprocess.Popen(
        [DRIVER, f"--port={port}", f"--log-path={folder / 'driver.log'}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: answers(address))
        arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={folder / 'profile'}",
        ]
        wanted = {
            "browserName": "chrome",
            "goog:chromeOptions": {"binary": BROWSER, "args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"},
        }
        session = ask(f"{address}/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
        yield Browser(f"{address}/session/{session}")
        request = urllib.request.Request(f"{address}/session/{session}", method="DELETE")
        urllib.request.urlopen(request, timeout=PATIENCE).close()
    finally:
        driver.terminate()
        driver.wait()


def answers(address):
    try:
        with urllib.request.urlopen(f"{address}/status", timeout=1) as answer:
            return json.load(answer)["value"]["ready"]
    except OSError:
        return False


def luminance(color):
    """Return how light a colour is, from 0 to 1, as WCAG 2 defines it."""
    channels = [int(value) / 255 for value in re.findall(r"\d+", color)[:3]]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return sum(share * value for share, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    """Return the contrast of two colours, from 1 to 21, as WCAG 2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
