INSERT INTO one_row (note) VALUES ('a row');
