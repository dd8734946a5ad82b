package fi.kiinni.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import fi.kiinni.Role;
import fi.kiinni.command.account.Accounts.Author;
import fi.kiinni.edge.ClientAddress;
import fi.kiinni.edge.EdgeConfiguration;
import fi.kiinni.log.TestPostgres;
import io.github.bucket4j.TimeMeter;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"springdoc.api-docs.path=/api/openapi", "springdoc.paths-to-match=/api/**"})
@ExtendWith(OutputCaptureExtension.class)
class AccountTest {

    private static final String PASSWORD = "ruusu kukkii äkkiä";

    @LocalServerPort
    private int port;

    private final ApplicationContext application;
    private final Accounts accounts;
    private final JdbcClient sql;
    private final AtomicLong nanos;
    private final TransactionOperations transaction;
    private WebTestClient client = WebTestClient.bindToServer().build();

    @Autowired
    AccountTest(
            ApplicationContext application,
            Accounts accounts,
            JdbcClient sql,
            AtomicLong nanos,
            TransactionOperations transaction) {
        this.application = application;
        this.accounts = accounts;
        this.sql = sql;
        this.nanos = nanos;
        this.transaction = transaction;
    }

    @BeforeEach
    void twoProvidersWithAnAccountForEachRole() {
        client = WebTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .responseTimeout(Duration.ofSeconds(20))
                .build();
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        accounts.seedProvider("sakky", "Savon ammattiopisto");
        accounts.seedProvider("raseko", "Raseko");
        account("jasen", "sakky", Role.MEMBER);
        account("koordinaattori", "sakky", Role.COORDINATOR);
        account("paattaja", "sakky", Role.DECISION_MAKER);
        account("auditoija", "sakky", Role.AUDITOR);
        account("paakayttaja", "sakky", Role.ADMINISTRATOR);
        account("toinen", "raseko", Role.ADMINISTRATOR, Role.COORDINATOR);
        account("vieras", "raseko", Role.AUDITOR);
        accounts.seedPerson("yllapitaja", null, "Ylläpitäjä");
        accounts.seedAccount("yllapitaja", "yllapitaja", Set.of(Role.OPERATOR), PASSWORD);
    }

    private void account(String username, String provider, Role... roles) {
        accounts.seedPerson(username, provider, "Nimi " + username);
        accounts.seedAccount(username, username, Set.of(roles), PASSWORD);
    }

    @Nested
    class SigningIn {

        @Test
        void givesATokenForEightHours() {
            EntityExchangeResult<byte[]> answer = signIn("koordinaattori", PASSWORD);
            assertThat(answer.getStatus().value()).isEqualTo(200);
            Instant expiry = Instant.parse(json(answer).get("expiresAt").stringValue());
            assertThat(expiry)
                    .isBetween(Instant.now().plusSeconds(28_700), Instant.now().plusSeconds(28_900));
            assertThat(answer.getResponseHeaders().getCacheControl()).isEqualTo("no-store");
        }

        @Test
        void takesAUserNameHoweverItIsTyped() {
            assertThat(signIn(" KOORDINAATTORI ", PASSWORD).getStatus().value()).isEqualTo(200);
        }

        @Test
        void takesAnUmlautHoweverItIsComposed() {
            assertThat(signIn("jasen", PASSWORD.replace("ä", "a\u0308"))
                            .getStatus()
                            .value())
                    .isEqualTo(200);
        }

        @Test
        void doesNotTellAWrongPasswordFromAnUnknownUserOrADisabledAccount() {
            account("poistettu", "sakky", Role.MEMBER);
            accounts.disable(
                    new Author("paakayttaja", Role.ADMINISTRATOR),
                    accounts.find("poistettu").orElseThrow());
            byte[] wrong = body(signIn("jasen", "väärä salasana"));
            assertProblem(signIn("jasen", "väärä salasana"), 401, "wrong-credentials");
            assertThat(body(signIn("ei-ketään", "väärä salasana"))).isEqualTo(wrong);
            assertThat(body(signIn("poistettu", PASSWORD))).isEqualTo(wrong);
            assertThat(body(signIn("😀\u0301", "x"))).isEqualTo(wrong);
        }

