"""How the Vietnamese-English package is made, one command a step; README.md tells the order."""
