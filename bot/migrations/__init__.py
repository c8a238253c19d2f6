"""How the database came to its shape. A tool: it may import every folder that has tables."""
