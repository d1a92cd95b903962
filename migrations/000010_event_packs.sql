-- Events are kept in packs: what one transaction accepted is one row, so that accepting and pruning cost
-- a statement for hundreds of events. The view `events`, at the end, shows them one by one.
create table event_packs (
  -- Of the first event of the pack.
  position integer primary key,
  last_position integer not null check (last_position >= position),
  -- When the newest event of the pack was accepted.
  accepted_at integer not null,
  -- The length of all texts, without what is between them.
  bytes integer not null check (bytes >= 0),
  -- [[position, byte, [[position, byte, length, account, region, bus, id, accepted_at, origin,
  -- trace_header, matches], ...]], ...]: positions count from that of the pack, or of the request
  -- that brought the events; bytes from the beginning of `texts`, or of the request's part of it.
  heads text not null,
  -- The envelopes, one after the other, with a line break between them.
  texts text not null
) strict;

-- Event ids are random: an index over them would touch another page with nearly every event. Packs that
-- begin within the same 4,096 positions are a slice. Its row holds a hash of four bytes for each id, in
-- the order of positions; it is written when the slice is full, and made again when it is missing.
create table event_slices (
  slice integer primary key,
  hashes blob not null
) strict;

-- Which slices have events of an event bus.
create table event_bus_slices (
  account text not null,
  region text not null,
  bus text not null,
  slice integer not null,
  primary key (account, region, bus, slice)
) strict, without rowid;

insert into event_packs (position, last_position, accepted_at, bytes, heads, texts)
with
  placed as (
    select *, position >> 6 as pack, octet_length(text) as length,
           min(position) over (partition by position >> 6) as first,
           sum(octet_length(text) + 1) over (partition by position >> 6 order by position)
             - octet_length(text) - 1 as byte
      from events)
select first, max(position), max(accepted_at), sum(length),
       json_array(json_array(0, 0, json_group_array(
         json_array(position - first, byte, length, account, region, bus, id, accepted_at, origin,
                    trace_header, json(matches)) order by position))),
       group_concat(text, char(10) order by position)
  from placed group by pack, first order by pack;

drop table event_filters;
drop table events;

create view events as
select event_packs.position + (request.value ->> 0) + (event.value ->> 0) as position,
       event.value ->> 3 as account,
       event.value ->> 4 as region,
       event.value ->> 5 as bus,
       event.value ->> 6 as id,
       event.value ->> 7 as accepted_at,
       event.value ->> 8 as origin,
       cast(substr(cast(texts as blob), 1 + (request.value ->> 1) + (event.value ->> 1),
                   event.value ->> 2) as text) as text,
       event.value ->> 9 as trace_header,
       event.value -> 10 as matches
  from event_packs
       join json_each(event_packs.heads) as request
       join json_each(request.value, '$[2]') as event;
