-- Where each trigram stands: terms shorter than a trigram are found by those that begin with them.
CREATE VIRTUAL TABLE `groups_instances` USING fts5vocab('groups_search', 'instance');
--> statement-breakpoint
DROP TABLE `groups_trigrams`;
--> statement-breakpoint
CREATE VIRTUAL TABLE `users_instances` USING fts5vocab('users_search', 'instance');
--> statement-breakpoint
DROP TABLE `users_trigrams`;
