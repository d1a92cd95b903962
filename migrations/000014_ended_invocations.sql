-- What is kept of an asynchronous invocation when it is over: who invoked what, and where the record went.
-- With its last attempt, so that it goes when the history goes.
alter table attempts add column ended text check (ended is null or json_valid(ended));
