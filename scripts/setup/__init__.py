"""Sets the project up: interpreters, Debian packages, the two Python environments, the page's style sheet.

Standard library only, and written for any Python from 3.9 on: it runs before anything is installed.
"""
