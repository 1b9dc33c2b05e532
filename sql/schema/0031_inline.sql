-- What an answer may hold of a document is asked a dozen times a track.  A
-- function that is called stable may stand for its expression in a plan; one
-- that is called immutable may not when its expression is only stable, and then
-- costs more than the rest of the statement.
ALTER FUNCTION disc.clip(jsonb, int) STABLE;
