"""Rule files: each mistake with the error it must give, overriding and disabling, the schema, patterns that never end."""

import json
import time
import warnings
from pathlib import Path

import pytest
import regex

import cleaner
from cleaner import Cleaner, RuleError, RuleTimeoutWarning
from cleaner.rulebook.anchors import has_nested_repeat, width
from cleaner.rulebook.expressions import TIMEOUT
from cleaner.rulebook.load import load
from cleaner.rulebook.phrase_anchors import anchors
from cleaner.rulebook.phrases import PhraseError, phrase_width, to_regex
from cleaner.rulebook.rule import LONGEST
from cleaner.rulebook.schema import json_schema

INVALID = Path(__file__).parent / "invalid_rules"
SCHEMA = Path(__file__).parent.parent / "docs" / "rule-schema.json"
PROSE = [
    "The council approved a second bridge across the river on Monday evening, after a debate that lasted almost four hours.",
    "Engineers expect the work to take three years, and traffic will be led through the old town for most of that time.",
]
COOKIES = "This website uses cookies to improve your experience."
QUUX = "Here is quux for you"


def text(*lines):
    return "\n\n".join([PROSE[0], *lines, PROSE[1]])


def rule(name="en-promo-quux", more="", phrase="here is quux for you", strength="strong"):
    return f"""
[[rule]]
id = "{name}"
why = "test"
phrases = ["{phrase}"]
strength = "{strength}"
removes = ["one", "two"]
keeps = ["three", "four"]
{more}
"""


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a rule file, by default of English rules of promotion."""

    def write(content, name="own.toml", head='language = "en"\nlabel = "promo"\n'):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(head + content, encoding="utf-8")
        return file

    return write


# --- mistakes ------------------------------------------------------------------------------------------------------


def expected_errors(file):
    """Return the errors that a file says it must give, in its lines ``# error: …``; ``…`` there stands for any text."""
    return [
        line.removeprefix("# error: ")
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith("# error: ")
    ]


@pytest.mark.parametrize("file", sorted(INVALID.glob("*.toml")), ids=lambda file: file.stem)
def test_invalid_file(file, monkeypatch):
    monkeypatch.chdir(INVALID)
    wanted = expected_errors(file)
    assert wanted
    with pytest.raises(RuleError) as error:
        load(file.name)
    found = error.value.mistakes
    assert str(error.value).split("\n") == list(found)
    assert len(found) == len(wanted), "\n".join(found)
    for line, pattern in zip(found, wanted, strict=True):
        assert regex.fullmatch(".*".join(map(regex.escape, pattern.split("…"))), line), (
            f"\nfound  {line}\nwanted {pattern}"
        )


@pytest.mark.parametrize("file", sorted(INVALID.glob("*.toml")), ids=lambda file: file.stem)
def test_a_cleaner_refuses_it_too(file):
    with pytest.raises(RuleError) as error:
        Cleaner(rules=file)
    assert all(file.name in line for line in error.value.mistakes)


def test_every_error_says_what_was_found_or_expected():
    lines = [line for file in INVALID.glob("*.toml") for line in expected_errors(file)]
    assert len(lines) >= 40
    assert not [
        line for line in lines if "found" not in line and "expected" not in line and "not valid TOML" not in line
    ]


def test_mistakes_in_many_files_are_reported_together(write, tmp_path):
    write(rule(more='where = "top"'), "a.toml")
    write(rule(more="longest = 0") + rule("en-promo-two", more='colour = "red"'), "b/c.toml")
    write("rule = 3", "d.toml")
    write(rule("en-promo-three"), "e.toml")
    with pytest.raises(RuleError) as error:
        load(tmp_path)
    assert [line.split(": ")[0] for line in error.value.mistakes] == [
        "a.toml:11",
        "b/c.toml:11",
        "b/c.toml:20",
        "d.toml:3",
    ]


def test_mistakes_in_several_paths_are_reported_together(write):
    first = write(rule(more='where = "top"'), "a.toml")
    second = write(rule(more="longest = 0"), "b.toml")
    with pytest.raises(RuleError) as error:
        Cleaner(rules=[first, second, "nowhere.toml"])
    assert len(error.value.mistakes) == 3
    assert (
        error.value.mistakes[2]
        == "nowhere.toml: no such file or folder: expected a rule file (.toml) or a folder of them"
    )


