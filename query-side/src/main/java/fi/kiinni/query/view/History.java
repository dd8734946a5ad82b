package fi.kiinni.query.view;

import java.util.List;
import java.util.stream.Stream;

/** The log, one aggregate at a time. */
@FunctionalInterface
interface History {

    /** The next events of the aggregate after that version, oldest first, at most a thousand; empty at its end. */
    List<Recorded> of(String aggregate, long afterVersion);

    /** All events of the aggregate after that version, oldest first, read as far as they are asked for. */
    default Stream<Recorded> from(String aggregate, long afterVersion) {
        return Stream.iterate(
                        of(aggregate, afterVersion),
                        page -> !page.isEmpty(),
                        page -> of(aggregate, page.getLast().version()))
                .flatMap(List::stream);
    }
}
