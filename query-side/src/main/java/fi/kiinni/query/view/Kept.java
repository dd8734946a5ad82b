package fi.kiinni.query.view;

import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was read of all initiatives of a provider, for as long as none of them has changed. Versions only grow, so while their sum in
 * one generation of the view is the same, so are they, whichever process wrote them. When memory runs short, it is let go of.
 */
final class Kept<T> {

    private final Map<String, Read<T>> kept = new ConcurrentHashMap<>();

    private record Read<T>(String versions, SoftReference<List<T>> all) {}

    /**
     * @param versions tells the generation, and the versions of the provider's initiatives, added up before this is called
     * @param read asked if that is another than when it was asked last; by one caller at a time
     */
    List<T> of(String provider, String versions, Supplier<List<T>> read) {
        AtomicReference<List<T>> all = new AtomicReference<>();
        kept.compute(provider, (_, before) -> {
            @Nullable
            List<T> known = before != null && before.versions().equals(versions)
                    ? before.all().get()
                    : null;
            all.set(known == null ? List.copyOf(read.get()) : known);
            return known == null ? new Read<>(versions, new SoftReference<>(all.get())) : before;
        });
        return all.get();
    }
}
