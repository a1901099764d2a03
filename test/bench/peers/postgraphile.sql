-- The part of Guildhall's tables that the workloads need, with its rules as PostGraphile wants them: policies.
create role visitor login;
create schema app;
grant usage on schema app to visitor;
create type app.group_privacy as enum ('PUBLIC', 'PRIVATE');
create type app.subscription_status as enum ('SUBSCRIBED', 'INVITED', 'REQUESTED');

create table app.users (
  id integer primary key,
  username text not null unique,
  real_name text not null,
  avatar_url text,
  created_at timestamptz not null
);
create table app.groups (
  id serial primary key,
  name text not null,
  name_key text not null unique,
  slug text not null unique,
  description text not null,
  privacy app.group_privacy not null,
  visible boolean not null,
  active boolean not null,
  subscribers_count integer not null,
  created_at timestamptz not null,
  private_token text not null,
  created_by_id integer not null references app.users,
  managed_by_id integer not null references app.users
);
create table app.memberships (
  group_id integer not null references app.groups on delete cascade,
  user_id integer not null references app.users,
  status app.subscription_status not null,
  admin boolean not null,
  since timestamptz not null,
  primary key (group_id, user_id)
);
create index on app.groups (name_key, id);
create index on app.groups (created_at, id);
create index on app.groups (subscribers_count, id);
create index on app.groups (created_by_id);
create index on app.groups (managed_by_id);
create index on app.memberships (user_id, status, group_id);
create index on app.memberships (group_id, status, since, user_id);

grant select on all tables in schema app to visitor;
grant insert on app.groups, app.memberships to visitor;
grant usage on all sequences in schema app to visitor;

alter table app.groups enable row level security;
create policy seen on app.groups for select using ((active and visible) or exists (
  select from app.memberships where group_id = groups.id and status in ('SUBSCRIBED', 'INVITED')
    and user_id = current_setting('app.user_id')::integer));
create policy own on app.groups for insert with check (created_by_id = current_setting('app.user_id')::integer);

create function app.make_group(name text, description text, privacy app.group_privacy) returns app.groups
language sql volatile as $$
  with made as (
    insert into app.groups (name, name_key, slug, description, privacy, visible, active, subscribers_count, created_at,
      private_token, created_by_id, managed_by_id)
    values (btrim(name), lower(btrim(name)), btrim(regexp_replace(lower(name), '[^a-z0-9]+', '-', 'g'), '-'),
      description, privacy, true, true, 1, now(), gen_random_uuid()::text, current_setting('app.user_id')::integer,
      current_setting('app.user_id')::integer)
    returning *
  ), joined as (
    insert into app.memberships (group_id, user_id, status, admin, since)
    select id, created_by_id, 'SUBSCRIBED', false, created_at from made
  )
  select * from made
$$;
grant execute on all functions in schema app to visitor;
