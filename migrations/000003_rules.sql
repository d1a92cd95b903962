create table rules (
  account text not null,
  region text not null,
  bus text not null,
  rule text not null,
  revision integer not null,
  doc text not null check (json_valid(doc)),
  state text generated always as (doc ->> '$.state') virtual,
  event_pattern text generated always as (doc ->> '$.eventPattern') virtual,
  schedule_expression text generated always as (doc ->> '$.scheduleExpression') virtual,
  target_count integer generated always as (json_array_length(doc, '$.targets')) virtual,
  primary key (account, region, bus, rule)
) strict;
