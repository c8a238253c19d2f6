"""Every action that Rasa may call, by the name the domain gives it."""

from __future__ import annotations

from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor

from actions.answer.handlers import ActionAnswer
from actions.handoff.handlers import ActionComplain, ActionEmergency, ActionHandOver
from actions.services import Services


def executor(services: Services) -> ActionExecutor:
    """Runs the actions below and no others. ValueError names two that share a name."""
    actions: list[Action] = [
        ActionAnswer(services),
        ActionHandOver(services),
        ActionComplain(services),
        ActionEmergency(),
    ]
    names: dict[str, str] = {}
    running = ActionExecutor()
    for action in actions:
        name, owner = action.name(), type(action).__name__
        if name in names:
            raise ValueError(f"{names[name]} and {owner} are both called {name}")
        names[name] = owner
        running.register_action(action)
    return running
