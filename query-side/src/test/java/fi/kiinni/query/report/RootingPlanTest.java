package fi.kiinni.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.Assessment;
import fi.kiinni.initiative.Condition;
import fi.kiinni.initiative.DecisionStep;
import fi.kiinni.initiative.Direction;
import fi.kiinni.initiative.FactorDomain;
import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.FollowedIn;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.initiative.MeasureKind;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Seat;
import fi.kiinni.initiative.Structure;
import fi.kiinni.query.report.Report.Block;
import fi.kiinni.query.report.Report.Facts;
import fi.kiinni.query.report.Report.Heading;
import fi.kiinni.query.report.Report.Source;
import fi.kiinni.query.report.Report.Statement;
import fi.kiinni.query.report.Report.Table;
import fi.kiinni.query.view.Lives;
import fi.kiinni.query.view.Overview.Life;
import fi.kiinni.query.view.Stories;
import fi.kiinni.query.words.Telling;
import fi.kiinni.query.words.Words;
import fi.kiinni.strategy.Goal;
import fi.kiinni.strategy.Strategy;
import fi.kiinni.strategy.Strategy.Version;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.support.ResourceBundleMessageSource;

class RootingPlanTest {

    private static final BusinessDate ON = BusinessDate.parse("2025-05-02");
    private static final UUID MEASURE = new UUID(1, 1);
    private static final UUID ACTION = new UUID(1, 2);
    private static final UUID DROPPED = new UUID(1, 3);
    private static final UUID FACTOR = new UUID(1, 4);
    private static final UUID RESOLVED = new UUID(1, 5);
    private static final UUID CONDITION = new UUID(1, 6);
    private static final Goal GOAL = new Goal(new UUID(2, 1), "Hyvinvoiva opiskelija");
    private static final Strategy STRATEGY = new Strategy(List.of(new Version(1, "Strategia", ON, ON, List.of(GOAL))));

    private static final List<InitiativeEvent> LIFE = List.of(
            Stories.started("Ohjausta päivään"),
            new InitiativeDescribed(null, null, "Opettajat", "Kaikki ohjaavat", List.of("Työelämä"), ON),
            new MemberAppointed("opettaja", Seat.MEMBER, new BigDecimal("2.5"), ON),
            new MemberAppointed("paattaja", Seat.MEMBER, new BigDecimal("4"), ON),
            new MeasureDefined(
                    MEASURE,
                    "Tauot",
                    MeasureKind.USE,
                    "kpl",
                    Direction.UP,
                    BigDecimal.ONE,
                    ON,
                    BigDecimal.TEN,
                    BusinessDate.parse("2026"),
                    null,
                    null,
                    FollowedIn.PILOT,
                    ON),
            new MeasureRetargeted(MEASURE, new BigDecimal("8"), BusinessDate.parse("2026"), "Liikaa", ON),
            new MeasurementRecorded(new UUID(3, 1), MEASURE, new BigDecimal("3"), ON, "Kysely", null, null),
            new MeasureRetired(MEASURE, "Mittari vaihtui", ON),
            new ActionPlanned(ACTION, "Koulutetaan", Phase.PILOT, "jasen", ON, null, ON),
            new ActionRescheduled(ACTION, BusinessDate.parse("2025-06"), "Kiire", ON),
            new ActionCompleted(ACTION, BusinessDate.parse("2025-05-30"), List.of()),
            new ActionPlanned(DROPPED, "Tiedotetaan", Phase.PILOT, "jasen", ON, null, ON),
            new ActionDropped(DROPPED, "Turhaa", ON),
            new FactorIdentified(FACTOR, FactorKind.HINDERING, FactorDomain.PROCESS, "Aika ei riitä", -1, ON),
            new FactorRated(FACTOR, -2, "Paheni", ON),
            new FactorIdentified(RESOLVED, FactorKind.PROMOTING, FactorDomain.PROCESS, "Innostus", 1, ON),
            new FactorResolved(RESOLVED, "Tuli tavaksi", ON),
            new StrategyMirrored(Phase.DEVELOPMENT, 1, List.of(GOAL.goal()), Assessment.SUPPORTS, "Tukee", ON),
            new MovedToPilot(1, ON),
            new StrategyMirrored(Phase.PILOT, 1, List.of(), Assessment.SUPPORTS, "Sopii yhä", ON),
            new RootingReviewed("Hyvin menee", ON, BusinessDate.parse("2026")),
            new RootingReviewed("Paremmin menee", ON, BusinessDate.parse("2027")),
            new AnchoredInStructure(new UUID(4, 1), Structure.PROCESS, "Prosessikuvaus", ON, List.of()),
            new FundingRecorded("Opetushallitus", BigDecimal.TEN, ON, ON, ON),
            new DecisionProcessDescribed(
                    List.of(new DecisionStep("Esitellään", "Johtoryhmä", "Rehtori", "Keväällä")), ON),
            new AdoptionPlanDescribed("Ohjaajat", "Kuopiossa", "Syksyllä", "Työpajat", "Tuutorit", "jasen", ON),
            new OperatingModelDescribed("Taukojumppa", "Malli", ON),
            new AdoptionDecided(
                    new UUID(5, 1),
                    AdoptionChoice.ADOPT_WITH_CONDITIONS,
                    List.of("Odotetaan"),
                    "Tulokset riittävät",
                    List.of(),
                    "Johtokunta",
                    null,
                    ON,
                    ON,
                    null,
                    List.of(new Condition(CONDITION, "Sijaiset palkataan", "jasen", ON)),
                    null,
                    null,
                    null),
            new ConditionFulfilled(CONDITION, "Palkattiin kaksi", List.of(), ON));

