package fi.kiinni.query.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.*;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Progress;
import fi.kiinni.query.view.Stories;
import fi.kiinni.query.view.Timeline;
import fi.kiinni.strategy.Goal;
import fi.kiinni.strategy.StrategyEvent.StrategyPublished;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A goal of the product: however much there is, a page is under 60 kB, and what it leaves out is a link away. */
class LightTest {

    private static final int MOST = 60_000;
    private static final int VERSIONS = 40;
    private static final int INITIATIVES = 200;
    private static final int ACTIONS = 500;
    private static final int PEOPLE = 2_000;

    private static final RunningQuerySide QUERY_SIDE = new RunningQuerySide();
    private static final Actor MEMBER = RunningQuerySide.sakky("jasen", Role.MEMBER);
    private static final Actor EVERYTHING =
            RunningQuerySide.sakky("koordinaattori", Role.COORDINATOR, Role.DECISION_MAKER, Role.ADMINISTRATOR);
    private static final BusinessDate DAY = BusinessDate.parse("2018-03-01");

    @BeforeAll
    static void given() {
        QUERY_SIDE.append(
                "Strategy",
                "sakky",
                1,
                IntStream.rangeClosed(1, VERSIONS)
                        .mapToObj(version -> new StrategyPublished(
                                version,
                                "Strategia " + version,
                                BusinessDate.parse("2015"),
                                BusinessDate.parse("2030"),
                                IntStream.range(0, 12)
                                        .mapToObj(goal -> new Goal(
                                                goal(version, goal), "Tavoite, jonka kaikki ymmärtävät " + goal))
                                        .toList(),
                                DAY))
                        .toList());
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
    }

    private static UUID goal(int version, int goal) {
        return new UUID(version, goal);
    }

    private static UUID id(int number) {
        return new UUID(9, number);
    }

