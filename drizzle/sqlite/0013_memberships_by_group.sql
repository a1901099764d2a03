-- Those who stand to a group are kept beside each other, and whom a user's groups are found by does not say how they stand: so
-- that letting in ten thousand at once changes 200 pages of the file, and not one or two for each of them.
CREATE TABLE `memberships_by_group` (
	`group_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`status` text NOT NULL,
	`admin` integer NOT NULL,
	`since` integer NOT NULL,
	PRIMARY KEY(`group_id`, `user_id`),
	FOREIGN KEY (`group_id`) REFERENCES `groups`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `memberships_by_group` SELECT `group_id`, `user_id`, `status`, `admin`, `since` FROM `memberships` ORDER BY `group_id`, `user_id`;
--> statement-breakpoint
DROP TABLE `memberships`;
--> statement-breakpoint
ALTER TABLE `memberships_by_group` RENAME TO `memberships`;
--> statement-breakpoint
CREATE INDEX `memberships_user` ON `memberships` (`user_id`,`group_id`);
--> statement-breakpoint
CREATE INDEX `memberships_group` ON `memberships` (`group_id`,`status`,`since`,`user_id`);
