from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.adapters.packages.model_archives import digest
from worker.adapters.packages import Packages
from worker.core.errors import ConfigurationError

if TYPE_CHECKING:
    from tests.adapters.packages.model_archives import Place

ROOT = Path(__file__).parents[3]


def test_the_shipped_catalogue_describes_the_archive_in_the_repository() -> None:
    packages = Packages(ROOT / "nowhere", ROOT / "config" / "models.toml", ROOT)
    bundled = [listing for listing in packages.catalogue.values() if listing.bundled]
    assert bundled
    for listing in bundled:
        content = (ROOT / listing.urls[0]).read_bytes()
        assert (len(content), digest(content)) == (listing.size, listing.sha256)


def test_the_shipped_catalogue_describes_the_published_vietnamese_package() -> None:
    listing = Packages(ROOT / "nowhere", ROOT / "config" / "models.toml", ROOT).catalogue["opus-mt-vi_en"]
    assert (listing.from_code, listing.to_code, listing.version, listing.size) == ("vi", "en", "1.9", 65_895_840)
    assert len(listing.urls) == 2
    assert "Tiedemann" in listing.attribution
    assert not listing.bundled


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("packages = [", "not valid TOML"),
        ("[packages.a]\ntitle = 'A'\n", "packages.a.from: field required"),
        ("[packages.'../a']\ntitle = 'A'\n", "string should match pattern"),
        ("[other]\n", "other: extra inputs are not permitted"),
    ],
)
def test_a_bad_catalogue_is_a_sentence(place: Place, text: str, sentence: str) -> None:
    place.models_catalogue.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=sentence):
        _ = place.packages.catalogue


def test_a_missing_or_unreadable_catalogue_is_a_sentence(place: Place) -> None:
    place.models_catalogue.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match="not UTF-8"):
        _ = place.packages.catalogue
    place.models_catalogue.unlink()
    with pytest.raises(ConfigurationError, match="cannot be read"):
        _ = place.packages.catalogue
