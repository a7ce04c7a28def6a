-- Room in each page for the rows that follow a row's first: an update that stays in its page writes no index. A callback is
-- changed three times in a usual life, an offer and an interaction once.
ALTER TABLE callback SET (fillfactor = 45);
ALTER TABLE offer SET (fillfactor = 55);
ALTER TABLE interaction SET (fillfactor = 55);
ALTER TABLE call_attempt SET (fillfactor = 45);
