-- Read by the query side too, with its columns: like provider and person, account_change is a contract.
create index account_change_by_provider on account_change (provider, position);

comment on table account_change is
    'Who changed what, and when; append-only. Read by the query side too: the table and its columns are a contract. '
    'Kinds (what), their details and their words in the query side''s messages (change.*) belong together.';
