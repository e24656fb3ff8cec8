"""The pure pipeline: values in, values out."""
