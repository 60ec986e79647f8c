"""Which languages' rules meet which texts: by name, by words, and all where a text says nothing."""

import pytest

import cleaner
from cleaner.document import Document
from cleaner.rulebook.build import builtin_languages, builtin_lexicon
from cleaner.rulebook.lexicon import Languages

NAMES = set(builtin_languages()) - {"any"}
GERMAN = "Der Rat hat die neue Brücke nicht genehmigt, und das ist auch für die Anwohner eine gute Nachricht. "
ENGLISH = "The council has approved the bridge, and this is good news for the people who live by the river. "


def languages(text, language=None):
    book = cleaner.Cleaner().rulebook
    return {rule.language for pack in book.packs(Document(text, language=language)) for rule in pack.rules}


@pytest.mark.parametrize("language", sorted(NAMES))
def test_every_language_has_its_words(language):
    lexicon = builtin_lexicon(language)
    assert lexicon.address
    assert lexicon.speech
    assert lexicon.common
    assert lexicon.appeal
    assert all(word == word.lower() and " " not in word for word in lexicon.common)


def test_a_text_meets_the_rules_of_its_language_and_of_none():
    assert languages(GERMAN * 20) == {"any", "en", "de"}
    assert languages(ENGLISH * 20) == {"any", "en"}


def test_a_passage_is_enough():
    assert "de" in languages(ENGLISH * 20 + GERMAN)
    assert "de" in languages("Anzeige\n" + GERMAN)


def test_a_name_in_another_language_is_not():
    assert languages(ENGLISH * 10 + "She has read Der Spiegel. " + ENGLISH * 10) == {"any", "en"}


def test_a_word_that_another_language_has_too_is_not():
    turkish = (
        "Belediye salı günü daha geniş bir köprü ve yeni bir yol için karar aldı, ancak para henüz yok. Başkan bu yıl çok "
        "iş olduğunu, köprünün de sonra yapılacağını söyledi. Esnaf ise kadar bekleyemez, her gün zarar ediyor."
    )
    assert languages(turkish) == {"any", "en", "tr"}


def test_a_text_without_words_of_any_language_meets_the_rules_of_none():
    assert Languages(builtin_languages()).of("12:30 | 4,5 %") == {"any"}
    assert languages("Anzeige") == {"any", "en"}


def test_the_language_that_a_caller_names_counts_alone():
    assert languages(GERMAN * 20, language="fr") >= {"any", "fr"}
    assert "de" not in languages(GERMAN * 20, language="fr")


def test_cleaning_in_a_language_leaves_another_alone():
    text = "\n".join([GERMAN * 3, "Lesen Sie auch: So teuer wird die Brücke", GERMAN * 3])
    assert "Lesen Sie auch" not in cleaner.clean(text)
    assert cleaner.clean(text, language="fr") == text


def test_a_languages_rules_can_be_disabled():
    text = "\n".join([GERMAN * 3, "Lesen Sie auch: So teuer wird die Brücke", GERMAN * 3])
    assert cleaner.clean(text, disable=("de",)) == text
    assert all(rule.language != "de" for rule in cleaner.Cleaner(disable=("de",)).active_rules)


@pytest.mark.parametrize("name", ["de", "DE", "de-AT", "de_CH", "De-Latn-DE"])
def test_a_language_may_be_named_in_any_spelling(name):
    text = "\n".join([GERMAN * 3, "Lesen Sie auch: So teuer wird die Brücke", GERMAN * 3])
    result = cleaner.analyze(text, language=name)
    assert result.text == cleaner.clean(text)
    assert result.language == "de"


def test_what_langdetect_calls_chinese_and_others_norwegian_have_rules():
    text = "市议会星期一晚上批准在河上修建第二座大桥，辩论持续了将近四个小时。工程师预计工程需要三年。\n\n点击这里订阅我们的免费新闻邮件"
    found = cleaner.analyze(text).language
    assert found == "zh"
    assert cleaner.clean(text, language=found) == cleaner.clean(text, language="zh-CN") == text.partition("\n")[0]
    assert languages("x", cleaner.Cleaner().rulebook.code_of("nb-NO")) == {"any", "en", "no"}


@pytest.mark.parametrize("name", ["english", "xx", "", 3], ids=repr)
def test_a_language_without_rules_is_refused(name):
    with pytest.raises(ValueError, match=f"no rules for the language {name!r}: expected one of any, ar, cs, .*, zh"):
        cleaner.clean(ENGLISH, language=name)


def test_own_rules_bring_their_language(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(
        'language = "sk-sk"\nlabel = "promo"\n[[rule]]\nid = "sk-sk-promo-quux"\nwhy = "test"\nphrases = ["toto je quux"]\n'
        'strength = "strong"\nremoves = ["Toto je quux", "toto je quux"]\nkeeps = ["one", "two"]\n',
        encoding="utf-8",
    )
    own = cleaner.Cleaner(rules=file)
    assert own.clean(f"{ENGLISH}\n\nToto je quux", language="sk") == ENGLISH
    assert own.clean(f"{ENGLISH}\n\nToto je quux", language="SK-sk") == ENGLISH


def test_own_rules_are_tried_on_texts_in_their_language(tmp_path):
    def write(language, head=""):
        file = tmp_path / f"{language}.toml"
        file.write_text(
            f'language = "{language}"\nlabel = "promo"\n{head}\n[[rule]]\nid = "{language}-promo-quux"\nwhy = "test"\n'
            'phrases = ["toto quux"]\nstrength = "strong"\nremoves = ["Toto quux", "toto quux"]\nkeeps = ["one", "two"]\n',
            encoding="utf-8",
        )
        return cleaner.Cleaner(rules=file)

    line = "Toto quux"
    assert write("de").clean(f"{GERMAN}\n\n{line}") == GERMAN
    assert write("de").clean(f"{ENGLISH}\n\n{line}") == f"{ENGLISH}\n\n{line}"
    assert write("de").clean(line) == ""  # nothing tells which language it is
    assert write("any").clean(f"{ENGLISH}\n\n{line}") == ENGLISH
    assert write("sk").clean(f"{ENGLISH}\n\n{line}") == ENGLISH  # nothing tells a text in it
    known = write("sk", 'common = ["je", "na", "sa"]')
    assert known.clean(f"{ENGLISH}\n\n{line}") == f"{ENGLISH}\n\n{line}"
    assert known.clean(f"Most je na rieke, stavia sa tri roky.\n\n{line}") == "Most je na rieke, stavia sa tri roky."
