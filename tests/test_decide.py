"""The verdict: what evidence is enough, what excuses it, and detectors of one's own."""

from pathlib import Path

import pytest

import cleaner
from cleaner import Cleaner, Finding
from cleaner.decide import decide
from cleaner.document import Document
from cleaner.guards import GUARDS, LISTED, SUBJECT, TELLING

PROSE = [
    "The council approved a second bridge across the river on Monday evening, after a debate that lasted almost four hours.",
    "Engineers expect the work to take three years, and traffic will be led through the old town for most of that time.",
    "Shopkeepers on the square said that they would ask for compensation, as they did when the first bridge was built.",
]
COOKIES = "This website uses cookies to improve your experience."


class Words:
    """Finds made-up words in blocks: the smallest detector there can be."""

    name = "words"

    def __init__(self, **weights):
        self.weights = weights

    def find(self, document, found):
        for block in document.blocks:
            for word, weight in self.weights.items():
                place = block.text.lower().find(word)
                if place >= 0:
                    start = block.start + place
                    yield Finding(
                        block.start,
                        block.end,
                        "ad",
                        f"test-{word}",
                        weight,
                        f"the word {word}",
                        evidence=(start, start + len(word)),
                    )


def analyse(lines, strictness="balanced", **weights):
    return Cleaner(detectors=[Words(**weights)], strictness=strictness).analyze("\n\n".join(lines))


def gone(lines, strictness="balanced", **weights):
    """Return the lines that go."""
    result = analyse(lines, strictness, **weights)
    kept = result.text.split("\n\n")
    assert [line for line in lines if line in kept] == kept
    return [line for line in lines if line not in kept]


# --- how much is enough ------------------------------------------------------------------------------------------------


def test_strong_evidence_goes_alone_in_every_strictness():
    lines = [PROSE[0], "Here is quux for you", *PROSE[1:]]
    for strictness in ("precision", "balanced", "recall"):
        assert gone(lines, strictness, quux=1.0) == [lines[1]]


def test_weak_evidence_stays_alone_and_is_a_near_miss():
    lines = [PROSE[0], "Here is quux for you and for all who came to see the thing", *PROSE[1:]]
    assert gone(lines, quux=0.5) == []
    (miss,) = analyse(lines, quux=0.5).near_misses
    assert (miss.text, miss.label, miss.rule, miss.score) == (lines[1], "ad", "test-quux", 0.5)


def test_two_weak_findings_are_enough():
    lines = [PROSE[0], "Here is quux for you and frob for all who came to see it", *PROSE[1:]]
    assert gone(lines, quux=0.5, frob=0.5) == [lines[1]]


def test_the_same_rule_twice_counts_once():
    lines = [PROSE[0], "Here is quux for you and for all who came to see the thing", *PROSE[1:]]
    twice = Cleaner(detectors=[Words(quux=0.5), Words(quux=0.5)])
    assert twice.clean("\n\n".join(lines)) == "\n\n".join(lines)


def test_weak_evidence_goes_beside_what_goes():
    lines = [PROSE[0], "Here is quux for you", "And a frob that came along with it on a very fine day", *PROSE[1:]]
    assert gone(lines, quux=1.0, frob=0.5) == lines[1:3]
    assert gone([lines[2], lines[1], *PROSE], quux=1.0, frob=0.5) == [lines[2], lines[1]]
    (removal,) = [r for r in analyse(lines, quux=1.0, frob=0.5).removals if r.rule == "test-frob"]
    assert "company" in removal.reason


def test_company_is_only_what_lies_next():
    lines = ["Here is quux for you", PROSE[0], "And a frob that came along with it on a very fine day", *PROSE[1:]]
    assert gone(lines, quux=1.0, frob=0.5) == [lines[0]]


def test_company_runs_along_a_row_in_both_directions():
    row = [f"And a frob that came along with it on day number {day}" for day in range(6)]
    for place in (0, 3, 6):
        lines = [PROSE[0], *row[:place], "Here is quux for you", *row[place:], *PROSE[1:]]
        assert gone(lines, quux=1.0, frob=0.5) == lines[1:8]


def test_an_edge_and_completeness_together_are_enough():
    assert gone([*PROSE, "quux!"], quux=0.5) == ["quux!"]
    assert gone([PROSE[0], "quux!", *PROSE[1:]], quux=0.5) == []
    assert gone([*PROSE, "quux stands in the last line and more than that is said"], quux=0.5) == []
    (removal,) = analyse([*PROSE, "quux!"], quux=0.5).removals
    assert "edge" in removal.reason
    assert removal.score == 1.0