    private static List<Block> plan() {
        ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
        messages.setBasename("messages");
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
        Words words = new Words(messages, Locale.of("fi"));
        Life life = Lives.of(LIFE);
        Telling telling = new Telling(
                words,
                Map.of("opettaja", "Olli", "paattaja", "Pekka"),
                life.whole().state(),
                STRATEGY);
        return RootingPlan.of(
                words,
                telling,
                life,
                LocalDate.parse("2025-07-01"),
                new Events(Lives.entries(LIFE), "http://host/history", telling));
    }

    private static Stream<Statement> said(Block block) {
        return switch (block) {
            case Facts facts -> facts.facts().stream().flatMap(fact -> fact.said().stream());
            case Table table ->
                table.rows().stream().flatMap(List::stream).map(cell -> new Statement(cell.text(), cell.sources()));
            default -> Stream.of();
        };
    }

    @ParameterizedTest
    @CsvSource({
        "Opiskelijoiden työkyky, #1",
        "Opettajat, #2",
        "Kaikki ohjaavat, #2",
        "Työelämä, #2",
        "Olli, #3",
        "Pekka, #4",
        "Liikaa, #6",
        "Kysely, #7",
        "Mittari vaihtui, #8",
        "Koulutetaan, #9",
        "tehty 30.5.2025, #10 #11",
        "Tiedotetaan, #12",
        "Turhaa, #13",
        "Aika ei riitä, #14",
        "Innostus, #16",
        "Tuli tavaksi, #17",
        "Tukee, #18",
        "Hyvinvoiva opiskelija, #18",
        "Sopii yhä, #20",
        "Hyvin menee, #21",
        "Paremmin menee, #22",
        "Prosessikuvaus, #23",
        "Opetushallitus, #24",
        "Esitellään, #25",
        "Kuopiossa, #26",
        "Taukojumppa, #27",
        "Tulokset riittävät, #28",
        "Sijaiset palkataan, #28",
        "Palkattiin kaksi, #29"
    })
    void names_for_each_statement_the_events_that_made_it_so(String text, String versions) {
        assertThat(plan().stream()
                        .flatMap(RootingPlanTest::said)
                        .filter(said -> said.text().contains(text)))
                .isNotEmpty()
                .allSatisfy(said -> assertThat(said.sources())
                        .as(said.text())
                        .extracting(Source::label)
                        .containsExactly(versions.split(" ")));
    }

    @Test
    void still_has_a_measure_that_was_retired() {
        assertThat(plan())
                .anySatisfy(block -> assertThat(block)
                        .isInstanceOfSatisfying(
                                Heading.class,
                                heading -> assertThat(heading.text()).isEqualTo("Tauot")));
    }

    @Test
    void adds_up_the_hours_of_everybody_in_the_team() {
        assertThat(plan().stream()
                        .flatMap(RootingPlanTest::said)
                        .filter(said -> said.text().startsWith("6,5 ")))
                .singleElement()
                .satisfies(said ->
                        assertThat(said.sources()).extracting(Source::label).containsExactly("#3", "#4"));
    }
}
