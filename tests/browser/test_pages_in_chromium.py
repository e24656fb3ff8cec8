"""Every kind of page in a real browser: accessible, complete without scripts, silent towards other hosts."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.browser.conftest import Browser

pytestmark = pytest.mark.browser

PAGES = {
    "front page": "",
    "article": "articles/2026/01/story-0.html",
    "English article": "articles/2026/01/story-english.html",
    "day": "days/2026/01/08.html",
    "calendar": "days/",
    "year": "days/2026/",
    "section": "lists/category/economy.html",
    "newspaper": "lists/source/bao-mau.html",
    "archive": "lists/all/page/1.html",
    "directory": "feeds/",
    "about": "about.html",
    "search": "search.html",
    "results": "search.html?q=lam",
    "missing": "nothing-here.html",
}
AXE = """
const done = arguments[arguments.length - 1];
axe.run(document, {resultTypes: ["violations"]}).then(
  (found) => done(JSON.stringify(found.violations.map((rule) => [rule.id, rule.nodes.map((node) => node.html)]))),
  (error) => done(JSON.stringify([["axe", [String(error)]]])));
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    browser: Browser, address: str, axe: str, name: str, width: int, scheme: str
) -> None:
    browser.show(width, scheme)
    browser.driver.get(address + PAGES[name])
    assert ("no such page" in browser.driver.title) == (name == "missing")
    for opened in (False, True) if name == "article" else (False,):
        browser.driver.execute_script(
            "for (const each of document.querySelectorAll('details')) each.open = true" * opened
        )
        browser.driver.execute_script(axe)
        violations = json.loads(browser.driver.execute_async_script(AXE))
        assert violations == []
        assert browser.driver.execute_script("return document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_nothing_but_pictures_is_asked_of_other_hosts_and_nothing_breaks_the_policy(
    browser: Browser, address: str, name: str
) -> None:
    browser.driver.get("about:blank")
    browser.requests()
    browser.complaints()
    browser.driver.get(address + PAGES[name])
    browser.driver.execute_script("window.scrollTo(0, document.body.scrollHeight)")
    asked = browser.requests()
    assert any(url == address + PAGES[name] for _, url in asked)
    foreign = [(kind, url) for kind, url in asked if not url.startswith((address, "data:"))]
    assert [kind for kind, _ in foreign if kind != "Image"] == []
    assert all(url.startswith("https://baomau.example/anh/") for _, url in foreign)
    wanted = {"missing": 1}.get(name, 0)  # Chromium mentions the 404 that was asked for
    assert len(browser.complaints()) <= wanted


def test_the_keyboard_reaches_the_skip_link_first_and_opens_the_original(browser: Browser, address: str) -> None:
    from selenium.webdriver.common.by import By  # noqa: PLC0415 - installed by `make test-browser` alone
    from selenium.webdriver.common.keys import Keys  # noqa: PLC0415 - the same

    browser.show(1280, "light")
    browser.driver.get(address + PAGES["article"])
    body = browser.driver.find_element(By.TAG_NAME, "body")
    body.send_keys(Keys.TAB)
    skip = browser.driver.switch_to.active_element
    assert skip.text == "Skip to the content"
    assert skip.rect["y"] >= 0
    skip.send_keys(Keys.ENTER)
    assert browser.driver.execute_script("return document.activeElement.id") == "main"
    for _ in range(30):
        browser.driver.switch_to.active_element.send_keys(Keys.TAB)
        if browser.driver.switch_to.active_element.tag_name == "summary":
            break
    summary = browser.driver.switch_to.active_element
    assert summary.text == "Read the original in Vietnamese"
    original = browser.driver.find_element(By.CSS_SELECTOR, "details .body")
    assert not original.is_displayed()
    summary.send_keys(Keys.ENTER)
    assert original.is_displayed()
    english = browser.driver.find_element(By.CSS_SELECTOR, ".english")
    assert original.rect["x"] >= english.rect["x"] + english.rect["width"]  # beside it on a wide screen


def test_everything_can_be_read_with_scripts_off(open_browser: Callable[..., Browser], address: str) -> None:
    from selenium.webdriver.common.by import By  # noqa: PLC0415 - installed by `make test-browser` alone

    silent = open_browser(scripts=False)
    for name, path in PAGES.items():
        silent.driver.get(address + path)
        assert silent.driver.find_element(By.TAG_NAME, "main").text.strip(), name
    silent.driver.get(address + PAGES["article"])
    silent.driver.find_element(By.TAG_NAME, "summary").click()
    assert "Chiều 9/1" in silent.driver.find_element(By.CSS_SELECTOR, "details .body").text


def test_the_server_searches_for_browsers_with_scripts_off(open_browser: Callable[..., Browser], address: str) -> None:
    from selenium.webdriver.common.by import By  # noqa: PLC0415 - installed by `make test-browser` alone

    silent = open_browser(scripts=False)
    silent.driver.get(address + "search.html")
    silent.driver.find_element(By.ID, "q").send_keys("ghep than")
    silent.follow(silent.driver.find_element(By.CSS_SELECTOR, "form button"))
    found = silent.driver.find_element(By.CSS_SELECTOR, "#results a")
    assert "transplants a kidney" in found.text
    silent.follow(found)
    assert "transplants a kidney" in silent.driver.find_element(By.TAG_NAME, "h1").text


@pytest.fixture
def plain_host(public: Path) -> Iterator[str]:
    """The same folder behind a server that knows nothing but files."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    handler = functools.partial(Quiet, directory=str(public))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_the_script_searches_where_there_is_no_server_of_ours(browser: Browser, plain_host: str) -> None:
    from selenium.webdriver.common.by import By  # noqa: PLC0415 - installed by `make test-browser` alone
    from selenium.webdriver.support.ui import WebDriverWait  # noqa: PLC0415 - the same

    browser.driver.get(plain_host + "search.html")
    browser.driver.find_element(By.ID, "q").send_keys("Ghép THẬN")
    browser.driver.find_element(By.CSS_SELECTOR, "form button").click()
    found = WebDriverWait(browser.driver, 20).until(lambda page: page.find_elements(By.CSS_SELECTOR, "#results a"))
    assert "transplants a kidney" in found[0].text
    assert browser.driver.current_url.endswith("?q=Gh%C3%A9p%20TH%E1%BA%ACN")
    browser.driver.refresh()
    found = WebDriverWait(browser.driver, 20).until(lambda page: page.find_elements(By.CSS_SELECTOR, "#results a"))
    browser.follow(found[0])
    assert "transplants a kidney" in browser.driver.find_element(By.TAG_NAME, "h1").text


def test_without_scripts_and_server_the_search_page_says_so(
    open_browser: Callable[..., Browser], plain_host: str
) -> None:
    from selenium.webdriver.common.by import By  # noqa: PLC0415 - installed by `make test-browser` alone

    silent = open_browser(scripts=False)
    silent.driver.get(plain_host + "search.html?q=lam")
    assert "Scripts are off in your browser" in silent.driver.find_element(By.ID, "results").text
