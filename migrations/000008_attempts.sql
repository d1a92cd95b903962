-- How each attempt at a piece of work went; kept after the work is done.
create table attempts (
  number integer primary key,
  -- As for events: work ids are random, and slices keep the pages being written few.
  slice integer generated always as (number >> 12) virtual,
  work_id text not null,
  attempt integer not null,
  started_at integer not null,
  ended_at integer not null,
  outcome text not null check (outcome in ('succeeded', 'retrying', 'failed', 'dropped')),
  error_code text,
  error_message text,
  event_position integer
) strict;

-- The history of a piece of work.
create index attempts_slice_work_id on attempts (slice, work_id);

-- Pruning together with the event.
create index attempts_event_position on attempts (event_position)
  where event_position is not null;

-- Pruning where no event is carried.
create index attempts_ended_at on attempts (ended_at) where event_position is null;
