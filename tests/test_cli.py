import contextlib
import io
import json
import os
import pty
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import cleaner
from cleaner import render, settings
from cleaner.cli import main
from cleaner.labels import LABELS
from cleaner.records.summary import Summary
from cleaner.rulebook.build import builtin_languages

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
COOKIES = SEEDS / "000_8c914ff2d5fcaabe.txt"
DONATION = SEEDS / "002_3b2db03b73b21aec.txt"
PROSE = "The minister resigned on Monday, the government said in a statement."
NOTICE = "We use cookies to improve your experience."
PAGE = f"Minister resigns\n\n{PROSE}\n\n{NOTICE}\n"
KEPT = f"Minister resigns\n\n{PROSE}\n"
RULE = """
[[rule]]
id = "en-promo-gazette"
label = "promo"
language = "en"
why = "foot of every article in the Gazette's archive"
phrases = ["from the gazette archive with love"]
strength = "strong"
removes = ["From the Gazette archive with love", "→ From the Gazette archive with love."]
keeps = ["The Gazette archive burned down with the town hall.", "He signed it with love, from the archive."]
"""


@pytest.fixture(autouse=True)
def no_settings(tmp_path, monkeypatch):
    """Every test works in an empty folder with no settings above it."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def test_the_package_is_the_command():
    done = subprocess.run([sys.executable, "-m", "cleaner", COOKIES], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout) == (0, cleaner.clean(COOKIES.read_text(encoding="utf-8")))
    assert done.stderr == ""


@pytest.mark.parametrize(("stream", "number"), [("input", 0), ("output", 1)])
def test_a_closed_stream_is_named(stream, number):
    args = ["-c", f"import os; os.close({number}); os.execv({sys.executable!r}, [{sys.executable!r}, '-m', 'cleaner'])"]
    done = subprocess.run([sys.executable, *args], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    assert done.returncode == 2
    assert f"standard {stream} is closed" in done.stderr
    assert "Traceback" not in done.stderr


def run(*args, stdin=b""):
    return CliRunner().invoke(main, [str(arg) for arg in args], input=stdin)


def start(*args, **options):
    """Run the command in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | options.pop("env", {})
    command = [sys.executable, "-c", "from cleaner.cli import main; main(prog_name='clean-text')", *map(str, args)]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE, **options)


def write(name, content=PAGE):
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# What comes out


def test_a_file_goes_to_standard_output():
    result = run(COOKIES)
    assert result.exit_code == 0
    assert result.stdout == cleaner.clean(COOKIES.read_text())
    assert result.stdout.rstrip().endswith("(AFP)")
    assert result.stderr == ""


@pytest.mark.parametrize("args", [[], ["-"]])
def test_standard_input_is_the_default(args):
    result = run(*args, stdin=DONATION.read_bytes())
    assert result.exit_code == 0
    assert result.stdout.startswith("Russia Says No Talks")
    assert result.stdout.rstrip().endswith("any role in conflicts in Africa.")


def test_several_texts_follow_each_other_on_their_own_lines():
    result = run(write("a.txt", PROSE), write("b.txt", PROSE + "\n"), write("c.txt", PROSE))
    assert result.stdout == f"{PROSE}\n" * 3


def test_newlines_and_byte_order_mark_stay():
    data = b"\xef\xbb\xbf" + PAGE.replace("\n", "\r\n").encode()
    kept = run(stdin=data).stdout_bytes
    assert kept.startswith(b"\xef\xbb\xbfMinister resigns\r\n\r\nThe minister")
    assert b"\n" not in kept.replace(b"\r\n", b"")
    untouched = b"\xef\xbb\xbf" + f"Minister resigns\r\n\r\n{PROSE}".encode()
    assert run(stdin=untouched).stdout_bytes == untouched


def test_other_encodings_are_read_and_printed_as_utf8():
    text = "Le ministre a démissionné lundi, selon le gouvernement français.\n"
    assert run("--encoding", "cp1252", stdin=text.encode("cp1252")).stdout_bytes == text.encode()
    assert run(stdin=text.encode("utf-16")).stdout_bytes == text.encode()


