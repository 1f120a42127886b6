-- An ordinary table. Whoever may write to it may change the kind's objects; only name and title must be given.
CREATE SEQUENCE IF NOT EXISTS books_version;

CREATE TABLE IF NOT EXISTS books (
    namespace text NOT NULL DEFAULT 'default',
    name      text NOT NULL,
    title     text NOT NULL,
    author    text,
    copies    integer NOT NULL DEFAULT 1 CHECK (copies >= 0),
    lent      integer NOT NULL DEFAULT 0,
    labels    jsonb NOT NULL DEFAULT '{}'
              CHECK (jsonb_typeof(labels) = 'object' AND NOT jsonb_path_exists(labels, '$.* ? (@.type() != "string")')),
    uid       uuid NOT NULL DEFAULT gen_random_uuid(),
    created   timestamptz NOT NULL DEFAULT now(),
    metadata  jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),  -- what Kubernetes keeps beside that: annotations, finalizers, owners, field managers
    version   bigint NOT NULL DEFAULT nextval('books_version'),
    PRIMARY KEY (namespace, name)
);

-- Every change of a row is a new version of it, whoever makes it.
CREATE OR REPLACE FUNCTION books_next_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := nextval('books_version');
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER books_version BEFORE INSERT OR UPDATE ON books
    FOR EACH ROW EXECUTE FUNCTION books_next_version();

-- PostgreSQL sends a notification when the transaction commits, and never when it is rolled back.
CREATE OR REPLACE FUNCTION books_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM pg_notify('books', OLD.namespace || '/' || OLD.name);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM pg_notify('books', NEW.namespace || '/' || NEW.name);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER books_tell AFTER INSERT OR UPDATE OR DELETE ON books
    FOR EACH ROW EXECUTE FUNCTION books_tell();

CREATE OR REPLACE FUNCTION books_tell_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('books', '');
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER books_tell_all AFTER TRUNCATE ON books
    FOR EACH STATEMENT EXECUTE FUNCTION books_tell_all();
