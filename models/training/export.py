"""Step 4: a checkpoint -> a package that Argos Translate installs: models/vi_en-vietwire-VERSION.argosmodel.

python -m models.training.export --checkpoint var/training/run/average.pt --package-version 1.0
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import sentencepiece
from ctranslate2.specs import common_spec, transformer_spec

from models.training import checkpoints
from models.training.network import Shape, sinusoids
from models.training.tokens import PAD

HERE = Path(__file__).parent
LANGUAGES = {"vi": "Vietnamese", "en": "English"}


def _linear(spec: Any, weights: dict[str, Any], *names: str) -> None:  # noqa: ANN401 - specs are built at run time
    import numpy as np  # noqa: PLC0415 - beside ctranslate2, which brings it

    spec.weight = np.concatenate([weights[f"{name}.weight"] for name in names])
    spec.bias = np.concatenate([weights[f"{name}.bias"] for name in names])


def _norm(spec: Any, weights: dict[str, Any], name: str) -> None:  # noqa: ANN401 - the same
    spec.gamma, spec.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _layer(spec: Any, weights: dict[str, Any], name: str) -> None:  # noqa: ANN401 - the same
    attention = spec.self_attention
    _norm(attention.layer_norm, weights, f"{name}.self_norm")
    _linear(attention.linear[0], weights, f"{name}.self_attention.query", f"{name}.self_attention.key_value")
    _linear(attention.linear[1], weights, f"{name}.self_attention.output")
    if hasattr(spec, "attention"):
        cross = spec.attention
        _norm(cross.layer_norm, weights, f"{name}.cross_norm")
        _linear(cross.linear[0], weights, f"{name}.cross_attention.query")
        _linear(cross.linear[1], weights, f"{name}.cross_attention.key_value")
        _linear(cross.linear[2], weights, f"{name}.cross_attention.output")
    _norm(spec.ffn.layer_norm, weights, f"{name}.feed_norm")
    _linear(spec.ffn.linear_0, weights, f"{name}.inner")
    _linear(spec.ffn.linear_1, weights, f"{name}.outer")


def specification(state: dict[str, Any], pieces: list[str]) -> transformer_spec.TransformerSpec:
    """The checkpoint in CTranslate2's own terms, not yet quantised."""
    shape = Shape(**state["shape"])
    # Copies: quantising changes arrays in place, and these would share memory with the weights.
    weights = {name: weight.float().numpy().copy() for name, weight in state["model"].items()}
    spec = transformer_spec.TransformerSpec.from_config(
        (shape.encoder, shape.decoder), shape.heads, pre_norm=True, activation=common_spec.Activation.RELU
    )
    positions = sinusoids(512, shape.width).numpy()
    for side, part in (("encoder", spec.encoder), ("decoder", spec.decoder)):
        embeddings = part.embeddings[0] if side == "encoder" else part.embeddings
        embeddings.weight = weights["embedding.weight"].copy()
        part.scale_embeddings = True
        part.position_encodings.encodings = positions
        _norm(part.layer_norm, weights, f"{side}_norm")
        for number, layer in enumerate(part.layer):
            _layer(layer, weights, f"{side}.{number}")
    spec.decoder.projection.weight = weights["embedding.weight"].copy()
    spec.decoder.projection.bias = weights["bias"]
    spec.config.add_source_eos = True
    spec.config.decoder_start_token = "<s>"  # noqa: S105 - a token of the vocabulary
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = "<s>", "</s>", "<unk>"
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    return spec


def pieces_of(model: Path) -> list[str]:
    """Every piece of the vocabulary, in order of its number; padding carries the name CTranslate2 wants for blanks."""
    processor = sentencepiece.SentencePieceProcessor(model_file=str(model))
    pieces = [processor.id_to_piece(number) for number in range(processor.vocab_size())]
    pieces[PAD] = "<blank>"
    return pieces


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


def build(checkpoint: Path, tokenizer: Path, target: Path, *, version: str, figures: str = "") -> Path:
    """Write the package; `target` appears whole or not at all, and says which languages by the checkpoint."""
    state = checkpoints.load(checkpoint)
    source, translation = ("en", "vi") if state["reverse"] else ("vi", "en")
    code = f"{source}_{translation}-vietwire"
    spec = specification(state, pieces_of(tokenizer))
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
    parser.add_argument("--figures", type=Path, help="Markdown table of `evaluate`, put into the package's README")
    parser.add_argument("--output", type=Path, help="default: models/vi_en-vietwire-VERSION.argosmodel")
    options = parser.parse_args(arguments)
    checkpoint = options.checkpoint or options.work / "run" / "average.pt"
    output = options.output or HERE.parent / f"vi_en-vietwire-{options.package_version}.argosmodel"
    figures = options.figures.read_text(encoding="utf-8") + "\n" if options.figures else ""
    build(checkpoint, options.work / "sentencepiece.model", output, version=options.package_version, figures=figures)
    print(f"{output}: {output.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