        @Test
        void namesTheFieldsThatAreMissingOrUnknown() {
            EntityExchangeResult<byte[]> answer = post("/api/tokens", null, "{\"user\":\"jasen\",\"password\":\"\"}");
            assertProblem(answer, 422, "invalid");
            assertThat(json(answer).get("errors"))
                    .extracting(e -> e.get("field").stringValue() + " "
                            + e.get("problem").stringValue())
                    .containsExactlyInAnyOrder("user unknown", "username missing", "password missing");
            assertProblem(post("/api/tokens", null, "{\"username\":"), 400, "malformed");
        }

        @Test
        void isSlowedDownAfterTenFailuresWithOneUserNameOnly() {
            for (int i = 0; i < 10; i++) {
                assertProblem(signIn("paattaja", "väärä " + i), 401, "wrong-credentials");
            }
            EntityExchangeResult<byte[]> answer = signIn("paattaja", PASSWORD);
            assertProblem(answer, 429, "too-many-attempts");
            assertThat(answer.getResponseHeaders().getFirst("Retry-After")).isEqualTo("90");
            assertThat(signIn("koordinaattori", PASSWORD).getStatus().value()).isEqualTo(200);

            nanos.addAndGet(Duration.ofSeconds(90).toNanos());
            assertThat(signIn("paattaja", PASSWORD).getStatus().value()).isEqualTo(200);
        }

        @Test
        void isSlowedDownAfterAHundredFailuresFromOneAddressBeforeAnythingSentIsRead() {
            failAHundredTimesFrom("127.0.0.1", "::1");

            assertProblem(signIn("jasen", PASSWORD), 429, "too-many-attempts");
            assertProblem(post("/api/tokens", null, "{"), 429, "too-many-attempts");
            assertProblem(post("/api/tokens", null, "{" + " ".repeat(300_000) + "}"), 429, "too-many-attempts");
            assertProblem(post("/api/accounts/me/change-password", null, "{"), 401, "not-signed-in");
        }

        @Test
        void countsWhomTheQuerySideAsksForAndBelievesNobodyElse() {
            failAHundredTimesFrom("203.0.113.7", "2001:db8::7");
            String secret = sql.sql(ClientAddress.SECRET).query(String.class).single();

            assertProblem(signInWith(secret, "Kiinni-Client-Address", "203.0.113.7"), 429, "too-many-attempts");
            assertProblem(signInWith(secret, "Kiinni-Client-Address", "2001:db8::8"), 429, "too-many-attempts");
            assertThat(signInWith(secret, "Kiinni-Client-Address", "203.0.113.8")
                            .getStatus()
                            .value())
                    .isEqualTo(200);
            // Else anybody could have somebody else refused …
            for (String header : List.of("X-Forwarded-For", "Forwarded", "X-Real-IP", "Kiinni-Client-Address")) {
                String value = header.equals("Forwarded") ? "for=203.0.113.7" : "203.0.113.7";
                assertThat(signInWith("guessed", header, value).getStatus().value())
                        .as(header)
                        .isEqualTo(200);
            }
            // … and go on guessing as another each time.
            failAHundredTimesFrom("127.0.0.1", "::1");
            for (String header : List.of("X-Forwarded-For", "Forwarded", "X-Real-IP", "Kiinni-Client-Address")) {
                String value = header.equals("Forwarded") ? "for=203.0.113.9" : "203.0.113.9";
                assertProblem(signInWith("guessed", header, value), 429, "too-many-attempts");
            }
        }

        private void failAHundredTimesFrom(String... addresses) {
            FailedAttempts attempts = application.getBean(FailedAttempts.class);
            for (String address : addresses) {
                for (int i = 0; i < FailedAttempts.PER_ADDRESS; i++) {
                    attempts.failed("kuka-tahansa-" + i, InetAddress.ofLiteral(address));
                }
            }
        }

        private EntityExchangeResult<byte[]> signInWith(String secret, String header, String value) {
            return client.post()
                    .uri("/api/tokens")
                    .header("Content-Type", "application/json")
                    .header("Kiinni-Side-Secret", secret)
                    .header(header, value)
                    .bodyValue(Map.of("username", "koordinaattori", "password", PASSWORD))
                    .exchange()
                    .expectBody()
                    .returnResult();
        }

