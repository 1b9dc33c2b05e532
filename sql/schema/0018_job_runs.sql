-- SPDX-License-Identifier: ISC
-- How the last run of each job went.  Jobs write it; blocks own none of it.
CREATE TABLE disc.job_runs (
	job text COLLATE "C" PRIMARY KEY,
	began_at timestamptz NOT NULL,
	ended_at timestamptz, -- of the last run that came to an end
	took_ms bigint, -- and what follows is of that run, too
	did text,
	read bigint,
	changed bigint,
	failed bigint,
	good_at timestamptz, -- end of the last run that went well
	error text, -- of the last run that did not
	error_at timestamptz,
	late_after timestamptz NOT NULL -- unless one goes well before
);
