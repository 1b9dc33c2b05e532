-- SPDX-License-Identifier: ISC
-- What an owner has is found by his connections: nothing looks by the owner.
DROP INDEX disc.crawl_resource_owner;
