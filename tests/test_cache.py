"""What is made of rule files is kept between processes, and a file that keeps it changes nothing but the time."""

import ast
from pathlib import Path

import pytest

import cleaner
from cleaner.rulebook.build import builtin_languages, builtin_lexicon, builtin_rules, rules_folder
from cleaner.rulebook.cache import STANDS_ON, cached
from cleaner.rulebook.load import load

VALUE = {"rules": ["läs mer", 1, None], "lexicon": {"common": ["och"]}}


@pytest.fixture
def source(tmp_path):
    file = tmp_path / "source.toml"
    file.write_text("one")
    return file


class Maker:
    def __init__(self, value=VALUE):
        self.value = value
        self.calls = 0

    def __call__(self):
        self.calls += 1
        return self.value


def test_what_was_made_is_read_the_next_time(tmp_path, source):
    make = Maker()
    file = tmp_path / "folder" / "that" / "is" / "new.json"
    assert [cached(file, [source], make) for _ in range(3)] == [VALUE] * 3
    assert make.calls == 1
    assert [path.name for path in file.parent.iterdir()] == ["new.json"]


@pytest.mark.parametrize("change", ["content", "name", "one more", "none"])
def test_other_sources_are_read_anew(tmp_path, source, change):
    file = tmp_path / "kept.json"
    cached(file, [source], Maker("old"))
    sources = [source]
    if change == "content":
        source.write_text("two")
    elif change == "name":
        sources = [source.rename(tmp_path / "other.toml")]
    elif change == "one more":
        sources.append(tmp_path / "second.toml")
        sources[1].write_text("")
    else:
        sources = []
    assert cached(file, sources, Maker("new")) == "new"


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[:10],
        lambda data: data.replace(b"mer", b"men"),
        lambda data: data.replace(b"\n", b"\n\n", 1),
        lambda data: data.partition(b"\n")[2],
        lambda data: b"\xff" + data,
        lambda data: b"0" * 64 + b"\n" + data.partition(b"\n")[2],
    ],
    ids=["empty", "cut", "cut early", "other word", "blank line", "no hash", "not UTF-8", "other hash"],
)
def test_a_damaged_file_is_made_anew(tmp_path, source, damage):
    file = tmp_path / "kept.json"
    cached(file, [source], Maker())
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    make = Maker()
    assert cached(file, [source], make) == VALUE
    assert make.calls == 1
    assert file.read_bytes() == whole


def test_where_nothing_can_be_written_all_works(tmp_path, source):
    (tmp_path / "file").write_text("in the way")
    make = Maker()
    assert [cached(tmp_path / "file" / "kept.json", [source], make) for _ in range(2)] == [VALUE] * 2
    assert make.calls == 2


def test_a_mistake_is_told_and_nothing_kept(tmp_path, source):
    def fail():
        raise ValueError("line 3")

    with pytest.raises(ValueError, match="line 3"):
        cached(tmp_path / "kept.json", [source], fail)
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize("language", ["any", "fi"])
def test_builtin_rules_are_what_their_files_say(language):
    folder = Path(rules_folder())
    loaded = load(folder / language, base=folder)
    assert builtin_rules(language) == loaded.rules
    assert [(name, builtin_lexicon(name)) for name, _ in loaded.lexicons] == list(loaded.lexicons)
    assert all(builtin_languages()[name] == lexicon.common for name, lexicon in loaded.lexicons)


def test_a_change_of_any_code_that_makes_it_counts():
    """What compiling rules imports, from the rulebook or beside it, is part of what is kept under."""
    package = Path(cleaner.__file__).parent
    modules = {"rulebook/build.py"}
    for module in (waiting := list(modules)):
        for node in ast.walk(ast.parse((package / module).read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cleaner."):
                name = node.module.removeprefix("cleaner.").replace(".", "/") + ".py"
                if name not in modules:
                    modules.add(name)
                    waiting.append(name)
    beside = {name for name in modules if not name.startswith("rulebook/")}
    assert beside == {name for name in STANDS_ON if name.endswith(".py")}
