ALTER TABLE `users` ADD `imported` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `followed_at` integer;--> statement-breakpoint
-- Nobody waits to be let into a public group, or asks for a hidden one: who asked before it became so joins the one now,
-- and stands to the other in no way.
UPDATE `groups` SET
	`subscribers_count` = (SELECT count(*) FROM `memberships` WHERE `group_id` = `groups`.`id` AND `status` IN ('SUBSCRIBED', 'REQUESTED')),
	`last_activity_at` = CAST(unixepoch('subsec') * 1000 AS integer)
WHERE `privacy` = 'PUBLIC' AND `id` IN (SELECT `group_id` FROM `memberships` WHERE `status` = 'REQUESTED');
--> statement-breakpoint
UPDATE `memberships` SET `status` = 'SUBSCRIBED', `since` = CAST(unixepoch('subsec') * 1000 AS integer)
WHERE `status` = 'REQUESTED' AND `group_id` IN (SELECT `id` FROM `groups` WHERE `privacy` = 'PUBLIC');
--> statement-breakpoint
DELETE FROM `memberships` WHERE `status` = 'REQUESTED' AND `group_id` IN (SELECT `id` FROM `groups` WHERE NOT `visible`);
