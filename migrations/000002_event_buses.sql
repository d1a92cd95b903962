create table event_buses (
  account text not null,
  region text not null,
  bus text not null,
  revision integer not null,
  doc text not null check (json_valid(doc)),
  description text generated always as (doc ->> '$.description') virtual,
  created_at integer generated always as (doc ->> '$.createdAt') virtual,
  primary key (account, region, bus)
) strict;
