create table functions (
  account text not null,
  region text not null,
  function text not null,
  revision integer not null,
  doc text not null check (json_valid(doc)),
  runtime text generated always as (doc ->> '$.latest.runtime') virtual,
  handler text generated always as (doc ->> '$.latest.handler') virtual,
  state text generated always as (doc ->> '$.latest.state') virtual,
  code_sha256 text generated always as (doc ->> '$.latest.code.sha256') virtual,
  primary key (account, region, function)
) strict;