        @Test
        void isNotSlowedDownBySuccess() {
            IntStream.range(0, 15)
                    .parallel()
                    .forEach(_ -> assertThat(
                                    signIn("jasen", PASSWORD).getStatus().value())
                            .isEqualTo(200));
        }

        @Test
        void putsTheGrantsThatStillHoldIntoTheTokenAndEndsItWithThem() {
            account("kiertava", "raseko", Role.AUDITOR);
            LocalDate today = LocalDate.now(ZoneId.of("Europe/Helsinki"));
            accounts.seedGrant("sakky", "kiertava", today.minusDays(2));
            assertThat(claims(token("kiertava")).get("grants").size()).isZero();
            accounts.seedGrant("sakky", "kiertava", today.plusDays(30));
            JsonNode claims = claims(token("kiertava"));
            assertThat(claims.get("grants").get(0).stringValue()).isEqualTo("sakky");
            assertThat(claims.get("provider").stringValue()).isEqualTo("raseko");
            assertThat(claims.get("sub").stringValue()).isEqualTo("kiertava");
        }

        @Test
        void replacesAHashThatIsOutdated() {
            account("vanha", "sakky", Role.MEMBER);
            String weak = "{argon2id}" + new Argon2PasswordEncoder(16, 32, 1, 1024, 1).encode(PASSWORD);
            sql.sql("update account set password = :weak where username = 'vanha'")
                    .param("weak", weak)
                    .update();
            assertThat(signIn("vanha", PASSWORD).getStatus().value()).isEqualTo(200);
            assertThat(accounts.find("vanha").orElseThrow().password())
                    .startsWith("{argon2id}$argon2id$v=19$m=19456,t=2,p=1$");
            assertThat(signIn("vanha", PASSWORD).getStatus().value()).isEqualTo(200);
        }

        @Test
        void leavesNoNamesAndNoPasswordsInTheLog(CapturedOutput log) {
            signIn("koordinaattori", PASSWORD);
            signIn("koordinaattori", "väärä salasana");
            assertThat(log.getAll()).doesNotContain("koordinaattori", "salasana", PASSWORD);
        }
    }

    @Nested
    class Keys {

        @Test
        void arePublishedWithoutTheirPrivateHalf() {
            EntityExchangeResult<byte[]> answer = client.get()
                    .uri("/.well-known/jwks.json")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .returnResult();
            JsonNode key = json(answer).get("keys").get(0);
            assertThat(key.propertyNames())
                    .contains("kty", "kid", "n", "e", "use")
                    .doesNotContain("d", "p", "q");
        }

        @Test
        void areSharedByProcessesThatStartTogether() {
            String before = sql.sql("select private_jwk from signing_key")
                    .query(String.class)
                    .single();
            sql.sql("delete from signing_key").update();
            List<String> ids = IntStream.range(0, 4)
                    .parallel()
                    .mapToObj(_ -> new SigningKeys(sql, transaction))
                    .map(keys -> keys.current().getKeys().getFirst().getKeyID())
                    .distinct()
                    .toList();
            sql.sql("delete from signing_key").update();
            sql.sql("insert into signing_key (id, private_jwk) values ('the application has it', :jwk)")
                    .param("jwk", before)
                    .update();
            assertThat(ids).hasSize(1);
        }
    }

    @Nested
    class TheFirstOperator {

        @Test
        void isMadeOnceThroughTheLinkInTheLog(CapturedOutput log) {
            sql.sql("delete from account where username = 'yllapitaja'").update();
            FirstOperator start = new FirstOperator(accounts, false, "http://localhost:1");
            start.run(new DefaultApplicationArguments());
            String token = log.getOut().replaceAll("(?s).*/first-operator\\?token=(\\S+).*", "$1");
            String body =
                    "{\"token\":\"%s\",\"username\":\"%s\",\"name\":\"Ylläpitäjä\",\"password\":\"" + PASSWORD + "\"}";

            assertProblem(post("/api/first-operator", null, body.formatted("arvattu", "ensin")), 403, "link-not-valid");
            EntityExchangeResult<byte[]> made = post("/api/first-operator", null, body.formatted(token, "ensin"));
            assertThat(made.getStatus().value()).isEqualTo(201);
            assertProblem(post("/api/first-operator", null, body.formatted(token, "toinen2")), 403, "link-not-valid");
            assertThat(claims(token("ensin")).get("roles").get(0).stringValue()).isEqualTo("OPERATOR");
            sql.sql("delete from account where username = 'ensin'").update();
        }