def test_bytes_that_are_not_utf_8(tmp_path):
    file = tmp_path / "latin.toml"
    file.write_bytes('# caf\xe9\nlabel = "ad"\n'.encode("latin-1"))
    with pytest.raises(
        RuleError, match=r"latin\.toml: found bytes that are not UTF-8 at offset 5, expected UTF-8 text"
    ):
        load(file)


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake(tmp_path):
    file = tmp_path / "en" / "promo.toml"
    file.parent.mkdir()
    file.write_bytes(b"\xef\xbb\xbf" + rule().replace("\n", "\r\n").encode())
    assert [r.id for r in load(file).rules] == ["en-promo-quux"]


def test_a_mistake_in_windows_line_ends_has_its_line(tmp_path):
    file = tmp_path / "en" / "promo.toml"
    file.parent.mkdir()
    file.write_bytes(rule(more='where = "top"').replace("\n", "\r\n").encode())
    with pytest.raises(RuleError, match=r"promo\.toml:9: rule 'en-promo-quux': 'where': found 'top', expected"):
        load(file)


def test_the_same_id_twice(write, tmp_path):
    write(rule(), "a.toml")
    write("\n" + rule(), "b.toml")
    with pytest.raises(RuleError) as error:
        load(tmp_path)
    assert (
        str(error.value)
        == "b.toml:5: rule 'en-promo-quux': found a second rule with this id, expected ids to be unique; the first is at a.toml:4"
    )


def test_a_folder_without_rule_files(tmp_path):
    (tmp_path / "notes.txt").write_text("rules to come", encoding="utf-8")
    with pytest.raises(RuleError) as error:
        Cleaner(rules=tmp_path)
    assert str(error.value) == f"{tmp_path}: found no rule file in this folder, expected files that end in .toml"


# --- what files and folders say ------------------------------------------------------------------------------------------


def test_language_and_label_come_from_folder_and_file(tmp_path, write):
    write(rule("en-promo-quux"), "en/promo.toml", head="")
    write(rule("any-ad-quux"), "any/ad.toml", head="")
    write(rule("pt-br-ui-quux"), "pt-br/ui.toml", head="")
    write(rule("de-social-quux", more='language = "de"\nlabel = "social"'), "en/newsletter.toml", head="")
    assert sorted((r.id, r.language, r.label) for r in load(tmp_path).rules) == [
        ("any-ad-quux", "any", "ad"),
        ("de-social-quux", "de", "social"),
        ("en-promo-quux", "en", "promo"),
        ("pt-br-ui-quux", "pt", "ui"),
    ]


def test_a_rule_knows_where_it_stands(write, tmp_path):
    write("\n\n" + rule(), "en/promo.toml")
    (found,) = load(tmp_path).rules
    assert found.source == "en/promo.toml:6"


def test_the_builtin_rules_load_and_are_in_order():
    ids = [r.id for r in Cleaner().active_rules]
    assert ids == sorted(set(ids))
    assert len(ids) > 100


# --- extending, overriding, disabling ---------------------------------------------------------------------------------


def test_own_rules_extend_the_builtin_ones(write):
    own = Cleaner(rules=write(rule()))
    assert own.clean(text(QUUX, COOKIES)) == text()
    assert cleaner.clean(text(QUUX, COOKIES)) == text(QUUX)
    assert {r.id for r in own.active_rules} == {r.id for r in Cleaner().active_rules} | {"en-promo-quux"}


def test_a_rule_of_the_same_id_replaces_the_builtin_one(write):
    name = next(r.rule for r in cleaner.analyze(text(COOKIES)).removals)
    assert name.startswith("en-cookie-")
    own = Cleaner(rules=write(rule(name), head='language = "en"\nlabel = "cookie"\n'))
    assert len(own.active_rules) == len(Cleaner().active_rules)
    assert [(r.rule, r.label) for r in own.analyze(text(QUUX)).removals] == [(name, "cookie")]
    assert name not in {r.rule for r in own.analyze(text(COOKIES)).removals}


