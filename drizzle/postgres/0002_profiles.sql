CREATE TABLE "profiles" (
	"user_id" bigint PRIMARY KEY NOT NULL,
	"bio" text COLLATE "C" NOT NULL,
	"location" text COLLATE "C" NOT NULL,
	"website" text COLLATE "C",
	"tags" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "profiles" ADD CONSTRAINT "profiles_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;