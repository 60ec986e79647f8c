"""Cleans files that hold many records (JSON Lines, CSV, Parquet, WARC): in parallel, in order, and safe to interrupt.

``run.py`` reads top-down: inputs become chunks (``jsonl.py``, ``delimited.py``, ``parquet.py``, ``warc.py``), workers
clean them (``pool.py``, ``work.py``), and what they return is written in order (``storage.py``). How far that has come
stands in ``state.py``, what it came to in ``summary.py``. Cleaning itself is :meth:`cleaner.Cleaner.analyze`.
"""
