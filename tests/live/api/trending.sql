-- SPDX-License-Identifier: ISC
-- Who leads, a hidden one and a private one among them.
INSERT INTO disc.track_trending_scores (track_id, type, genre, version,
    time_range, score, created_at)
VALUES (11, 'TRACKS', 'Rock', 'pnagD', 'week', 5, '2023-01-01'),
    (12, 'TRACKS', 'Rock', 'pnagD', 'week', 9, '2023-01-01'),
    (16, 'TRACKS', 'Jazz', 'pnagD', 'week', 7, '2023-01-01'),
    (11, 'TRACKS', 'Rock', 'pnagD', 'month', 8, '2023-01-01'),
    (16, 'TRACKS', 'Jazz', 'pnagD', 'allTime', 2, '2023-01-01'),
    (11, 'TRACKS', 'Rock', 'AnlGe', 'week', 5, '2023-01-01');
INSERT INTO disc.trending_lists (type, version, time_range, rank, id, score)
VALUES ('PLAYLISTS', 'pnagD', 'week', 1, 22, 9),
    ('PLAYLISTS', 'pnagD', 'week', 2, 21, 5),
    ('UNDERGROUND_TRACKS', 'EJ57D', 'week', 1, 16, 3);