def test_empty_input_gives_empty_output():
    result = run(stdin=b"")
    assert (result.exit_code, result.stdout_bytes) == (0, b"")


def test_html_by_name_and_by_option():
    html = (
        f"<html><body><article><h1>Minister resigns</h1><p>{PROSE} {PROSE}</p><p>{NOTICE}</p></article></body></html>"
    )
    for result in (run(write("page.html", html)), run("--html", stdin=html.encode())):
        assert result.exit_code == 0
        assert PROSE in result.stdout
        assert "<" not in result.stdout
        assert "cookies" not in result.stdout


# Where it goes


def test_output_file_is_in_the_encoding_of_the_input():
    data = PAGE.replace("Minister", "Präsident").encode("utf-16")
    result = run(write("a.txt", data), "-o", "out.txt")
    assert (result.exit_code, result.output) == (0, "")
    out = Path("out.txt").read_bytes()
    assert out[:2] == data[:2]
    assert out.decode("utf-16").startswith("Präsident resigns\n\n")
    assert NOTICE not in out.decode("utf-16")


def test_output_folder_mirrors_the_input():
    write("news/a.txt")
    write("news/deep/b.txt")
    write("news/photo.jpg", b"\x00")
    result = run("news", "-o", "clean")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert sorted(str(path) for path in Path("clean").rglob("*.*")) == ["clean/a.txt", "clean/deep/b.txt"]
    assert NOTICE not in Path("clean/deep/b.txt").read_text()
    assert Path("news/a.txt").read_text() == PAGE
    assert "1 other file left alone" in result.stderr
    assert run("news", "-o", "clean", "--quiet").stderr == ""


def test_output_inside_the_input_is_not_cleaned_again():
    write("a.txt")
    for _ in range(2):
        assert run(".", "-o", "clean").exit_code == 0
    assert [str(path) for path in Path("clean").rglob("*")] == ["clean/a.txt"]


def test_input_is_never_the_output():
    path = write("a.txt")
    result = run(path, "-o", path)
    assert result.exit_code == 1
    assert "is an input" in result.stderr
    assert path.read_text() == PAGE
    write("b.txt")
    assert run("a.txt", "b.txt", "-o", "b.txt").exit_code == 2
    assert run("--json", "a.txt", "b.txt", "-o", "b.txt").exit_code == 2
    assert run("-", "-o", "./").exit_code == 2
    assert Path("b.txt").read_text() == PAGE


def test_in_place_with_and_without_backup():
    a, b = write("a.txt"), write("b.txt", PROSE)
    result = run("--in-place", a, b)
    assert (result.exit_code, result.output) == (0, "")
    assert NOTICE not in a.read_text()
    assert b.read_text() == PROSE
    write("a.txt")
    assert run("--in-place=.bak", a, b).exit_code == 0
    assert Path("a.txt.bak").read_text() == PAGE
    assert sorted(os.listdir()) == ["a.txt", "a.txt.bak", "b.txt"]


def test_in_place_again_changes_nothing():
    path = write("a.txt")
    run("--in-place", path)
    os.utime(path, (1, 1))
    run("--in-place=.bak", path)
    assert path.stat().st_mtime == 1
    assert os.listdir() == ["a.txt"]


def test_html_is_not_replaced_by_its_text():
    path = write("page.html", "<p>x</p>")
    result = run("--in-place", path)
    assert result.exit_code == 1
    assert "is HTML" in result.stderr
    assert path.read_text() == "<p>x</p>"


# Reports


def test_explain_names_rule_and_label():
    result = run("--explain", COOKIES)
    assert result.stdout == cleaner.analyze(COOKIES.read_text()).explain() + "\n"
    assert "cookie" in result.stdout
    assert "\x1b" not in result.stdout
    assert "nothing removed" in run("--explain", stdin=PROSE.encode()).stdout


def test_explain_says_how_a_text_was_come_by():
    note = "searched the text of the whole page"
    result = replace(cleaner.analyze(PAGE), note=note)
    plain = render.explain(result)
    assert plain.startswith(f"note: {note}\n")
    assert click.unstyle(render.explain(result, True)) == plain


