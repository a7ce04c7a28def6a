-- What is kept of a person is written and shown as a row of its table, so that a new column has no list of its own in the functions.
-- Needs every server stopped: the columns of their batches change.
DROP FUNCTION journal_commit(bigint, bigint, integer, timestamptz, bigint, text, callback_row[], callback_row[], person_row[],
  person_change_row[], event_row[], offer_row[], interaction_row[], attempt_row[], party_row[], note_row[], uuid[],
  exclusion_row[], agent_row[], idempotency_row[], answer_row[], definition_row[], uuid[]);
DROP FUNCTION journal_people(person_row[], person_change_row[]);
DROP FUNCTION journal_details(uuid[]);
DROP TYPE person_row;
