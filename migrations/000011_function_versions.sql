-- What published versions froze. A version is real once functions.doc lists its number under $.versions;
-- a row that is not listed was left behind by a crash, and goes at the next start.
create table function_versions (
  account text not null,
  region text not null,
  function text not null,
  version integer not null check (version > 0),
  revision integer not null,
  doc text not null check (json_valid(doc)),
  runtime text generated always as (doc ->> '$.runtime') virtual,
  handler text generated always as (doc ->> '$.handler') virtual,
  description text generated always as (doc ->> '$.description') virtual,
  code_sha256 text generated always as (doc ->> '$.code.sha256') virtual,
  primary key (account, region, function, version)
) strict;

-- Outlives the function: the number of a version is never given out twice.
create table version_counters (
  account text not null,
  region text not null,
  function text not null,
  revision integer not null,
  doc text not null check (json_valid(doc)),
  last_version integer generated always as (doc ->> '$.last') virtual,
  primary key (account, region, function)
) strict;

update functions
   set doc = json_set(doc, '$.versions', json('{}'), '$.aliases', json('[]'));

-- For people who look: aliases live in their function's document.
create view aliases as
select functions.account, functions.region, functions.function,
       alias.value ->> '$.name' as alias,
       alias.value ->> '$.version' as version,
       alias.value ->> '$.routing.version' as additional_version,
       alias.value ->> '$.routing.weight' as additional_weight,
       alias.value ->> '$.description' as description
  from functions, json_each(functions.doc, '$.aliases') as alias;