def test_explain_of_several_says_which():
    write("a.txt")
    write("b.txt")
    lines = run("--explain", "a.txt", "b.txt").stdout.splitlines()
    assert lines[0] == "a.txt"
    assert "b.txt" in lines


def test_json_has_one_line_for_each_input():
    lines = run("--json", COOKIES, DONATION).stdout.splitlines()
    found = [json.loads(line) for line in lines]
    assert [one["file"] for one in found] == [str(COOKIES), str(DONATION)]
    for path, one in zip((COOKIES, DONATION), found, strict=True):
        source = path.read_text()
        assert one["text"] == cleaner.clean(source)
        for removal in one["removals"]:
            assert source[removal["start"] : removal["end"]] == removal["text"]
            assert removal["label"] in LABELS
    assert json.loads(run("--json", stdin=b"News").stdout)["file"] == "<stdin>"


def test_reports_to_a_file():
    result = run("--json", COOKIES, DONATION, "-o", "all.jsonl")
    assert (result.exit_code, result.output) == (0, "")
    assert len(Path("all.jsonl").read_text().splitlines()) == 2


def test_report_beside_written_texts():
    write("news/a.txt")
    result = run("--stats", "--json", "news", "-o", "clean/")
    assert json.loads(result.stdout)["files"] == {"cleaned": 1, "changed": 1, "failed": 0}
    assert NOTICE not in Path("clean/a.txt").read_text()
    assert json.loads(run("--json", "--in-place", "news").stdout)["file"] == os.path.join("news", "a.txt")
    assert NOTICE not in Path("news/a.txt").read_text()


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "\n"])
def test_diff_is_a_patch(ending, last):
    before = (PAGE.strip() + last).replace("\n", ending)
    path = write("a.txt", before)
    patch = run("--diff", path)
    assert path.read_bytes() == before.encode()
    assert "-" + NOTICE in patch.stdout
    subprocess.run(["patch", "--binary", "-s", "a.txt"], input=patch.stdout_bytes, check=True)
    assert path.read_bytes() == cleaner.clean(before).encode()


def test_diff_of_a_clean_text_is_empty():
    assert run("--diff", stdin=PROSE.encode()).stdout == ""


def test_check_names_what_would_change():
    write("news/a.txt")
    write("news/b.txt", PROSE)
    write("news/c.html", f"<html><body><p>{PROSE}</p><p>{PROSE}</p></body></html>")
    result = run("--check", "news")
    assert (result.exit_code, result.stdout) == (1, f"would change: {os.path.join('news', 'a.txt')}\n")
    assert Path("news/a.txt").read_text() == PAGE
    result = run("--check", "news/b.txt", "news/c.html")
    assert (result.exit_code, result.stdout) == (0, "")
    assert run("--check", "--keep", "reporting", "--keep", "cookie", "news").exit_code == 0


def test_stats_add_up():
    result = run("--stats", "--json", COOKIES, DONATION, "missing.txt")
    stats = json.loads(result.stdout)
    assert result.exit_code == 1
    assert stats["files"] == {"cleaned": 2, "changed": 2, "failed": 1}
    gone = stats["characters"]["before"] - stats["characters"]["after"]
    for kind in ("labels", "rules"):
        assert sum(count["characters"] for count in stats[kind].values()) == gone
    assert {"cookie", "donation"} <= set(stats["labels"])
    plain = run("--stats", COOKIES, DONATION).stdout
    assert "2 cleaned, 2 of them changed, 0 failed" in plain
    assert "cookie" in plain


def test_texts_and_records_are_counted_in_one_order():
    write("a.txt", f"{PAGE}\n\nADVERTISEMENT\n\n{PROSE}\n\nADVERTISEMENT\n\n{PROSE}\n\n{NOTICE * 3}")
    write("a.jsonl", json.dumps({"text": Path("a.txt").read_text()}))
    tables = [run("--stats", name).stdout.partition("\n\n")[2] for name in ("a.txt", "a.jsonl")]
    assert tables[0] == tables[1]
    assert [line.split()[0] for line in tables[0].split("\n\n")[0].splitlines()] == ["label", "cookie", "ad"]


