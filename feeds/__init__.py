"""The subscriber's side: feeds and pages; knows nothing of Celery or of translation."""
