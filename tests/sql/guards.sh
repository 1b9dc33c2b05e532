#!/bin/sh
# SPDX-License-Identifier: ISC
# What the database refuses: roles, blocks that cannot be undone, double rows.
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/sql/lib.sh
. "$srcdir/tests/sql/lib.sh"

pg_temp || exit 1
migrated d || exit 1
w="-d d -U discprov_writer"
r="-d d -U discprov_reader"
o="-d d -U discprov_cloud"

# shellcheck disable=SC2086 # $w and $r are lists of options
{
tap "roles.sql may run again" \
	sql -d d -c "SET client_min_messages = warning" \
	-f "$srcdir/sql/roles.sql"
tap "the reader reads every table, but what the crawler has found and knows" \
    nothing $r -c "
	SELECT c.relname FROM pg_catalog.pg_class AS c
	 WHERE c.relnamespace = 'disc'::regnamespace AND c.relkind = 'r'
	   AND has_table_privilege(c.oid, 'SELECT') = (c.relname ~ '^crawl_'
		AND c.relname NOT IN ('crawl_task', 'crawl_run', 'crawl_step',
			'crawl_stage'))"
tap "the reader may write no table" nothing $r -c "
	SELECT c.relname FROM pg_catalog.pg_class AS c
	 WHERE c.relnamespace = 'disc'::regnamespace AND c.relkind = 'r'
	   AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')"
tap "the reader's transactions are read-only" refused 25006 $r -c "
	INSERT INTO disc.keyvalue (key, value) VALUES ('a', 'b')"
tap "and it may not write in another kind either" refused 42501 $r -c "
	SET default_transaction_read_only = off" -c "
	INSERT INTO disc.keyvalue (key, value) VALUES ('a', 'b')"
tap "nor create anything in the schema" refused 42501 $r -c "
	SET default_transaction_read_only = off" -c "
	CREATE TABLE disc.mine ()"
tap "nor undo a block" refused 42501 $r -c "
	SET default_transaction_read_only = off" -c "
	SELECT disc.block_revert(1)"
tap "nor a temporary table" refused 42501 $r -c "
	SET default_transaction_read_only = off" -c "
	CREATE TEMPORARY TABLE mine ()"
tap "no function that locks or makes large objects is the reader's" \
	nothing $r -c "
	SELECT p.oid::regprocedure FROM pg_catalog.pg_proc AS p
	 WHERE p.proname ~ '^(pg_(try_)?advisory_|lo_|lowrite)'
	   AND has_function_privilege(p.oid, 'EXECUTE')"
tap "the API of the crawler reads its tables and nothing else" nothing $o -c "
	SELECT c.relname FROM pg_catalog.pg_class AS c
	 WHERE c.relnamespace = 'disc'::regnamespace AND c.relkind = 'r'
	   AND has_table_privilege(c.oid, 'SELECT') <>
		(c.relname IN ('schema_step', 'import_run')
		 OR c.relname ~ '^crawl_' AND c.relname <> 'crawl_secret')"
tap "it writes connections and the queue, and nothing that was found" \
    nothing $o -c "
	SELECT c.relname FROM pg_catalog.pg_class AS c
	 WHERE c.relnamespace = 'disc'::regnamespace AND c.relkind = 'r'
	   AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') <>
		(c.relname IN ('crawl_connection', 'crawl_secret', 'crawl_task',
			'crawl_run', 'crawl_step', 'crawl_stage', 'crawl_test'))"
tap "it writes credentials" sql $o -c "
	INSERT INTO disc.crawl_connection (id, owner, name, provider, transport,
		label, regions)
	VALUES ('00000000-0000-4000-8000-000000000001', 'o', 'n', 'file',
		'upload', 'File', '{all}')" -c "
	INSERT INTO disc.crawl_secret
	VALUES ('00000000-0000-4000-8000-000000000001', 'x')
	ON CONFLICT (connection) DO UPDATE SET sealed = 'y'" -c "
	INSERT INTO disc.crawl_secret
	VALUES ('00000000-0000-4000-8000-000000000001', 'x')
	ON CONFLICT (connection) DO UPDATE SET sealed = 'y'"
tap "and cannot read them" refused 42501 $o -c "
	SELECT sealed FROM disc.crawl_secret"
tap "nor get them back from what it writes" refused 42501 $o -c "
	UPDATE disc.crawl_secret SET sealed = 'z' RETURNING sealed"
sql $w -c "DELETE FROM disc.crawl_connection"
tap "who may what: an owner, a service, roles, and nobody" \
    same '7 7 1 3 0 0 0 0 0' "$(sql $w -A -F' ' -c "
	SELECT disc.crawl_level('o', '[]', 'o'), disc.crawl_level('o', '[]', '*'),
	 disc.crawl_level('o', r.v, 'a'), disc.crawl_level('o', r.v, 'b'),
	 disc.crawl_level('o', r.v, 'c'), disc.crawl_level('o', r.v, ''),
	 disc.crawl_level('o', r.v, NULL), disc.crawl_level('o', '{}', 'a'),
	 disc.crawl_level('o', '[7, null]', 'a')
	 FROM (VALUES ('[{\"_id\": \"a\", \"role\": 1}, {\"_id\": \"b\",
	 \"role\": \"3\"}, {\"_id\": \"c\", \"role\": 9}]'::jsonb)) AS r (v)")"
tap "the writer has all locks" nothing $w -c "
	SELECT p.oid::regprocedure FROM pg_catalog.pg_proc AS p
	 WHERE p.proname ~ '^pg_(try_)?advisory_'
	   AND NOT has_function_privilege(p.oid, 'EXECUTE')"
tap "the reader's statements are timed" \
	same 10s "$(sql $r -c 'SHOW statement_timeout')"
tap "a table that a later step makes is readable too" \
	sql $w -c "CREATE TABLE disc.later (id int PRIMARY KEY)"
tap "by the reader" sql $r -c "TABLE disc.later"
sql $w -c "DROP TABLE disc.later"

begin() { # NUMBER WITH_JOURNAL [statement]
	sql $w >/dev/null <<SQL
BEGIN;
SELECT disc.block_begin($1, '0x$1', '0x$(($1 - 1))', $2);
${3:-};
COMMIT;
SQL
}
user="INSERT INTO disc.users (user_id, created_at, updated_at)
	VALUES (1, '2020-01-01', '2020-01-01')"

sql $w -c "INSERT INTO disc.blocks VALUES ('0x0', '0x0', 0, true)"
tap "the first row cannot be undone" refused DP002 $w -c "
	SELECT disc.block_revert(0)"
begin 1 true
begin 2 false "$user"
tap "a block without a journal leaves nothing in it" \
	nothing $w -c "TABLE disc.undo_journal"
tap "and cannot be undone" refused DP002 $w -c "SELECT disc.block_revert(2)"
begin 3 true
tap "a block below the current one cannot be undone" refused DP001 $w -c "
	SELECT disc.block_revert(1)"
tap "nor one that does not exist" refused DP001 $w -c "
	SELECT disc.block_revert(9)"
tap "a block that changed nothing can" sql $w -c "
	SELECT disc.block_revert(3)"
tap "its parent is current then" \
	same 0x2 "$(sql $w -c 'SELECT blockhash FROM disc.blocks
		WHERE is_current')"
begin 3 true "UPDATE disc.users SET bio = 'x'"
begin 4 true "UPDATE disc.users SET bio = 'y'"
tap "pruning forgets the journals below a number" sql $w -c "
	SELECT disc.undo_prune(4)"
tap "and only those" \
	same 4 "$(sql $w -c 'SELECT DISTINCT blocknumber
		FROM disc.undo_journal')"
tap "a block above them can be undone" sql $w -c "
	SELECT disc.block_revert(4)"
tap "a block whose journal was pruned cannot" refused DP002 $w -c "
	SELECT disc.block_revert(3)"
tap "writing outside a block leaves no journal" \
	sql $w -c "UPDATE disc.users SET bio = 'z'"
tap "indeed" nothing $w -c "TABLE disc.undo_journal"
begin 4 true "UPDATE disc.users SET bio = bio"
tap "a row written as it was is not journalled" \
	nothing $w -c "TABLE disc.undo_journal"
tap "a block's number stands once" refused blocks_number_key $w -c "
	INSERT INTO disc.blocks VALUES ('0xb', '0xa', 4, false)"
tap "one block is current" refused blocks_is_current_idx $w -c "
	INSERT INTO disc.blocks VALUES ('0xb', '0xa', 5, true)"
sql $w -c "UPDATE disc.blocks SET parenthash = '0xgone' WHERE number = 4"
tap "a block whose parent is unknown cannot be undone" refused DP003 $w -c "
	SELECT disc.block_revert(4)"
# Rows that count for nothing, of users and items that nobody knows: the reader
# of a count finds a row for each, and it goes with the block.
acts() { # TABLE COLUMN TYPE: 0 of one item, 1 of another
	echo "INSERT INTO disc.$1 (user_id, $2_item_id, $2_type, is_delete,
	created_at) VALUES (901, 911, '$3', true, '2020-01-01'),
	(902, 912, '$3', true, '2020-01-01'), (902, 913, '$3', false, '2020-01-01')"
}
counts() { # TABLE KEY COUNT
	sql $w -c "SELECT string_agg($2 || '=' || $3, ' ' ORDER BY $2)
		FROM disc.$1 WHERE $2 > 900"
}
sql $w -c "UPDATE disc.blocks SET parenthash = '0x3' WHERE number = 4"
for act in repost save; do
	begin 5 true "$(acts ${act}s $act track)"
	tap "${act}s of unknown tracks have a count, of 0 too" \
		same "911=0 912=0 913=1" \
		"$(counts aggregate_track track_id ${act}_count)"
	user_count=track_save_count
	[ $act = save ] || user_count=repost_count
	tap "and so have unknown users" same "901=0 902=1" \
		"$(counts aggregate_user user_id $user_count)"
	tap "undone" sql $w -c "SELECT disc.block_revert(5)"
	tap "no row of them is left" same " " \
		"$(counts aggregate_track track_id ${act}_count) $(counts \
		aggregate_user user_id $user_count)"
	begin 5 true "$(acts ${act}s $act playlist)"
	tap "${act}s of unknown playlists have a count as well" \
		same "911=0 912=0 913=1" \
		"$(counts aggregate_playlist playlist_id ${act}_count)"
	tap "undone" sql $w -c "SELECT disc.block_revert(5)"
	tap "no row of them is left either" same "" \
		"$(counts aggregate_playlist playlist_id ${act}_count)"
done
slug=$(sed -n 's/^#define LIM_SLUG *\([0-9]*\) .*/\1/p' \
	"$srcdir/common/base/limits.h")
tap "the longest slug, with the longest number behind it, is a key" sql $w -c "
	INSERT INTO disc.track_routes
	SELECT s || '-2147483647', s, 2147483647, 1, 1, false, '0x', 1, '0x'
	  FROM (SELECT left(string_agg(md5(i::text), ''), $slug)
		  FROM generate_series(1, 100) AS i) AS long (s)"
tap "no column but one has the wall clock as its default, where blocks write" \
    nothing $w -c "
	SELECT a.attrelid::regclass, a.attname
	  FROM pg_catalog.pg_attrdef AS d
	  JOIN pg_catalog.pg_attribute AS a
	    ON a.attrelid = d.adrelid AND a.attnum = d.adnum
	 WHERE pg_get_expr(d.adbin, d.adrelid) ~ 'clock|now|CURRENT'
	   AND a.attrelid <> 'disc.keyvalue'::regclass
	   AND a.attrelid::regclass::text !~ '^disc.crawl_'"
}
tap_done
