CREATE TABLE `mail_days` (
	`user_id` integer PRIMARY KEY NOT NULL,
	`day` integer NOT NULL,
	`mails` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `email_invitations_expires_at` ON `email_invitations` (`expires_at`);