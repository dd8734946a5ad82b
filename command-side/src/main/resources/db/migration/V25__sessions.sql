-- A token says in which session of its account it was given; with the next session, every earlier token is void.
alter table account
    add column session integer not null default 0 check (session >= 0),
    add column session_since timestamptz;

create index account_by_session_since on account (session_since) where session_since is not null;

comment on column account.session_since is 'When its earlier sessions were ended; null: never.';
comment on table account is
    'Read by both sides, all but the password: the table and its columns are a contract, and so is auditor_grant.';
