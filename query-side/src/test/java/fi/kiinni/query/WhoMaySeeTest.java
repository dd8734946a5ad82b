package fi.kiinni.query;

import static org.awaitility.Awaitility.await;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.edge.WhoMay;
import fi.kiinni.initiative.InitiativeEvent.InitiativeStarted;
import fi.kiinni.initiative.InitiativeEvent.MovedToPilot;
import fi.kiinni.initiative.Language;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Progress;
import fi.kiinni.query.view.Stories;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The table of who may see what, as the domain has it, against every route of the query side, pages included. */
class WhoMaySeeTest {

    private static final RunningQuerySide QUERY_SIDE = new RunningQuerySide();
    private static final Role[] READERS = {
        Role.MEMBER, Role.COORDINATOR, Role.DECISION_MAKER, Role.AUDITOR, Role.ADMINISTRATOR
    };

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
    }

    @TestFactory
    Stream<DynamicTest> everyRoute() {
        String own = QUERY_SIDE.newInitiative(
                List.of(Stories.started("Työkykypassi"), new MovedToPilot(1, BusinessDate.parse("2020"))));
        String another = QUERY_SIDE.newInitiative(List.of(new InitiativeStarted(
                "raseko", "toinen", "Työkykypassi", "Tarve", Language.fi, BusinessDate.parse("2019"))));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> QUERY_SIDE.bean(Overview.class).version(own) == 2
                        && QUERY_SIDE.bean(Overview.class).version(another) == 1
                        && QUERY_SIDE.bean(Progress.class).isCaughtUp());
        WhoMay table = new WhoMay()
                .open("GET /api/openapi")
                .open("GET /api/openapi.yaml")
                .open("GET /sign-in")
                .open("GET /first-operator")
                .open("GET /accessibility")
                .roles("GET /api/initiatives", READERS)
                .ofProvider(
                        "GET /api/initiatives/{id}", asOwn -> "/api/initiatives/" + (asOwn ? own : another), READERS)
                .ofProvider(
                        "GET /api/initiatives/{id}/timeline",
                        asOwn -> "/api/initiatives/" + (asOwn ? own : another) + "/timeline",
                        READERS)
                .ofProvider(
                        "GET /api/initiatives/{id}/diff",
                        asOwn -> "/api/initiatives/" + (asOwn ? own : another) + "/diff?from=1",
                        READERS)
                .ofProvider(
                        "GET /api/initiatives/{id}/audit",
                        asOwn -> "/api/initiatives/" + (asOwn ? own : another) + "/audit",
                        READERS)
                .ofProvider(
                        "GET /api/initiatives/{id}/decisions/{version}",
                        asOwn -> "/api/initiatives/" + (asOwn ? own : another) + "/decisions/2",
                        READERS)
                .ofProvider(
                        "GET /api/initiatives/{id}/gate",
                        asOwn -> "/api/initiatives/" + (asOwn ? own : another) + "/gate",
                        READERS)
                .roles("GET /api/audit", Role.ADMINISTRATOR, Role.AUDITOR, Role.OPERATOR)
                .roles("GET /api/looks", Role.ADMINISTRATOR, Role.AUDITOR)
                .roles("GET /api/strategy", READERS)
                .roles("GET /api/events", READERS)
                .page("GET /initiatives", Role.values())
                .page("GET /my-actions", READERS)
                .pageOfProvider(
                        "GET /initiatives/{id}/gate",
                        asOwn -> "/initiatives/" + (asOwn ? own : another) + "/gate",
                        READERS)
                .page("GET /initiatives/new", Role.COORDINATOR)
                .pageOfProvider("GET /initiatives/{id}", asOwn -> "/initiatives/" + (asOwn ? own : another), READERS)
                .pageOfProvider(
                        "GET /initiatives/{id}/audit",
                        asOwn -> "/initiatives/" + (asOwn ? own : another) + "/audit",
                        READERS)
                .pageOfProvider(
                        "GET /initiatives/{id}/history",
                        asOwn -> "/initiatives/" + (asOwn ? own : another) + "/history",
                        READERS)
                .pageOfProvider(
                        "GET /initiatives/{id}/compare",
                        asOwn -> "/initiatives/" + (asOwn ? own : another) + "/compare",
                        READERS)
                .pageOfProvider(
                        "GET /initiatives/{id}/audit.csv",
                        asOwn -> "/initiatives/" + (asOwn ? own : another) + "/audit.csv",
                        READERS)
                .pageOfProvider(
                        "GET /initiatives/{id}/audit.jsonl",
                        asOwn -> "/initiatives/" + (asOwn ? own : another) + "/audit.jsonl",
                        READERS)
                .ofProvider(
                        "GET /api/reports/rooting-plan/{id}",
                        asOwn -> "/api/reports/rooting-plan/" + (asOwn ? own : another),
                        READERS)
                .ofProvider(
                        "GET /api/reports/progress/{id}",
                        asOwn -> "/api/reports/progress/" + (asOwn ? own : another),
                        READERS)
                .ofProvider(
                        "GET /api/reports/{kind}",
                        asOwn -> "/api/reports/flow?provider=" + (asOwn ? "sakky" : "raseko"),
                        READERS)
                .pageOfProvider(
                        "GET /initiatives/{id}/rooting-plan",
                        asOwn -> "/initiatives/" + (asOwn ? own : another) + "/rooting-plan",
                        READERS)
                .pageOfProvider(
                        "GET /initiatives/{id}/rooting-plan/file.{ending}",
                        asOwn -> "/initiatives/" + (asOwn ? own : another) + "/rooting-plan/file.pdf",
                        READERS)
                .pageOfProvider(
                        "GET /initiatives/{id}/progress",
                        asOwn -> "/initiatives/" + (asOwn ? own : another) + "/progress",
                        READERS)
                .pageOfProvider(
                        "GET /initiatives/{id}/progress/file.{ending}",
                        asOwn -> "/initiatives/" + (asOwn ? own : another) + "/progress/file.docx",
                        READERS)
                .reads("POST /api/reports/check", READERS)
                .page("GET /reports", READERS)
                .page("GET /reports/check", READERS)
                .page("GET /reports/files", Role.values())
                .form("POST /reports/check", "/reports/check")
                .pageOfProvider(
                        "GET /reports/{kind}",
                        asOwn -> "/reports/flow?provider=" + (asOwn ? "sakky" : "raseko"),
                        READERS)
                .pageOfProvider(
                        "GET /reports/{kind}/file.{ending}",
                        asOwn -> "/reports/factors/file.xlsx?provider=" + (asOwn ? "sakky" : "raseko"),
                        READERS)
                .page("GET /looks", Role.ADMINISTRATOR, Role.AUDITOR)
                .page("GET /audit", Role.ADMINISTRATOR, Role.AUDITOR, Role.OPERATOR)
                .page("GET /strategy", READERS)
                .roles("GET /api/views", Role.OPERATOR, Role.ADMINISTRATOR, Role.AUDITOR)
                .page("GET /views", Role.OPERATOR, Role.ADMINISTRATOR, Role.AUDITOR)
                .form("POST /views/{view}", "/views/overview")
                .form("POST /views/letters", "/views/letters")
                .pageOfProvider("GET /people", asOwn -> "/people?provider=" + (asOwn ? "sakky" : "raseko"), READERS)
                .page("GET /live", Role.values())
                .pageOfProvider(
                        "GET /initiatives/{id}/{command}",
                        asOwn -> "/initiatives/" + (asOwn ? own : another) + "/decide-pilot",
                        Role.DECISION_MAKER)
                .pageOfProvider(
                        "GET /initiatives/{id}/what-if",
                        asOwn -> "/initiatives/" + (asOwn ? own : another) + "/what-if",
                        READERS)
                .form("POST /initiatives/{id}/what-if", "/initiatives/" + own + "/what-if")
                .page("GET /strategy/publish-strategy", Role.ADMINISTRATOR)
                .page("GET /account", Role.values())
                .page("GET /accounts", Role.ADMINISTRATOR)
                .page("GET /providers", Role.OPERATOR)
                .forms(List.of("/account/change-password", "/account/end-sessions"), Role.values())
                .forms(
                        List.of(
                                "/accounts/add-person",
                                "/accounts/rename-person",
                                "/accounts/add-account",
                                "/accounts/change-roles",
                                "/accounts/set-password",
                                "/accounts/end-sessions-of-account",
                                "/accounts/disable-account",
                                "/accounts/enable-account",
                                "/accounts/grant",
                                "/accounts/withdraw-grant"),
                        Role.ADMINISTRATOR)
                .forms(List.of("/providers/add-provider"), Role.OPERATOR)
                .form("POST /sign-in", "/sign-in")
                .form("POST /first-operator", "/first-operator")
                .form("POST /sign-out", "/sign-out")
                .form("POST /initiatives/new", "/initiatives/new")
                .form("POST /initiatives/{id}/gate", "/initiatives/" + own + "/gate")
                .form("POST /initiatives/{id}/{command}", "/initiatives/" + own + "/post-comment")
                .form("POST /strategy/publish-strategy", "/strategy/publish-strategy")
                .door("GET /");
        String address = "http://127.0.0.1:" + QUERY_SIDE.port();
        return Stream.of(
                        Stream.of(table.everyRouteHasARow(QUERY_SIDE.context())),
                        table.cells(address, RunningQuerySide.forge(), WhoMaySeeTest::actor))
                .flatMap(cells -> cells);
    }

    private static Actor actor(Role role) {
        return new Actor("jasen", role == Role.OPERATOR ? null : "sakky", Set.of(role), Set.of());
    }
}
