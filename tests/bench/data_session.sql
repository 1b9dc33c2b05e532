-- SPDX-License-Identifier: ISC
-- How each part of the made-up network is written: triggers sleep, since what
-- they keep is counted behind it.
\set ON_ERROR_STOP on
SET session_replication_role = replica;
SET synchronous_commit = off;
SET maintenance_work_mem = '512MB';
SET work_mem = '256MB';
SET jit = off;