def test_a_bare_line_goes_where_more_of_its_kind_goes():
    lines = ["Here is quux for you", PROSE[0], "frob!", *PROSE[1:]]
    assert gone(lines, quux=1.0, frob=0.5) == [lines[0], lines[2]]
    (removal,) = [r for r in analyse(lines, quux=1.0, frob=0.5).removals if r.rule == "test-frob"]
    assert "more of its kind" in removal.reason
    assert gone(lines, quux=0.5, frob=0.5) == []  # on weak evidence nothing is of a kind
    assert gone([*lines[:2], f"{PROSE[1]} frob!", PROSE[2]], quux=1.0, frob=0.5) == [lines[0]]  # nor within a paragraph


def test_a_first_line_right_above_prose_is_no_edge():
    assert gone(["quux!", *PROSE], quux=0.5) == []
    assert gone(["quux!", "Second bridge approved", *PROSE], quux=0.5) == ["quux!"]


def test_strictness_moves_the_threshold():
    complete = [PROSE[0], "quux!", *PROSE[1:]]  # 1/2 + 1/4
    two = [PROSE[0], "Here is quux for you and frob for all who came to see it", *PROSE[1:]]  # 1
    three = [PROSE[0], "Here is quux for you and frob for all who saw the zork", *PROSE[1:]]  # 3/2
    weak = {"quux": 0.5, "frob": 0.5, "zork": 0.5}
    assert [bool(gone(complete, s, **weak)) for s in ("precision", "balanced", "recall")] == [False, False, True]
    assert [bool(gone(two, s, **weak)) for s in ("precision", "balanced", "recall")] == [False, True, True]
    assert [bool(gone(three, s, **weak)) for s in ("precision", "balanced", "recall")] == [True, True, True]


# --- guards ------------------------------------------------------------------------------------------------------------

EXCUSED = {
    "double quotes": (
        ['The sign at the gate says "here is quux for you" and nothing more, the neighbours say.'],
        "quotation",
    ),
    "more than the quotation": (
        ['"Here is quux for you and for us" and a lot more that ends in frob, the people who live here say.'],
        "quotation",
    ),
    "curly quotes": (
        ["The sign at the gate says “here is quux for you” and nothing more, the neighbours say."],
        "quotation",
    ),
    "guillemets": (
        ["Le panneau dit « voici quux pour vous » et rien de plus, disent tous les voisins du quartier."],
        "quotation",
    ),
    "German quotes": (
        ["Auf dem Schild steht „hier ist quux für alle“ und sonst nichts, sagen die Nachbarn im Ort."],
        "quotation",
    ),
    "single quotes": (
        ["The sign at the gate says 'here is quux for you' and nothing more, the neighbours say."],
        "quotation",
    ),
    "quotation never closed": (['"Here is quux for you and for all who came to see it.'], "quotation"),
    "entities for quotes": (
        ["The sign at the gate says &quot;here is quux for you&quot; and nothing more, they say."],
        "quotation",
    ),
    "introduced": (
        ["The notice at the gate, printed in red letters, reads as follows:", "Here is quux for you"],
        "introduced",
    ),
}


@pytest.mark.parametrize(("inserted", "excuse"), EXCUSED.values(), ids=EXCUSED)
def test_guards_excuse_even_strong_evidence(inserted, excuse):
    lines = [PROSE[0], *inserted, *PROSE[1:]]
    assert gone(lines, quux=1.0) == []
    (miss,) = analyse(lines, quux=1.0).near_misses
    assert f"excused: {excuse}" in miss.reason


def test_reported_speech_excuses_weak_evidence_only():
    line = 'Then quux was offered and "nobody in the village would take any of it" of the frob.'
    lines = [PROSE[0], line, *PROSE[1:]]
    assert gone(lines, quux=0.5, frob=0.5) == []
    assert {miss.reason.partition("excused: ")[2] for miss in analyse(lines, quux=0.5, frob=0.5).near_misses} == {
        "reported speech"
    }
    assert gone(lines, quux=1.0) == [line]


def test_a_short_line_with_a_colon_introduces_nothing():
    lines = [PROSE[0], "Read more:", "Here is quux for you", *PROSE[1:]]
    assert "Here is quux for you" in gone(lines, quux=1.0)


