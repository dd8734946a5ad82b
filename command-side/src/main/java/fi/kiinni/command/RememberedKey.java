package fi.kiinni.command;

/**
 * An idempotency key with what it was sent for: the same account, route and key mean the same request.
 *
 * @param account the person who sent it
 * @param route the request's path
 * @param digest SHA-256 of the request's body, in hexadecimal
 */
record RememberedKey(String account, String route, String key, String digest) {

    /** Where a command's meta data carry it, on their way through the bus only. */
    static final String NAME = "idempotencyKey";
}
