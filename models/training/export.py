"""Step 4: a checkpoint -> a package that Argos Translate installs: models/vi_en-vietwire-VERSION.argosmodel.

python -m models.training.export --checkpoint var/training/run/average.pt --package-version 1.6
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.training import bilingual, checkpoints
from models.training.conversion import pieces_of, specification
from models.training.shape import Shape
from worker.adapters.argos_package import DICTIONARY

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).parent
LANGUAGES = {"vi": "Vietnamese", "en": "English"}


def readme(state: dict[str, Any], *, code: str, version: str, figures: str) -> str:
    """What travels inside the package: what it is, where it comes from, what it may be used for."""
    shape = Shape(**state["shape"])
    today = dt.datetime.now(tz=dt.UTC).date()
    card = (HERE / "CARD.md").read_text(encoding="utf-8")
    return (
        f"# {code} {version}\n\n"
        f"Transformer, pre-norm, ReLU: width {shape.width}, feed-forward {shape.hidden}, {shape.heads} heads, "
        f"{shape.encoder} encoder and {shape.decoder} decoder layers, joint SentencePiece vocabulary of "
        f"{shape.vocabulary} with byte fallback, embeddings tied, int8. Step {state['step']}, exported {today}.\n\n"
        f"{figures}{card}"
    )


def build(
    checkpoint: Path,
    tokenizer: Path,
    target: Path,
    *,
    version: str,
    words: Iterable[bilingual.Entry] = (),
    figures: str = "",
    alignment_layer: int = 0,
) -> Path:
    """Write the package; `target` appears whole or not at all, and says which languages by the checkpoint."""
    state = checkpoints.load(checkpoint)
    source, translation = ("en", "vi") if state["reverse"] else ("vi", "en")
    code = f"{source}_{translation}-vietwire"
    weights = {name: weight.float().numpy().copy() for name, weight in state["model"].items()}
    spec = specification(weights, Shape(**state["shape"]), pieces_of(tokenizer), alignment_layer=alignment_layer)
    spec.validate()
    spec.optimize(quantization="int8")
    metadata = {
        "package_version": version,
        "argos_version": "1.9",
        "from_code": source,
        "from_name": LANGUAGES[source],
        "to_code": translation,
        "to_name": LANGUAGES[translation],
        "type": "translate",
        "links": [],
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / code
        (folder / "model").mkdir(parents=True)
        spec.save(str(folder / "model"))
        shutil.copy(tokenizer, folder / "sentencepiece.model")
        if lines := bilingual.for_package(words):
            (folder / DICTIONARY).write_text(lines, encoding="utf-8")
        (folder / "metadata.json").write_text(json.dumps(metadata, indent=1) + "\n", encoding="utf-8")
        (folder / "README.md").write_text(readme(state, code=code, version=version, figures=figures), encoding="utf-8")
        part = target.with_name(target.name + ".part")
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(temporary).as_posix())
        part.replace(target)
    return target


def main(arguments: list[str] | None = None) -> None:
    """Export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("var/training"))
    parser.add_argument("--checkpoint", type=Path, help="default: WORK/run/average.pt")
    parser.add_argument("--package-version", default="0.1")
    parser.add_argument("--alignment-layer", type=int, default=0, help="decoder layer that tells word alignment")
    parser.add_argument("--figures", type=Path, help="Markdown table of `evaluate`, put into the package's README")
    parser.add_argument("--output", type=Path, help="default: models/vi_en-vietwire-VERSION.argosmodel")
    options = parser.parse_args(arguments)
    checkpoint = options.checkpoint or options.work / "run" / "average.pt"
    output = options.output or HERE.parent / f"vi_en-vietwire-{options.package_version}.argosmodel"
    figures = options.figures.read_text(encoding="utf-8") + "\n" if options.figures else ""
    build(
        checkpoint,
        options.work / "sentencepiece.model",
        output,
        version=options.package_version,
        words=bilingual.read(options.work / "dictionary.tsv"),
        figures=figures,
        alignment_layer=options.alignment_layer,
    )
    print(f"{output}: {output.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
