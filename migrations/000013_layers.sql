create table layers (
  account text not null,
  region text not null,
  layer text not null,
  revision integer not null,
  doc text not null check (json_valid(doc)),
  last_version integer generated always as (doc ->> '$.lastVersion') virtual,
  primary key (account, region, layer)
) strict;

-- For people who look: the versions live in their layer's document.
create view layer_versions as
select layers.account, layers.region, layers.layer,
       version.value ->> '$.version' as version,
       version.value ->> '$.code.sha256' as code_sha256,
       version.value ->> '$.description' as description
  from layers, json_each(layers.doc, '$.versions') as version;
