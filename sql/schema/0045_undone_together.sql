-- SPDX-License-Identifier: ISC
-- Blocks that are written together, far enough below the head, are undone
-- together: one journal, under the number of the first, says how the tables
-- were before it.  Whoever has to undo one of them undoes all, and the indexer
-- reads again those that the chain still has.

-- The first of the blocks with which this one is undone; null: it alone.
ALTER TABLE disc.blocks ADD COLUMN undone_from int;

-- What the transaction writes from here on is that of blocks from this one on.
CREATE FUNCTION disc.blocks_begin(b_first int) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_catalog.set_config('discprov.block', b_first::text, true),
		pg_catalog.set_config('discprov.seq', '0', true),
		pg_catalog.set_config('discprov.journal', 'on', true);
END
$$;

-- Put back what these blocks changed in one table: the oldest entry of each
-- key knows how the row stood before, so the order of keys and tables is free.
DROP FUNCTION disc.block_revert_table(int, text);
CREATE FUNCTION disc.blocks_revert_table(b_first int, b_last int, tab text)
RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	oldest constant text := 'WITH f AS MATERIALIZED (
		SELECT DISTINCT ON (j.key::text) j.key, j.old
		  FROM disc.undo_journal AS j
		 WHERE j.blocknumber BETWEEN $1 AND $2 AND j.tablename = $3
		 ORDER BY j.key::text, j.blocknumber, j.seq) ';
	same text := (SELECT pg_catalog.string_agg(
		pg_catalog.format('t.%I = k.%I', c, c), ' AND ')
		FROM pg_catalog.unnest(disc.key_columns(tab)) AS c);
BEGIN
	EXECUTE oldest || pg_catalog.format('DELETE FROM disc.%I AS t
		USING f, pg_catalog.json_populate_record(NULL::disc.%I, f.key)
			AS k
		WHERE %s', tab, tab, same) USING b_first, b_last, tab;
	EXECUTE oldest || pg_catalog.format('INSERT INTO disc.%I
		SELECT o.* FROM f, pg_catalog.json_populate_record(
			NULL::disc.%I, f.old) AS o
		WHERE f.old IS NOT NULL', tab, tab)
		USING b_first, b_last, tab;
END
$$;

-- As in 0007: undo the current block, which must be this one, with those that
-- are undone with it; the parent of the first becomes current.
CREATE OR REPLACE FUNCTION disc.block_revert(b_number int) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	zero constant text := '0x' || pg_catalog.repeat('0', 64);
	block disc.blocks;
	first int;
	parent text;
	tab text;
	settings text;
BEGIN
	SELECT * INTO block FROM disc.blocks AS b WHERE b.is_current FOR UPDATE;
	IF block.number IS DISTINCT FROM b_number THEN
		RAISE EXCEPTION 'block % is not the current one (%)', b_number,
			COALESCE(block.number::text, 'none')
			USING ERRCODE = 'DP001';
	END IF;
	IF NOT block.journaled THEN
		RAISE EXCEPTION 'block % has no journal: it was pruned or never written',
			b_number USING ERRCODE = 'DP002';
	END IF;
	first := COALESCE(block.undone_from, b_number);
	SELECT b.parenthash INTO parent
	  FROM disc.blocks AS b WHERE b.number = first;
	settings := pg_catalog.set_config('discprov.journal', 'off', true)
		|| pg_catalog.set_config('discprov.revert', 'on', true);
	FOR tab IN SELECT DISTINCT j.tablename FROM disc.undo_journal AS j
			WHERE j.blocknumber BETWEEN first AND b_number
			ORDER BY 1 LOOP
		PERFORM disc.blocks_revert_table(first, b_number, tab);
	END LOOP;
	settings := pg_catalog.set_config('discprov.revert', 'off', true);
	DELETE FROM disc.undo_journal AS j
	 WHERE j.blocknumber BETWEEN first AND b_number;
	DELETE FROM disc.blocks AS b WHERE b.number BETWEEN first AND b_number;
	-- The chain's first block has a parent of zeros, stored as '0x0'.
	UPDATE disc.blocks AS b SET is_current = true
	 WHERE b.blockhash = CASE WHEN parent = zero
		AND NOT EXISTS (SELECT FROM disc.blocks AS z
			WHERE z.blockhash = zero)
		THEN '0x0' ELSE parent END;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'block % cannot be undone: its parent is not here',
			first USING ERRCODE = 'DP003';
	END IF;
END
$$;

-- Undo blocks from the current one down to this one.
CREATE FUNCTION disc.blocks_revert(b_low int) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	newest int;
BEGIN
	LOOP
		SELECT b.number INTO newest
		  FROM disc.blocks AS b WHERE b.is_current;
		EXIT WHEN newest IS NULL OR newest < b_low;
		PERFORM disc.block_revert(newest);
	END LOOP;
END
$$;

-- Forget the journals of all blocks below b_number, but for those that are
-- undone with it.
CREATE OR REPLACE FUNCTION disc.undo_prune(b_number int) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	first int := COALESCE((SELECT b.undone_from FROM disc.blocks AS b
		WHERE b.number = b_number), b_number);
BEGIN
	DELETE FROM disc.undo_journal AS j WHERE j.blocknumber < first;
	UPDATE disc.blocks AS b SET journaled = false
	 WHERE b.journaled AND b.number < first;
END
$$;
