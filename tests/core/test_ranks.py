"""Former holders of offices and deputies stay what they are."""

from __future__ import annotations

import pytest

from worker.core.check import Policy, check_fidelity
from worker.core.ranks import invented_ranks, lost_ranks


@pytest.mark.parametrize(
    ("source", "english", "office"),
    [
        ("Bà Hoa, Phó Chủ tịch UBND tỉnh, dự.", "Hoa, Chairwoman of the committee, attended.", "Phó Chủ tịch"),
        ("Ông Nam, nguyên Bí thư Tỉnh ủy, dự.", "Nam, Secretary of the committee, attended.", "nguyên Bí thư"),
        ("Phó Trưởng đoàn phát biểu.", "The head of the delegation spoke.", "Phó Trưởng"),
    ],
)
def test_an_office_given_to_whoever_holds_it_is_noticed(source: str, english: str, office: str) -> None:
    assert lost_ranks(source, english) == (office,)


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("Phó Chủ tịch UBND tỉnh dự.", "The Vice Chairman attended."),
        ("Phó Bí thư dự.", "The Deputy Secretary attended."),
        ("Nguyên Chủ tịch tỉnh dự.", "The former Chairman attended."),
        ("Cựu Bộ trưởng bị tuyên án.", "The man who was Minister is sentenced."),
        ("Hai nguyên thủ hội đàm.", "The two heads of state met."),
        ("Giữ nguyên bộ máy.", "Keep the apparatus."),
        ("Cần ứng phó trưởng thành hơn.", "A maturer response is needed."),
        ("Tài nguyên chủ yếu là than.", "The main resource is coal."),
    ],
)
def test_an_office_said_in_any_usual_way_is_not_lost(source: str, english: str) -> None:
    assert lost_ranks(source, english) == ()


def test_a_deputy_or_former_holder_that_nobody_spoke_of_is_noticed() -> None:
    assert invented_ranks("Chủ tịch tỉnh dự.", "The Vice Chairman attended.") == ("Vice",)
    assert invented_ranks("Bí thư Tỉnh ủy dự.", "The former Secretary attended.") == ("former",)
    assert invented_ranks("Phó Chủ tịch dự.", "The Vice Chairman attended.") == ()
    assert invented_ranks("Và ngược lại.", "And vice versa.") == ()
    assert invented_ranks("Các đại biểu Quốc hội.", "The deputies and a deputy.") == ()


def test_the_reason_names_the_office() -> None:
    findings = check_fidelity("Phó Chủ tịch tỉnh dự.", "The Chairman attended.", (), Policy())
    assert [(finding.check, "Phó Chủ tịch" in finding.detail) for finding in findings] == [("office", True)]
