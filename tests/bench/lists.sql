-- SPDX-License-Identifier: ISC
-- Asks a statement of the pool many times, each time of another user, track or
-- playlist, half of the time of one that many know.  The statements are prepared
-- and data.sql was here.

CREATE SEQUENCE IF NOT EXISTS bench.asked;
CREATE OR REPLACE FUNCTION bench.some(n int, kind text) RETURNS int
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	i bigint := nextval('bench.asked');
BEGIN
	RETURN CASE WHEN i % 2 = 0 THEN bench.known(n, bench.draw(i, kind))
		ELSE bench.any(n, bench.draw(i, kind)) END;
END
$$;
CREATE OR REPLACE FUNCTION bench.u() RETURNS int LANGUAGE plpgsql VOLATILE AS
$$ BEGIN RETURN bench.some((SELECT users FROM bench.size), 'u'); END $$;
CREATE OR REPLACE FUNCTION bench.t() RETURNS int LANGUAGE plpgsql VOLATILE AS
$$ BEGIN RETURN bench.some((SELECT tracks FROM bench.size), 't'); END $$;
CREATE OR REPLACE FUNCTION bench.p() RETURNS int LANGUAGE plpgsql VOLATILE AS
$$ BEGIN RETURN bench.some((SELECT playlists FROM bench.size), 'p'); END $$;
-- A hundred of them.
CREATE OR REPLACE FUNCTION bench.us() RETURNS int[] LANGUAGE plpgsql VOLATILE AS
$$ BEGIN RETURN ARRAY(SELECT bench.u() FROM generate_series(1, 100)); END $$;
CREATE OR REPLACE FUNCTION bench.ts() RETURNS int[] LANGUAGE plpgsql VOLATILE AS
$$ BEGIN RETURN ARRAY(SELECT bench.t() FROM generate_series(1, 100)); END $$;
CREATE OR REPLACE FUNCTION bench.ps() RETURNS int[] LANGUAGE plpgsql VOLATILE AS
$$ BEGIN RETURN ARRAY(SELECT bench.p() FROM generate_series(1, 100)); END $$;
CREATE OR REPLACE FUNCTION bench.followees() RETURNS int[] LANGUAGE plpgsql
VOLATILE AS $$
DECLARE
	who int := bench.u();
BEGIN
	RETURN ARRAY(SELECT f.followee_user_id FROM disc.follows AS f
		WHERE f.follower_user_id = who AND NOT f.is_delete
		LIMIT 1000);
END
$$;

-- What one call takes, in milliseconds.  plpgsql's own part is in all of them.
CREATE OR REPLACE FUNCTION bench.ask(call text, times int)
RETURNS TABLE (median float8, p99 float8)
LANGUAGE plpgsql AS $$
DECLARE
	began timestamptz;
	took float8[] := '{}';
BEGIN
	FOR i IN -9..times LOOP
		began := clock_timestamp();
		EXECUTE 'EXECUTE ' || call;
		IF i > 0 THEN
			took := took || EXTRACT(epoch FROM
				clock_timestamp() - began)::float8 * 1000;
		END IF;
	END LOOP;
	RETURN QUERY SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY t),
		percentile_cont(0.99) WITHIN GROUP (ORDER BY t)
	  FROM unnest(took) AS t;
END
$$;

-- What a search box asks at each letter: terms, then ten that begin so; when
-- there are fewer the best ten, and when there are fewer of these, too, the words
-- that it may be a typo of.  Rows are counted as they come: of an EXECUTE the
-- database does not say how many there were.
CREATE OR REPLACE FUNCTION bench.type_ahead(kind text, query text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	terms record;
	id int;
	n int := 0;
	of_kind constant text := CASE kind
		WHEN 'u' THEN 'users(%L, %L, %L, %L, NULL, NULL, false,'
			' ''relevant'', false, 200, 10, 0)'
		ELSE 'tracks(%L, %L, %L, %L, NULL, NULL, NULL, NULL, NULL, NULL,'
			' false, false, false, false, ''relevant'', false, 200,'
			' 10, 0)' END;
BEGIN
	EXECUTE format('EXECUTE api_search_terms(%L)', query) INTO terms;
	FOR id IN EXECUTE format('EXECUTE api_search_ahead(%L, %L, NULL,
			''relevant'', NULL, NULL, NULL, NULL, NULL, false,
			false, false, false, 10, 0)', kind, terms.whole) LOOP
		n := n + 1;
	END LOOP;
	FOR pass IN 1..2 LOOP
		EXIT WHEN n >= 10;
		n := 0;
		FOR id IN EXECUTE format('EXECUTE api_search_' || of_kind,
				terms.places, terms.words, terms.weights,
				terms.whole) LOOP
			n := n + 1;
		END LOOP;
		EXIT WHEN n >= 10 OR pass = 2;
		EXECUTE format('EXECUTE api_search_typos(%L, %L)', terms.places,
			terms.words) INTO terms.places, terms.words, terms.weights;
	END LOOP;
END
$$;
-- The name of a user or track with a letter missing when it is to be a typo,
-- else its first letters, two to all.
CREATE OR REPLACE FUNCTION bench.query(kind text, typo bool) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	i bigint := nextval('bench.asked');
	id int := CASE kind WHEN 'u' THEN bench.u() ELSE bench.t() END;
	w text := lower(CASE kind WHEN 'u' THEN (SELECT u.name
			FROM disc.users AS u WHERE u.user_id = id)
		ELSE (SELECT t.title FROM disc.tracks AS t
			WHERE t.track_id = id) END);
BEGIN
	IF typo THEN
		RETURN overlay(w PLACING '' FROM 2 + bench.any(GREATEST(
			char_length(w) - 3, 1), bench.draw(i, 'q')) FOR 1);
	END IF;
	RETURN left(w, 1 + bench.any(char_length(w), bench.draw(i, 'q')));
END
$$;
PREPARE bench_key(int) AS SELECT u.name FROM disc.users AS u
	WHERE u.user_id = $1;
CREATE OR REPLACE FUNCTION bench.ask_search(what text, times int)
RETURNS TABLE (median float8, p99 float8)
LANGUAGE plpgsql AS $$
DECLARE
	began timestamptz;
	took float8[] := '{}';
	query text;
	kind text;
BEGIN
	FOR i IN -9..times LOOP
		kind := CASE WHEN i % 2 = 0 THEN 'u' ELSE 't' END;
		query := bench.query(kind, what = 'typo');
		began := clock_timestamp();
		IF what = 'key' THEN
			EXECUTE format('EXECUTE bench_key(%L)', i);
		ELSE
			PERFORM bench.type_ahead(kind, query);
		END IF;
		IF i > 0 THEN
			took := took || EXTRACT(epoch FROM
				clock_timestamp() - began)::float8 * 1000;
		END IF;
	END LOOP;
	RETURN QUERY SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY t),
		percentile_cont(0.99) WITHIN GROUP (ORDER BY t)
	  FROM unnest(took) AS t;
END
$$;