        @Test
        void isNotOfferedWhereThereIsOneOrInADemo(CapturedOutput log) {
            new FirstOperator(accounts, false, "http://once").run(new DefaultApplicationArguments());
            new FirstOperator(accounts, true, "http://demo").run(new DefaultApplicationArguments());
            assertThat(log.getAll()).doesNotContain("http://once", "http://demo");
        }
    }

    @Nested
    class Administration {

        @Test
        void ofAProviderBeginsWithItsFirstAdministrator() {
            String body = """
                    {"provider":"lappia","name":"Lappia","administrator":
                      {"username":"lapinpaa","name":"Ämmi Øberg","password":"pitkä salasana"}}""";
            EntityExchangeResult<byte[]> added = post("/api/providers", token("yllapitaja"), body);
            assertThat(added.getStatus().value()).isEqualTo(201);
            assertProblem(post("/api/providers", token("yllapitaja"), body), 409, "provider-exists");

            String administrator =
                    json(signIn("lapinpaa", "pitkä salasana")).get("token").stringValue();
            String person = json(post("/api/directory", administrator, "{\"name\":\"Uusi Ihminen\"}"))
                    .get("person")
                    .stringValue();
            String account =
                    "{\"person\":\"%s\",\"username\":\"Uusi.Ihminen\",\"roles\":[\"MEMBER\",\"COORDINATOR\"],\"password\":\"%s\"}"
                            .formatted(person, PASSWORD);
            assertThat(post("/api/accounts", administrator, account).getStatus().value())
                    .isEqualTo(201);
            assertProblem(post("/api/accounts", administrator, account), 409, "username-taken");
            assertProblem(
                    post("/api/accounts", administrator, account.replace("Uusi.Ihminen", "uusi2")),
                    409,
                    "account-exists");
            JsonNode claims = claims(token("uusi.ihminen"));
            assertThat(claims.get("provider").stringValue()).isEqualTo("lappia");
            assertThat(claims.get("roles").size()).isEqualTo(2);
        }

        @Test
        void knowsNobodyOfAnotherProvider() {
            String person =
                    "{\"person\":\"toinen\",\"username\":\"kaapattu\",\"roles\":[\"MEMBER\"],\"password\":\"%s\"}"
                            .formatted(PASSWORD);
            assertProblem(post("/api/accounts", token("paakayttaja"), person), 422, "invalid");
            for (String change : List.of("disable-account", "enable-account")) {
                assertProblem(post("/api/accounts/toinen/" + change, token("paakayttaja"), "{}"), 404, "not-found");
                assertProblem(post("/api/accounts/ei-ketaan/" + change, token("paakayttaja"), "{}"), 404, "not-found");
            }
        }

        @Test
        void changesRolesFromTheNextSignIn() {
            account("vaihtuva", "sakky", Role.MEMBER);
            assertOk(post(
                    "/api/accounts/vaihtuva/change-roles",
                    token("paakayttaja"),
                    "{\"roles\":[\"COORDINATOR\",\"AUDITOR\"]}"));
            assertThat(claims(token("vaihtuva")).get("roles").toString()).isEqualTo("[\"AUDITOR\",\"COORDINATOR\"]");
            assertProblem(
                    post("/api/accounts/vaihtuva/change-roles", token("paakayttaja"), "{\"roles\":[\"OPERATOR\"]}"),
                    422,
                    "invalid");
            assertProblem(
                    post("/api/accounts/vaihtuva/change-roles", token("paakayttaja"), "{\"roles\":[\"KING\"]}"),
                    422,
                    "invalid");
        }

