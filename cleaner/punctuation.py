"""Marks that end sentences and lines in the scripts of news, each class once; expressions put them in square brackets.

Apostrophes, dashes and quotation marks that mean the same are made one by :mod:`cleaner.fold`.
"""

import re

SPACED_ENDS = ".!?…؟।۔"
"""Ends of sentences after which a space stands: of Latin and kindred scripts, Arabic, Hindi, Urdu."""
WIDE_ENDS = "。！？"
"""Those after which none does: Chinese and Japanese."""
ENDS = SPACED_ENDS + WIDE_ENDS
FULL_STOPS = ".।۔。"
"""Those that close a statement, but no question and no call; an ellipsis may stand in the middle of one."""
CLOSERS = re.escape("\"'”’»›)]」』")
"""What may close after the end of a sentence: quotation marks and brackets."""
LINE_BREAKS = "\n\r\x85\u2028\u2029"
