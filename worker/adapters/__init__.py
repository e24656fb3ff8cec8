"""Input and output: one outside thing a module."""