def test_the_summary_of_texts_speaks_of_texts():
    result = run(write("a.txt"), "-j", 1)
    lines = result.stderr.splitlines()
    assert lines[0] == "files       1 of 1 done"
    assert lines[1] == "texts       1 read, 1 of them changed, 0 failed"
    assert run("--stats", "a.txt", "-j", 1, "--quiet").stderr == ""


def test_a_name_that_is_empty_is_named():
    result = run("", write("a.txt", PROSE))
    assert (result.exit_code, result.stdout) == (1, PROSE)
    assert result.stderr == "clean-text: '': no such file\n"


def test_rules_are_listed():
    listed = [line.split("\t") for line in run("--list-rules").stdout.splitlines()]
    assert tuple(listed[0]) == render.RULE_COLUMNS
    assert len(listed) == 1 + len(cleaner.Cleaner().active_rules)
    assert {len(row) for row in listed} == {len(render.RULE_COLUMNS)}
    assert "cookie" in {row[1] for row in listed}


def test_rules_of_a_language_are_listed():
    listed = run("--list-rules", "--json", "--language", "DE").stdout.splitlines()
    assert {json.loads(line)["language"] for line in listed} == {"de", "any"}


def test_rules_that_are_disabled_are_not_listed():
    others = [option for language in builtin_languages() if language != "any" for option in ("--disable", language)]
    listed = run("--list-rules", "--json", "--disable", "social", *others).stdout.splitlines()
    without = [json.loads(line) for line in listed]
    assert "social" not in {rule["label"] for rule in without}
    assert {rule["language"] for rule in without} == {"any"}
    assert ".toml:" in without[0]["source"]


def test_examples_of_rules_are_run():
    write("mine.toml", RULE)
    result = run("--check-rules", "mine.toml")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "clean-text: no examples failed\n")
    wrong = RULE.replace("→ From the Gazette archive with love.", "From the archive, with love.")
    wrong = wrong.replace("The Gazette archive burned down with the town hall.", "From the Gazette archive with love!")
    write("rules/mine.toml", wrong)
    result = run("--check-rules", "rules")
    assert result.exit_code == 1
    assert [line.partition(" strong pattern")[0] for line in result.stdout.splitlines()] == [
        "mine.toml:2: rule 'en-promo-gazette': 'From the archive, with love.': the rule does not match it",
        "mine.toml:2: rule 'en-promo-gazette': 'From the Gazette archive with love!': the rule alone takes it:",
        "mine.toml:2: rule 'en-promo-gazette': 'From the archive, with love.': clean() leaves '\\nFrom the archive, with love.'",
        "mine.toml:2: rule 'en-promo-gazette': 'From the Gazette archive with love!': clean() takes it: [en-promo-gazette]",
    ]
    assert result.stderr == "clean-text: 4 examples failed\n"


def test_examples_are_run_with_the_rules_of_the_settings():
    write("words.toml", RULE)
    write("cleaner.toml", 'rules = ["words.toml"]\ndisable = ["promo"]\n')
    result = run("--check-rules", "words.toml", "--quiet")
    assert result.exit_code == 1
    assert "clean() leaves" in result.stdout
    assert result.stderr == ""


# Options and settings


def test_rules_of_ones_own():
    text = f"{PROSE}\n\nFrom the Gazette archive with love\n"
    write("mine.toml", RULE)
    assert "Gazette" in run(stdin=text.encode()).stdout
    assert "Gazette" not in run("--rules", "mine.toml", stdin=text.encode()).stdout
    assert "Gazette" in run("--rules", "mine.toml", "--disable", "en-promo-gazette", stdin=text.encode()).stdout


def test_keep_drop_and_disable():
    assert NOTICE in run("--keep", "reporting", "--keep", "cookie", stdin=PAGE.encode()).stdout
    assert NOTICE in run("--disable", "cookie", "--disable", "legal", stdin=PAGE.encode()).stdout
    assert run("--drop", "reporting", stdin=PAGE.encode()).stdout.strip() == ""


