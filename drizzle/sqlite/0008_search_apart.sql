-- What groups are found by moves to a file of its own, which is made at the start (src/store/sqlite/search-index.ts):
-- there it is written to while others write here, and what it is made of here stays as it is.
DROP TRIGGER `groups_search_insert`;
--> statement-breakpoint
DROP TRIGGER `groups_search_delete`;
--> statement-breakpoint
DROP TRIGGER `groups_search_update`;
--> statement-breakpoint
DROP TABLE `groups_instances`;
--> statement-breakpoint
DROP TABLE `groups_names`;
--> statement-breakpoint
DROP TABLE `groups_search`;
--> statement-breakpoint
DROP TABLE `groups_to_index`;
--> statement-breakpoint
CREATE TABLE `database_id` (
	`id` text NOT NULL
);
--> statement-breakpoint
INSERT INTO `database_id` (`id`) VALUES (lower(hex(randomblob(16))));
--> statement-breakpoint
CREATE TABLE `search_changes` (
	`seq` integer PRIMARY KEY NOT NULL,
	`group_id` integer NOT NULL
);
--> statement-breakpoint
-- Numbers go on from the last, so that there is always one; this one is no group's.
INSERT INTO `search_changes` (`seq`, `group_id`) VALUES (1, 0);
--> statement-breakpoint
CREATE TRIGGER `search_changes_insert` AFTER INSERT ON `groups` BEGIN
	INSERT INTO `search_changes` (`group_id`) VALUES (new.`id`);
END;
--> statement-breakpoint
CREATE TRIGGER `search_changes_delete` AFTER DELETE ON `groups` BEGIN
	INSERT INTO `search_changes` (`group_id`) VALUES (old.`id`);
END;
--> statement-breakpoint
CREATE TRIGGER `search_changes_update` AFTER UPDATE OF `name_key`, `description` ON `groups` BEGIN
	INSERT INTO `search_changes` (`group_id`) VALUES (new.`id`);
END;
--> statement-breakpoint
-- Lists of the groups that hold a trigram, which the server keeps in memory, are true for as long as it knows which
-- groups have changed since; of new ones it knows by their ids. Who misses any of the last thousand reads the lists anew.
CREATE TABLE `groups_reworded` (
	`seq` integer PRIMARY KEY NOT NULL,
	`group_id` integer NOT NULL
);
--> statement-breakpoint
CREATE TRIGGER `groups_reworded_trim` AFTER INSERT ON `groups_reworded` BEGIN
	DELETE FROM `groups_reworded` WHERE `seq` <= new.`seq` - 1000;
END;
--> statement-breakpoint
-- Made by hand, with an id that is not new: which ids are, the row that is looked at says until the insert is over.
CREATE TRIGGER `groups_reworded_insert` AFTER INSERT ON `groups` WHEN new.`id` <= (SELECT `seq` FROM `sqlite_sequence` WHERE `name` = 'groups') BEGIN
	INSERT INTO `groups_reworded` (`group_id`) VALUES (new.`id`);
END;
--> statement-breakpoint
CREATE TRIGGER `groups_reworded_update` AFTER UPDATE OF `name_key`, `description` ON `groups` BEGIN
	INSERT INTO `groups_reworded` (`group_id`) VALUES (new.`id`);
END;
