package fi.kiinni.query.view;

/** What is stored of an event cannot be read: what was before it can be told, what follows from it cannot. */
public final class UnreadableEvent extends RuntimeException {

    private final long version;

    UnreadableEvent(long version, RuntimeException cause) {
        super("Version " + version + " cannot be read", cause);
        this.version = version;
    }

    /** Counts from 1 within the initiative. */
    public long version() {
        return version;
    }
}
