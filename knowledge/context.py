"""What a sentence is about beyond its own words: what was spoken of before, and several matters in one."""

from __future__ import annotations

from dataclasses import replace

from knowledge import reading
from knowledge.compose import fixed
from knowledge.draft import Answer, Draft, Outcome, Topic
from knowledge.following import follow, following
from knowledge.homes import acts_said, without_acting
from knowledge.matters import compares, joined, matters
from knowledge.policy import Kind
from knowledge.search import ranking
from knowledge.text import normalise

LIKELY = 0.02
"""What a part of the sentence is about must be this likely for the whole too, or be named."""
LONGEST_SAID = 200
"""Characters kept of what was said, its end."""
LONGEST_REMEMBERED = 6
"""Policies spoken of earlier that one may come back to."""
MOST_POLICIES = 3
"""Policies answered about at once, or offered to choose from."""


def carry_on(draft: Draft) -> Answer | None:
    """A sentence that names nothing, and is not surely about something else, goes on about what was spoken of before."""
    topic = draft.question.topic
    if draft.named:
        if not draft.aspects and not reading.matter(draft.question.text, draft.names()):  # 那特困呢, after 低保多少钱
            draft.aspects = topic.aspects
        best = draft.hits[0]
        if best.target in topic.policies and best.score >= draft.bounds.minimum:  # what was just spoken of, by its name
            draft.policies = [draft.index.policies.policies[best.target]]
        return None
    if topic.policies and _says_only_who_goes(draft.question.text):
        draft.aspects = (Kind.MATERIALS,)
        return _say_on(draft)
    if reading.says_little(draft.question.text):
        return _say_on(draft)
    if topic.policies:
        draft.said = f"{topic.said} {draft.question.text}"
        draft.hits = follow(topic, draft.question.text, draft.hits, draft.search)
        draft.bounds = following()
    return None


def _says_only_who_goes(text: str) -> bool:
    """Whether it is asked if somebody may go for another, and nothing else: 替他去办呢."""
    return acts_said(text) is True and reading.says_little(without_acting(text))


def _say_on(draft: Draft) -> Answer | None:
    topic, lists = draft.question.topic, draft.index.policies
    place = reading.other_place(draft.question.text, lists, draft.question.region)
    asks_on = draft.aspects or place or draft.day != draft.question.today
    draft.policies = [lists.policies[i] for i in topic.policies if i in lists.policies]
    if not draft.policies or not asks_on:
        often = tuple(lists.policies[i].name for i in lists.regions[draft.question.region].often)
        return Answer(Outcome.CLARIFICATION, fixed("which_policy"), options=often, topic=spoken_of(draft))
    draft.aspects = draft.aspects or topic.aspects
    draft.said = topic.said
    return None


def take_apart(draft: Draft) -> None:
    """Several questions in one, or things set side by side: each is answered."""
    if draft.policies:
        return
    likely = {hit.target for hit in draft.hits if hit.features.named or hit.score >= LIKELY}
    found = matters(draft.question.text, draft.search, ranking().sure)
    found = [hit for hit in found if hit.target in likely]  # else the rest of the sentence speaks against it
    policies = draft.index.policies
    targets = [hit.target for hit in found if not hit.elsewhere]
    if compares(draft.question.text) or joined(draft.question.text, draft.names()):
        targets = list(dict.fromkeys([*_named_in_order(draft), *targets]))
    if len(targets) + sum(hit.elsewhere for hit in found) > 1:
        draft.policies = [policies.policies[target] for target in targets[:MOST_POLICIES]]
        draft.elsewhere = [policies.elsewhere[hit.target] for hit in found if hit.elsewhere]


def spoken_of(draft: Draft, policies: tuple[str, ...] = ()) -> Topic:
    """What a follow-up will be about: those policies, and before them what was spoken of until now. Without policies the
    old ones stay; what was asked is kept, for when the citizen just answers with a name."""
    before = draft.question.topic
    if not policies:
        return replace(before, aspects=draft.aspects or before.aspects)
    earlier = dict.fromkeys([*before.policies, *before.earlier])
    left = tuple(policy for policy in earlier if policy not in policies)
    return Topic(policies, draft.aspects, draft.said[-LONGEST_SAID:], left[:LONGEST_REMEMBERED])


def _named_in_order(draft: Draft) -> list[str]:
    """The policies named, in the sentence's order."""
    text, names = normalise(draft.question.text), draft.index.names(draft.question.region, draft.day)
    in_order = sorted(draft.names(), key=text.index)
    return [names[name] for name in in_order if names[name] in draft.index.policies.policies]
