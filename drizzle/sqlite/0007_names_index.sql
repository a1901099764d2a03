-- New groups wait here until the end of their transaction: indexed together they cost half of what they do one by one.
CREATE TABLE `groups_to_index` (
	`id` integer PRIMARY KEY NOT NULL
);
--> statement-breakpoint
-- Names are found before descriptions: without an index of their own, all texts that have a trigram are gone through
-- to find the few names that do. It knows which names have a trigram, and not where, which is all that is asked.
CREATE VIRTUAL TABLE `groups_names` USING fts5(`name_key`, content='groups_text', content_rowid='id', columnsize=0, detail=none, tokenize='trigram remove_diacritics 1');
--> statement-breakpoint
INSERT INTO `groups_names` (`groups_names`) VALUES ('rebuild');
--> statement-breakpoint
DROP TRIGGER `groups_search_insert`;
--> statement-breakpoint
CREATE TRIGGER `groups_search_insert` AFTER INSERT ON `groups` BEGIN
	INSERT INTO `groups_to_index` (`id`) VALUES (new.`id`);
END;
--> statement-breakpoint
DROP TRIGGER `groups_search_delete`;
--> statement-breakpoint
CREATE TRIGGER `groups_search_delete` AFTER DELETE ON `groups` WHEN NOT EXISTS (SELECT 1 FROM `groups_to_index` WHERE `id` = old.`id`) BEGIN
	INSERT INTO `groups_search` (`groups_search`, `rowid`, `name_key`, `description`) VALUES ('delete', old.`id`, old.`name_key` || '  ', old.`description` || '  ');
	INSERT INTO `groups_names` (`groups_names`, `rowid`, `name_key`) VALUES ('delete', old.`id`, old.`name_key` || '  ');
END;
--> statement-breakpoint
DROP TRIGGER `groups_search_update`;
--> statement-breakpoint
CREATE TRIGGER `groups_search_update` AFTER UPDATE OF `name_key`, `description` ON `groups` WHEN NOT EXISTS (SELECT 1 FROM `groups_to_index` WHERE `id` = old.`id`) BEGIN
	INSERT INTO `groups_search` (`groups_search`, `rowid`, `name_key`, `description`) VALUES ('delete', old.`id`, old.`name_key` || '  ', old.`description` || '  ');
	INSERT INTO `groups_names` (`groups_names`, `rowid`, `name_key`) VALUES ('delete', old.`id`, old.`name_key` || '  ');
	INSERT INTO `groups_search` (`rowid`, `name_key`, `description`) VALUES (new.`id`, new.`name_key` || '  ', new.`description` || '  ');
	INSERT INTO `groups_names` (`rowid`, `name_key`) VALUES (new.`id`, new.`name_key` || '  ');
END;