def test_later_files_override_earlier_ones(write):
    first = write(rule(phrase="here is quux for you"), "a.toml")
    second = write(rule(phrase="here is zork for you"), "b.toml")
    assert Cleaner(rules=[first, second]).clean(text(QUUX)) == text(QUUX)
    assert Cleaner(rules=[first, second]).clean(text("Here is zork for you")) == text()
    assert Cleaner(rules=[second, first]).clean(text(QUUX)) == text()


@pytest.mark.parametrize("name", ["cookie", "en"])
def test_a_file_disables_builtin_rules_but_not_its_own(write, name):
    own = Cleaner(
        rules=write(rule("en-cookie-quux"), head=f'language = "en"\nlabel = "cookie"\ndisable = ["{name}"]\n')
    )
    assert own.clean(text(QUUX, COOKIES)) == text(COOKIES)
    assert [r.id for r in own.active_rules if name in (r.label, r.language)] == ["en-cookie-quux"]


def test_a_file_disables_by_id(write):
    name = next(r.rule for r in cleaner.analyze(text(COOKIES)).removals)
    own = Cleaner(rules=write(f'disable = ["{name}"]\n', head=""))
    assert {r.id for r in Cleaner().active_rules} - {r.id for r in own.active_rules} == {name}


def test_the_argument_disables_own_rules_too(write):
    file = write(rule())
    for name in ("en-promo-quux", "promo", "en"):
        assert Cleaner(rules=file, disable=name).clean(text(QUUX)) == text(QUUX)


@pytest.mark.parametrize(
    ("name", "hint"),
    [("cookies", "; did you mean 'cookie'?"), ("en-promo-quuux", "; did you mean 'en-promo-quux'?"), ("zzzzzz", "")],
)
def test_disabling_an_unknown_name_suggests_one(write, name, hint):
    message = f"cannot disable {name!r}: expected a rule id, a label or a language{hint}"
    for options in (
        {"rules": write(rule()), "disable": (name,)},
        {"rules": write(rule(), head=f'language = "en"\nlabel = "promo"\ndisable = ["{name}"]\n')},
    ):
        with pytest.raises(ValueError, match=regex.escape(message) + "$"):
            Cleaner(**options)


# --- phrases and anchors -------------------------------------------------------------------------------------------------

PHRASES = {
    "sign up": (["sign up"], ["sign", "signup", "sign  up"]),
    "(sign up|register) now": (["sign up now", "register now"], ["sign now", "sign up register now"]),
    "our [free] news": (["our news", "our free news"], ["our free free news", "our  news"]),
    "[the|a] reader": (["reader", "the reader", "a reader"], ["thereader"]),
    "[seen|read][?] send us": (["send us", "seen? send us", "read send us"], [" send us", "seen?send us"]),
    "subscri*": (["subscribe", "subscribers", "subscri"], ["subscribe now"]),
    "get * inbox": (["get inbox", "get it in your inbox", "get a b c d inbox"], ["get a b c d e inbox", "getinbox"]),
    "top # stories": (["top 5 stories", "top 1,204 stories", "top 2.5 stories"], ["top five stories", "top stories"]),
    r"\(advert\)": (["(advert)"], ["advert"]),
    "Don’t  MISS…": (["don't miss"], ["don’t miss"]),
    "Café": (["cafe"], ["café"]),
    "(a [b|c] d|e) end": (["a b d end", "a c d end", "a d end", "e end"], ["a b c d end"]),
    "straße": (["straße", "strasse"], ["strase"]),
    "続きを * 読む": (["続きを読む", "続きをもっと読む"], ["続きを" + "あ" * 13 + "読む"]),
    "あわせて 読みたい": (["あわせて読みたい", "あわせて 読みたい"], ["あわせて読"]),
    "관련 뉴스 보기": (["관련 뉴스 보기", "관련뉴스 보기", "관련뉴스보기"], ["관련 뉴스  보기", "관련 뉴스는 보기"]),
    "뉴스* (받아|골라) * 보세요": (
        ["뉴스를 받아 보세요", "뉴스레터 골라보세요", "뉴스를받아 매일 아침 보세요"],
        ["뉴스를 받아 지켜보세요", "뉴스를 받아매일보세요"],
    ),
    "訂閱電子報": (["订阅电子报"], ["訂閱電子報"]),
}


