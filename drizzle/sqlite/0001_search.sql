-- Trigrams find any part of a word in any script.
-- The two spaces at the end let the last characters of a text begin a trigram, too: terms shorter than three
-- characters are found by the trigrams that begin with them.
CREATE VIEW `groups_text` AS SELECT `id`, `name_key` || '  ' AS `name_key`, `description` || '  ' AS `description` FROM `groups`;
--> statement-breakpoint
CREATE VIRTUAL TABLE `groups_search` USING fts5(`name_key`, `description`, content='groups_text', content_rowid='id', tokenize='trigram remove_diacritics 1');
--> statement-breakpoint
CREATE VIRTUAL TABLE `groups_trigrams` USING fts5vocab('groups_search', 'row');
--> statement-breakpoint
CREATE TRIGGER `groups_search_insert` AFTER INSERT ON `groups` BEGIN
	INSERT INTO `groups_search` (`rowid`, `name_key`, `description`) VALUES (new.`id`, new.`name_key` || '  ', new.`description` || '  ');
END;
--> statement-breakpoint
CREATE TRIGGER `groups_search_delete` AFTER DELETE ON `groups` BEGIN
	INSERT INTO `groups_search` (`groups_search`, `rowid`, `name_key`, `description`) VALUES ('delete', old.`id`, old.`name_key` || '  ', old.`description` || '  ');
END;
--> statement-breakpoint
CREATE TRIGGER `groups_search_update` AFTER UPDATE OF `name_key`, `description` ON `groups` BEGIN
	INSERT INTO `groups_search` (`groups_search`, `rowid`, `name_key`, `description`) VALUES ('delete', old.`id`, old.`name_key` || '  ', old.`description` || '  ');
	INSERT INTO `groups_search` (`rowid`, `name_key`, `description`) VALUES (new.`id`, new.`name_key` || '  ', new.`description` || '  ');
END;
--> statement-breakpoint
CREATE VIEW `users_text` AS SELECT `id`, `username` || '  ' AS `username`, `real_name` || '  ' AS `real_name` FROM `users`;
--> statement-breakpoint
CREATE VIRTUAL TABLE `users_search` USING fts5(`username`, `real_name`, content='users_text', content_rowid='id', tokenize='trigram remove_diacritics 1');
--> statement-breakpoint
CREATE VIRTUAL TABLE `users_trigrams` USING fts5vocab('users_search', 'row');
--> statement-breakpoint
CREATE TRIGGER `users_search_insert` AFTER INSERT ON `users` BEGIN
	INSERT INTO `users_search` (`rowid`, `username`, `real_name`) VALUES (new.`id`, new.`username` || '  ', new.`real_name` || '  ');
END;
--> statement-breakpoint
CREATE TRIGGER `users_search_delete` AFTER DELETE ON `users` BEGIN
	INSERT INTO `users_search` (`users_search`, `rowid`, `username`, `real_name`) VALUES ('delete', old.`id`, old.`username` || '  ', old.`real_name` || '  ');
END;
--> statement-breakpoint
CREATE TRIGGER `users_search_update` AFTER UPDATE OF `username`, `real_name` ON `users` BEGIN
	INSERT INTO `users_search` (`users_search`, `rowid`, `username`, `real_name`) VALUES ('delete', old.`id`, old.`username` || '  ', old.`real_name` || '  ');
	INSERT INTO `users_search` (`rowid`, `username`, `real_name`) VALUES (new.`id`, new.`username` || '  ', new.`real_name` || '  ');
END;