@pytest.mark.parametrize("strictness", settings.STRICTNESS)
def test_strictness_is_the_engines(strictness):
    result = run("--strictness", strictness, stdin=PAGE.encode())
    assert result.stdout == cleaner.clean(PAGE, strictness=strictness)


def test_settings_hold_and_options_replace_them(no_settings):
    write("cleaner.toml", 'keep = ["reporting", "cookie"]\n')
    deep = no_settings / "deep"
    deep.mkdir()
    os.chdir(deep)
    assert NOTICE in run(stdin=PAGE.encode()).stdout
    assert NOTICE not in run("--keep", "reporting", stdin=PAGE.encode()).stdout


def test_rules_in_settings_are_found_from_anywhere(no_settings):
    write("rules/mine.toml", RULE)
    write("pyproject.toml", '[tool.cleaner]\nrules = ["rules"]\n')
    (no_settings / "deep").mkdir()
    os.chdir(no_settings / "deep")
    assert "Gazette" not in run(stdin=f"{PROSE}\n\nFrom the Gazette archive with love\n".encode()).stdout


def test_language_is_passed_on():
    assert run("--language", "en", stdin=PAGE.encode()).stdout == cleaner.clean(PAGE, language="en")
    assert run("--language", "EN-gb", stdin=PAGE.encode()).stdout == cleaner.clean(PAGE, language="en")


def test_a_language_without_rules_is_refused_wherever_it_is_named(no_settings):
    for name in ("english", ""):
        result = run("--language", name, stdin=PAGE.encode())
        assert result.exit_code == 2
        assert result.stderr.startswith(f"clean-text: no rules for the language {name!r}: expected one of any, ar, ")
    write("cleaner.toml", 'language = "english"\n')
    result = run(stdin=PAGE.encode())
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no rules for the language 'english'" in result.stderr


# What goes wrong


def test_bad_files_are_named_and_the_others_done():
    write("binary.txt", b"\x00\x01\x02")
    write("broken.txt", b"\xff\xfeabc")
    good = write("good.txt", PROSE)
    result = run("missing.txt", "binary.txt", good, "broken.txt")
    assert result.exit_code == 1
    assert result.stdout.strip() == PROSE
    lines = result.stderr.splitlines()
    assert len(lines) == 3
    for line, name in zip(lines, ("missing.txt", "binary.txt", "broken.txt"), strict=True):
        assert line.startswith(f"clean-text: {name}: ")


def test_an_unreadable_file_is_named():
    path = write("secret.txt")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("root reads everything")
    result = run(path)
    assert (result.exit_code, result.stderr) == (1, "clean-text: secret.txt: Permission denied\n")


def test_an_output_that_cannot_be_written_is_named():
    write("file", "")
    write("a.txt")
    for args in (["a.txt"], ["--json", "a.txt"], ["--list-rules"]):
        result = run(*args, "-o", "file/out.txt")
        assert result.exit_code == 1
        assert "out.txt: " in result.stderr
        assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--diff", "--explain"], "cannot be combined"),
        (["--json", "--diff"], "cannot be combined"),
        (["--in-place", "-o", "x", "a.txt"], "cannot be combined"),
        (["--in-place", "--diff", "a.txt"], "leave out --in-place"),
        (["--text-field", "body", "a.txt"], "--text-field is for records"),
        (["--html-field", "page"], "--html-field is for records"),
        (["--url-field", "url", "a.txt"], "--url-field is for records"),
        (["--id-field", "id", "a.txt"], "--id-field is for records"),
        (["--annotate", "beside", "a.txt"], "--annotate is for records"),
        (["--html", "--format", "jsonl"], "--html is for texts"),
        (["--page", "--html"], "of HTML the article is extracted"),
        (["--no-page", "https://example.org/"], "of HTML the article is extracted"),
        (["--page", "--html-field", "page", "--format", "jsonl"], "of HTML the article is extracted"),
        (["--in-place", "--check", "a.txt"], "leave out --in-place"),
        (["--check", "--diff"], "cannot be combined"),
        (["--check", "--json"], "cannot be combined"),
        (["--check", "--format", "jsonl"], "is for texts"),
        (["--in-place"], "standard input"),
        (["--in-place", ".bak", "a.txt"], "--in-place=.bak"),
        (["--in-place=a/b", "a.txt"], "expected a suffix"),
        (["--list-rules", "a.txt"], "takes no inputs"),
        (["--check-rules"], "needs rule files"),
        (["--check-rules", "--json", "a.txt"], "cannot be combined"),
        (["--check-rules", "missing.toml"], "missing.toml: no such file"),
        (["--check-rules", "a.txt"], "a.txt: not valid TOML"),
        (["--keep", "boddy"], "boddy"),
        (["--keep", "headline, body"], "'headline, body' is no label: for several say --keep headline --keep body"),
        (["--drop", "bio,ad"], "--drop bio --drop ad"),
        (["--strictness", "high"], "high"),
        (["--encoding", "klingon"], "klingon"),
        (["--disable", "no-such-rule"], "no-such-rule"),
        (["--rules", "missing.toml"], "missing.toml"),
        (["--no-such-option"], "--no-such-option"),
    ],
)
def test_wrong_use_is_refused_with_status_2(args, message):
    write("a.txt")
    result = run(*args)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""
    assert Path("a.txt").read_text() == PAGE


