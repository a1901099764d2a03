CREATE TABLE `groups` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`slug` text NOT NULL,
	`description` text NOT NULL,
	`color` text,
	`privacy` text NOT NULL,
	`visible` integer NOT NULL,
	`active` integer NOT NULL,
	`verified` integer NOT NULL,
	`country` text,
	`hide_join_button` integer NOT NULL,
	`image` text,
	`cover_image` text,
	`cover_image_position` integer NOT NULL,
	`subscribers_count` integer NOT NULL,
	`created_at` integer NOT NULL,
	`created_by_id` integer NOT NULL,
	`managed_by_id` integer NOT NULL,
	FOREIGN KEY (`created_by_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`managed_by_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "groups_public_is_visible" CHECK("groups"."visible" = 1 or "groups"."privacy" = 'PRIVATE')
);
--> statement-breakpoint
CREATE UNIQUE INDEX `groups_name_key` ON `groups` (`name_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `groups_slug` ON `groups` (`slug`);--> statement-breakpoint
CREATE INDEX `groups_created_at` ON `groups` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `groups_subscribers_count` ON `groups` (`subscribers_count`,`id`);--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`user_id` integer NOT NULL,
	`operation` text NOT NULL,
	`key` text NOT NULL,
	`fingerprint` text NOT NULL,
	`answer` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `operation`, `key`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `idempotency_keys_created_at` ON `idempotency_keys` (`created_at`);--> statement-breakpoint
CREATE TABLE `memberships` (
	`group_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`status` text NOT NULL,
	`admin` integer NOT NULL,
	`since` integer NOT NULL,
	PRIMARY KEY(`group_id`, `user_id`),
	FOREIGN KEY (`group_id`) REFERENCES `groups`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `memberships_user` ON `memberships` (`user_id`,`status`,`group_id`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` integer PRIMARY KEY NOT NULL,
	`issuer` text,
	`subject` text,
	`username` text NOT NULL,
	`real_name` text NOT NULL,
	`avatar_url` text,
	`ext_id` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_username` ON `users` (`username`);--> statement-breakpoint
CREATE UNIQUE INDEX `users_identity` ON `users` (`issuer`,`subject`);