CREATE TABLE "user_settings" (
	"user_id" bigint PRIMARY KEY NOT NULL,
	"activity_mails" text COLLATE "C",
	"message_mails" boolean,
	"mobile_notifications" boolean,
	"toasts" boolean,
	"toast_sounds" boolean
);
--> statement-breakpoint
ALTER TABLE "user_settings" ADD CONSTRAINT "user_settings_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;