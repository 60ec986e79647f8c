"""The marks that end sentences and lines in the scripts of news, each class once; expressions put them in square brackets.

Apostrophes, dashes and quotation marks that mean the same are made one by :mod:`cleaner.fold`.
"""

import re

SPACED_ENDS = ".!?…؟।۔"
"""Ends of sentences that a space follows: in Latin, Greek and Cyrillic, Arabic, Hindi, Urdu."""
GREEK_QUESTION = r"(?<=[\u0370-\u03ff\u1f00-\u1fff])[;\u037e]"
"""The question mark of Greek, an expression: elsewhere it is a semicolon."""
WIDE_ENDS = "。！？"
"""Those that none follows: in Chinese and Japanese."""
ENDS = SPACED_ENDS + WIDE_ENDS
FULL_STOPS = ".।۔。"
"""Those that close a statement, but no question or call; an ellipsis may also break one off."""
QUESTION = rf"(?:[?؟]|{GREEK_QUESTION})$"
"""What closes a question at the end of folded text, an expression; Chinese and Japanese marks fold to the first."""
CLOSERS = re.escape("\"'”’»›)]」』")
"""What may follow the end of a sentence: closing quotation marks and brackets."""
LINE_BREAKS = "\n\r\x85\u2028\u2029"
