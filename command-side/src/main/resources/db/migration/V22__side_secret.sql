-- Known to the processes of both sides only, which all read it here: the query side shows by it that it is one, when it says for whom
-- it asks. Twice 122 random bits.
create table side_secret (secret text not null);

insert into side_secret (secret) values (gen_random_uuid()::text || gen_random_uuid()::text);

create unique index side_secret_is_one on side_secret ((true));

comment on table side_secret is 'Read by the query side too: the table and its column are a contract.';
