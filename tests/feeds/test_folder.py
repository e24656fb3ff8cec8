from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from feeds.folder import LOCK, Folder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "public", durable=False)


@pytest.mark.parametrize("durable", [True, False])
def test_a_file_is_written_once_and_then_left_alone(tmp_path: Path, *, durable: bool) -> None:
    folder = Folder(tmp_path / "public", durable=durable)
    assert folder.write("a/b/c.xml", b"one")
    written = (tmp_path / "public/a/b/c.xml").stat()
    assert not folder.write("a/b/c.xml", b"one")
    assert (tmp_path / "public/a/b/c.xml").stat() == written
    assert folder.write("a/b/c.xml", b"two")
    assert folder.read("a/b/c.xml") == b"two"
    assert [path.name for path in (tmp_path / "public/a/b").iterdir()] == ["c.xml"]


def test_files_in_bulk_are_all_there_at_the_end(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "public")
    with folder.in_bulk():
        assert folder.write("a", b"1")
    assert folder.write("b", b"2")
    assert folder.read("a") + folder.read("b") == b"12"


def test_everybody_may_read_what_is_published(folder: Folder, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        folder.write("x.html", b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "public/x.html").stat().st_mode & 0o777 == 0o644


def test_a_reader_never_sees_half_a_file(folder: Folder, tmp_path: Path) -> None:
    contents = [bytes([letter]) * 200_000 for letter in b"ab"]
    folder.write("x", contents[0])
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            for content in contents:
                folder.write("x", content)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert all((tmp_path / "public/x").read_bytes() in contents for _ in range(300))
    finally:
        stop.set()
        writer.join()


def test_an_alias_leads_on_until_a_file_takes_its_place(folder: Folder, tmp_path: Path) -> None:
    folder.write("feeds/all.xml", b"current")
    for _ in range(2):
        folder.alias("feeds/archive/all/2.xml", "feeds/all.xml")
        assert folder.read("feeds/archive/all/2.xml") == b"current"
        assert not folder.has("feeds/archive/all/2.xml")
    assert (tmp_path / "public/feeds/archive/all/2.xml").readlink().as_posix() == "../../all.xml"
    assert folder.write("feeds/archive/all/2.xml", b"current")
    assert folder.has("feeds/archive/all/2.xml")
    folder.write("feeds/all.xml", b"newer")
    assert folder.read("feeds/archive/all/2.xml") == b"current"
    folder.alias("feeds/archive/all/2.xml", "feeds/all.xml")
    assert folder.read("feeds/archive/all/2.xml") == b"newer"


def test_what_is_not_there_reads_as_nothing_and_cannot_be_removed(folder: Folder) -> None:
    assert folder.read("x") == b""
    assert not folder.remove("x")
    assert not folder.has("x")
    folder.write("x", b"")
    assert folder.has("x")
    assert folder.remove("x")


def test_paths_leave_hidden_files_out(folder: Folder) -> None:
    for path in ("feeds/a.xml", "feeds/b/c.xml", "feeds/b/.hidden", "other.xml"):
        folder.write(path, b"x")
    assert sorted(folder.paths("feeds")) == ["feeds/a.xml", "feeds/b/c.xml"]


def test_two_publishers_take_turns(tmp_path: Path) -> None:
    one, two = Folder(tmp_path / "public"), Folder(tmp_path / "public")
    order: list[str] = []
    inside, leave = threading.Event(), threading.Event()

    def first() -> None:
        with one.locked():
            inside.set()
            leave.wait(10)
            order.append("first")

    def second() -> None:
        inside.wait(10)
        leave.set()
        with two.locked():
            order.append("second")

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert order == ["first", "second"]
    assert (tmp_path / "public" / LOCK).exists()
