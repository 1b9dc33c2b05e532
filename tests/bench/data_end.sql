-- SPDX-License-Identifier: ISC
-- Triggers as they were; data_counts.sql and data_heard.sql were here.
\set ON_ERROR_STOP on
SELECT format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', a.tab, a.name)
  FROM bench.always AS a \gexec
ANALYZE;
