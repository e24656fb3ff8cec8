from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import sentencepiece

from models.training import batches, segmentation
from models.training.tokens import EOS

PACKAGE = next(Path(__file__).parents[2].joinpath("models").glob("vi_en-vietwire-*.argosmodel"))
TEXTS = [
    "Chiều 9/1, đồng chí Nguyễn Văn Thông thăm xã Quỳnh Lưu.",
    "Nghị quyết số 39-NQ/TW của Bộ Chính trị.",
    "Giá cà phê tăng 1.250 đồng mỗi ký ở các huyện miền núi, theo Sở Công Thương.",
]  # fmt: skip


def test_another_cut_is_the_same_text_in_other_pieces(tmp_path: Path) -> None:
    with zipfile.ZipFile(PACKAGE) as archive:
        name = next(name for name in archive.namelist() if name.endswith("sentencepiece.model"))
        (tmp_path / "sentencepiece.model").write_bytes(archive.read(name))
    processor = sentencepiece.SentencePieceProcessor(model_file=str(tmp_path / "sentencepiece.model"))
    rows = [[*row, EOS] for row in processor.encode(TEXTS * 20)]
    ends = np.cumsum([0] + [len(row) for row in rows])
    data = tmp_path / "data.npz"
    np.savez(data, train_vi=np.concatenate(rows).astype(np.uint16), train_vi_ends=ends)
    segmentation.main(["--work", str(tmp_path), "--count", "2", "--alpha", "0.1", "--processes", "1"])
    for number in range(2):
        with np.load(batches.cut_path(data, number)) as cut:
            flat, places = cut["train_vi"], cut["train_vi_ends"]
        found = [flat[places[row] : places[row + 1]].tolist() for row in range(len(rows))]
        assert [processor.decode(row[:-1]) for row in found] == TEXTS * 20
        assert all(row[-1] == EOS for row in found)
        assert sum(len(row) for row in found) > ends[-1]
