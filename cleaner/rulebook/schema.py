"""What a rule file may say, as models that check it; the JSON Schema for editors is generated from them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from cleaner.labels import LABELS
from cleaner.rulebook.rule import LONGEST, Strength, Takes, Where

Label = Literal[LABELS]  # type: ignore[valid-type]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=False)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)+$")]
Language = Annotated[str, StringConstraints(pattern=r"^(any|[a-z]{2,3}(-[a-z]{2,4})?)$")]

Site = Annotated[str, StringConstraints(pattern=r"^[^\s/:?#@*.]+(\.[^\s/:?#@*.]+)*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class RuleEntry(_Strict):
    """One ``[[rule]]`` of a rule file."""

    id: Id = Field(description="stable and unique, beginning <language>-<label>-")
    label: Label | None = Field(None, description="what the text is; by default the file's")
    language: Language | None = Field(None, description="language of the words; by default the file's")
    why: Text = Field(description="one line: where this is seen, and why it is safe")
    phrases: Annotated[list[Text], Field(min_length=1)] | None = Field(
        None, description="what matches, in the language of phrases"
    )
    regex: Text | None = Field(
        None, description="what matches, as an expression for folded text; line breaks and indentation do not count"
    )
    where: Where = Field("whole", description="where in a sentence or block the match must lie")
    takes: Takes = Field("block", description="what goes")
    strength: Strength = Field("weak", description="strong goes alone, weak needs company, a hint only adds")
    unless: Annotated[list[Text], Field(min_length=1)] | None = Field(None, description="phrases that excuse the block")
    longest: Annotated[int, Field(ge=1, le=LONGEST)] = Field(
        400, description="longest block or sentence looked at, in code points"
    )
    sites: list[Site] = Field([], description="host names on which alone the rule holds")
    anchors: list[Text] | None = Field(None, description="literals of which every match of the regex contains one")
    removes: Annotated[list[Text], Field(min_length=2)] = Field(description="texts that this rule takes")
    keeps: Annotated[list[Text], Field(min_length=2)] = Field(description="near misses from real prose that stay")

    @model_validator(mode="after")
    def _one_pattern(self) -> "RuleEntry":
        if (self.phrases is None) == (self.regex is None):
            raise ValueError(
                "expected either 'phrases' or 'regex', found " + ("neither" if self.regex is None else "both")
            )
        if self.anchors is not None and self.regex is None:
            raise ValueError(
                "found 'anchors' beside 'phrases': expected them only beside 'regex', phrases have their own"
            )
        return self


class RuleFile(_Strict):
    """A whole rule file."""

    label: Label | None = Field(None, description="label of the rules that name none; by default the file's name")
    language: Language | None = Field(
        None, description="language of the rules that name none; by default the folder's name"
    )
    disable: list[Text] = Field([], description="ids, labels or languages of built-in rules that are switched off")
    address: list[Text] = Field(
        [], description="words of the language by which a site speaks to its reader, for guards"
    )
    speech: list[Text] = Field([], description="words of the language that report speech, for guards")
    person: list[Text] = Field(
        [], description="words of the language for a person named before, who may be the one that speaks"
    )
    appeal: list[Text] = Field(
        [],
        description="words of the language for what a site asks of its reader or offers, by which appeals are followed",
    )
    joins: list[Text] = Field(
        [], description="words of the language that open a clause which belongs to the prompt before it, for guards"
    )
    wording: list[Text] = Field(
        [],
        description="words of the language by which a line speaks, near its beginning, of the wording above it, for guards",
    )
    leads: list[Text] = Field(
        [], description="words of the language by which a sentence leads to wording that stands below it, for guards"
    )
    spellings: list[Annotated[list[Text], Field(min_length=2)]] = Field(
        [], description="groups of ways to write a word of the language, of which phrases of its rules match all"
    )
    common: list[Text] = Field(
        [], description="commonest words of the language and of no neighbour, by which its texts are known"
    )
    rule: list[RuleEntry] = Field([], description="the rules")


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a rule file, for editors that complete and check TOML by one."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **RuleFile.model_json_schema(),
        "title": "cleaner rule file",
    }