        @Test
        void disablesAndEnablesAnAccount() {
            account("kaytossa", "sakky", Role.MEMBER);
            assertOk(post("/api/accounts/kaytossa/disable-account", token("paakayttaja"), "{}"));
            assertProblem(signIn("kaytossa", PASSWORD), 401, "wrong-credentials");
            assertOk(post("/api/accounts/kaytossa/enable-account", token("paakayttaja"), "{}"));
            assertOk(signIn("kaytossa", PASSWORD));
        }

        @Test
        void endsTheSessionsOfWhoeverSawTheirAccountChanged() {
            account("tilinsa", "sakky", Role.MEMBER);
            String me = "/api/accounts/me/change-password";
            String nothing = "{}";
            Map<String, String> changes = Map.of(
                    "/api/accounts/tilinsa/end-sessions",
                    nothing,
                    "/api/accounts/tilinsa/change-roles",
                    "{\"roles\":[\"MEMBER\"]}",
                    "/api/accounts/tilinsa/set-password",
                    "{\"password\":\"%s\"}".formatted(PASSWORD),
                    "/api/accounts/tilinsa/disable-account",
                    nothing);
            changes.forEach((route, body) -> {
                assertOk(post("/api/accounts/tilinsa/enable-account", token("paakayttaja"), nothing));
                String before = token("tilinsa");
                String untouched = token("jasen");
                assertProblem(post(me, before, nothing), 422, "invalid");

                assertOk(post(route, token("paakayttaja"), body));

                await().untilAsserted(() -> assertProblem(post(me, before, nothing), 401, "invalid-token"));
                assertProblem(post(me, untouched, nothing), 422, "invalid");
            });
            assertOk(post("/api/accounts/tilinsa/enable-account", token("paakayttaja"), nothing));
            assertProblem(post(me, token("tilinsa"), nothing), 422, "invalid");
        }

        @Test
        void letsEverybodyEndTheirOwnSessions() {
            account("lahtija", "sakky", Role.MEMBER);
            String here = token("lahtija");
            String there = token("lahtija");
            assertOk(post("/api/accounts/me/end-sessions", here, "{}"));
            for (String ended : List.of(here, there)) {
                await().untilAsserted(() ->
                        assertProblem(post("/api/accounts/me/end-sessions", ended, "{}"), 401, "invalid-token"));
            }
            assertOk(post("/api/accounts/me/end-sessions", token("lahtija"), "{}"));
        }

        @Test
        void correctsANameInItsOwnDirectory() {
            account("nimetty", "sakky", Role.MEMBER);
            String name = "{\"name\":\"Uusi Nimi\"}";
            assertOk(post("/api/directory/nimetty/rename-person", token("paakayttaja"), name));
            assertThat(sql.sql("select name from person where id = 'nimetty'")
                            .query(String.class)
                            .single())
                    .isEqualTo("Uusi Nimi");
            assertProblem(post("/api/directory/toinen/rename-person", token("paakayttaja"), name), 404, "not-found");
            assertProblem(post("/api/directory/nimetty/rename-person", token("jasen"), name), 403, "not-allowed");
        }

        @Test
        void keepsTheLastAdministrator() {
            assertProblem(
                    post("/api/accounts/paakayttaja/disable-account", token("paakayttaja"), "{}"),
                    409,
                    "last-administrator");
            assertProblem(
                    post("/api/accounts/paakayttaja/change-roles", token("paakayttaja"), "{\"roles\":[\"MEMBER\"]}"),
                    409,
                    "last-administrator");
        }

        @Test
        void setsAPasswordOfAtLeastTwelveCharacters() {
            account("unohtanut", "sakky", Role.MEMBER);
            EntityExchangeResult<byte[]> tooShort =
                    post("/api/accounts/unohtanut/set-password", token("paakayttaja"), "{\"password\":\"lyhyt\"}");
            assertProblem(tooShort, 422, "invalid");
            assertThat(json(tooShort).get("errors").get(0).get("problem").stringValue())
                    .isEqualTo("too-short");
            assertOk(post(
                    "/api/accounts/unohtanut/set-password",
                    token("paakayttaja"),
                    "{\"password\":\"kokonaan uusi sana\"}"));
            assertProblem(signIn("unohtanut", PASSWORD), 401, "wrong-credentials");
            assertOk(signIn("unohtanut", "kokonaan uusi sana"));
        }

