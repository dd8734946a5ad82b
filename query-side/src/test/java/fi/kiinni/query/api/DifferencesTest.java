package fi.kiinni.query.api;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.query.api.Differences.Change;
import fi.kiinni.query.api.Differences.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DifferencesTest {

    private static final String ONE = "018f0000-0000-7000-8000-000000000001";
    private static final String TWO = "018f0000-0000-7000-8000-000000000002";

    private static List<Change> between(Object before, Object after) {
        return Differences.between(Map.of("it", before), Map.of("it", after));
    }

    @Test
    void nothing_differs_from_itself() {
        Map<String, Object> state = Map.of("title", "Työkykypassi", "themes", List.of("a", "b"), "team", Map.of());
        assertThat(Differences.between(state, Map.copyOf(state))).isEmpty();
    }

    @Test
    void fields_are_added_changed_and_removed() {
        assertThat(Differences.between(
                        Map.of("description", Map.of("need", "Tarve", "targetGroup", "Kaikki")),
                        Map.of("description", Map.of("need", "Tarkempi tarve", "targetState", "Parempi"))))
                .containsExactlyInAnyOrder(
                        new Change(Kind.CHANGED, "/description/need", "Tarve", "Tarkempi tarve"),
                        new Change(Kind.REMOVED, "/description/targetGroup", "Kaikki", null),
                        new Change(Kind.ADDED, "/description/targetState", null, "Parempi"));
    }

    @Test
    void entries_with_an_id_are_the_same_by_it_wherever_they_stand() {
        Map<String, Object> held = Map.of("decision", ONE);
        // Several fields in Map.of come in any order, and the id has to be the first.
        Map<String, Object> before = ordered("decision", ONE, "body", "Johtoryhmä");
        Map<String, Object> after = ordered("decision", ONE, "body", "Hallitus");
        Map<String, Object> another = Map.of("decision", TWO);

        assertThat(between(List.of(before), List.of(another, after)))
                .containsExactlyInAnyOrder(
                        new Change(Kind.CHANGED, "/it/" + ONE + "/body", "Johtoryhmä", "Hallitus"),
                        new Change(Kind.ADDED, "/it/" + TWO, null, another));
        assertThat(between(List.of(held, another), List.of(another, held))).isEmpty();
        assertThat(between(List.of(), List.of(held))).containsExactly(new Change(Kind.ADDED, "/it/" + ONE, null, held));
    }

    @Test
    void entries_without_an_id_are_the_same_or_not() {
        Map<String, Object> school = Map.of("source", "Opetushallitus");
        Map<String, Object> fund = Map.of("source", "ESR");

        assertThat(between(List.of(school, fund, fund), List.of(fund)))
                .containsExactly(
                        new Change(Kind.REMOVED, "/it/0", school, null), new Change(Kind.REMOVED, "/it/2", fund, null));
        assertThat(between(List.of(fund), List.of(fund, school)))
                .containsExactly(new Change(Kind.ADDED, "/it/1", null, school));
        assertThat(between(List.of(fund, school), List.of(school, fund)))
                .containsExactly(new Change(Kind.CHANGED, "/it", List.of(fund, school), List.of(school, fund)));
    }

    @Test
    void a_list_of_texts_changes_as_a_whole() {
        assertThat(between(List.of("a", "b"), List.of("b")))
                .containsExactly(new Change(Kind.CHANGED, "/it", List.of("a", "b"), List.of("b")));
    }

    @Test
    void a_key_may_have_any_character() {
        assertThat(Differences.between(Map.of(), Map.of("a/b~c", 1)))
                .containsExactly(new Change(Kind.ADDED, "/a~1b~0c", null, 1));
    }

    private static Map<String, Object> ordered(String key, Object value, String other, Object otherValue) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(key, value);
        map.put(other, otherValue);
        return map;
    }
}
