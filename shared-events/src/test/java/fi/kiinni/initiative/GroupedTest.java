package fi.kiinni.initiative;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupedTest {

    private static final List<String> WORDS = List.of("aalto", "aita", "meri", "muuri", "maja", "");

    /** By their first letters; what is empty is in no group. */
    private static @Nullable Character initial(String word) {
        return word.isEmpty() ? null : word.charAt(0);
    }

    private static Grouped<Character, String> anew(Map<UUID, String> words) {
        return Grouped.of(new LinkedHashMap<>(words), GroupedTest::initial);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatever_is_changed_groups_are_what_they_would_be_of_all_things_anew(long seed) {
        Random random = new Random(seed);
        Grouped<Character, String> words = anew(Map.of());
        Map<UUID, String> expected = new LinkedHashMap<>();
        Set<List<String>> orders = new HashSet<>();
        for (int step = 0; step < 400; step++) {
            UUID id = new UUID(0, random.nextInt(25));
            String word = WORDS.get(random.nextInt(WORDS.size()));
            switch (random.nextInt(4)) {
                case 0 -> {
                    words = words.without(id);
                    expected.remove(id);
                }
                case 1 -> {
                    words = words.changed(id, before -> before + word);
                    expected.computeIfPresent(id, (_, before) -> before + word);
                }
                case 2 -> words = step % 10 == 0 ? anew(words) : words;
                default -> {
                    words = words.with(id, word);
                    expected.put(id, word);
                }
            }
            assertThat(new ArrayList<>(words.entrySet())).isEqualTo(new ArrayList<>(expected.entrySet()));
            for (char initial : List.of('a', 'm')) {
                List<Map.Entry<UUID, String>> group =
                        new ArrayList<>(words.in(initial).entrySet());
                assertThat(group)
                        .as("%s after step %d", initial, step)
                        .isEqualTo(new ArrayList<>(anew(expected).in(initial).entrySet()));
                orders.add(group.stream().map(Map.Entry::getValue).toList());
            }
        }
        assertThat(orders).hasSizeGreaterThan(50);
    }
}
