-- SPDX-License-Identifier: ISC
-- Rewards: user 1 is verified and has some, user 2 is not and has none.  What
-- may be earned comes last, so that nobody is told of it.
INSERT INTO disc.user_challenges (challenge_id, user_id, specifier, is_complete,
    current_step_count, amount, completed_blocknumber, created_at,
    completed_at) VALUES
    ('b', 1, 'b1', true, NULL, 2, 90, '2023-01-01Z', '2023-01-02'),
    ('b', 1, 'b2', true, NULL, 3, 95, '2023-01-01Z', '2023-01-03'),
    ('b', 1, 'b3', false, NULL, 9, NULL, '2023-01-01Z', NULL),
    ('old', 1, 'o1', true, NULL, 5, 10, '2023-01-01Z', '2023-01-02'),
    ('p', 1, 'p1', false, 3, 1, NULL, '2023-01-01Z', NULL),
    ('tt', 1, 't1', false, NULL, 100, NULL, '2023-01-01Z', NULL),
    ('tt', 1, 't2', true, NULL, 100, 97, '2023-01-01Z', '2023-01-04');
INSERT INTO disc.challenge_disbursements (challenge_id, user_id, specifier,
    signature, slot, amount) VALUES
    ('b', 1, 'b1', 's1', 1, '200000000');
INSERT INTO disc.challenge_listen_streak VALUES
    (1, timezone('UTC', now()) - interval '15 hours', 4),
    (2, timezone('UTC', now()) - interval '17 hours', 4);
INSERT INTO disc.challenges (id, type, amount, active, step_count,
    cooldown_days) VALUES
    ('b', 'aggregate', '1', true, 3, 7),
    ('e', 'aggregate', '1', true, 2147483647, NULL),
    ('old', 'boolean', '5', false, NULL, NULL),
    ('p', 'numeric', '1', true, 7, NULL),
    ('r', 'aggregate', '1', true, 5, NULL),
    ('rv', 'aggregate', '1', true, 500, NULL),
    ('tt', 'trending', '100', true, NULL, NULL);
