-- Apps and grants: 0x62f9.. is the app's key of the cases.
INSERT INTO disc.developer_apps (address, user_id, name, description,
    is_delete, created_at, updated_at, txhash)
VALUES ('0x62f94e9ac9349bccc61bfe66ddade6292702ecb6', 1, 'Player', 'plays',
	false, '2024-01-01', '2024-01-01', ''),
    ('0x' || repeat('a', 40), 1, 'Gone', NULL, true, '2024-01-02',
	'2024-01-02', ''),
    ('0x' || repeat('b', 40), 1, 'Newer', NULL, false, '2024-01-03',
	'2024-01-03', '');
INSERT INTO disc.grants (grantee_address, user_id, is_approved, is_revoked,
    created_at, updated_at, txhash)
VALUES ('0x62f94e9ac9349bccc61bfe66ddade6292702ecb6', 2, true, false,
	'2024-02-01', '2024-02-03', ''),
    ('0x62f94e9ac9349bccc61bfe66ddade6292702ecb6', 3, true, false,
	'2024-02-01', '2024-02-03', ''),
    ('0x' || repeat('b', 40), 2, true, false, '2024-02-01', '2024-02-02', ''),
    ('0x' || repeat('a', 40), 2, true, false, '2024-02-01', '2024-02-01', ''),
    ('0x70997970c51812dc3a010c7d01b50e0d17dc79c8', 1, true, false,
	'2024-02-01', '2024-02-01', ''),
    ('0x' || repeat('3', 40), 1, NULL, false, '2024-02-02', '2024-02-02', ''),
    ('0x90f8bf6a479f320ead074411a4b0e7944ea8c9c1', 3, true, true,
	'2024-02-01', '2024-02-01', '');
INSERT INTO disc.tracks (track_id, owner_id, title, created_at, updated_at,
    blocknumber, is_delete, is_unlisted)
VALUES (301, 3, 'C hides, too', '2023-01-01', '2023-01-01', 100, false, true),
    (302, 3, 'C hides', '2023-01-01', '2023-01-01', 100, false, true);
