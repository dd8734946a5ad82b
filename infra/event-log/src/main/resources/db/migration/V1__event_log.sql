-- The event log: one row per event, appended and never touched again.
--
-- Two unique indexes, because each costs WAL on every append: the position, by which readers follow the log, and the version within the
-- aggregate, by which an initiative is loaded and the loser of a race is found out. There is none on event_identifier: it is a UUIDv7 made
-- once per event, an event that is appended twice already meets its own version, and nothing looks an event up by its identifier.
--
-- Positions come from an identity column that takes no value of the writer's: a reader's proof that none is skipped rests on each
-- position being taken by the very INSERT that holds the table's lock. CACHE 1: a position is never smaller than one already seen.
CREATE TABLE event (
    global_index         bigint GENERATED ALWAYS AS IDENTITY (START 1 INCREMENT 1 NO CYCLE CACHE 1) PRIMARY KEY,
    event_identifier     text COLLATE "C" NOT NULL,
    aggregate_identifier text COLLATE "C" NOT NULL,
    sequence_number      bigint           NOT NULL CHECK (sequence_number >= 0),
    type                 text COLLATE "C",
    time_stamp           text COLLATE "C" NOT NULL,
    payload_type         text COLLATE "C" NOT NULL,
    payload_revision     text COLLATE "C",
    payload              bytea            NOT NULL,
    meta_data            bytea            NOT NULL,
    hash                 bytea            NOT NULL,
    CONSTRAINT event_version UNIQUE (aggregate_identifier, sequence_number)
);

COMMENT ON TABLE event IS 'Append-only. Payload and metadata are JSON: convert_from(payload, ''UTF8'').';
COMMENT ON COLUMN event.time_stamp IS 'When it was recorded: ISO 8601, UTC, milliseconds; so its text order is its time order.';
COMMENT ON COLUMN event.hash IS 'SHA-256 over the predecessor''s hash and this row; see event_hash.';

-- A field of the hashed bytes: its length in four bytes, then itself; length -1 for one that is absent.
CREATE FUNCTION event_field(content bytea) RETURNS bytea
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN content IS NULL THEN int4send(-1) ELSE int4send(octet_length(content)) || content END;

-- The hash of a row, whose predecessor is the row of the same aggregate with the sequence number before; the first one has none.
-- Numbers are eight bytes, big-endian; texts are UTF-8. The order is fixed for ever.
CREATE FUNCTION event_hash(predecessor bytea, e event) RETURNS bytea
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN sha256(
        event_field(predecessor)
        || event_field(int8send(e.global_index))
        || event_field(convert_to(e.event_identifier, 'UTF8'))
        || event_field(convert_to(e.aggregate_identifier, 'UTF8'))
        || event_field(int8send(e.sequence_number))
        || event_field(convert_to(e.type, 'UTF8'))
        || event_field(convert_to(e.time_stamp, 'UTF8'))
        || event_field(convert_to(e.payload_type, 'UTF8'))
        || event_field(convert_to(e.payload_revision, 'UTF8'))
        || event_field(e.payload)
        || event_field(e.meta_data));

-- Whatever hash a writer brings is overwritten.
CREATE FUNCTION event_chain() RETURNS trigger
    LANGUAGE plpgsql AS
$$
DECLARE
    predecessor bytea;
BEGIN
    IF NEW.sequence_number > 0 THEN
        SELECT hash INTO predecessor FROM event
         WHERE aggregate_identifier = NEW.aggregate_identifier AND sequence_number = NEW.sequence_number - 1;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'Event % of % has no predecessor in the log', NEW.sequence_number, NEW.aggregate_identifier
                USING ERRCODE = 'foreign_key_violation';
        END IF;
    END IF;
    NEW.hash := event_hash(predecessor, NEW);
    RETURN NEW;
END
$$;

CREATE TRIGGER event_chain BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION event_chain();

CREATE FUNCTION event_append_only() RETURNS trigger
    LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION 'The event log is append-only: % is refused', TG_OP
        USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Record a correcting event instead.';
END
$$;

CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION event_append_only();

-- ALWAYS: also in a session that calls itself a replica.
ALTER TABLE event ENABLE ALWAYS TRIGGER event_append_only;