def test_quotation_beside_the_evidence_does_not_excuse_strong():
    line = 'Here is quux for you, called "the thing" by all.'
    assert gone([PROSE[0], line, *PROSE[1:]], quux=1.0) == [line]


class Headings:
    """Finds headings that open a section."""

    name = "headings"

    def __init__(self, weight):
        self.weight = weight

    def find(self, document, found):
        for block in document.blocks:
            if block.text == "Hedd zork":
                yield Finding(
                    block.start,
                    block.end,
                    "related",
                    "test-heading",
                    self.weight,
                    "a heading",
                    (block.start, block.end),
                    "section",
                )


SAID = {
    "answered by prose": (
        "Already a subscriber? Holders of the old blue card keep their price until the end of next year.",
        "a question that is answered",
    ),
    "asked by somebody": ("Already a subscriber? The page asks.", "a question that is answered"),
    "reported after a question mark": ("Already a subscriber? asks the page.", "reported"),
    "listed": ("Sign up for our newsletter, they say. Get 10% off your first order. Rate this page.", "listed with"),
    "a sentence among others": (
        "The bell rang twice in the empty hall. Loading. Nobody came.",
        "a sentence among others",
    ),
    "taken up": (
        "Sign up today. The poster hung in every window of the street that summer.",
        "opens a paragraph about it",
    ),
    "told in the next sentence": (
        "Support our journalism with a gift today. So said the card that the paper sent to each house.",
        "opens a paragraph about it",
    ),
    "a label among others": (
        "Advertisement. The word stood in ever smaller type above the column.",
        "a sentence among others",
    ),
    "told of": ("Donate now, crackled the tannoy.", "told of"),
    "told of within": ("Donate now, the banner read, and nobody did.", "reported"),
    "a button told of": (
        "Accept all. Nobody in the village had ever read what stood below those words, or above them.",
        "a sentence among others",
    ),
    "broken off": ("We need your help to keep the\n\nold ferry on the river.", "goes on in the line below"),
    "spoken of below": (
        "This article is for subscribers only.\n\nThat sentence hung in the window of the shop until the end of the war.",
        "spoken of in the line below",
    ),
    "spoken of below two buttons": (
        "Accept all\n\nReject all\n\nThese two buttons are all that the court had to look at in this case.",
        "spoken of in the line below",
    ),
    "numbered with prose between": (
        "1. Roads\n\nThe lane is to be paved.\n\n2. Advertisement\n\nThe boards go.\n\n3. Gifts\n\nThey are taxed.",
        "an item of a numbered list",
    ),
    "a heading in a row": (
        "Paywall\n\nA wall.\n\nSponsored\n\nPaid for.\n\nThird party\n\nAnyone but you and me.\n\nTerms\n\nSmall print.\n\nPop-up\n\nA lid.",
        "a heading in a row",
    ),
    "a heading in a wider row": (
        "Ferries\n\nThey go.\n\nNone comes back.\n\nAdvertisement\n\nA third less.\n\nThe town pays.\n\nSchools\n\nThey stay.\n\n"
        "All of them.\n\nRoads\n\nThey wait.\n\nParks\n\nTwo close.",
        "a heading in a row",
    ),
    "named in quotation marks": (
        "Click here to enter.\n\nThe words “click here” stood on each page of the town until the last of them was closed.",
        "named in another paragraph",
    ),
    "a few words after and before others": (
        "The page never came.\n\nLoading.\n\nShe shut the lid and went to bed.",
        "a sentence after others",
    ),
    "the end of a sentence that was broken at a column": (
        "The clerk turned over the page of the register and waited for the\n\nnext.\n\nShe shut the lid and went to bed.",
        "ends the line above",
    ),
    "quoted over lines": (
        "“Already a subscriber?\n\nLog in to read on,” says the machine in the hall to everybody who comes by.",
        "quotation",
    ),
    "quoted over more lines": (
        "He read: „Wir verwenden Cookies.\n\nWe use cookies to improve your experience.\n\nNothing else.“\n\nThen he laughed.",
        "quotation",
    ),
    "introduced by a few words": (
        "What the screen said in 2022:\n\nWe value your privacy and use cookies to give you the best shopping experience.",
        "introduced by the paragraph before",
    ),
    "spoken of below two sentences": (
        "We use cookies to improve your experience. By continuing to browse this site, you agree to our privacy policy.\n\n"
        "Those two sentences were all that the court had to look at in this case.",
        "spoken of in the line below",
    ),
    "no headline": ("Up next: silence, and the dog of the neighbours.", "a headline has no full stop"),
}


