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
