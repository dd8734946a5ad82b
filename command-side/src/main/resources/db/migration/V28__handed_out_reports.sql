-- The files of reports that were handed out: by its digest, a file is known again for as long as it is unchanged. Written and read by the query side.
create table handed_out (
    id bigint generated always as identity primary key,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    provider text not null,
    report text not null,
    initiative text,
    -- Path and query of the same report as a page, which tell as of which moment it speaks.
    address text not null,
    title text not null,
    format text not null,
    language text not null,
    bytes bigint not null,
    by text not null,
    at timestamptz not null default clock_timestamp()
);

create index handed_out_by_digest on handed_out (sha256, id);
create index handed_out_by_provider on handed_out (provider, id);
create index handed_out_by_report on handed_out (provider, report, initiative, id);

create function refuse_handed_out_change() returns trigger language plpgsql as $$
begin
    raise exception 'handed_out is append-only: % is refused', tg_op;
end
$$;

create trigger handed_out_is_append_only
    before update or delete or truncate on handed_out
    for each statement execute function refuse_handed_out_change();