        @Test
        void ofOnesOwnPasswordTakesThePresentOne() {
            account("itse", "sakky", Role.MEMBER);
            String token = token("itse");
            String body = "{\"current\":\"%s\",\"password\":\"kokonaan uusi sana\"}";
            assertProblem(post("/api/accounts/me/change-password", token, body.formatted("väärä")), 422, "invalid");
            assertOk(post("/api/accounts/me/change-password", token, body.formatted(PASSWORD)));
            assertOk(signIn("itse", "kokonaan uusi sana"));
        }

        @Test
        void grantsToAnotherProvidersAuditorUntilADate() {
            String until =
                    LocalDate.now(ZoneId.of("Europe/Helsinki")).plusDays(10).toString();
            String grant = "{\"auditor\":\"%s\",\"until\":\"%s\"}";
            assertThat(post("/api/grants", token("paakayttaja"), grant.formatted("vieras", until))
                            .getStatus()
                            .value())
                    .isEqualTo(201);
            assertThat(claims(token("vieras")).get("grants").toString()).isEqualTo("[\"sakky\"]");

            for (String wrong : List.of("toinen", "auditoija", "ei-ketään")) {
                assertProblem(post("/api/grants", token("paakayttaja"), grant.formatted(wrong, until)), 422, "invalid");
            }
            assertProblem(
                    post("/api/grants", token("paakayttaja"), grant.formatted("vieras", "2020-01-01")), 422, "invalid");
            assertProblem(post("/api/grants/vieras/withdraw", token("toinen"), "{}"), 404, "not-found");
            assertOk(post("/api/grants/vieras/withdraw", token("paakayttaja"), "{}"));
            assertProblem(post("/api/grants/vieras/withdraw", token("paakayttaja"), "{}"), 404, "not-found");
            assertThat(claims(token("vieras")).get("grants").size()).isZero();
        }

        /** And so every feed and page that is open by them. */
        @Test
        void grantsEndTheTokensThatWereGivenByThemWhenTheyAreTakenBackOrMadeShorter() {
            LocalDate today = LocalDate.now(ZoneId.of("Europe/Helsinki"));
            String grant = "{\"auditor\":\"vieras\",\"until\":\"%s\"}";
            post("/api/grants", token("paakayttaja"), grant.formatted(today.plusDays(10)));
            String ofTenDays = token("vieras");
            post("/api/grants", token("paakayttaja"), grant.formatted(today.plusDays(20)));
            assertProblem(post("/api/grants/x/withdraw", ofTenDays, "{}"), 403, "not-allowed");
            post("/api/grants", token("paakayttaja"), grant.formatted(today));
            await().untilAsserted(
                            () -> assertProblem(post("/api/grants/x/withdraw", ofTenDays, "{}"), 401, "invalid-token"));
            String untilTonight = token("vieras");
            assertThat(claims(untilTonight).get("exp").longValue())
                    .isLessThanOrEqualTo(today.plusDays(1)
                            .atStartOfDay(ZoneId.of("Europe/Helsinki"))
                            .toEpochSecond());
            assertOk(post("/api/grants/vieras/withdraw", token("paakayttaja"), "{}"));
            await().untilAsserted(() ->
                    assertProblem(post("/api/grants/x/withdraw", untilTonight, "{}"), 401, "invalid-token"));
            assertThat(claims(token("vieras")).get("grants").size()).isZero();
        }
    }

    @Nested
    class Changes {

        @Test
        void areRecordedWithWhoAndWhenAndWithoutNames() {
            account("muuttuva", "sakky", Role.MEMBER);
            assertOk(post("/api/accounts/muuttuva/change-roles", token("paakayttaja"), "{\"roles\":[\"AUDITOR\"]}"));
            Map<String, @Nullable Object> last = sql.sql("""
                            select changed_by, role, what, provider, subject, detail::text as detail,
                                   changed_at > now() - interval '1 minute' as recent
                              from account_change order by position desc limit 1
                            """).query().singleRow();
            assertThat(last)
                    .containsEntry("changed_by", "paakayttaja")
                    .containsEntry("role", "ADMINISTRATOR")
                    .containsEntry("what", "RolesChanged")
                    .containsEntry("provider", "sakky")
                    .containsEntry("subject", "muuttuva")
                    .containsEntry("detail", "{\"roles\": [\"AUDITOR\"]}")
                    .containsEntry("recent", true);
            assertThat(sql.sql("select count(*) from account_change where account_change::text like '%Nimi %'")
                            .query(Integer.class)
                            .single())
                    .isZero();
        }

