"""The `rasa` command, quicker to start and lighter each turn: `python -m nlu.components run …`.

It takes what `rasa` takes, and `rasa` itself works as well.
"""

import gc
from importlib import import_module


def main() -> None:
    """Hand the command line to Rasa, after what has to come before it."""
    # On import skops looks up the home of 765 NumPy functions in every module that is loaded. Rasa imports it
    # after TensorFlow, among thousands of modules: 12 seconds. Imported first it takes a fraction of one.
    import_module("skops.io")

    rasa = import_module("rasa.__main__")
    import_module("rasa.core.run")
    import_module("nlu.components.lean_turns").make_turns_lean()
    # The modules stay: without this the collector walks through a million objects of theirs while citizens wait.
    gc.freeze()
    rasa.main()


if __name__ == "__main__":
    main()
