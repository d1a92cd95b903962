-- Before this, a config could go while a function was just about to name it.
update functions
set doc = json_remove(doc, '$.codeSigningConfigArn')
where doc ->> '$.codeSigningConfigArn' is not null
  and not exists (
    select 1 from code_signing_configs c
    where c.account = functions.account and c.region = functions.region
      and functions.doc ->> '$.codeSigningConfigArn' like '%:' || c.config
  );

-- The end of an ARN: "csc-" and 17 letters or digits.
alter table functions add column code_signing_config text
  generated always as (substr(doc ->> '$.codeSigningConfigArn', -21)) virtual;

create index functions_by_code_signing_config
on functions (account, region, code_signing_config) where code_signing_config is not null;
