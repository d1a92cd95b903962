-- Function code by what it contains.
create table blobs (
  sha256 text primary key check (length(sha256) = 64),
  size integer not null,
  bytes blob not null check (length(bytes) = size)
) strict;
