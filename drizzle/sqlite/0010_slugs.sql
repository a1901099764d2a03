DROP INDEX `groups_slug`;--> statement-breakpoint
ALTER TABLE `groups` ADD `slug_key` text GENERATED ALWAYS AS (lower("slug")) VIRTUAL;--> statement-breakpoint
CREATE UNIQUE INDEX `groups_slug_key` ON `groups` (`slug_key`);--> statement-breakpoint
-- Websites are links to http or https, with a host: what is none is gone, `javascript:` above all.
UPDATE `page_requests` SET `organization_website` = NULL
WHERE lower(`organization_website`) NOT GLOB 'http://[^/?#:@ ]*' AND lower(`organization_website`) NOT GLOB 'https://[^/?#:@ ]*'
	OR `organization_website` GLOB ('*[' || char(9) || char(10) || char(13) || ']*');
