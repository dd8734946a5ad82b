package fi.kiinni.query.page;

import static fi.kiinni.query.FakeCommandApi.Answer.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.MemberAppointed;
import fi.kiinni.initiative.Seat;
import fi.kiinni.query.FakeCommandApi;
import fi.kiinni.query.FakeCommandApi.Answer;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.page.Browser.Page;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Progress;
import fi.kiinni.query.view.Stories;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The forms of a provider with so many people that nobody would find theirs in a list. */
class PeopleTest {

    private static final int PEOPLE = 2_000;
    private static final int LIGHT = 60_000;
    private static final FakeCommandApi API = new FakeCommandApi();
    private static final RunningQuerySide MANY = new RunningQuerySide("kiinni.command-api=" + API.address());

    private static String one = "";
    private static int version;

    @BeforeAll
    static void start() {
        MANY.postgres.execute(
                "INSERT INTO person SELECT 'p' || n, 'sakky', 'Henkilö Numero ' || n FROM generate_series(1, " + PEOPLE
                        + ") n",
                "INSERT INTO person VALUES ('x-kaima-1234', 'sakky', 'Kaima Kaksonen'),"
                        + " ('x-kaima-5678', 'sakky', 'Kaima Kaksonen')");
        List<InitiativeEvent> life = new ArrayList<>(List.of(Stories.started("Suuri koulu")));
        for (int n = 1; n <= PEOPLE; n += 20) {
            life.add(new MemberAppointed("p" + n, Seat.MEMBER, null, BusinessDate.parse("2015-03")));
        }
        one = MANY.newInitiative(life);
        version = life.size();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> MANY.bean(Overview.class).version(one) == version
                        && MANY.bean(Progress.class).isCaughtUp());
    }

    @AfterAll
    static void stop() {
        MANY.close();
        API.close();
    }

    private static String at(String form) {
        return "/initiatives/" + one + "/" + form;
    }

    private static Browser everybody() {
        return Browser.of(
                MANY,
                RunningQuerySide.sakky("koordinaattori", Role.COORDINATOR, Role.DECISION_MAKER, Role.ADMINISTRATOR));
    }

    private static @Nullable Object sent(String command, Map<String, String> written, String field) {
        API.answer(
                "/api/initiatives/" + one + "/" + command,
                _ -> Answer.of(200, Map.of("initiative", one, "version", version, "events", List.of("Some"))));
        API.asked();
        everybody().fill(at(command), written);
        return API.asked().getFirst().body().get(field);
    }

    @Test
    void each_is_named_and_found_and_no_form_grows_with_them() {
        assertThat(everybody().page(at("plan-action")))
                .containsPattern("<input type=\"text\" id=\"plan-action-responsible\"[^>]* list=\"people\"")
                .contains("Kirjoita henkilön nimi", "<option value=\"Kaisa Koordinaattori\">")
                .doesNotContain("Henkilö Numero 1999");

        assertThat(sent("plan-action", Map.of("responsible", " henkilö  numero 1999 "), "responsible"))
                .isEqualTo("p1999");
        assertThat(sent("appoint-member", Map.of("person", "Kaima Kaksonen (5678)"), "person"))
                .isEqualTo("x-kaima-5678");
        assertThat(sent("appoint-member", Map.of("person", "Kaima Kaksonen"), "person"))
                .as("who shares the name with another")
                .isEqualTo("Kaima Kaksonen");
        assertThat(sent(
                        "post-comment",
                        Map.of("mentions", "Henkilö Numero 21\r\n\r\nHenkilö Numero 1\r\n"),
                        "mentions"))
                .isEqualTo(List.of("p21", "p1"));
        assertThat(sent("decide-adoption", Map.of("conditions[0].owner", "Henkilö Numero 7"), "conditions"))
                .isEqualTo(List.of(Map.of("owner", "p7")));
        assertThat(sent("map-current-state", Map.of("assertedBy", "Henkilö Numero 7"), "assertedBy"))
                .isEqualTo("p7");

        for (CommandForm form : CommandForm.values()) {
            if (form.isAboutAnInitiative()) {
                Page page = everybody().open(at(form.route()));
                assertThat(page.text().length()).as(form.route()).isLessThan(LIGHT);
            }
        }
        Map<String, String> rows = new HashMap<>(Map.of("step", "row:conditions"));
        for (int row = 0; row < 25; row++) {
            rows.put("conditions[" + row + "].owner", "Henkilö Numero " + row);
        }
        assertThat(everybody().fill(at("decide-adoption"), rows).text())
                .contains("name=\"conditions[24].owner\" value=\"Henkilö Numero 24\"")
                .satisfies(page -> assertThat(page.length()).isLessThan(LIGHT));
    }

    @Test
    void a_name_that_is_nobodys_comes_back_with_those_that_it_may_mean() {
        API.answer(
                "/api/initiatives/" + one + "/plan-action",
                _ -> problem(409, "unknown-person", Map.of("person", "Kaksonen")));
        assertThat(everybody()
                        .fill(at("plan-action"), Map.of("responsible", "Kaksonen"))
                        .text())
                .contains("Tarkoititko: Kaima Kaksonen (1234), Kaima Kaksonen (5678)?")
                .containsPattern("<datalist id=\"people\"><option value=\"Kaima Kaksonen \\(1234\\)\">")
                .contains("name=\"responsible\" value=\"Kaksonen\"");
        assertThat(everybody()
                        .open("/people?provider=sakky&responsible=numero+1999")
                        .text())
                .startsWith("<option value=\"Henkilö Numero 1999\">");
        assertThat(everybody().page("/accounts?q=kaksonen")).contains("<h2>Kaima Kaksonen (5678)</h2>");
    }
}
