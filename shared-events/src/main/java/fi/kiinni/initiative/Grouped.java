package fi.kiinni.initiative;

import java.util.AbstractMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Things in the order in which they were recorded, those that have something in common at hand: there may be tens of thousands of others.
 *
 * @param <G> what they have in common
 */
final class Grouped<G, V> extends AbstractMap<UUID, V> {

    private final Function<V, @Nullable G> by;
    private final Map<UUID, V> all;
    private final Map<G, Map<UUID, V>> groups;

    private Grouped(Function<V, @Nullable G> by, Map<UUID, V> all, Map<G, Map<UUID, V>> groups) {
        this.by = by;
        this.all = all;
        this.groups = groups;
    }

    /** @param by null of what is in no group; the same each time, of what is grouped already */
    @SuppressWarnings("unchecked")
    static <G, V> Grouped<G, V> of(Map<UUID, V> all, Function<V, @Nullable G> by) {
        if (all instanceof Grouped<?, V> already) {
            return (Grouped<G, V>) already;
        }
        Map<G, Map<UUID, V>> groups = new HashMap<>();
        all.forEach((id, one) -> {
            @Nullable G group = by.apply(one);
            if (group != null) {
                groups.computeIfAbsent(group, _ -> new LinkedHashMap<>()).put(id, one);
            }
        });
        return new Grouped<>(by, all, groups);
    }

    Map<UUID, V> in(G group) {
        return groups.getOrDefault(group, Map.of());
    }

    Grouped<G, V> with(UUID id, V one) {
        Map<UUID, V> changed = Initiative.put(all, id, one);
        @Nullable V before = all.get(id);
        @Nullable G from = before == null ? null : by.apply(before);
        @Nullable G to = by.apply(one);
        Map<G, Map<UUID, V>> regrouped = from == null || from.equals(to) ? groups : left(from, id);
        if (to == null) {
            return new Grouped<>(by, changed, regrouped);
        }
        // What changes its group is not the last of its new one: it keeps its place among all.
        Map<UUID, V> joined = before == null || to.equals(from)
                ? Initiative.put(in(to), id, one)
                : of(changed, by).in(to);
        return new Grouped<>(by, changed, Initiative.put(regrouped, to, joined));
    }

    Grouped<G, V> changed(UUID id, UnaryOperator<V> change) {
        @Nullable V known = all.get(id);
        return known == null ? this : with(id, change.apply(known));
    }

    Grouped<G, V> without(UUID id) {
        @Nullable V known = all.get(id);
        @Nullable G from = known == null ? null : by.apply(known);
        return new Grouped<>(by, Initiative.remove(all, id), from == null ? groups : left(from, id));
    }

    private Map<G, Map<UUID, V>> left(G group, UUID id) {
        return Initiative.put(groups, group, Initiative.remove(in(group), id));
    }

    @Override
    public @Nullable V get(Object id) {
        return all.get(id);
    }

    @Override
    public boolean containsKey(Object id) {
        return all.containsKey(id);
    }

    @Override
    public Set<Entry<UUID, V>> entrySet() {
        return all.entrySet();
    }
}
