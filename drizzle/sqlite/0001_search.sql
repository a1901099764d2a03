-- Trigrams find any part of a word in any script. The tables hold only the index: the text stays in its own table.
CREATE VIRTUAL TABLE `groups_search` USING fts5(`name`, `description`, content='groups', content_rowid='id', tokenize='trigram remove_diacritics 1');
--> statement-breakpoint
CREATE TRIGGER `groups_search_insert` AFTER INSERT ON `groups` BEGIN
	INSERT INTO `groups_search` (`rowid`, `name`, `description`) VALUES (new.`id`, new.`name`, new.`description`);
END;
--> statement-breakpoint
CREATE TRIGGER `groups_search_delete` AFTER DELETE ON `groups` BEGIN
	INSERT INTO `groups_search` (`groups_search`, `rowid`, `name`, `description`) VALUES ('delete', old.`id`, old.`name`, old.`description`);
END;
--> statement-breakpoint
CREATE TRIGGER `groups_search_update` AFTER UPDATE OF `name`, `description` ON `groups` BEGIN
	INSERT INTO `groups_search` (`groups_search`, `rowid`, `name`, `description`) VALUES ('delete', old.`id`, old.`name`, old.`description`);
	INSERT INTO `groups_search` (`rowid`, `name`, `description`) VALUES (new.`id`, new.`name`, new.`description`);
END;
--> statement-breakpoint
CREATE VIRTUAL TABLE `users_search` USING fts5(`username`, `real_name`, content='users', content_rowid='id', tokenize='trigram remove_diacritics 1');
--> statement-breakpoint
CREATE TRIGGER `users_search_insert` AFTER INSERT ON `users` BEGIN
	INSERT INTO `users_search` (`rowid`, `username`, `real_name`) VALUES (new.`id`, new.`username`, new.`real_name`);
END;
--> statement-breakpoint
CREATE TRIGGER `users_search_delete` AFTER DELETE ON `users` BEGIN
	INSERT INTO `users_search` (`users_search`, `rowid`, `username`, `real_name`) VALUES ('delete', old.`id`, old.`username`, old.`real_name`);
END;
--> statement-breakpoint
CREATE TRIGGER `users_search_update` AFTER UPDATE OF `username`, `real_name` ON `users` BEGIN
	INSERT INTO `users_search` (`users_search`, `rowid`, `username`, `real_name`) VALUES ('delete', old.`id`, old.`username`, old.`real_name`);
	INSERT INTO `users_search` (`rowid`, `username`, `real_name`) VALUES (new.`id`, new.`username`, new.`real_name`);
END;
