"""What an interview came to, in words: what there is to get, what cannot be told, what not, and why."""

from __future__ import annotations

from actions.eligibility.state import State
from actions.eligibility.texts import texts
from bot.messages import Button, Reply
from knowledge.eligibility import Eligibility, Outcome, judge
from knowledge.findings import Finding, describe
from knowledge.interview import Interview
from knowledge.policy_list import PolicyList

GROUPS = {Outcome.ELIGIBLE: "can", Outcome.CANNOT_TELL: "open", Outcome.NOT_ELIGIBLE: "cannot"}
MOST = 6
"""Policies of a group that are told one by one."""


def result(policies: PolicyList, interview: Interview, state: State, *, so_far: bool) -> Reply:
    """All that can be told; about the whole list, what is out of reach is only counted."""
    found = [judge(one, state.known) for one in interview.rules]
    parts = [texts()["result_so_far" if so_far else "result"].format(who=state.who)]
    for outcome, group in GROUPS.items():
        members = [one for one in found if (one.as_last_known or one.outcome) is outcome]
        if outcome is not Outcome.ELIGIBLE and not state.about:
            parts += _counted(policies, members, group)
        elif members:
            parts.append(f"【{texts()[group]}】")
            parts += [_told(describe(policies, one)) for one in members[:MOST]]
    if all((one.as_last_known or one.outcome) is Outcome.NOT_ELIGIBLE for one in found):
        parts.insert(1, texts()["nothing"])
    eligible = [one.policy for one in found if (one.as_last_known or one.outcome) is Outcome.ELIGIBLE]
    names = [policies.policies[policy].name for policy in eligible[:MOST]]
    buttons = tuple(Button(f"{name}怎么申请", f"{name}怎么申请") for name in names[:3])
    return Reply(
        "\n".join([*parts, texts()["ask_office"]]), outcome="answered", buttons=buttons, trace=_trace(found, policies)
    )


def _counted(policies: PolicyList, members: list[Eligibility], group: str) -> list[str]:
    """The names only, of those that hang on what was not told."""
    if group == "cannot" or not members:
        return []
    lines = [f"【{texts()[group]}】"]
    for one in members[:MOST]:
        missing = "、".join(policies.facts[name].name for name in one.missing)
        lines.append(f"· {policies.policies[one.policy].name}" + (f"（还差：{missing}）" if missing else ""))
    if len(members) > MOST:
        lines.append(texts()["more"].format(count=len(members) - MOST))
    return lines


def _told(finding: Finding) -> str:
    lines = [f"· {finding.heading}", *(f"  {amount}" for amount in finding.amounts)]
    lines += [f"  {line.mark} {line.text}（{line.basis}）" for line in finding.conditions]
    return "\n".join([*lines, *(f"  {note}" for note in finding.notes)])


def _trace(found: list[Eligibility], policies: PolicyList) -> dict[str, object]:
    """For staff, and for corrections when the list changes: what it rests on, and no fact of the person."""
    return {
        "list": policies.version,
        "outcomes": {one.policy: one.outcome.value for one in found},
        "clauses": [f"{one.policy}/{clause}" for one in found for clause in one.clauses],
    }
