"""Work that Rasa 3.6 repeats every turn and that can be done once.

Four methods of Rasa's are replaced. Each answers as its original does.
"""

from contextlib import AbstractAsyncContextManager, nullcontext
from functools import cache
from typing import Any

import aiohttp
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from jsonschema.exceptions import best_match  # type: ignore[import-untyped]
from rasa.core.actions.action import RemoteAction
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.utils.endpoints import EndpointConfig
from scipy.sparse import csr_matrix, vstack

IDLE_SECONDS = 2
"""How long an unused connection to the gateway is kept: less than the gateway keeps it (5 s), so it is never stale."""


rasas_sentence_features = LogisticRegressionClassifier._create_X


def make_turns_lean() -> None:
    """Put the four functions below in the place of Rasa's methods."""
    RemoteAction._validate_action_result = validate_action_result
    DaskGraphRunner.run = run_graph
    EndpointConfig.session = kept_session
    LogisticRegressionClassifier._create_X = sentence_features


@cache
def _action_result_validator() -> Draft202012Validator:
    return Draft202012Validator(RemoteAction.action_response_format_spec())


def validate_action_result(_action: RemoteAction, result: dict[str, Any]) -> bool:
    """Check an action's answer against Rasa's schema; raises ValidationError when it does not fit.

    Rasa checks and compiles the constant schema anew for each answer: two thirds of a turn.
    """
    error = best_match(_action_result_validator().iter_errors(result))
    if error:
        raise error
    return True


def run_graph(
    runner: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
) -> dict[str, Any]:
    """Run the nodes that `targets` need, each after those it needs; returns the targets' results.

    Rasa has Dask plan the same half dozen calls anew for each message: an eighth of a turn.
    """
    done: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}

    def result(name: str) -> Any:
        if name not in done:
            needs = runner._graph_schema.nodes[name].needs.values()
            done[name] = runner._instantiated_nodes[name](*[result(need) for need in needs])
        return done[name]

    try:
        return dict(result(target) for target in targets or runner._graph_schema.target_names)
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error


def kept_session(endpoint: EndpointConfig) -> AbstractAsyncContextManager[aiohttp.ClientSession]:
    """Return one HTTP session per endpoint, left open: Rasa opens a connection for each action, a seventh of a turn."""
    session = endpoint.__dict__.get("kept_session")
    if session is None:
        session = endpoint.kept_session = aiohttp.ClientSession(
            headers=endpoint.headers,
            auth=aiohttp.BasicAuth(**endpoint.basic_auth) if endpoint.basic_auth else None,
            timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
            connector=aiohttp.TCPConnector(keepalive_timeout=IDLE_SECONDS),
        )
    return nullcontext(session)


def sentence_features(classifier: LogisticRegressionClassifier, messages: list[Message]) -> csr_matrix:
    """Return a row of features for each message.

    Rasa wraps a row in four matrices on the way, in case there are dense features to join: a tenth of a turn.
    """
    if any(any(message.get_dense_features(TEXT)) for message in messages):
        return rasas_sentence_features(classifier, messages)
    rows = [message.get_sparse_features(TEXT)[1].features for message in messages]
    return rows[0] if len(rows) == 1 else vstack(rows)
