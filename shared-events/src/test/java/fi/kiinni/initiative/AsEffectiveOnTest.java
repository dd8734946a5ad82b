package fi.kiinni.initiative;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Initiative.PilotResult;
import fi.kiinni.initiative.InitiativeEvent.*;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AsEffectiveOnTest {

    private static final InitiativeStarted STARTED = started("2014-09");

    private static InitiativeStarted started(String on) {
        return new InitiativeStarted("sakky", "koordinaattori", "Työkykypassi", "Tarve", Language.fi, date(on));
    }

    private static CurrentStateMapped mapped(String description, String on) {
        return new CurrentStateMapped(description, date(on));
    }

    private static BusinessDate date(String text) {
        return BusinessDate.parse(text);
    }

    private static @Nullable Initiative on(String day, InitiativeEvent... events) {
        AsEffectiveOn then = new AsEffectiveOn(LocalDate.parse(day));
        @Nullable Initiative state = null;
        for (InitiativeEvent event : events) {
            state = then.evolve(state, event);
        }
        return state;
    }

    private static @Nullable String currentStateOn(String day, InitiativeEvent... events) {
        @Nullable Initiative state = on(day, events);
        assertThat(state).isNotNull();
        return state == null ? null : state.description().currentState();
    }

    @Test
    void what_is_dated_later_is_left_out() {
        InitiativeEvent[] life = {STARTED, mapped("Alku", "2015-03-02"), mapped("Loppu", "2016")};

        assertThat(currentStateOn("2015-03-01", life)).isNull();
        assertThat(currentStateOn("2015-03-02", life)).isEqualTo("Alku");
        assertThat(currentStateOn("2015-12-31", life)).isEqualTo("Alku");
        assertThat(currentStateOn("2016-01-01", life)).isEqualTo("Loppu");
    }

    @Test
    void what_counts_comes_in_the_order_of_recording() {
        InitiativeEvent[] life = {STARTED, mapped("Myöhäisempi", "2016"), mapped("Jälkikäteen", "2015")};

        assertThat(currentStateOn("2015-06-01", life)).isEqualTo("Jälkikäteen");
        assertThat(currentStateOn("2016-06-01", life)).isEqualTo("Jälkikäteen");
    }

    @Test
    void nothing_is_there_before_the_start_even_what_is_dated_earlier() {
        InitiativeEvent[] life = {STARTED, mapped("Ennen alkua", "2013")};

        assertThat(on("2014-08-31", life)).isNull();
        assertThat(currentStateOn("2014-09-01", life)).isEqualTo("Ennen alkua");
    }

    @Test
    void what_refers_to_something_later_changes_nothing() {
        InitiativeEvent[] life = {
            STARTED,
            new MemberAppointed("jasen", Seat.MEMBER, null, date("2016")),
            new MemberReleased("jasen", "Siirtyi", date("2015"))
        };

        assertThat(on("2015-06-01", life)).isEqualTo(on("2014-09-01", STARTED));
    }

    @Test
    void a_correction_stands_at_the_date_of_the_fact_whatever_date_it_corrects() {
        UUID result = new UUID(0, 1);
        InitiativeEvent[] life = {
            STARTED,
            new PilotResultRecorded(result, "Havainto", null, null, date("2015-03-02"), List.of()),
            new PilotResultCorrected(
                    result, "Oikea havainto", null, null, date("2016"), null, "Virhe", date("2015-03-02"))
        };

        assertThat(resultsOn("2015-03-01", life)).isEmpty();
        assertThat(resultsOn("2015-03-02", life))
                .containsExactly(
                        new PilotResult("Oikea havainto", null, null, date("2016"), List.of(), date("2015-03-02")));
    }

    private static Collection<PilotResult> resultsOn(String day, InitiativeEvent... events) {
        return Objects.requireNonNull(on(day, events)).pilot().results().values();
    }

    @Test
    void without_events_there_is_nothing() {
        assertThat(List.of("0001-01-01", "9999-12-31"))
                .allSatisfy(day -> assertThat(on(day)).isNull());
    }
}
