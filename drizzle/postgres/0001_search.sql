-- What the indexes of searches know of a folded text: for each part of its words of one, two and three characters, a hash
-- of that part and of the text's block; and once more, with a hash of its own, for those of the first line, the name. See
-- src/store/postgres/search/finds.ts. The cost is so high that the planner never computes keys row by row where an index
-- has them. Blanks are null here, and so is every part with one in it. In one statement, the index takes 0.8 of the time
-- that a loop takes (2026-11-30).
CREATE FUNCTION "search_keys"("block" bigint, "folded" text) RETURNS bigint[]
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 100000
	AS $$
BEGIN
	RETURN (
		SELECT array_remove(
			array_agg(hashtextextended(one, seed))
				|| array_agg(hashtextextended(one || two, seed))
				|| array_agg(hashtextextended(one || two || three, seed)),
			NULL)
		FROM (
			SELECT seed, unnest(letters) AS one, unnest(letters[2:]) AS two, unnest(letters[3:]) AS three
			FROM (VALUES
				(block << 1, string_to_array(translate(folded, E'\n', ' '), NULL, ' ')),
				((block << 1) + 1, string_to_array(split_part(folded, E'\n', 1), NULL, ' '))
			) AS lines (seed, letters)
		) AS places
	);
END
$$;
--> statement-breakpoint
ALTER TABLE "group_texts" ADD COLUMN "indexed" boolean;
--> statement-breakpoint
-- Without statistics, the planner takes the texts that are not indexed yet for few, whatever the last ANALYZE saw.
ALTER TABLE "group_texts" ALTER COLUMN "indexed" SET STATISTICS 0;
--> statement-breakpoint
CREATE INDEX "group_texts_fresh" ON "group_texts" USING btree ("group_id") WHERE "indexed" IS NULL;
--> statement-breakpoint
CREATE INDEX "group_texts_keys" ON "group_texts" USING gin ("search_keys"("group_id" >> 14, "folded")) WHERE "indexed";
--> statement-breakpoint
CREATE INDEX "users_keys" ON "users" USING gin ("search_keys"(0, "folded")) WITH (gin_pending_list_limit = 512);
--> statement-breakpoint
-- No plan depends on how frequent a key is, and to find that out takes seconds.
ALTER INDEX "group_texts_keys" ALTER COLUMN 1 SET STATISTICS 0;
--> statement-breakpoint
ALTER INDEX "users_keys" ALTER COLUMN 1 SET STATISTICS 0;
--> statement-breakpoint
-- Only an index's owner may do so, who need not be the user that servers connect as.
CREATE FUNCTION "sort_keys_in"() RETURNS bigint
	LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
	AS $$ SELECT gin_clean_pending_list('group_texts_keys') $$;
