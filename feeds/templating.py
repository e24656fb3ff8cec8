"""The Jinja2 templates of the pages: HTML only, everything escaped, links relative, assets named by their content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from feeds import addresses, headers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from feeds.site import Site

NOT_FOUND = "404.html"
DAYS = "days/index.html"
_ICON_VECTOR = "static/icon.svg"
_FRAGMENTS_HELD = 8192
"""About 1 kB each."""
_NAVIGATION = (
    (addresses.INDEX, "Latest"),
    (DAYS, "By day"),
    (addresses.DIRECTORY, "Sections & feeds"),
    (addresses.SEARCH, "Search"),
    (addresses.ABOUT, "About"),
)


@dataclass(frozen=True, slots=True)
class Assets:
    """Public paths of what pages need beside themselves; names with a hash may be cached for ever."""

    stylesheet: str
    script: str
    icon: str = _ICON_VECTOR
    touch_icon: str = addresses.ICON


@cache
def assets() -> Assets:
    """Where the assets are published."""
    return Assets(_hashed("vietwire.css"), _hashed("search.js"))


def asset_files() -> Iterator[tuple[str, bytes]]:
    """Each asset's public path and content."""
    places = assets()
    yield places.stylesheet, _content("vietwire.css")
    yield places.script, _content("search.js")
    yield places.icon, _content("icon.svg")
    yield places.touch_icon, _content("icon-144.png")


@cache
def look() -> str:
    """Changes with every template and asset: pages written by another look are to be written again."""
    folder = resources.files("feeds") / "templates"
    templates = sorted((item.name, item.read_bytes()) for item in folder.iterdir() if item.is_file())
    return hashlib.sha256(repr([*templates, *asset_files()]).encode()).hexdigest()


def relative(page: str, target: str) -> str:
    """The address of one public path as seen from another; files by their full names, so that a disk will do."""
    return _up(page) + quote(target, safe="/~")


class Templates:
    """Pages from templates, for one site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._base_path = urlsplit(site.base_url).path
        self._environment = Environment(
            loader=PackageLoader("feeds", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals |= {"site": site, "assets": assets(), "navigation": _NAVIGATION}
        parts: Any = self._environment.get_template("parts.html").module
        # The same articles stand on many pages; what is shown of one depends on nothing but how deep the page lies.
        self._story = lru_cache(_FRAGMENTS_HELD)(lambda page, card, **how: parts.story(card, _linker(page), **how))
        self._brief = lru_cache(_FRAGMENTS_HELD)(lambda page, card: parts.brief(card, _linker(page)))

    def render(self, template: str, path: str, **values: Any) -> bytes:  # noqa: ANN401 - whatever the template shows
        """The page at a public path; `heading` and `description` are wanted by every template."""
        # The page for missing addresses is shown at any depth, so it alone cannot link relative to itself.
        everywhere = path == NOT_FOUND
        policy = headers.SEARCH_SECURITY_POLICY if path == addresses.SEARCH else headers.CONTENT_SECURITY_POLICY
        shown = {
            "feeds": (),
            "current": path,
            "canonical": "" if everywhere else addresses.absolute(self._site, path),
            # Who may frame a page is not for the page itself to say: https://www.w3.org/TR/CSP3/#meta-element
            "policy": policy.decode().replace("; frame-ancestors 'none'", ""),
            "link": self._from_root if everywhere else partial(relative, path),
            "story": partial(self._story, _up(path)),
            "brief": partial(self._brief, _up(path)),
        }
        page = self._environment.get_template(template).render(shown | values)
        return page.encode("utf-8", "replace")  # every text was cleaned; one that was not must cost no publication

    def _from_root(self, target: str) -> str:
        return self._base_path + quote(target, safe="/~")


def _up(page: str) -> str:
    """The way from a page to the public folder's root."""
    return "../" * page.count("/")


def _linker(up: str) -> Callable[[str], str]:
    """Links for every page that lies as deep."""
    return lambda target: up + quote(target, safe="/~")


def _content(name: str) -> bytes:
    return (resources.files("feeds") / "static" / name).read_bytes()


def _hashed(name: str) -> str:
    stem, _, ending = name.rpartition(".")
    return f"static/{stem}-{hashlib.sha256(_content(name)).hexdigest()[:12]}.{ending}"
