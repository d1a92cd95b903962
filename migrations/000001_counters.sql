-- Numbers that only grow, so that nothing is ever named twice; also over a reset.
create table counters (
  name text primary key
    check (name in ('epoch', 'event_bytes', 'position', 'revision')),
  value integer not null check (value >= 0)
) strict, without rowid;

-- epoch: one more at each start; leases of an older epoch are void.
-- event_bytes: the sum of the lengths of events.text, kept so that pruning need not read them.
-- position: of the newest event. revision: of the newest change of the configuration.
insert into counters (name, value)
values ('epoch', 0), ('event_bytes', 0), ('position', 0), ('revision', 0);