@pytest.mark.parametrize(("line", "excuse"), SAID.values(), ids=SAID)
def test_guards_excuse_what_is_said_and_not_shown(line, excuse):
    text = "\n\n".join([PROSE[0], line, *PROSE[1:]])
    result = cleaner.analyze(text)
    assert result.text == text, result.explain()
    assert any(f"excused: {excuse}" in miss.reason for miss in result.near_misses), result.near_misses


ELSEWHERE = {
    "zh attributed": (
        "市政府周二表示，这座桥将于明年三月关闭，维修工程预计持续十八个月。",
        "文章未完，广告之后继续，居民张伟写道。",
        "attributed",
    ),
    "he told of": (
        "העירייה הודיעה כי הגשר ייסגר במרץ לשנה וחצי בשל עבודות.",
        "שתפו אותנו במחשבות שלכם בתגובות, התפוצץ הקהל מרוב שמחה.",
        "told of",
    ),
    "fr spoken of below": (
        "Le conseil a voté vendredi la fermeture du pont pour dix-huit mois, a annoncé le maire.",
        "Cet article est réservé aux abonnés.\n\nLa mention disparaîtra lundi du site du journal, a dit son éditeur.",
        "spoken of in the line below",
    ),
    "ja spoken of below": (
        "市議会は月曜日、新しい橋の建設を承認した。工事は来年春に始まる見通しだ。",
        "当サイトではクッキーを使用しています。\n\nこの一文が、三年にわたる裁判の争点となった。",
        "spoken of in the line below",
    ),
}


@pytest.mark.parametrize(("prose", "line", "excuse"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_guards_hold_in_other_scripts_and_languages(prose, line, excuse):
    text = "\n\n".join([prose, line, PROSE[0], PROSE[1]])
    result = cleaner.analyze(text)
    assert result.text == text, result.explain()
    assert any(f"excused: {excuse}" in miss.reason for miss in result.near_misses), result.near_misses


NOTICE = "You have reached your limit of free articles."
TOLD = {
    "said elsewhere": "“Subscribe now to keep reading,” the page told the pensioner, who closed the window.",
    "asked for elsewhere": "The paper has 6,400 subscribers, three times as many as in October, and no newsletter.",
}


@pytest.mark.parametrize("told", TOLD.values(), ids=TOLD)
@pytest.mark.parametrize("line", ["Subscribe now to keep reading.", "Subscribe to read the full story!"])
def test_wording_alone_among_reporting_stays_in_a_story_about_it(told, line):
    lines = [PROSE[0], told, PROSE[1], line, PROSE[2]]
    text = "\n\n".join(lines)
    result = cleaner.analyze(text)
    assert result.text == text, result.explain()
    assert any(SUBJECT in miss.reason for miss in result.near_misses)
    assert cleaner.clean("\n\n".join([line, *lines[:3], PROSE[2]])) == "\n\n".join([*lines[:3], PROSE[2]]), "first"
    assert cleaner.clean("\n\n".join([*lines[:3], PROSE[2], line])) == "\n\n".join([*lines[:3], PROSE[2]]), "last"
    pair = "\n\n".join([*lines[:4], NOTICE, PROSE[2]])
    assert cleaner.clean(pair) == "\n\n".join([*lines[:3], PROSE[2]]), "a box of two"


def test_a_story_is_about_such_wording_if_a_third_of_it_is():
    asking = [
        "The museum had asked for donations at the door for most of a century, and counted them each night.",
        "A sign-up desk replaced the box, and the membership grew to nine hundred within two summers.",
        "Its newsletter went to schools, to hotels and to the harbour master, who pinned it up.",
    ]
    others = [*PROSE, "The roof was mended in May."]
    text = "\n\n".join([*asking, PROSE[0], "Please leave a comment below.", *others[1:]])
    assert cleaner.clean(text) == text
    text = "\n\n".join([asking[0], PROSE[0], "Please leave a comment below.", *others[1:]])
    assert "leave a comment" not in cleaner.clean(text)


@pytest.mark.parametrize(
    "line",
    [
        "Already a subscriber? Log in",
        "Loading",
        "Up next: Silence in the valley",
        "Up next: Silence in the valley. Hunters wait",
        "Already a subscriber?",
    ],
)
def test_what_is_shown_and_not_said_goes(line):
    assert cleaner.clean("\n\n".join([PROSE[0], line, *PROSE[1:]])) == "\n\n".join(PROSE)


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("Already a subscriber? Log in", "Subscribe now to read the whole story"),
        ("We use cookies on this website.", "Accept all cookies"),
    ],
)
def test_the_headline_between_two_pieces_of_an_appeal_stays(above, below):
    assert gone([above, "The clockmaker who mends the time", below, *PROSE]) == [above, below]


