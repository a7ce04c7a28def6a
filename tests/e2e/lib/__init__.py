"""Black-box tools: a server of its own, clients that hold every message against proto/, and a look into PostgreSQL."""
