-- SPDX-License-Identifier: ISC
-- A notice is known by group and specifier.  The number that it has in a
-- database of the original may come with its row, and says nothing here.
ALTER TABLE disc.notification ADD COLUMN id int;