    private static String initiative(List<? extends InitiativeEvent> events) {
        String id = QUERY_SIDE.newInitiative(events);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> QUERY_SIDE.bean(Overview.class).version(id) == events.size()
                        && QUERY_SIDE.bean(Timeline.class).has(id, events.size())
                        && QUERY_SIDE.bean(Progress.class).isCaughtUp());
        return id;
    }

    private static String light(Actor reader, String path) {
        String page = Browser.of(QUERY_SIDE, reader).page(path);
        assertThat(page.getBytes(StandardCharsets.UTF_8).length).as(path).isLessThan(MOST);
        assertThat(page)
                .as(path)
                .doesNotContain("style=", "<style", "onclick")
                .doesNotContainPattern("<script(?![^>]* src=)[^>]*>");
        return page;
    }

    private static Set<String> links(String page, String pattern) {
        return Pattern.compile("href=\"(" + pattern + ")\"")
                .matcher(page)
                .results()
                .map(match -> match.group(1).replace("&amp;", "&"))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Goes to all that the page leaves out, and what those leave out; answers everything together. */
    private static String wholly(Actor reader, String path, String more) {
        StringBuilder all = new StringBuilder();
        List<String> ahead = new ArrayList<>(List.of(path));
        Set<String> seen = new LinkedHashSet<>();
        while (!ahead.isEmpty()) {
            String next = ahead.removeFirst().replaceFirst("#.*", "").replaceFirst("^http://[^/]+", "");
            if (seen.add(next)) {
                String page = light(reader, next);
                all.append(page);
                links(page, more).stream()
                        .filter(link -> !link.contains("lang="))
                        .forEach(ahead::add);
            }
        }
        assertThat(seen.size()).isGreaterThan(1);
        return all.toString();
    }

    private static <E> E nth(E[] all, int n) {
        return List.of(all).get(n);
    }

    /** Years of work on everything there is. */
    private static List<InitiativeEvent> longLife() {
        List<InitiativeEvent> events = new ArrayList<>(List.of(
                Stories.started("Pitkä elämä"),
                new MemberAppointed("jasen", Seat.MEMBER, null, DAY),
                new MovedToPilot(1, DAY),
                new MovedToStructures(1, DAY),
                new MovedToEverydayLife(1, DAY)));
        for (int n = 0; n < 40; n++) {
            UUID action = id(1_000 + n);
            events.add(new ActionPlanned(
                    action, "Toimi nro " + n + ".", nth(Phase.values(), n % 4), "jasen", DAY, "Opettajat", DAY));
            if (n % 3 == 0) {
                events.add(new ActionCompleted(action, DAY, List.of()));
            } else if (n % 3 == 1) {
                events.add(new ActionRescheduled(action, BusinessDate.parse("2019"), "Ei ehditty", DAY));
            }
            events.add(new FactorIdentified(
                    id(2_000 + n),
                    nth(FactorKind.values(), n % 2),
                    nth(FactorDomain.values(), n % 5),
                    "Tekijä nro " + n + ".",
                    n % 2 == 0 ? -2 : 1,
                    DAY));
            events.add(new AnchoredInStructure(
                    id(3_000 + n), nth(Structure.values(), n % 9), "Kiinnitetty nro " + n + ".", DAY, List.of()));
            events.add(new RootingReviewed("Arvio nro " + n + ".", DAY, BusinessDate.parse("2019")));
            events.add(new CommentPosted(
                    id(4_000 + n),
                    "Sanottua " + n,
                    List.of("actions", "measures").get(n % 2),
                    List.of(),
                    DAY));
            events.add(new FundingRecorded("Raha nro " + n + ".", BigDecimal.TEN, DAY, DAY, DAY));
        }
        for (int measure = 0; measure < 12; measure++) {
            events.add(new MeasureDefined(
                    id(5_000 + measure),
                    "Mittari nro " + measure + ".",
                    MeasureKind.USE,
                    "kpl",
                    Direction.UP,
                    BigDecimal.ONE,
                    BusinessDate.parse("2015"),
                    BigDecimal.TEN,
                    BusinessDate.parse("2025"),
                    null,
                    3,
                    FollowedIn.EVERYDAY_LIFE,
                    DAY));
            for (int value = 0; value < 30; value++) {
                events.add(new MeasurementRecorded(
                        id(6_000 + 100 * measure + value),
                        id(5_000 + measure),
                        BigDecimal.valueOf(value),
                        BusinessDate.parse("20%02d-0%d".formatted(16 + value / 9, 1 + value % 9)),
                        "Kysely %d/%d.".formatted(measure, value),
                        null,
                        null));
            }
        }
        return events;
    }

    @Test
    void the_page_of_a_long_life_is_light_and_leads_to_all_of_it() {
        String id = initiative(longLife());
        String path = "/initiatives/" + id;
        String all = wholly(EVERYTHING, path, Pattern.quote(path) + "\\?all=[^\"]*");
        for (int n = 0; n < 40; n++) {
            assertThat(all)
                    .contains("Toimi nro " + n + ".", "Tekijä nro " + n + ".", "Kiinnitetty nro " + n + ".")
                    .contains("Arvio nro " + n + ".", "Raha nro " + n + ".");
        }
        for (int measure = 0; measure < 12; measure++) {
            for (int value = 0; value < 30; value++) {
                assertThat(all).contains("Kysely %d/%d.".formatted(measure, value));
            }
        }
        light(EVERYTHING, path + "/gate");
        light(MEMBER, path + "/what-if");
        String plan = wholly(
                EVERYTHING, path + "/rooting-plan", "http[^\"]*" + Pattern.quote(path) + "/rooting-plan\\?[^\"#]*");
        for (int n = 0; n < 40; n++) {
            assertThat(plan).contains("Toimi nro " + n + ".", "Tekijä nro " + n + ".", "Kiinnitetty nro " + n + ".");
        }
        wholly(EVERYTHING, path + "/progress", "http[^\"]*" + Pattern.quote(path) + "/progress\\?[^\"#]*");
        int pages = 0;
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            String page = light(EVERYTHING, path + "/audit" + next.get());
            next = links(page, "\\?after=[0-9]+").stream().findFirst();
            pages++;
        }
        assertThat(pages).isGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void so_is_the_page_of_any_life(long seed) {
        String path = "/initiatives/" + initiative(new Stories(seed).life(400));
        for (Actor reader : List.of(MEMBER, EVERYTHING)) {
            wholly(reader, path, Pattern.quote(path) + "\\?all=[^\"]*");
            light(reader, path + "/gate");
            light(reader, path + "/rooting-plan");
            light(reader, path + "/progress");
        }
    }

    @Test
    void so_are_ones_own_tasks_and_the_forms_with_hundreds_of_actions() {
        List<InitiativeEvent> events = new ArrayList<>(
                List.of(Stories.started("Paljon tehtävää"), new MemberAppointed("jasen", Seat.MEMBER, null, DAY)));
        for (int n = 0; n < ACTIONS; n++) {
            events.add(new ActionPlanned(
                    id(20_000 + n),
                    "Tehtävä nro " + n + ". " + "Selitys, jota riittää. ".repeat(n % 7 == 0 ? 40 : 1),
                    Phase.DEVELOPMENT,
                    "jasen",
                    n % 2 == 0 ? DAY : BusinessDate.parse("2090"),
                    null,
                    DAY));
        }
        String path = "/initiatives/" + initiative(events);

        String tasks = wholly(MEMBER, "/my-actions", "/my-actions\\?[^\"]*");
        for (int n = 0; n < ACTIONS; n++) {
            assertThat(tasks).contains("Tehtävä nro " + n + ".");
        }
        assertThat(light(MEMBER, path + "/complete-action?action=" + id(20_000)))
                .contains("value=\"" + id(20_000) + "\" selected", "value=\"" + id(20_000 + ACTIONS - 1) + "\"")
                .contains("Luettelossa ovat uusimmat.");
        light(MEMBER, path + "/post-comment");
    }

    @Test
    void so_is_the_directory_of_thousands() {
        try (RunningQuerySide others = new RunningQuerySide()) {
            others.postgres.execute("INSERT INTO person SELECT 'p' || n, 'sakky', 'Henkilö ' || n || '.'"
                    + " FROM generate_series(1, " + PEOPLE + ") n");
            Browser administrator = Browser.of(others, RunningQuerySide.sakky("paakayttaja", Role.ADMINISTRATOR));
            String path = "/accounts";
            Set<String> seen = new LinkedHashSet<>();
            while (!path.isEmpty()) {
                String page = administrator.page(path);
                assertThat(page.getBytes(StandardCharsets.UTF_8).length)
                        .as(path)
                        .isLessThan(MOST);
                Pattern.compile("<h2>(Henkilö \\d+\\.)</h2>")
                        .matcher(page)
                        .results()
                        .forEach(name -> seen.add(name.group(1)));
                path = links(page, "/accounts\\?from=[0-9]+").stream()
                        .findFirst()
                        .orElse("");
            }
            assertThat(seen).hasSize(PEOPLE);
            assertThat(administrator.page("/accounts?q=henkil%C3%B6+1999"))
                    .contains("<strong>Yksi henkilö</strong>", "Henkilö 1999.")
                    .doesNotContain("Henkilö 1998.");
        }
    }

    @Test
    void so_are_the_board_and_the_strategy_with_hundreds_of_initiatives() {
        for (int n = 0; n < INITIATIVES; n++) {
            List<InitiativeEvent> events = new ArrayList<>(List.of(
                    Stories.started("Toiminta nro " + n + "."),
                    new StrategyMirrored(
                            Phase.DEVELOPMENT,
                            n % 3 == 0 ? VERSIONS - 1 : VERSIONS,
                            List.of(goal(n % 3 == 0 ? VERSIONS - 1 : VERSIONS, n % 4)),
                            Assessment.SUPPORTS,
                            "Tukee",
                            DAY)));
            if (n % 20 == 0) {
                events.add(new DecisionRequested(
                        id(60_000 + n), DecisionSubject.PILOT, "Johtoryhmä", "Kokeillaan", "Tarve on selvä", DAY, DAY));
            }
            switch (n % 6) {
                case 1 -> events.add(new MovedToPilot(1, DAY));
                case 2 -> events.add(new MovedToStructures(1, DAY));
                case 3 -> events.add(new MovedToEverydayLife(1, DAY));
                case 4 -> events.add(new InitiativePaused("Kesä", DAY));
                case 5 -> events.addAll(List.of(new MovedToEverydayLife(1, DAY), new DeclaredRooted(1, DAY)));
                default -> {}
            }
            QUERY_SIDE.newInitiative(events);
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> QUERY_SIDE
                                        .bean(Overview.class)
                                        .cards(List.of("sakky"), List.of("toiminta nro"))
                                        .size()
                                == INITIATIVES
                        && QUERY_SIDE.bean(Progress.class).isCaughtUp());

        String board = wholly(EVERYTHING, "/initiatives", "/initiatives\\?[^\"]*");
        String strategy = wholly(EVERYTHING, "/strategy", "/strategy\\?[^\"]*");
        for (String report : List.of("progress", "flow", "factors", "meeting-pack")) {
            wholly(EVERYTHING, "/reports/" + report, "http[^\"]*/reports/" + report + "\\?[^\"#]*");
        }
        String coverage = wholly(EVERYTHING, "/reports/coverage", "http[^\"]*/reports/coverage\\?[^\"#]*");
        assertThat(links(light(EVERYTHING, "/reports/coverage?table=leaning"), "[^\"]*&amp;row=60"))
                .hasSize(1);
        QUERY_SIDE.postgres.execute(
                "INSERT INTO handed_out (sha256, provider, report, address, title, format, language, bytes, by)"
                        + " SELECT repeat('0', 64), 'sakky', 'rooting-plan', '/initiatives/" + id(1)
                        + "/rooting-plan?version=' || n || '&on=2024-09-15', repeat('Otsikko & ', 20), 'docx', 'fi', 1, 'jasen'"
                        + " FROM generate_series(1, 100) n");
        assertThat(light(EVERYTHING, "/reports/check").split("Otsikko &amp; O", -1))
                .hasSizeGreaterThan(20);
        for (int n = 0; n < INITIATIVES; n++) {
            assertThat(board).contains("Toiminta nro " + n + ".");
            assertThat(strategy).contains("Toiminta nro " + n + ".");
            assertThat(coverage).contains("Toiminta nro " + n + ".");
        }
        for (int version = 1; version <= VERSIONS; version++) {
            assertThat(strategy).contains("Strategia " + version + "</span>");
        }
    }
}
