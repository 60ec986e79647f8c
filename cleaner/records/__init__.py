"""Cleans many texts: files of their own, and files of records (JSON Lines, CSV, Parquet, WARC); in parallel and in order.

``run.py`` reads top-down: inputs become chunks (``texts.py``, ``jsonl.py``, ``delimited.py``, ``parquet.py``, ``warc.py``),
workers clean them (``pool.py``, ``work.py``; for a few texts ``task.py``), and what they return is written in order
(``outlet.py``, ``target.py``). How far that has come is kept in ``state.py``, the outcome in ``summary.py``. Cleaning itself
is :meth:`cleaner.Cleaner.analyze`.
"""
