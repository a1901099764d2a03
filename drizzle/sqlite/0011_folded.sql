-- The key of a name becomes the claim to it, which a group may have or not. What searches find and names are ordered by
-- gets columns of its own, filled at the start (src/store/sqlite/fold-anew.ts): SQL cannot fold.
DROP TRIGGER `search_changes_update`;
--> statement-breakpoint
DROP TRIGGER `groups_reworded_update`;
--> statement-breakpoint
DROP VIEW `groups_text`;
--> statement-breakpoint
DROP INDEX `groups_name_key`;
--> statement-breakpoint
ALTER TABLE `groups` RENAME COLUMN `name_key` TO `name_key_of_all`;
--> statement-breakpoint
ALTER TABLE `groups` ADD `name_key` text;
--> statement-breakpoint
UPDATE `groups` SET `name_key` = `name_key_of_all`;
--> statement-breakpoint
ALTER TABLE `groups` DROP COLUMN `name_key_of_all`;
--> statement-breakpoint
CREATE UNIQUE INDEX `groups_name_key` ON `groups` (`name_key`);
--> statement-breakpoint
ALTER TABLE `groups` ADD `name_sort` text DEFAULT '' NOT NULL;
--> statement-breakpoint
ALTER TABLE `groups` ADD `folded` text DEFAULT '' NOT NULL;
--> statement-breakpoint
CREATE INDEX `groups_name_sort` ON `groups` (`name_sort`);
--> statement-breakpoint
CREATE TABLE `foldings` (
	`folded` text PRIMARY KEY NOT NULL,
	`version` text NOT NULL,
	`up_to` integer
);
--> statement-breakpoint
-- The two spaces at the end let the last characters of a text begin a trigram, too: terms shorter than three characters
-- are found by the trigrams that begin with them.
CREATE VIEW `groups_text` AS SELECT `id`, substr(`folded`, 1, instr(`folded`, char(10)) - 1) AS `name`, `folded` || '  ' AS `folded` FROM `groups`;
--> statement-breakpoint
CREATE TRIGGER `search_changes_update` AFTER UPDATE OF `folded` ON `groups` WHEN EXISTS (SELECT 1 FROM `foldings` WHERE `folded` = 'groups' AND `up_to` IS NULL) BEGIN
	INSERT INTO `search_changes` (`group_id`) VALUES (new.`id`);
END;
--> statement-breakpoint
CREATE TRIGGER `groups_reworded_update` AFTER UPDATE OF `folded` ON `groups` WHEN EXISTS (SELECT 1 FROM `foldings` WHERE `folded` = 'groups' AND `up_to` IS NULL) BEGIN
	INSERT INTO `groups_reworded` (`group_id`) VALUES (new.`id`);
END;
--> statement-breakpoint
DROP TRIGGER `users_search_insert`;
--> statement-breakpoint
DROP TRIGGER `users_search_delete`;
--> statement-breakpoint
DROP TRIGGER `users_search_update`;
--> statement-breakpoint
DROP TABLE `users_instances`;
--> statement-breakpoint
DROP TABLE `users_search`;
--> statement-breakpoint
DROP VIEW `users_text`;
--> statement-breakpoint
ALTER TABLE `users` ADD `username_sort` text DEFAULT '' NOT NULL;
--> statement-breakpoint
ALTER TABLE `users` ADD `folded` text DEFAULT '' NOT NULL;
--> statement-breakpoint
CREATE INDEX `users_username_sort` ON `users` (`username_sort`);
--> statement-breakpoint
CREATE VIEW `users_text` AS SELECT `id`, `folded` || '  ' AS `folded` FROM `users`;
--> statement-breakpoint
CREATE VIRTUAL TABLE `users_search` USING fts5(`folded`, content='users_text', content_rowid='id', tokenize='trigram case_sensitive 1');
--> statement-breakpoint
CREATE VIRTUAL TABLE `users_instances` USING fts5vocab('users_search', 'instance');
--> statement-breakpoint
CREATE TRIGGER `users_search_insert` AFTER INSERT ON `users` BEGIN
	INSERT INTO `users_search` (`rowid`, `folded`) VALUES (new.`id`, new.`folded` || '  ');
END;
--> statement-breakpoint
CREATE TRIGGER `users_search_delete` AFTER DELETE ON `users` BEGIN
	INSERT INTO `users_search` (`users_search`, `rowid`, `folded`) VALUES ('delete', old.`id`, old.`folded` || '  ');
END;
--> statement-breakpoint
CREATE TRIGGER `users_search_update` AFTER UPDATE OF `folded` ON `users` WHEN EXISTS (SELECT 1 FROM `foldings` WHERE `folded` = 'users' AND `up_to` IS NULL) BEGIN
	INSERT INTO `users_search` (`users_search`, `rowid`, `folded`) VALUES ('delete', old.`id`, old.`folded` || '  ');
	INSERT INTO `users_search` (`rowid`, `folded`) VALUES (new.`id`, new.`folded` || '  ');
END;
