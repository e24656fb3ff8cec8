"""Token numbers and reserved tokens that every step agrees on."""

from __future__ import annotations

PAD, BOS, EOS, UNK = 0, 1, 2, 3
PLACEHOLDERS = tuple(f"⟦{number}⟧" for number in range(20))
"""Whole in the vocabulary and copied by the model: what the pipeline may put in place of protected text.

No underscore: Argos's tokenizer turns every one into a space.
"""