TEASERS = ["Mayor opens the fair", "Ten trees planted", "Rain is expected"]


def test_a_weak_heading_followed_by_prose_is_a_subhead():
    lines = [PROSE[0], "Hedd zork", *PROSE[1:]]
    result = Cleaner(detectors=[Headings(0.5)], strictness="recall").analyze("\n\n".join(lines))
    assert result.text == "\n\n".join(lines)
    assert [miss.reason for miss in result.near_misses if miss.rule == "test-heading"] == [
        "a heading; excused: subhead followed by prose"
    ]
    strong = Cleaner(detectors=[Headings(1.0)]).clean("\n\n".join(lines))
    assert strong == "\n\n".join(PROSE)


def test_a_heading_owns_the_stubs_below_it_until_prose_resumes():
    text = "\n\n".join([PROSE[0], "Hedd zork", *("- " + t for t in TEASERS), *PROSE[1:]])
    result = Cleaner(detectors=[Headings(1.0)]).analyze(text)
    assert result.text == "\n\n".join(PROSE)
    assert [r.reason for r in result.removals] == ["a heading", *["owned by the heading above"] * 3]


LONG_TEASERS = [f"{teaser} after a long debate" for teaser in TEASERS]


@pytest.mark.parametrize(
    ("weight", "owned", "between", "at_end"),
    [
        (0.5, LONG_TEASERS[:2], False, True),
        (0.5, LONG_TEASERS, True, True),
        (0.5, ["Weight", "Price", "Colour"], False, False),
        (1.0, ["Weight", "Price", "Colour"], False, True),
    ],
    ids=["two teasers", "three teasers", "fields", "fields below a strong heading"],
)
def test_lists_between_paragraphs_must_read_as_teasers(weight, owned, between, at_end):
    cleaned = Cleaner(detectors=[Headings(weight)])
    subhead = "The road ahead"  # the line above prose may be its subhead
    middle = cleaned.clean("\n\n".join([PROSE[0], "Hedd zork", *owned, subhead, *PROSE[1:]]))
    end = cleaned.clean("\n\n".join([*PROSE, "Hedd zork", *owned]))
    assert [owned[0] not in text for text in (middle, end)] == [between, at_end]


def test_what_rests_on_a_finding_falls_with_it():
    intro = "The page has a list of other stories below, which begins with these words in bold:"
    text = "\n\n".join([PROSE[0], intro, "Hedd zork", *("- " + t for t in TEASERS), *PROSE[1:]])
    assert Cleaner(detectors=[Headings(1.0)]).clean(text) == text


# --- reporting -----------------------------------------------------------------------------------------------------------


class Reporting:
    """Recognises a made-up word as a byline."""

    name = "reporting"

    def find(self, document, found):
        for block in document.blocks:
            if "byle" in block.text:
                yield Finding(
                    block.start, block.end, "byline", "test-byline", 0.5, "a byline", (block.start, block.end)
                )


def test_recognised_reporting_resists_weak_evidence_and_company():
    lines = [PROSE[0], "Here is quux", "A byle with a frob and a zork", "Here is quux too", *PROSE[1:]]
    words = Words(quux=1.0, frob=0.5, zork=0.5)
    assert gone(lines, quux=1.0, frob=0.5, zork=0.5) == lines[1:4]
    result = Cleaner(detectors=[Reporting(), words]).analyze("\n\n".join(lines))
    assert result.text == "\n\n".join([PROSE[0], lines[2], *PROSE[1:]])
    assert result.byline == lines[2]


def test_recognised_reporting_gives_way_to_strong_evidence_of_its_own():
    lines = [PROSE[0], "A byle with a quux", *PROSE[1:]]
    assert Cleaner(detectors=[Reporting(), Words(quux=1.0)]).clean("\n\n".join(lines)) == "\n\n".join(PROSE)


