package fi.kiinni.query.view;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What was read of all initiatives of a provider, for as long as none of them has changed. Versions only grow, so while their sum in
 * one generation of the view is the same, so are they, whichever process wrote them.
 */
final class Kept<T> {

    private final Map<String, Read<T>> kept = new ConcurrentHashMap<>();

    private record Read<T>(String versions, List<T> all) {}

    /**
     * @param versions tells the generation, and the versions of the provider's initiatives, added up before this is called
     * @param read asked if that is another than when it was asked last; by one caller at a time
     */
    List<T> of(String provider, String versions, Supplier<List<T>> read) {
        return kept.compute(
                        provider,
                        (_, before) -> before != null && before.versions().equals(versions)
                                ? before
                                : new Read<>(versions, List.copyOf(read.get())))
                .all();
    }
}
