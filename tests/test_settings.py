import pytest

from cleaner import settings


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "project" / "articles").mkdir(parents=True)
    return tmp_path / "project"


def test_the_nearest_file_above_holds(tree):
    (tree / "cleaner.toml").write_text("strictness = 'recall'\n")
    assert settings.find(str(tree / "articles")) == str(tree / "cleaner.toml")
    (tree / "articles" / "pyproject.toml").write_text("[tool.cleaner]\nkeep = ['body']\n")
    assert settings.find(str(tree / "articles")) == str(tree / "articles" / "pyproject.toml")


def test_cleaner_toml_goes_before_pyproject_toml(tree):
    (tree / "cleaner.toml").write_text("")
    (tree / "pyproject.toml").write_text("[tool.cleaner]\n")
    assert settings.find(str(tree)) == str(tree / "cleaner.toml")


@pytest.mark.parametrize(
    "other", ["[project]\nname = 'x'\n", "[tool.black]\n# not for cleaner\n", "[cleaner\n", "\xff"]
)
def test_a_pyproject_without_our_table_is_passed_over(tree, other):
    (tree / "cleaner.toml").write_text("")
    (tree / "articles" / "pyproject.toml").write_bytes(other.encode("latin-1"))
    assert settings.find(str(tree / "articles")) == str(tree / "cleaner.toml")


def test_all_keys_load_and_rules_are_relative_to_the_file(tree):
    (tree / "pyproject.toml").write_text(
        "[tool.cleaner]\n"
        "keep = ['reporting', 'bio']\ndrop = ['caption']\nrules = ['house.toml', '/etc/rules']\n"
        "disable = ['ui']\nstrictness = 'precision'\nlanguage = 'en'\nencoding = 'cp1252'\n"
    )
    assert settings.load(str(tree / "pyproject.toml")) == {
        "keep": ("reporting", "bio"),
        "drop": ("caption",),
        "rules": (str(tree / "house.toml"), "/etc/rules"),
        "disable": ("ui",),
        "strictness": "precision",
        "language": "en",
        "encoding": "cp1252",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("strictnes = 'recall'", ["'strictnes'", "did you mean 'strictness'?", "keep, drop, rules"]),
        ("colour = true", ["'colour'", "expected one of"]),
        ("keep = 'body'", ["keep = 'body'", "a list of labels"]),
        ("drop = ['boddy']", ["drop = ['boddy']", "caption"]),
        ("rules = [1]", ["rules = [1]", "a list of texts"]),
        ("strictness = 'high'", ["'high'", '"precision", "balanced", "recall"']),
        ("language = 3", ["language = 3", "language code"]),
        ("encoding = 'klingon'", ["'klingon'", "encoding"]),
        ("keep = body", ["not valid TOML", "line"]),
    ],
)
@pytest.mark.parametrize("header", ["", "[tool.cleaner]\n"])
def test_mistakes_name_file_and_key(tree, text, expected, header):
    path = tree / ("pyproject.toml" if header else "cleaner.toml")
    path.write_text(header + text)
    with pytest.raises(settings.SettingsError) as error:
        settings.load(str(path))
    message = str(error.value)
    assert message.startswith(f"{path}: ")
    for part in expected:
        assert part in message


def test_a_table_that_is_none(tree):
    (tree / "pyproject.toml").write_text("[tool]\ncleaner = 'strict'\n")
    with pytest.raises(settings.SettingsError, match=r"tool\.cleaner = 'strict': expected a table"):
        settings.find(str(tree))
