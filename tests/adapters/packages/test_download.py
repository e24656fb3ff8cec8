from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.adapters.packages.model_archives import digest
from worker.adapters.download import Download, download
from worker.adapters.package_archive import Fingerprint
from worker.core.errors import ModelError, TemporaryError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.adapters.packages.model_archives import Site


def fetch(site: Site, part: Path, *, expected: bytes | None = None, attempts: int = 3, sha256: str = "") -> Fingerprint:
    wanted = Fingerprint(len(expected), digest(expected)) if expected is not None else None
    return download(
        Download([site.url], part, wanted, sha256), progress=lambda _done, _total: None, attempts=attempts, wait=0
    )


def test_a_transfer_that_breaks_off_goes_on_where_it_stopped(tmp_path: Path, site: Site) -> None:
    site.content = os.urandom(3_000_000)
    site.cut_after = [1_500_000, 700_000]
    found = fetch(site, tmp_path / "a.part", expected=site.content)
    assert found.sha256 == digest(site.content)
    offsets = [int(request.get("range", "bytes=0-")[6:-1]) for request in site.requests]
    assert len(offsets) == 3
    assert offsets[0] == 0 < offsets[1] < offsets[2]


def test_a_download_goes_on_in_the_next_run(tmp_path: Path, site: Site) -> None:
    site.content = os.urandom(2_500_000)
    site.cut_after = [1_500_000]
    with pytest.raises(TemporaryError, match="what has arrived is kept"):
        fetch(site, tmp_path / "a.part", expected=site.content, attempts=1)
    have = (tmp_path / "a.part").stat().st_size
    assert have > 0
    assert fetch(site, tmp_path / "a.part", expected=site.content).sha256 == digest(site.content)
    assert site.requests[-1]["range"] == f"bytes={have}-"


def test_a_file_that_changes_midway_is_fetched_anew(tmp_path: Path, site: Site) -> None:
    old, new = os.urandom(2_000_000), os.urandom(2_000_000)
    site.content = old
    site.cut_after = [1_200_000]

    def change() -> None:
        site.content, site.etag = new, '"2"'

    site.on_cut = change
    assert fetch(site, tmp_path / "a.part").sha256 == digest(new)
    assert site.requests[-1]["if-range"] == '"1"'


@pytest.mark.parametrize("etag", ["", 'W/"1"'])
def test_without_a_strong_validator_a_download_starts_again(tmp_path: Path, site: Site, etag: str) -> None:
    site.content, site.etag = os.urandom(2_000_000), etag
    site.cut_after = [1_200_000]
    assert fetch(site, tmp_path / "a.part", expected=site.content).sha256 == digest(site.content)
    assert "range" not in site.requests[-1]


def test_a_server_without_ranges_sends_all_of_it_again(tmp_path: Path, site: Site) -> None:
    site.content, site.ranges = os.urandom(2_000_000), False
    site.cut_after = [1_200_000]
    assert fetch(site, tmp_path / "a.part", expected=site.content).sha256 == digest(site.content)


def test_a_part_longer_than_the_servers_file_is_thrown_away(tmp_path: Path, site: Site) -> None:
    site.content = os.urandom(2_000_000)
    site.cut_after = [1_200_000]
    with pytest.raises(TemporaryError):
        fetch(site, tmp_path / "a.part", attempts=1)
    site.content = site.content[:1000]
    assert fetch(site, tmp_path / "a.part").size == 1000


def test_bytes_from_the_wrong_place_are_not_mixed_in(tmp_path: Path, site: Site) -> None:
    site.content, site.wrong_range = os.urandom(2_000_000), True
    site.cut_after = [1_200_000]
    with pytest.raises(ModelError, match="bytes that were not asked for"):
        fetch(site, tmp_path / "a.part", expected=site.content)


def test_the_wrong_file_is_removed(tmp_path: Path, site: Site) -> None:
    site.content = b"x" * 1000
    with pytest.raises(ModelError, match="is not the expected file"):
        fetch(site, tmp_path / "a.part", expected=b"y" * 1000)
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_another_size_is_not_even_fetched(tmp_path: Path, site: Site) -> None:
    site.content = b"x" * 2000
    with pytest.raises(ModelError, match="it is another file"):
        fetch(site, tmp_path / "a.part", expected=b"x" * 1000)


def test_a_server_that_never_stops_is_stopped(tmp_path: Path, site: Site) -> None:
    site.content, site.announce_size = b"x" * 5_000_000, False
    with pytest.raises(ModelError, match="sends more than the 1,000 bytes"):
        fetch(site, tmp_path / "a.part", expected=b"x" * 1000)
    assert (tmp_path / "a.part").stat().st_size <= 1000


def test_a_busy_server_is_asked_again_and_a_missing_file_is_not(tmp_path: Path, site: Site) -> None:
    site.content, site.statuses = b"x" * 1000, [503, 429]
    assert fetch(site, tmp_path / "a.part", expected=site.content).size == 1000
    site.statuses = [404, 404]
    with pytest.raises(ModelError, match="answered 404"):
        fetch(site, tmp_path / "b.part", expected=site.content)
    assert site.statuses == [404]


def test_the_next_address_is_tried_when_one_fails(tmp_path: Path, site: Site) -> None:
    site.content = b"x" * 1000
    wanted = Fingerprint(1000, digest(site.content))
    dead = "http://127.0.0.1:9/gone.argosmodel"
    found = download(
        Download([dead, site.url], tmp_path / "a.part", wanted), progress=lambda _done, _total: None, attempts=2, wait=0
    )
    assert found == wanted
    with pytest.raises(TemporaryError, match="could not be fetched whole"):
        download(Download([dead], tmp_path / "b.part", wanted), progress=lambda _done, _total: None, attempts=2, wait=0)
