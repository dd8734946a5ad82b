-- Events that an operator has a view pass over, because it cannot show them. Read and written by the query side; the log itself keeps them.
create table passed_over (
    id bigint generated always as identity primary key,
    view text not null,
    aggregate text not null,
    version bigint not null check (version > 0),
    reason text not null check (char_length(reason) between 1 and 10000),
    passed_by text not null,
    passed_at timestamptz not null default clock_timestamp(),
    withdrawn_by text,
    withdrawn_at timestamptz
);

create unique index passed_over_once on passed_over (view, aggregate, version) where withdrawn_at is null;
