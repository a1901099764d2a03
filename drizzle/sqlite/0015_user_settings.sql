CREATE TABLE `user_settings` (
	`user_id` integer PRIMARY KEY NOT NULL,
	`activity_mails` text,
	`message_mails` integer,
	`mobile_notifications` integer,
	`toasts` integer,
	`toast_sounds` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
