-- How far each rule's schedule has fired.
create table schedule_cursors (
  account text not null,
  region text not null,
  rule text not null,
  revision integer not null,
  doc text not null check (json_valid(doc)),
  fired_through integer generated always as (doc ->> '$.firedThrough') virtual,
  primary key (account, region, rule)
) strict;
