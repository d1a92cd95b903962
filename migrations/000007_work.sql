-- What still has to be done: deliveries to targets and invocations of functions.
create table work (
  number integer primary key,
  queue text not null check (queue in ('deliveries', 'invocations')),
  id text not null,
  lane text not null,
  enqueued_at integer not null,
  due_at integer not null,
  -- Counted attempts that have ended.
  attempts integer not null check (attempts >= 0),
  -- The lease that this process gave out last; null when nobody holds the work.
  lease integer,
  work text not null check (json_valid(work)),
  payload text,
  event_account text,
  event_region text,
  event_bus text,
  event_id text,
  -- Where the event is in the log; null when it carries none, or none that the log has.
  event_position integer
) strict;

-- Settling by id, refusing an id twice, and counting a queue.
create unique index work_queue_id on work (queue, id);

-- What is due in any lane, and when the next work is due.
create index work_queue_due_at on work (queue, due_at) where lease is null;

-- What is due in given lanes, and which lanes there are.
create index work_queue_lane_due_at on work (queue, lane, due_at) where lease is null;

-- Whether an event may be pruned.
create index work_event_position on work (event_position) where event_position is not null;
