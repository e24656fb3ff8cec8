"""The model packages that ship, and `training`: how they are made."""
