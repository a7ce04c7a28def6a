"""Black-box tools: a server for each test, clients that check every message against proto/, and reads of PostgreSQL."""
