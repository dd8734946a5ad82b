-- The first answer to a request that carried an idempotency key, kept for ever and written in the transaction of its events.
create table idempotency_key (
    account text not null,
    route   text not null,
    key     text not null,
    digest  text not null,
    answer  jsonb not null,
    primary key (account, route, key)
);