# --- the same verdict for the same findings ------------------------------------------------------------------------------


def test_the_order_of_findings_never_shows():
    text = "\n\n".join(
        [PROSE[0], 'Here is quux "and a frob for all who came to see it"', "zork!", "Here is quux too", *PROSE[1:]]
    )
    document = Document(text)
    found = list(Words(quux=1.0, frob=0.5, zork=0.5).find(document, ()))
    # The same rule and reason once more, with evidence in another place: inside the quotation.
    block = document.blocks[1]
    found += [
        Finding(block.start, block.end, "ad", "test-quux", 1.0, "the word quux", (block.start + i, block.start + i + 3))
        for i in range(8, 40, 3)
    ]
    wanted = decide(document, found, {}, "balanced")
    for turn in range(len(found)):
        for order in (found[turn:] + found[:turn], found[turn::-1] + found[:turn:-1]):
            assert sorted(order, key=repr) == sorted(found, key=repr)
            decision = decide(document, order, {}, "balanced")
            assert decision.going == wanted.going
            assert decision.near_misses == wanted.near_misses


def test_overlapping_spans_go_once():
    text = "\n\n".join(PROSE)

    class Overlapping:
        name = "overlapping"

        def find(self, document, found):
            if document.text != text:
                return  # the second pass, over what is left
            block = document.blocks[1]
            yield Finding(block.start, block.start + 20, "ad", "test-a", 1.0, "the beginning")
            yield Finding(block.start + 10, block.end, "social", "test-b", 1.0, "the end")
            yield Finding(block.start + 12, block.start + 15, "ui", "test-c", 1.0, "the middle")

    result = Cleaner(detectors=[Overlapping()]).analyze(text)
    assert result.text == "\n\n".join([PROSE[0], PROSE[2]])
    assert all(a.end <= b.start for a, b in zip(result.removals, result.removals[1:], strict=False))
    assert cleaner.replay(text, result.removals) == result.text


# --- detectors of one's own ------------------------------------------------------------------------------------------------


def test_a_detector_sees_the_document_and_what_was_found_before():
    seen = []

    class Curious:
        name = "curious"

        def find(self, document, found):
            seen.append((document.text, document.url, document.language, {f.label for f in found}))
            return ()

    Cleaner(detectors=[Curious()]).analyze(COOKIES + "\n\n" + PROSE[0], url="https://example.org/a", language="en")
    text, url, language, labels = seen[0]
    assert (text, url, language) == (COOKIES + "\n\n" + PROSE[0], "https://example.org/a", "en")
    assert "cookie" in labels


def test_a_detector_is_named_in_the_removal():
    (removal,) = analyse([PROSE[0], "Here is quux for you", *PROSE[1:]], quux=1.0).removals
    assert (removal.label, removal.rule, removal.reason, removal.score) == ("ad", "test-quux", "the word quux", 1.0)


@pytest.mark.parametrize(
    "wrong", [object(), "words", Words, lambda document, found: ()], ids=["object", "str", "class", "function"]
)
def test_what_is_no_detector_is_refused(wrong):
    with pytest.raises(ValueError, match="among detectors: expected an object with a name and a method find"):
        Cleaner(detectors=[wrong])


@pytest.mark.parametrize(
    ("span", "label", "expected"),
    [
        ((0, 10_000), "ad", "a span of the text, which has "),
        ((-4, 5), "ad", "a span of the text, which has "),
        ((5, 5), "ad", "a span of the text, which has "),
        ((0, 5), "advert", "one of the labels headline, byline, .*promo"),
        ((0, len(PROSE[0]) + 5), "ad", "a span of one block: a finding for each of document.blocks"),
    ],
    ids=str,
)
def test_findings_of_others_that_mean_nothing_are_refused(span, label, expected):
    class Confused:
        name = "confused"

        def find(self, document, found):
            yield Finding(*span, label, "test-confused", 1.0, "test")

    place = f"{label!r} from {span[0]} to {span[1]}"
    with pytest.raises(ValueError, match=f"detector 'confused': found {place}, expected {expected}"):
        Cleaner(detectors=[Confused()]).analyze("\n".join(PROSE))


