create table log_groups (
  number integer primary key,
  account text not null,
  region text not null,
  name text not null,
  created_at integer not null,
  unique (account, region, name)
) strict;

create table log_streams (
  number integer primary key,
  group_number integer not null references log_groups on delete cascade,
  name text not null,
  created_at integer not null,
  first_event_at integer,
  last_event_at integer,
  last_ingested_at integer,
  stored_bytes integer not null,
  unique (group_number, name)
) strict;

-- The streams of a group by the time of their last line.
create index log_streams_group_number_last_event_at on log_streams (group_number, last_event_at);

create table log_lines (
  -- Never reused: it is what a page of lines goes on after.
  number integer primary key autoincrement,
  group_number integer not null,
  stream_number integer not null references log_streams on delete cascade,
  timestamp integer not null,
  ingested_at integer not null,
  message text not null
) strict;

-- The lines of a group by time.
create index log_lines_group_number_timestamp on log_lines (group_number, timestamp, number);

-- The lines of one stream by time, and what is too old in it.
create index log_lines_stream_number_timestamp on log_lines (stream_number, timestamp, number);
