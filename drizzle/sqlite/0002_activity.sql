ALTER TABLE `groups` ADD `last_activity_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `groups` SET `last_activity_at` = `created_at`;--> statement-breakpoint
CREATE INDEX `groups_last_activity_at` ON `groups` (`last_activity_at`,`id`);--> statement-breakpoint
CREATE INDEX `memberships_group` ON `memberships` (`group_id`,`status`,`since`,`user_id`);
