package fi.kiinni.query.view;

import fi.kiinni.initiative.Initiative.Mirror;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/**
 * An initiative that leans on its provider's strategy: on the goals of the mirror of the latest phase that has one.
 *
 * @param phase in which it is
 * @param mirrored the phase of the mirror
 */
public record Leaning(String initiative, String title, Phase phase, Status status, Phase mirrored, Mirror mirror) {

    /** What a query has to bring. */
    static final List<String> FIELDS = List.of("title", "phase", "status", "mirrors");

    static Optional<Leaning> of(Document document) {
        Document mirrors = Documents.required(document, "mirrors", Document.class);
        return Arrays.stream(Phase.values())
                .filter(phase -> mirrors.containsKey(phase.name()))
                .reduce((_, later) -> later)
                .map(latest -> new Leaning(
                        Documents.required(document, "_id", String.class),
                        Documents.required(document, "title", String.class),
                        Phase.valueOf(Documents.required(document, "phase", String.class)),
                        Status.valueOf(Documents.required(document, "status", String.class)),
                        latest,
                        Documents.as(Mirror.class, Documents.required(mirrors, latest.name(), Document.class))));
    }
}
