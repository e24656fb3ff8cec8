"""A published site behind our server, and Debian's Chromium to look at it; only `make test-browser` needs them."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import contextmanager
from importlib.metadata import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from pydantic import TypeAdapter

from feeds.connection import FeedConnection
from feeds.model import Entry
from feeds.pages import Pages
from feeds.publish import Publisher
from feeds.server import create_app
from feeds.site import Site
from worker.adapters.catalog import SqlCatalog
from worker.adapters.database import migrate, open_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from selenium.webdriver.chrome.webdriver import WebDriver
    from selenium.webdriver.remote.webelement import WebElement

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-prefers-reduced-motion",  # a page that still glides is no steady target for a click
    # Not even a name is asked of the network: what a page wants from elsewhere shows in the log and goes nowhere.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
STORIES = Path(__file__).parents[1] / "data" / "pages" / "stories.json"


class Browser:
    """Chromium with what these tests ask of it."""

    def __init__(self, driver: WebDriver) -> None:
        self.driver = driver

    def show(self, width: int, scheme: str) -> None:
        """Take on a screen width in CSS pixels and a colour scheme."""
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def follow(self, element: WebElement) -> None:
        """Click on what leads to another page, and be there."""
        from selenium.webdriver.support.expected_conditions import staleness_of  # noqa: PLC0415 - as below
        from selenium.webdriver.support.ui import WebDriverWait  # noqa: PLC0415 - as below

        element.click()
        WebDriverWait(self.driver, 20).until(staleness_of(element))

    def requests(self) -> list[tuple[str, str]]:
        """Kind and address of everything asked for since the last call."""
        found = []
        for line in self.driver.get_log("performance"):
            message = json.loads(line["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                found.append((message["params"].get("type", ""), message["params"]["request"]["url"]))
        return found

    def complaints(self) -> list[str]:
        """What Chromium says on its console since the last call, apart from pictures that were not to be had."""
        lines = [line["message"] for line in self.driver.get_log("browser")]
        return [line for line in lines if "net::ERR_NAME_NOT_RESOLVED" not in line and "favicon" not in line]


@contextmanager
def serving(public: Path, listener: socket.socket) -> Iterator[None]:
    """Our server on the public folder, for as long as the context lasts."""
    config = uvicorn.Config(create_app(public), http=FeedConnection, access_log=False, log_level="critical")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield
    server.should_exit = True
    thread.join(20)


@pytest.fixture(scope="session")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A public folder with the stories and enough older articles for archive pages."""
    home = tmp_path_factory.mktemp("browser")
    engine = open_database(f"sqlite:///{home}/catalog.sqlite3")
    migrate(engine)
    site = Site("http://127.0.0.1/", page_size=3, email="editor@vietwire.example", rights="Translations: CC BY 4.0")
    catalog = SqlCatalog(engine, site)
    publisher = Publisher(site, catalog, home / "public", Pages(site, catalog))
    publisher.publish([])
    stories = TypeAdapter(list[Entry]).validate_json(STORIES.read_bytes())
    for entry in stories:
        catalog.put(entry)
    publisher.publish([entry.uid for entry in stories])
    engine.dispose()
    return home / "public"


@pytest.fixture(scope="session")
def address(public: Path) -> Iterator[str]:
    """Where the site is served, with a final slash."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        with serving(public, listener):
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


@pytest.fixture(scope="session")
def open_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Browser]]:
    """Starts browsers, each with a profile of its own, and closes them all in the end."""
    from selenium import webdriver  # noqa: PLC0415 - installed by `make test-browser` alone
    from selenium.webdriver.chrome.service import Service  # noqa: PLC0415 - the same

    started: list[WebDriver] = []

    def start(*, scripts: bool = True) -> Browser:
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        if not scripts:
            switched_off: dict[str, Any] = {"profile.managed_default_content_settings.javascript": 2}
            options.add_experimental_option("prefs", switched_off)
        driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        started.append(driver)
        driver.set_page_load_timeout(60)
        return Browser(driver)

    yield start
    for driver in started:
        driver.quit()


@pytest.fixture(scope="session")
def browser(open_browser: Callable[..., Browser]) -> Browser:
    """One browser with scripts on."""
    return open_browser()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    found = [file for file in files("axe-playwright-python") or () if file.name == "axe.min.js"]
    return Path(str(found[0].locate())).read_text()