        @Test
        void areNeverTakenBack() {
            for (String statement : List.of(
                    "update account_change set what = 'nothing'",
                    "delete from account_change",
                    "delete from account_change where false",
                    "truncate account_change",
                    "update look set person = 'nobody'",
                    "delete from look where false",
                    "truncate look",
                    "update handed_out set by = 'nobody'",
                    "delete from handed_out where false",
                    "truncate handed_out")) {
                assertThatThrownBy(() -> sql.sql(statement).update())
                        .isInstanceOf(DataAccessException.class)
                        .hasMessageContaining("append-only");
            }
        }

        @Test
        void bySeedingHappenOnce() {
            long before = sql.sql("select count(*) from account_change")
                    .query(Long.class)
                    .single();
            twoProvidersWithAnAccountForEachRole();
            assertThat(sql.sql("select count(*) from account_change")
                            .query(Long.class)
                            .single())
                    .isEqualTo(before);
        }
    }

    @Test
    void theDirectoryKnowsAProvidersOwnPeopleOnly() {
        Directory directory = application.getBean(Directory.class);
        assertThat(directory.knows("sakky", "jasen")).isTrue();
        assertThat(directory.knows("sakky", "jasen")).isTrue();
        assertThat(directory.knows("raseko", "jasen")).isFalse();
        assertThat(directory.knows("sakky", "ei-ketaan")).isFalse();
    }

    private String token(String username) {
        String password = PASSWORD;
        EntityExchangeResult<byte[]> answer = signIn(username, password);
        assertThat(answer.getStatus().value()).isEqualTo(200);
        return json(answer).get("token").stringValue();
    }

    private static JsonNode claims(String token) {
        return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }

    private EntityExchangeResult<byte[]> signIn(String username, String password) {
        return post(
                "/api/tokens",
                null,
                JsonMapper.shared().writeValueAsString(Map.of("username", username, "password", password)));
    }

    private EntityExchangeResult<byte[]> post(String path, @Nullable String token, String body) {
        return client.post()
                .uri(path)
                .headers(headers -> {
                    if (token != null) {
                        headers.setBearerAuth(token);
                    }
                })
                .header("Content-Type", "application/json")
                .bodyValue(body)
                .exchange()
                .expectBody()
                .returnResult();
    }

    private static byte[] body(EntityExchangeResult<byte[]> answer) {
        return Objects.requireNonNull(answer.getResponseBody());
    }

    private static JsonNode json(EntityExchangeResult<byte[]> answer) {
        return JsonMapper.shared().readTree(body(answer));
    }

    private static void assertOk(EntityExchangeResult<byte[]> answer) {
        assertThat(answer.getStatus().value()).as(json(answer).toString()).isEqualTo(200);
    }

    private static void assertProblem(EntityExchangeResult<byte[]> answer, int status, String name) {
        assertThat(answer.getStatus().value()).as(json(answer).toString()).isEqualTo(status);
        assertThat(json(answer).get("type").stringValue()).isEqualTo("urn:kiinni:problem:" + name);
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @ComponentScan
    @Import(EdgeConfiguration.class)
    static class Application {

        @Bean
        DataSource dataSource() {
            return TestPostgres.newDatabase().dataSource();
        }

        @Bean
        AtomicLong nanos() {
            return new AtomicLong();
        }

        @Bean
        TimeMeter timeMeter(AtomicLong nanos) {
            return new TimeMeter() {
                @Override
                public long currentTimeNanos() {
                    return nanos.get();
                }

                @Override
                public boolean isWallClockBased() {
                    return false;
                }
            };
        }
    }
}
