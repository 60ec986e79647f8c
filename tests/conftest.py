"""Leaves out of the coverage what sends many texts through the same lines, property tests too: tracing doubles its time."""

import pytest

LONG = ("test_rules.py", "test_properties.py", "test_scan.py", "test_evaluation.py", "test_shapes.py", "test_golden.py")


def pytest_collection_modifyitems(config, items):
    if config.getoption("no_cov", default=True):
        return  # then the marker would find no coverage to pause
    for item in items:
        if item.path.name in LONG or getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.no_cover)