def test_a_text_that_never_comes_to_an_end_stays_and_says_so():
    class Greedy:
        name = "greedy"

        def find(self, document, found):
            block = document.blocks[-1]
            yield Finding(block.start, block.end, "ad", "test-greedy", 1.0, "always the last")

    text = "\n\n".join(PROSE * 4)
    result = Cleaner(detectors=[Greedy()]).analyze(text)
    assert (result.text, result.removals) == (text, ())
    assert result.note == "left as it was: still changing after it was cleaned 8 times"
    assert result.explain() == f"note: {result.note}\nnothing removed"
    assert result.to_dict()["note"] == result.note


def test_a_finding_may_hold_the_end_of_its_line():
    class Lines:
        name = "lines"

        def find(self, document, found):
            if document.text.startswith(PROSE[0]):
                yield Finding(0, len(PROSE[0]) + 1, "ad", "test-lines", 1.0, "test")

    assert Cleaner(detectors=[Lines()]).clean("\n".join(PROSE)) == "\n".join(PROSE[1:])


def test_the_manual_names_every_guard():
    manual = Path(__file__).parent.parent.joinpath("docs/rules.md").read_text(encoding="utf-8")
    table = manual.partition("| guard | excuses | when |")[2].partition("\n\n")[0]
    assert {line.split("|")[1].strip() for line in table.splitlines()[2:]} == {*dict(GUARDS), LISTED, SUBJECT}


def test_what_tells_of_wording_are_guards():
    assert dict(GUARDS).keys() >= TELLING


NUMBERED = [
    "1. Please donate.",
    "2. You have reached your limit.",
    "3. Sign in to continue.",
    "4. Was this page helpful?",
]


def test_a_numbered_list_of_phrases_stays():
    text = "\n\n".join([*PROSE[:2], *NUMBERED, PROSE[2]])
    assert cleaner.clean(text) == text
    assert cleaner.clean(" ".join([*PROSE[:2], *NUMBERED, PROSE[2]])) == " ".join([*PROSE[:2], *NUMBERED, PROSE[2]])


@pytest.mark.parametrize(
    "lines",
    [
        ["The plan", "It is old.", "Advertisement", "It is dear.", "The money", "There is none."],  # two are no row
        [
            "The plan",
            "It is old.",
            "Advertisement",
            "It is dear.",
            "The money",
            "None.",
            "Advertisement",
            "The end",
            "Soon",
        ],
    ],
)
def test_a_mark_between_paragraphs_is_no_heading(lines):
    assert cleaner.clean("\n\n".join([*PROSE, *lines])) == "\n\n".join(
        [*PROSE, *(line for line in lines if line != "Advertisement")]
    )


@pytest.mark.parametrize("space", [" ", "\xa0"], ids=ascii)
def test_wording_is_named_however_its_spaces_are_written(space):
    named = "The words “click here” stood on each page of the town until the last of them was closed."
    text = "\n\n".join([*PROSE[:2], "Click here to enter.", named, PROSE[2]]).replace(" ", space)
    result = cleaner.analyze(text)
    assert result.text == text
    assert any("excused: named in another paragraph" in miss.reason for miss in result.near_misses)


def test_a_banner_does_not_name_its_own_buttons():
    banner = "If you click “Accept all cookies”, you help us to improve your stay on these pages."
    assert "Accept all cookies\n" not in cleaner.clean("\n\n".join([banner, "Accept all cookies", *PROSE]))


@pytest.mark.parametrize(
    "around", [("“The bridge is old.", "“It must go,” she said."), ('"The bridge is old."', '"It must go."')]
)
def test_what_stands_between_two_quotations_is_in_none(around):
    above, below = around
    text = "\n\n".join([*PROSE, above, "We use cookies to improve your experience.", below])
    assert "cookies" not in cleaner.clean(text)


def test_a_single_number_makes_no_list():
    assert NUMBERED[2] not in cleaner.clean("\n\n".join([*PROSE, "3. Sign in to continue reading."]))


def test_a_line_whose_break_is_lost_is_not_taken_with_the_prompt_before_it():
    glued = "Download our app for alerts and puzzles The first bridge was built by a company from the north."
    text = " ".join([*PROSE[:2], glued, PROSE[2]])
    assert "built by a company from the north" in cleaner.clean(text)


@pytest.mark.parametrize("mark", ["•", "- ", ">", "> >", "\u200b•"], ids=ascii)
def test_a_line_of_marks_alone_is_no_line_that_goes_on(mark):
    teasers = "Most read\n\nThe mayor opens the summer fair in the old town hall"
    assert cleaner.clean("\n\n".join([*PROSE, teasers, mark])).startswith("\n\n".join(PROSE))
    assert cleaner.clean("\n\n".join([*PROSE, "Subscribe now to our newsletter,", mark])).startswith(PROSE[0])


