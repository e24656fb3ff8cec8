"""The pipeline: one article flows down this list.

ingest      a source's entry or a pushed article becomes an Article          core/ingest.py
store       the database keeps it; its state is the truth                    adapters/store.py
translate   blocks, sentences, one offline engine, the translation memory    core/translate.py, adapters/argos.py
check       a verdict for every sentence; what fails is held for a person    core/check.py
publish     entries, feeds and pages, only what changed                      feeds/
"""

__version__ = "0.1.0"
