-- SPDX-License-Identifier: ISC
-- How an SSH server has shown who it is, when it was met first: kind and key.
ALTER TABLE disc.crawl_connection ADD COLUMN host_key text;