@pytest.mark.parametrize("phrase", PHRASES)
def test_phrases(phrase):
    matching, others = PHRASES[phrase]
    pattern = regex.compile(to_regex(phrase), regex.DOTALL)
    assert [t for t in matching if not pattern.fullmatch(t)] == []
    assert [t for t in others if pattern.fullmatch(t)] == []


@pytest.mark.parametrize("phrase", [p for p in PHRASES if p not in ("(a [b|c] d|e) end",)])
def test_every_match_of_a_phrase_contains_one_of_its_anchors(phrase):
    literals = [literal.strip("^<>$") for literal in anchors(phrase)]
    assert literals
    assert [t for t in PHRASES[phrase][0] if not any(literal in t for literal in literals)] == []


SPELLINGS = """spellings = [["e-quux*", "equux*"], ["readers", "readers of all kinds", "reader\\\\*s"]]
"""


@pytest.mark.parametrize(
    ("phrase", "line", "goes"),
    [
        ("here is your e-quux", "Here is your equux", True),
        ("here is your equux", "Here is your E-Quux", True),
        ("here is your [daily|e-quux]box", "Here is your equuxbox", True),
        ("here is your reequux", "Here is your ree-quux", False),
        ("here is quux for readers", "Here is quux for readers of all kinds", True),
        ("here is quux for readers", "Here is quux for reader*s", True),
        ("here is quux for reader[s]", "Here is quux for readers of all kinds", False),
    ],
)
def test_a_phrase_matches_all_spellings_of_its_words(write, phrase, line, goes):
    own = Cleaner(rules=write(rule(phrase=phrase), head=f'language = "en"\nlabel = "promo"\n{SPELLINGS}'))
    assert own.clean(text(line)) == (text() if goes else text(line))


def test_spellings_hold_in_all_files_of_a_folder_and_language(write, tmp_path):
    write(rule(phrase="here is your e-quux"), "rules/en/promo.toml", head="")
    write(rule("de-promo-quux", phrase="hier ist dein e-quux"), "rules/de/promo.toml", head="")
    write(SPELLINGS, "rules/en/language.toml", head="")
    own = Cleaner(rules=tmp_path / "rules")
    assert own.clean(text("Here is your equux")) == text()
    assert own.clean(text("Hier ist dein equux")) == text("Hier ist dein equux")


def test_builtin_spellings_hold_in_rules_of_the_user(write):
    own = Cleaner(rules=write(rule(phrase="here is quux by e-mail")))
    assert own.clean(text("Here is quux by email")) == text()
    with pytest.raises(RuleError, match="found the spelling 'email' in two groups"):
        Cleaner(rules=write(rule(), head='language = "en"\nlabel = "promo"\nspellings = [["email", "mehl"]]\n'))


@pytest.mark.parametrize(
    "pattern",
    ['phrases = ["克烏克斯訂閱"]', 'phrases = ["克乌克斯订阅"]', 'regex = "克烏克[斯訂]+閱"\nanchors = ["克烏克"]'],
)
@pytest.mark.parametrize("line", ["克烏克斯訂閱", "克乌克斯订阅"])
def test_a_rule_in_either_chinese_script_matches_both(write, pattern, line):
    written = rule("zh-promo-quux").replace('phrases = ["here is quux for you"]', pattern)
    own = Cleaner(rules=write(written, head='language = "zh"\nlabel = "promo"\n'))
    around = "市议会星期一晚间批准了河上的第二座桥，辩论持续了将近四个小时。"
    assert own.clean(f"{around}\n\n{line}\n\n{around[::-1]}。") == f"{around}\n\n{around[::-1]}。"


def test_a_phrase_may_go_over_several_lines():
    phrase = "(sign up|register) for our [free|daily] newsletter"
    lines = "\n  (sign up\n  |register)\n  for our [free\n  |daily] newsletter\n"
    assert to_regex(lines) == to_regex(phrase)
    assert anchors(lines) == anchors(phrase)


@pytest.mark.parametrize("phrase", ["", "(", "[a", "a)", "a|b", "()", "[ | ]", "(a]"])
def test_phrases_that_cannot_be_read(phrase):
    with pytest.raises(PhraseError, match="expected"):
        to_regex(phrase)


