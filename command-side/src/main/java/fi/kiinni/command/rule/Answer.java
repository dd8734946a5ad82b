package fi.kiinni.command.rule;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command led to.
 *
 * @param initiative id of the initiative, if it was one's
 * @param strategy slug of the provider whose strategy it was, if it was one's
 * @param version of the aggregate afterwards; counts from 1
 * @param events stored names of what happened, in order
 * @param created ids of what was created, by kind
 */
public record Answer(
        @Nullable String initiative,
        @Nullable String strategy,
        long version,
        List<String> events,
        @Nullable Map<String, Object> created) {}