def test_every_mistake_in_rules_is_said_with_its_line():
    write("bad.toml", RULE.replace("why =", "wy ="))
    result = run("--rules", "bad.toml", stdin=b"x")
    assert result.exit_code == 2
    assert "bad.toml:" in result.stderr
    assert "wy" in result.stderr
    assert "Traceback" not in result.stderr


def test_mistakes_in_settings_name_file_and_key(no_settings):
    write("pyproject.toml", "[tool.cleaner]\nstrictnes = 'recall'\n")
    result = run(stdin=b"x")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"clean-text: {no_settings}/pyproject.toml: unknown key 'strictnes'")


# As a process


def test_standard_input_is_bytes_in_any_locale():
    process = start(stdout=subprocess.PIPE, env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})
    data = "Präsident tritt zurück, wie die Regierung am Montag mitteilte.\r\n".encode()
    assert process.communicate(data) == (data, b"")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_leaves_is_no_error(unbuffered):
    write("big.txt", f"{PROSE}\n" * 2_000)
    process = start("big.txt", stdout=subprocess.PIPE, env={"PYTHONUNBUFFERED": unbuffered})
    assert process.stdout.read(3) == b"The"
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 141


def terminal(*args, **environment):
    """Return what the command shows on a terminal."""
    parent, child = pty.openpty()
    process = start(*args, stdout=child, env={"TERM": "xterm", "NO_COLOR": "", **environment})
    os.close(child)
    shown = b""
    while True:
        try:
            part = os.read(parent, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(parent)
    assert process.wait() == 0, process.stderr.read()
    return shown.decode()


def test_colours_are_for_terminals_that_want_them():
    assert "\x1b[31m" in terminal("--explain", COOKIES)
    assert "\x1b[" not in terminal("--explain", COOKIES, NO_COLOR="1")
    assert "\x1b[" not in terminal("--explain", COOKIES, TERM="dumb")


def test_coloured_reports_say_the_same():
    result = cleaner.analyze(PAGE)
    counted = Summary()
    counted.add(PAGE, result)
    for coloured, plain in (
        (render.explain(result, True), render.explain(result)),
        (render.diff(PAGE, result.text, "a", True), render.diff(PAGE, result.text, "a")),
        (render.stats(counted, 0, True), render.stats(counted, 0)),
    ):
        assert "\x1b[" in coloured
        assert click.unstyle(coloured) == plain
    table = render.rule_list(cleaner.Cleaner().active_rules, True)
    assert "\x1b[1m" in table
    assert "en-cookie-" in table


def test_texts_on_a_terminal_are_headed_by_their_names():
    write("a.txt", PROSE)
    write("b.txt", PROSE)
    assert terminal("a.txt", "b.txt", NO_COLOR="1").splitlines() == ["a.txt", PROSE, "b.txt", PROSE]


def test_help_and_version():
    text = run("--help").stdout
    for name in (*settings.KEYS, *LABELS):
        assert name in text
    assert "Examples:" in text
    assert max(map(len, text.splitlines())) <= 80
    assert f"(default: {cleaner.Cleaner.strictness})" in text
    shown = [line for line in text.splitlines() if line.startswith("    clean-text ") and "  " in line.strip()]
    assert {re.search(r"\S  +", line.lstrip()).end() for line in shown} == {36}
    assert run("--version").stdout == f"clean-text {cleaner.__version__}\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion(shell):
    runner = CliRunner()
    found = runner.invoke(main, env={"_CLEAN_TEXT_COMPLETE": f"{shell}_source"}, prog_name="clean-text")
    assert "_CLEAN_TEXT_COMPLETE" in found.stdout


def test_completion_knows_labels_and_rules():
    def complete(words):
        environment = {"_CLEAN_TEXT_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": "2"}
        return CliRunner().invoke(main, env=environment, prog_name="clean-text").stdout

    assert "plain,cookie" in complete("clean-text --keep coo")
    assert "plain,en-cookie-" in complete("clean-text --disable en-coo")


def test_what_is_slow_to_import_is_imported_when_needed():
    heavy = {
        "rich",
        "trafilatura",
        "lxml",
        "langdetect",
        "charset_normalizer",
        "pydantic",
        "difflib",
        "tomllib",
    }
    code = (
        "import sys; from cleaner.cli import main\n"
        f"main([{str(COOKIES)!r}], standalone_mode=False)\n"
        f"print(*sorted({heavy!r} & set(sys.modules)), file=sys.stderr)"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    if (ROOT / "cleaner" / "rules" / "compiled").exists():
        assert done.stderr == "\n"
    else:  # in a checkout the rules are read from TOML and checked by pydantic
        assert not {"rich", "trafilatura", "lxml", "langdetect", "charset_normalizer"} & set(done.stderr.split())


def test_progress_is_shown_on_a_terminal_only(monkeypatch):
    for number in range(25):
        write(f"news/{number}.txt", PROSE)
    parent, child = pty.openpty()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm"}
    command = [sys.executable, "-c", "from cleaner.cli import main; main()", "news", "-o", "clean"]
    done = subprocess.run(command, stderr=child, stdout=subprocess.PIPE, env=environment, check=True)
    os.close(child)
    shown = b""
    with contextlib.suppress(OSError):  # Linux ends what was written to a closed terminal with an error
        while piece := os.read(parent, 65536):
            shown += piece
    os.close(parent)
    assert "━".encode() in shown
    assert b"files       25 of 25 done" in shown
    assert done.stdout == b""
    assert len(os.listdir("clean")) == 25
    assert run("news", "-o", "again", "--quiet").output == ""


SLOW = r"""
[[rule]]
id = "any-ad-slow"
label = "ad"
language = "any"
why = "tries every way to split a row of letters"
regex = "(?:a|a|aa)+(?:a|a|aa)+(?:a|a|aa)+c quuxifications"
where = "anywhere"
removes = ["aaac quuxifications", "aaaac quuxifications"]
keeps = ["quuxifications", "c quuxifications"]
"""


@pytest.mark.parametrize("jobs", [[], ["--jobs", "1", "--quiet"]], ids=["here", "in a worker"])
def test_a_rule_that_takes_too_long_is_named_on_a_line(jobs):
    write("slow.toml", SLOW)
    text = "a" * 300 + " b c quuxifications"
    command = [sys.executable, "-c", "from cleaner.cli import main; main()", "--rules", "slow.toml", *jobs]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, input=text, capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == text
    assert re.fullmatch("clean-text: rule 'any-ad-slow' \\(slow.toml:2\\) took longer than .*\n", done.stderr)


def test_diff_keeps_lines_as_they_are():
    assert render.diff("a\x0bb\u2028c\n", "a\x0bb\u2028c\n", "x") == ""
    assert io.StringIO(render.diff("a\nb", "a\n", "x")).read().endswith("-b\n\\ No newline at end of file\n")
