"""`python -m worker` is the `vietwire` command."""

from worker.cli import main

main(prog_name="vietwire")
