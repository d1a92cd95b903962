-- What the event buses accepted, in order of acceptance.
--
-- Event ids are random. An index over all of them would touch another page with nearly every event
-- once the log is large; an index by slices of 4,096 events keeps the pages being written few. A
-- lookup goes through the slices, which are some hundreds.
create table events (
  position integer primary key,
  slice integer generated always as (position >> 12) virtual,
  account text not null,
  region text not null,
  bus text not null,
  id text not null,
  accepted_at integer not null,
  origin text not null check (origin in ('put', 'schedule', 'bus')),
  -- Not checked with json_valid: SQLite refuses JSON nested deeper than 1,000, EventBridge does not.
  text text not null,
  trace_header text,
  matches text not null check (json_valid(matches))
) strict;

-- Is this event in the log already, and where is the event with this id.
create index events_slice_id_bus on events (slice, id, bus);

-- The newest events of an account and region, or of one of its buses.
create index events_account_region_bus_position on events (account, region, bus, position);

-- Bloom filters over the ids of 65,536 consecutive events each, so that accepting an event need not
-- look through every slice. One that is missing is made again at the next start.
create table event_filters (
  generation integer primary key,
  bits blob not null
) strict;
