r"""Takes the README's screenshots of a published site.

    PYTHONPATH=.:$(.venv/bin/python -c 'import site; print(site.getsitepackages()[0])') \
        var/browser/bin/python tests/browser/screenshots.py public docs/screenshots

`make test-browser` makes var/browser, and `make demo` a public folder.

Writes `front-page.webp` (light) and `article.webp` (dark, the original opened beside it), each below 150 kB. Where a
picture cannot be had - the samples' newspaper is made up, and so are its photographs - a drawn landscape stands in.
"""

from __future__ import annotations

import base64
import socket
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from starlette.responses import Response
from starlette.routing import Route

from feeds.connection import FeedConnection
from feeds.server import create_app

if TYPE_CHECKING:
    from starlette.requests import Request

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
WIDTH, HEIGHT, SCALE = 1280, 960, 1
LARGEST = 150_000
"""Bytes of a picture."""
OPEN_ORIGINAL = "for (const each of document.querySelectorAll('details')) each.open = true"
ALL_LOADED = """
const done = arguments[arguments.length - 1];
const pictures = [...document.images].filter((picture) => picture.getBoundingClientRect().top < innerHeight);
const names = [...new Set(pictures.map((picture) => picture.src))];
const shown = pictures.map((picture) => picture.decode().catch(() => {
  picture.src = `/stand-in/${names.indexOf(picture.src)}`;
  return picture.decode();
}));
Promise.all(shown).then(() => done(true), (error) => done(String(error)));
"""
LANDSCAPE = """<svg xmlns="http://www.w3.org/2000/svg" width="800" height="533" viewBox="0 0 800 533">
<linearGradient id="sky" x2="0" y2="1"><stop stop-color="hsl({hue} 45% 70%)"/>
<stop offset="1" stop-color="hsl({later} 60% 88%)"/></linearGradient><rect width="800" height="533" fill="url(#sky)"/>
<circle cx="{sun}" cy="150" r="48" fill="hsl(42 90% 82%)"/><g fill="hsl({hue} 35% 34%)">
<path opacity=".6" d="M0 380Q160 260 300 350T560 310T800 360V533H0Z"/><path d="M0 440Q220 360 420 430T800 410V533H0Z"/>
</g></svg>"""


async def stand_in(request: Request) -> Response:
    """A landscape, another one for each number."""
    number = request.path_params["number"]
    drawn = LANDSCAPE.format(hue=190 + 37 * number, later=230 + 37 * number, sun=150 + 110 * (number % 5))
    return Response(drawn, media_type="image/svg+xml")


def start(profile: str) -> webdriver.Chrome:
    """Debian's Chromium with a screen of the README's size."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    screen = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": SCALE, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    return driver


def shoot(driver: webdriver.Chrome, scheme: str, file: Path) -> None:
    """Write what the screen shows, as good as the size allows."""
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    if (loaded := driver.execute_async_script(ALL_LOADED)) is not True:
        raise RuntimeError(f"a picture could not be shown: {loaded}")
    for quality in (90, 80, 70, 60, 40):
        shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "webp", "quality": quality})
        picture = base64.b64decode(shot["data"])
        if len(picture) < LARGEST:
            break
    file.write_bytes(picture)
    sys.stdout.write(f"{file}: {len(picture)} bytes\n")


def main(public: Path, out: Path) -> None:
    """Serve the folder, look at its front page and at its newest article with an original, write both pictures."""
    out.mkdir(parents=True, exist_ok=True)
    with socket.socket() as listener, tempfile.TemporaryDirectory() as profile:
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)
        app = create_app(public, extra_routes=[Route("/stand-in/{number:int}", stand_in)])
        config = uvicorn.Config(app, http=FeedConnection, access_log=False, log_level="warning")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        driver = start(profile)
        try:
            driver.get(address)
            shoot(driver, "light", out / "front-page.webp")
            articles = [link.get_attribute("href") for link in driver.find_elements(By.CSS_SELECTOR, ".card h3 a")]
            for article in articles:
                driver.get(str(article))
                if driver.find_elements(By.CSS_SELECTOR, "details.original"):
                    break
            driver.execute_script(OPEN_ORIGINAL)
            shoot(driver, "dark", out / "article.webp")
        finally:
            driver.quit()
            server.should_exit = True
            thread.join(20)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
