-- Looks into the past of a provider's initiatives, exports, and connections to the feed of events. Written and read by the query side.
create table look (
    position bigint generated always as identity primary key,
    looked_at timestamptz not null default clock_timestamp(),
    person text not null,
    roles text[] not null,
    -- The provider of the reader's account; where it is another than whose history it is, the grant's last day.
    home text not null,
    granted_until date,
    provider text not null,
    initiative text,
    kind text not null check (kind in ('HISTORY', 'COMPARISON', 'AUDIT_TRAIL', 'EXPORT', 'FEED')),
    asked jsonb not null check (octet_length(asked::text) <= 16384)
);

create index look_by_provider on look (provider, position);
create index look_by_initiative on look (provider, initiative, position);
create index look_by_person on look (provider, person, position);

create function refuse_look_change() returns trigger language plpgsql as $$
begin
    raise exception 'look is append-only: % is refused', tg_op;
end
$$;

create trigger look_is_append_only
    before update or delete or truncate on look
    for each statement execute function refuse_look_change();
