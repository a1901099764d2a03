-- What the indexes of searches know of a folded text: for each part of its words of one, two and three characters, a hash
-- of that part and of the text's block; and once more, with a hash of its own, for those of the first line, the name. See
-- src/store/postgres/search/finds.ts. The cost is so high that the planner never computes keys row by row where an index
-- has them.
CREATE FUNCTION "search_keys"("block" bigint, "folded" text) RETURNS bigint[]
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 100000
	AS $$
DECLARE
	in_text CONSTANT bigint := block << 1;
	in_name CONSTANT bigint := in_text + 1;
	is_name boolean := true;
	letter text;
	last text;
	last_two text;
	place int := 0;
	keys bigint[] := '{}';
BEGIN
	FOREACH letter IN ARRAY string_to_array(folded, NULL) LOOP
		IF letter = ' ' THEN
			place := 0;
			CONTINUE;
		END IF;
		IF letter = E'\n' THEN
			place := 0;
			is_name := false;
			CONTINUE;
		END IF;
		place := place + 1;
		-- One by one: in this form, an array grows in its place.
		keys := keys || hashtextextended(letter, in_text);
		IF place > 1 THEN
			keys := keys || hashtextextended(last || letter, in_text);
		END IF;
		IF place > 2 THEN
			keys := keys || hashtextextended(last_two || letter, in_text);
		END IF;
		IF is_name THEN
			keys := keys || hashtextextended(letter, in_name);
			IF place > 1 THEN
				keys := keys || hashtextextended(last || letter, in_name);
			END IF;
			IF place > 2 THEN
				keys := keys || hashtextextended(last_two || letter, in_name);
			END IF;
		END IF;
		last_two := last || letter;
		last := letter;
	END LOOP;
	RETURN keys;
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
