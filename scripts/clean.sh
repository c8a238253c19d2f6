#!/bin/sh
# Delete what the project can make again. With "1" also what it cannot: the database and the keys.
set -eu
cd "$(dirname "$0")/.."

again=".venv .venv-rasa connectors/web/node_modules build .rasa .mypy_cache .pytest_cache .ruff_cache .hypothesis
  var/models var/index var/run var/log var/setup.lock"
[ "${1:-}" = 1 ] && again="$again var"

if [ -f var/run/supervisord.pid ] && kill -0 "$(cat var/run/supervisord.pid)" 2>/dev/null; then
  echo "The system is running. Stop it first." >&2
  exit 1
fi
for path in $again *.egg-info; do
  [ -e "$path" ] || continue
  echo "deleting $path"
  rm -rf "$path"
done
find bot knowledge nlu actions connectors scripts tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
[ "${1:-}" = 1 ] || [ ! -d var ] || echo "kept in var/: $(ls -A var | tr '\n' ' ')(make clean ALL=1 deletes it too)"
