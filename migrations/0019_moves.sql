-- Where the callbacks go that wait in queues which a definition takes out: {"old queue": "new queue"}.
ALTER TABLE site_definition ADD COLUMN moves json NOT NULL DEFAULT '{}';
