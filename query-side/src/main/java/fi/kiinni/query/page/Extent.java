package fi.kiinni.query.page;

import java.util.AbstractList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How much of an initiative its page shows: a little of each part, or one part alone and all of it, one helping after the other. So the
 * page stays light, however long the life is.
 *
 * @param alone the part that is shown alone; empty: all parts
 * @param from how many things of a kind are left out before those that are shown alone
 */
record Extent(String alone, int from) {

    /** A little of everything. */
    static final Extent EVERYTHING = new Extent("", 0);

    /** Things of a kind that are shown beside the other parts. */
    static final int FEW = 6;

    /** What things of a kind may weigh, in characters, beside the other parts and alone. */
    private static final int A_LITTLE = 8_000;

    private static final int A_LOT = 30_000;

    /**
     * As many things of a kind as are shown.
     *
     * @param hidden how many come after them
     * @param next where those begin
     */
    record Few<T>(List<T> shown, int total, int hidden, int next) {

        public boolean isNone() {
            return total == 0;
        }
    }

    boolean isOfEverything() {
        return alone.isEmpty();
    }

    <T> Few<T> few(List<T> all, int markup) {
        return few(all, markup, FEW);
    }

    /**
     * At least one, if there are any left.
     *
     * @param markup what one weighs beside its texts
     * @param most how many are shown beside the other parts; alone there is room for more
     */
    <T> Few<T> few(List<T> all, int markup, int most) {
        int first = isOfEverything() ? 0 : Math.min(from, all.size());
        int last = isOfEverything() ? Math.min(most, all.size()) : all.size();
        int room = isOfEverything() ? A_LITTLE : A_LOT;
        int end = first;
        while (end < last && (end == first || room >= weight(all.get(end), markup))) {
            room -= weight(all.get(end), markup);
            end++;
        }
        return new Few<>(all.subList(first, end), all.size(), all.size() - end, end);
    }

    /** What is made of each, made when it is asked for: of many only a few are shown. */
    static <A, B> List<B> lazily(List<A> all, Function<A, B> make) {
        Map<Integer, B> made = new HashMap<>();
        return new AbstractList<>() {
            @Override
            public B get(int index) {
                return made.computeIfAbsent(index, one -> make.apply(all.get(one)));
            }

            @Override
            public int size() {
                return all.size();
            }
        };
    }

    /** The same of what belongs to one thing, which is not gone on with by itself: alone it is shown from its beginning. */
    <T> Few<T> within(List<T> all, int markup) {
        return new Extent(alone, 0).few(all, markup);
    }

    /** About what it takes to show them, in characters. */
    static int weight(Collection<?> things, int markup) {
        return things.stream().mapToInt(thing -> weight(thing, markup)).sum();
    }

    /** A record's text has all that it holds, with the names of that; about two thirds of it are shown. */
    private static int weight(Object thing, int markup) {
        return markup + thing.toString().length() * 2 / 3;
    }
}