REGEXES = {
    "sign up": ["sign up"],
    "(?:subscribe|register) today": ["subscribe today", "register today"],
    r"\d+ comments?": ["3 comments", "1 comment"],
    "(?:abc|def)+": ["abc", "defabc"],
    "abc(?:def)?": ["abc", "abcdef"],
    "(?:abc)?xyz": ["xyz", "abcxyz"],
    "[abc]def": ["adef", "cdef"],
    "(?=xy)xyz": ["xyz"],
    "(?<!not )xyz": ["xyz"],
    "(?>ab|abc)def": ["abdef"],
    "(?P<word>quux) and (?P=word)": ["quux and quux"],
    "here.is[ -]quux(?!s)": ["here is quux", "here-is-quux"],
    r"x\.y\.z of quux": ["x.y.z of quux"],
    "(?i:quux) zork": ["quux zork"],
    "a|quux": None,  # no literal that every match contains
    r"\p{L}+": None,
    "(?:abc)?d": None,
}


@pytest.mark.parametrize("where", ["whole", "start", "end", "anywhere"])
@pytest.mark.parametrize("pattern", REGEXES)
def test_an_expression_is_found_without_being_told_its_anchors(write, pattern, where):
    content = own_regex(pattern, "any-ad-own").replace('anchors = ["quux"]\n', "").replace('"anywhere"', f'"{where}"')
    if REGEXES[pattern] is None:
        with pytest.raises(
            RuleError, match="found no literal of three letters that every match contains; expected one in the regex"
        ):
            load(write(content, head=ANY_AD))
        return
    own = Cleaner(rules=write(content, head=ANY_AD))
    for matching in REGEXES[pattern]:
        for line in (matching, matching.upper(), f"– {matching} –", f"→{matching}!"):
            assert own.clean(text(line)) == text(), line


# --- the schema ------------------------------------------------------------------------------------------------------------


def test_the_schema_in_the_manual_is_current():
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json_schema(), (
        "docs/rule-schema.json is out of date; write it anew with: python -c 'import json, cleaner.rulebook.schema as s;"
        " print(json.dumps(s.json_schema(), indent=2, ensure_ascii=False))' > docs/rule-schema.json"
    )


def test_the_manual_names_every_key():
    manual = (SCHEMA.parent / "rules.md").read_text(encoding="utf-8")
    keys = [*json_schema()["$defs"]["RuleEntry"]["properties"], *json_schema()["properties"]]
    assert [
        key for key in keys if f"`{key}`" not in manual and f"`{key} = " not in manual and f"[[{key}]]" not in manual
    ] == []


# --- patterns that never end -------------------------------------------------------------------------------------------------


def test_an_expression_may_be_written_over_several_lines(write):
    lines = "here is(?:\n    quux\n    | zork\n  ) for you"
    broken = Cleaner(
        rules=write(own_regex(lines, anchor="here").replace(f"'{lines}'", f"'''\n  {lines}\n'''"), head=ANY_AD)
    )
    plain = Cleaner(rules=write(own_regex("here is(?:quux| zork) for you", anchor="here"), "plain.toml", head=ANY_AD))
    assert broken.fingerprint == plain.fingerprint
    assert broken.clean("The ferry leaves at nine.\nHere is zork for you\n") == "The ferry leaves at nine.\n"


def own_regex(pattern, name="any-ad-slow", anchor="quux"):
    return f"""
[[rule]]
id = "{name}"
why = "test"
regex = '{pattern}'
anchors = ["{anchor}"]
strength = "strong"
longest = 2000
where = "anywhere"
removes = ["one", "two"]
keeps = ["three", "four"]
"""


ANY_AD = 'language = "any"\nlabel = "ad"\n'


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+quux", "(a*)*quux", "(?:a+)+quux", "(?:(?:a)+)+quux", "(?:a+|b+)+quux", r"(?:\w+)*quux", "(?:a{1,50})+quux"],
)
def test_nested_repeats_are_refused_when_they_are_seen(write, pattern):
    assert has_nested_repeat(pattern)
    with pytest.raises(
        RuleError,
        match=r"own\.toml:4: rule 'any-ad-slow': found a repeat inside a repeat, which can take for ever; expected",
    ):
        Cleaner(rules=write(own_regex(pattern), head=ANY_AD))


