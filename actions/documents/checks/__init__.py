"""What is checked on papers: each check gives findings, with words for the citizen from texts.yaml under `checks`."""
