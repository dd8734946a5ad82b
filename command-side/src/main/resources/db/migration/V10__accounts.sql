-- Who may: providers, the directory, accounts, grants, and the keys that tokens are signed with.

-- Read by the query side too: these two tables and their columns are a contract.
create table provider (
    slug text primary key check (slug ~ '^[a-z][a-z0-9-]{1,39}$'),
    name text not null
);

-- The directory. Events carry the id, names are here only; not everybody signs in. An operator has no provider.
create table person (
    id text primary key check (char_length(id) between 1 and 64),
    provider text references provider,
    name text not null
);

create index person_by_provider on person (provider);

create table account (
    username text primary key check (char_length(username) between 1 and 64),
    person text not null unique references person,
    -- Prefixed with its algorithm, so that it can be replaced by a better one at the next sign-in.
    password text not null,
    roles text[] not null check (roles <@ array
        ['MEMBER', 'COORDINATOR', 'DECISION_MAKER', 'AUDITOR', 'ADMINISTRATOR', 'OPERATOR']),
    disabled boolean not null default false
);

-- An auditor of one provider may read another until the end of a day in Europe/Helsinki.
create table auditor_grant (
    provider text not null references provider,
    auditor text not null references person,
    until date not null,
    primary key (provider, auditor)
);

create index auditor_grant_by_auditor on auditor_grant (auditor);

-- Who changed what, and when. Names and passwords are never in it; "changed_by" is null where the program itself did it.
create table account_change (
    position bigint generated always as identity primary key,
    changed_at timestamptz not null default clock_timestamp(),
    changed_by text,
    what text not null,
    provider text,
    subject text not null,
    detail jsonb not null
);

create function refuse_account_change() returns trigger language plpgsql as $$
begin
    raise exception 'account_change is append-only: % is refused', tg_op;
end
$$;

create trigger account_change_is_append_only
    before update or delete or truncate on account_change
    for each statement execute function refuse_account_change();

-- Shared by all command-side processes. Whoever can read it can sign tokens.
create table signing_key (
    id text primary key,
    private_jwk text not null,
    created_at timestamptz not null default clock_timestamp()
);

-- Hashes of the one-time links that were logged while there was no operator.
create table first_operator_link (
    hash bytea primary key,
    created_at timestamptz not null default clock_timestamp()
);
