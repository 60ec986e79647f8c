"""Names languages: normalises their codes, and detects the language of a text with langdetect, deterministically."""

from functools import cache
from pathlib import Path
from typing import Any

RENAMED = {"nb": "no", "nn": "no", "iw": "he", "in": "id"}
"""Codes for which rules are found under another one."""
SAMPLE = 4000
"""Code points that are looked at; more changes no verdict and langdetect reads 10,000 at most."""


def code(name: str) -> str:
    """Return the code of a language without script and region, as rules have it.

    >>> code("en"), code("en-GB"), code("zh_Hans_CN"), code("nb")
    ('en', 'en', 'zh', 'no')
    """
    primary = name.casefold().replace("_", "-").partition("-")[0]
    return RENAMED.get(primary, primary)


@cache
def _factory() -> Any:
    """Return a detector factory of our own with langdetect's profiles; loading them takes 0.8 s."""
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    factory.seed = 0
    # In the order of their names, where load_profile would take the folder's own.
    factory.load_json_profile(
        [path.read_text(encoding="utf-8") for path in sorted(Path(PROFILES_DIRECTORY).iterdir()) if path.is_file()]
    )
    return factory


def detect(text: str) -> str | None:
    """Return the code of the language of ``text``, or None if there is nothing to go by."""
    from langdetect.lang_detect_exception import LangDetectException

    detector = _factory().create()
    detector.seed = 0
    try:
        detector.append(text[:SAMPLE])
        language = str(detector.detect())
    except LangDetectException:
        return None
    return None if language == "unknown" else code(language)
