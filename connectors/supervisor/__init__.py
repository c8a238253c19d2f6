"""The processes of a running system, under supervisord."""
