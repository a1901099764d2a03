CREATE TABLE `profiles` (
	`user_id` integer PRIMARY KEY NOT NULL,
	`bio` text NOT NULL,
	`location` text NOT NULL,
	`website` text,
	`tags` text NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
