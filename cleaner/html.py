"""Takes the text out of an HTML page with trafilatura; what is boilerplate in that text is not decided here."""


def extract(html: str | bytes, url: str | None = None) -> str:
    """Return the main text of a page, without comments and tables of links; empty if trafilatura finds none.

    ``html`` is a page as text, or as bytes in any encoding. trafilatura is imported when this is first called (1 s).
    """
    import trafilatura

    # No deduplication: trafilatura keeps what it has seen between documents.
    return trafilatura.extract(html, url=url, include_comments=False, deduplicate=False) or ""
