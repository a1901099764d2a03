CREATE TABLE `email_invitations` (
	`group_id` integer NOT NULL,
	`email` text NOT NULL,
	`token_hash` text NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`group_id`, `email`),
	FOREIGN KEY (`group_id`) REFERENCES `groups`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `email_invitations_token` ON `email_invitations` (`token_hash`);--> statement-breakpoint
CREATE TABLE `page_requests` (
	`group_id` integer PRIMARY KEY NOT NULL,
	`status` text NOT NULL,
	`job_title` text NOT NULL,
	`contact_number` text NOT NULL,
	`organization_name` text NOT NULL,
	`organization_website` text,
	`purpose` text NOT NULL,
	`additional_details` text,
	`submitted_at` integer NOT NULL,
	`reviewed_at` integer,
	`reviewed_by_id` integer,
	FOREIGN KEY (`group_id`) REFERENCES `groups`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`reviewed_by_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `page_requests_status` ON `page_requests` (`status`,`submitted_at`,`group_id`);--> statement-breakpoint
ALTER TABLE `groups` ADD `private_token` text DEFAULT '' NOT NULL;--> statement-breakpoint
UPDATE `groups` SET `private_token` = lower(hex(randomblob(24)));--> statement-breakpoint
ALTER TABLE `users` ADD `reviewer` integer DEFAULT false NOT NULL;