package fi.kiinni.query.view;

import java.util.List;

/** The log, one aggregate at a time. */
@FunctionalInterface
interface History {

    /** The next events of the aggregate after that version, oldest first, at most a thousand; empty at its end. */
    List<Recorded> of(String aggregate, long afterVersion);
}