@pytest.mark.parametrize("line", ["Donate now, ﷺ.", "Subscribe now, ﷺ."])
def test_a_clause_may_be_longer_folded_than_as_written(line):
    assert "".join(PROSE[:2]) in cleaner.clean("\n".join([*PROSE[:2], line, PROSE[2]])).replace("\n", "")


# --- prompts joined in one line ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "Back to top | Print this page",
        "Back to top · Print this page · Show comments",
        "BACK TO TOP / PRINT THIS PAGE",
        "Back to top – Print this page",
        "- Back to top  Show comments",
        "Print this page https://example.org/print?from=story",
        "Show comments (www.example.org/page) | Back to top",
        "Back\u00a0to\u00a0top\u00a0|\u00a0Print\u00a0this\u00a0page",
    ],
)
def test_a_line_of_prompts_goes(line):
    result = cleaner.analyze("\n\n".join([*PROSE[:2], line, PROSE[2]]))
    assert result.text == "\n\n".join(PROSE)
    assert "nothing but prompts" in result.removals[0].reason


@pytest.mark.parametrize(
    "line",
    [
        "Back to top | Ferry to the island",
        "Become a member today https://example.org/museum",
        "“Back to top | Print this page”",
        "| Back to top | 41 |",
        "Ferry fares rise https://example.org/fares",
        "•  https://example.org/fares",
        "- | -",
    ],
)
def test_a_line_that_is_more_than_prompts_stays(line):
    text = "\n\n".join([*PROSE[:2], line, PROSE[2]])
    assert cleaner.clean(text) == text


# --- prompts at the beginning of a paragraph of the story --------------------------------------------------------------

STORY = "The work will last two years."


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        (f"Subscribe to our newsletter. {STORY}", STORY),
        ("Subscribe to our newsletter. It is free.", ""),
        ("Subscribe to our newsletter. Your first month costs nothing.", ""),
    ],
)
def test_a_prompt_glued_to_a_short_paragraph_goes_alone(line, rest):
    assert cleaner.clean("\n\n".join([PROSE[0], line, PROSE[1]])) == "\n\n".join(
        [PROSE[0], *([rest] if rest else []), PROSE[1]]
    )


@pytest.mark.parametrize(
    "lines",
    [
        [
            "The annex to the ruling reproduces the notice in full:",
            "We use cookies to improve your experience.",
            "By continuing to browse this site, you agree to our privacy policy.",
        ],
        ["Already a subscriber? Log in, says the note on the door of the library."],
    ],
)
def test_notices_that_are_shown_stay(lines):
    text = "\n".join([PROSE[0], *lines, PROSE[1]])
    assert cleaner.clean(text) == text


@pytest.mark.parametrize("spaces", ["", "   "], ids=len)
def test_spaces_at_the_end_of_a_line_change_nothing(spaces):
    told = "Mit der Nutzung unserer Seite stimmen Sie der Verwendung von Cookies zu: Auch dieser Satz ist nach dem Urteil unwirksam."
    text = f"{told}{spaces}\nDas Aktenzeichen lautet I ZR 418/25."
    assert cleaner.clean(text) == text


@pytest.mark.parametrize("mark", ["» ", "›  ", "→ ", "> > "])
def test_an_arrow_before_a_prompt_is_no_quotation(mark):
    prompt = f"{mark}Subscribe to our newsletter for all the news of the harbour"
    assert cleaner.clean("\n".join([PROSE[0], prompt, PROSE[1]])) == "\n".join(PROSE[:2])


def test_a_quotation_with_spaces_inside_its_marks_stays():
    text = "\n".join([PROSE[0], "» Subscribe to our newsletter for all the news of the harbour «", PROSE[1]])
    assert cleaner.clean(text) == text


def test_teasers_of_two_lines_end_where_other_furniture_stands():
    told = ["A sack of flour costs twice as much today.", "The baker Olav has closed his oven twice this week."]
    lines = [
        "Related articles",
        "Bread crisis enters its third week",
        told[0],
        "Subscribe to our free daily newsletter",
    ]
    lines += [told[1], "Support our independent journalism today", "Bakers have waited for their share since Monday."]
    text = "\n".join([PROSE[0], *lines])
    assert all(line in cleaner.clean(text) for line in [*told, lines[-1]])