@pytest.mark.parametrize("pattern", ["(?:a b)+", "(?:a+ )+", "a+b+c+", r"(?:\d+,)*\d+", "(?:abc){1,3}", "(?:a|b)+"])
def test_repeats_that_end_are_no_mistake(pattern):
    assert not has_nested_repeat(pattern)


SLOW = r"(?:a|a|aa)+(?:a|a|aa)+(?:a|a|aa)+c quuxifications"


def test_what_is_not_seen_is_stopped_and_named(write):
    """The pattern tries every way to split a row of letters; its text stays, and the other rules still hold."""
    file = write(own_regex(SLOW, anchor="quuxifications") + own_regex("zork", "any-ad-quick", "zork"), head=ANY_AD)
    slow = Cleaner(rules=file)
    trap = "a" * 400 + " b c quuxifications"
    article = text(trap, "zork", *[trap + f" {n}" for n in range(5)])
    begin = time.perf_counter()
    with pytest.warns(RuleTimeoutWarning) as caught:
        cleaned = slow.clean(article)
    assert time.perf_counter() - begin < 8 * TIMEOUT + 1
    assert cleaned == article.replace("zork\n\n", "")
    messages = {str(warning.message) for warning in caught}
    assert len(messages) == 1
    assert "rule 'any-ad-slow'" in messages.pop()


def test_an_excuse_that_does_not_end_is_stopped_too(write):
    content = own_regex("here is quux for you").replace(
        "removes", 'unless = ["* * * * * * * * * * * * * * * * * * * * zzz"]\nremoves'
    )
    slow = Cleaner(rules=write(content, head=ANY_AD))
    article = text(QUUX + " " + "a " * 900)
    begin = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuleTimeoutWarning)
        assert slow.clean(article) in (article, text())
    assert time.perf_counter() - begin < 8 * TIMEOUT + 1


def test_builtin_rules_need_no_time_on_traps():
    """Rows of one character, of words and of openers, as long as any rule looks at, in every built-in rule."""
    traps = [
        unit * (2000 // len(unit))
        for unit in (
            "a",
            "a ",
            "the ",
            "- ",
            "1",
            "1,",
            "read more ",
            "sign up ",
            "by ",
            "(",
            '"',
            "|",
            " | a",
            "://",
            "@a.",
            "&amp;",
            ". A",
            "…",
            "＆",
        )
    ]
    begin = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuleTimeoutWarning)
        for trap in traps:
            cleaner.clean(trap)
            cleaner.clean(f"Read more: {trap}\n\nSign up for our newsletter {trap}\n\n{trap} cookies by AFP")
    assert time.perf_counter() - begin < 20


@pytest.mark.parametrize(
    "phrase",
    [
        "sign up [now]",
        "[please] wait...",
        "(a|the ß|) # days*",
        "* read [*] more",
        "[*]",
        "[a] [b]",
        "記事 [を] * 読む",
        "a[b|c d]e",
    ],
)
def test_the_width_of_a_phrase_is_that_of_its_expression(phrase):
    least, most = width(to_regex(phrase))
    assert (least, min(most, LONGEST)) == (phrase_width(phrase)[0], min(phrase_width(phrase)[1], LONGEST))


def test_mistakes_in_built_in_rules_are_told_once(tmp_path):
    def broken(_language):
        raise RuleError(["pl/ad.toml: not valid TOML"])

    rule = 'id = "{}"\nlabel = "ui"\nlanguage = "pl"\nwhy = "a test"\nphrases = ["{}"]\nremoves = ["a", "b"]\nkeeps = ["c", "d"]\n'
    path = tmp_path / "rules.toml"
    path.write_text(
        "\n".join("[[rule]]\n" + rule.format(name, name) for name in ("pl-ui-quux", "pl-ui-frob")), encoding="utf-8"
    )
    with pytest.raises(RuleError) as error:
        load(path, known_spellings=broken)
    assert str(error.value) == "pl/ad.toml: not valid TOML"
