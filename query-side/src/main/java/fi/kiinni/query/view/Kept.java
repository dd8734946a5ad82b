package fi.kiinni.query.view;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What was read of all initiatives of a provider, for as long as none of them has changed. Versions only grow, so while their sum is
 * the same, so are they, whichever process wrote them.
 */
final class Kept<T> {

    private final Map<String, Read<T>> kept = new ConcurrentHashMap<>();

    private record Read<T>(long versions, List<T> all) {}

    /**
     * @param versions of the provider's initiatives, added up before this is called
     * @param read asked if that is another sum than when it was asked last; by one caller at a time
     */
    List<T> of(String provider, long versions, Supplier<List<T>> read) {
        return kept.compute(
                        provider,
                        (_, before) -> before != null && before.versions() == versions
                                ? before
                                : new Read<>(versions, List.copyOf(read.get())))
                .all();
    }
}
