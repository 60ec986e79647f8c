"""Values of options and their defaults, for all modules that read them."""

TEXT_FIELD = "text"
"""Field of a record that holds its text."""
ANNOTATE = ("beside", "instead")
"""Ways to add to records what was removed: beside the cleaned text, or instead of cleaning it."""
ERRORS = ("keep", "skip", "stop")
"""What is done about documents that fail; the first is the default."""
TIMEOUT = 60.0
"""Seconds that a document may take."""
