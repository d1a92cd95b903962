create table code_signing_configs (
  account text not null,
  region text not null,
  config text not null,
  revision integer not null,
  doc text not null check (json_valid(doc)),
  description text generated always as (doc ->> '$.description') virtual,
  primary key (account, region, config)
) strict;
