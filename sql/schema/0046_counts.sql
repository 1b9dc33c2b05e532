-- SPDX-License-Identifier: ISC
-- Where many blocks are written at once, the indexer adds up what follows,
-- reposts and saves count, and finds round numbers.  What does so row by row
-- keeps still while discprov.counts is "written".

DO $do$
DECLARE
	tab text;
	event text;
BEGIN
	FOREACH tab IN ARRAY ARRAY['follows', 'reposts', 'saves'] LOOP
		FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
			EXECUTE pg_catalog.format('CREATE OR REPLACE TRIGGER %I
				AFTER %s ON disc.%I REFERENCING %s
				FOR EACH STATEMENT
				WHEN (pg_catalog.current_setting(
					''discprov.revert'', true)
					IS DISTINCT FROM ''on''
				AND pg_catalog.current_setting(
					''discprov.counts'', true)
					IS DISTINCT FROM ''written'')
				EXECUTE FUNCTION disc.%I()',
				'counter_' || pg_catalog.lower(event), event,
				tab, CASE event WHEN 'INSERT' THEN
					'NEW TABLE AS new_rows'
				WHEN 'DELETE' THEN 'OLD TABLE AS old_rows'
				ELSE 'OLD TABLE AS old_rows NEW TABLE AS new_rows'
				END, 'counter_' || tab);
		END LOOP;
	END LOOP;
END
$do$;

-- A step that looks for round numbers begins with "top" (0022).
DO $do$
DECLARE
	f record;
BEGIN
	FOR f IN
		SELECT p.proname, pg_catalog.string_agg(CASE
			WHEN s.step LIKE '%, top AS MATERIALIZED%'
			THEN pg_catalog.replace(s.step,
				'IF EXISTS (SELECT FROM new_rows AS n WHERE ',
				'IF pg_catalog.current_setting('
				'''discprov.counts'', true) '
				'IS DISTINCT FROM ''written'' AND '
				'EXISTS (SELECT FROM new_rows AS n WHERE ')
			ELSE s.step END, E'END IF;\n' ORDER BY s.place) AS body
		  FROM pg_catalog.pg_proc AS p
		 CROSS JOIN LATERAL pg_catalog.unnest(
			pg_catalog.string_to_array(p.prosrc, E'END IF;\n'))
			WITH ORDINALITY AS s (step, place)
		 WHERE p.pronamespace = 'disc'::regnamespace
		   AND p.proname IN ('news_follows', 'news_reposts',
			'news_saves')
		 GROUP BY p.proname
	LOOP
		EXECUTE pg_catalog.format('CREATE OR REPLACE FUNCTION disc.%I()
			RETURNS trigger LANGUAGE plpgsql AS %L', f.proname,
			f.body);
	END LOOP;
END
$do$;
