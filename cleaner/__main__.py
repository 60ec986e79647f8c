"""``python -m cleaner`` is the command ``clean-text``."""

from cleaner.cli import main

main(prog_name="clean-text")
