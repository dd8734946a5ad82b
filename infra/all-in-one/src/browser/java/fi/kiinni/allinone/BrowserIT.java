package fi.kiinni.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.WaitForSelectorState;
import fi.kiinni.allinone.Chromium.Reader;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The pages as people meet them: in a browser, by mouse and by keyboard, with scripts and without. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserIT {

    private @Nullable KiinniProcess kiinni;

    @SuppressWarnings("NullAway.Init")
    private Chromium chromium;

    @SuppressWarnings("NullAway.Init")
    private RestClient api;

    @SuppressWarnings("NullAway.Init")
    private Story tokens;

    @BeforeAll
    void open(@TempDir Path folder) throws IOException {
        Chromium.require();
        kiinni = KiinniProcess.start(folder.resolve("data"), "--kiinni.demo=true");
        URI site = kiinni.awaitReady();
        api = RestClient.create(site.toString());
        tokens = new Story(api);
        chromium = Chromium.open(site);
    }

    @AfterAll
    void close() throws IOException {
        if (chromium != null) {
            chromium.close();
        }
        if (kiinni != null) {
            kiinni.close();
        }
    }

    @AfterEach
    void nothing_was_complained_of() {
        assertThat(chromium.complaints()).isEmpty();
    }

    private JsonNode read(String path) {
        return Objects.requireNonNull(api.get()
                .uri(path)
                .headers(headers -> headers.setBearerAuth(tokens.token("auditoija")))
                .retrieve()
                .onStatus(_ -> true, (_, _) -> {})
                .body(JsonNode.class));
    }

    @Nested
    class The_example_is_told_by_the_forms {

        @Test
        void with_scripts_in_dialogs_over_the_pages() throws IOException {
            Set<String> seen = new TreeSet<>();
            List<String> found = new ArrayList<>();
            tell(Reader.AT_A_DESK, (command, page) -> {
                if (seen.add(command)) {
                    chromium.axe(page, page.locator("dialog[open]").count() > 0 ? "#dialog" : "main")
                            .forEach(one -> found.add(command + ": " + one));
                    Chromium.picture(page, "form-" + command);
                }
            });
            assertThat(found).isEmpty();
        }

        @Test
        void without_scripts_on_a_phone() throws IOException {
            tell(Reader.AT_A_DESK.onAPhone().withoutScripts(), (_, _) -> {});
        }

        private void tell(Reader reader, BiConsumer<String, Page> atEachForm) throws IOException {
            String model = example();
            try (FilledStory story = new FilledStory(chromium, reader, BrowserIT.this::read, atEachForm)) {
                String told = story.tell("esimerkki");
                assertThat(read("/api/initiatives/" + told).path("status").asString())
                        .isEqualTo("ROOTED");
                assertThat(events(told)).isEqualTo(events(model));
                assertThat(story.unlinked()).isEmpty();
            }
        }

        /** What the log has of it, but for when and where it was recorded, and with the ids numbered as they come. */
        private List<String> events(String initiative) {
            List<String> events = new ArrayList<>();
            Map<String, String> ids = new HashMap<>();
            @Nullable String next = "0";
            while (next != null) {
                JsonNode page = read("/api/initiatives/%s/timeline?limit=200&next=%s".formatted(initiative, next));
                for (JsonNode entry : page.get("items")) {
                    ObjectNode event = ((ObjectNode) entry).without(List.of("position", "recordedAt"));
                    events.add(Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\"strategyVersion\":\\d+")
                            .matcher(event.toString())
                            .replaceAll(id -> ids.computeIfAbsent(id.group(), _ -> "#" + ids.size())));
                }
                next = page.path("next").asString(null);
            }
            return events;
        }
    }

    @Nested
    class Two_people_at_once {

        @Test
        void one_sees_what_the_other_does_and_keeps_what_they_type() {
            String address = "/initiatives/" + initiative("Opiskelijat vertaisohjaajina");
            try (BrowserContext one = chromium.context(Reader.AT_A_DESK, "koordinaattori");
                    BrowserContext other = chromium.context(Reader.AT_A_DESK.withoutScripts(), "jasen")) {
                Page mine = one.newPage();
                mine.navigate(address);
                Locator link = mine.locator("#description a.command[href$=describe-initiative]");
                link.click();
                Locator written = mine.locator("#dialog [name=targetGroup]");
                written.fill("Ajatus, joka on vielä kesken");

                Page theirs = other.newPage();
                theirs.navigate(address + "/record-measurement");
                theirs.locator("[name=measure]").first().check();
                theirs.locator("[name=value]").fill("77,5");
                theirs.locator("[name=source]").fill("Syksyn kysely");
                theirs.locator(".buttons button:not([value=try])").click();
                theirs.locator("#measures").waitFor();

                mine.locator("#measures").getByText("77,5").first().waitFor();
                assertThat(written.inputValue()).isEqualTo("Ajatus, joka on vielä kesken");
                assertThat(written.evaluate("field => field === document.activeElement"))
                        .isEqualTo(true);

                // In a part that follows, too, what is chosen stays, and what is new waits to be asked for.
                mine.onceDialog(Dialog::accept);
                mine.keyboard().press("Escape");
                mine.locator("#dialog[open]")
                        .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
                assertThat(link.evaluate("link => link === document.activeElement"))
                        .isEqualTo(true);
                Locator person = mine.locator("#person");
                person.selectOption("jasen");
                theirs.navigate(address + "/post-comment");
                theirs.locator("[name=text]").fill("Näkyykö tämä heti?");
                theirs.locator(".buttons button:not([value=try])").click();
                theirs.locator("#timeline").waitFor();

                mine.locator("#said button").waitFor();
                assertThat(person.inputValue()).isEqualTo("jasen");
                assertThat(mine.locator("#timeline")
                                .getByText("Näkyykö tämä heti?")
                                .count())
                        .isZero();
                mine.locator("#said button").click();
                mine.locator("#timeline")
                        .getByText("Näkyykö tämä heti?")
                        .first()
                        .waitFor();
            }
        }

        @Test
        void who_comes_second_is_shown_both_versions_and_decides() {
            String initiative = initiative("Opiskelijat vertaisohjaajina");
            try (BrowserContext one = chromium.context(Reader.AT_A_DESK, "koordinaattori");
                    BrowserContext other = chromium.context(Reader.AT_A_DESK, "jasen")) {
                Page mine = one.newPage();
                mine.navigate("/initiatives/" + initiative);
                mine.locator("#description a.command[href$=describe-initiative]")
                        .click();
                mine.locator("#dialog [name=targetState]").fill("Minun sanamuotoni");

                Page theirs = other.newPage();
                theirs.navigate("/initiatives/" + initiative);
                theirs.locator("#description a.command[href$=describe-initiative]")
                        .click();
                theirs.locator("#dialog [name=targetState]").fill("Heidän sanamuotonsa");
                theirs.locator("#dialog .buttons button:not([value=try])").click();
                theirs.locator("#description").getByText("Heidän sanamuotonsa").waitFor();

                mine.locator("#dialog .buttons button:not([value=try])").click();
                Locator conflict = mine.locator("#dialog .conflict");
                conflict.waitFor();
                assertThat(conflict.evaluate("conflict => conflict === document.activeElement"))
                        .isEqualTo(true);
                assertThat(conflict.innerText()).contains("Minun sanamuotoni", "Heidän sanamuotonsa");
                assertThat(mine.locator("#dialog [name=targetState]").inputValue())
                        .isEqualTo("Minun sanamuotoni");
                Chromium.picture(mine, "conflict-in-a-dialog");

                mine.locator("#dialog .buttons button:not([value=try])").click();
                mine.locator("#description").getByText("Minun sanamuotoni").waitFor();
                theirs.locator("#description").getByText("Minun sanamuotoni").waitFor();
            }
        }

        @Test
        void without_the_stream_of_changes_it_is_said_and_asked_now_and_then() {
            String address = "/initiatives/" + initiative("Opiskelijat vertaisohjaajina");
            try (BrowserContext one = chromium.context(Reader.AT_A_DESK, "koordinaattori");
                    BrowserContext other = chromium.context(Reader.AT_A_DESK.withoutScripts(), "jasen")) {
                Page mine = one.newPage();
                mine.clock().install();
                mine.route("**/live?*", Route::abort);
                mine.navigate(address);
                mine.clock().runFor(6_000);
                Locator said = mine.locator("#said[role=status]");
                said.getByText(said.getAttribute("data-away")).waitFor();

                Page theirs = other.newPage();
                theirs.navigate(address + "/post-comment");
                theirs.locator("[name=text]").fill("Kuuluuko tämä perille?");
                theirs.locator(".buttons button:not([value=try])").click();
                theirs.locator("#timeline").waitFor();
                mine.clock().runFor(16_000);
                mine.locator("#timeline")
                        .getByText("Kuuluuko tämä perille?")
                        .first()
                        .waitFor();
            }
            assertThat(chromium.complaints()).allMatch(cut -> cut.contains("net::ERR_FAILED"));
        }
    }

    /**
     * A page, or what becomes of it when somebody does something there.
     *
     * @param route of which it is one
     * @param as who looks at it; null: nobody who is signed in
     * @param then what they do before they look
     */
    private record Sight(
            String route, String name, @Nullable String as, String address, Consumer<Page> then) {

        static Sight of(String route, String name, @Nullable String as, String address) {
            return new Sight(route, name, as, address, _ -> {});
        }

        static Sight of(String route, String as) {
            return of(route, route.substring(1).replace('/', '-'), as, route);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private List<Sight> sights() {
        chromium.mayRefuse("/nowhere");
        chromium.mayRefuse("/reports/flow?asOf=pian");
        String stuck = "/initiatives/" + initiative("Opiskelijat vertaisohjaajina");
        String rooted = "/initiatives/" + example();
        return List.of(
                Sight.of("/sign-in", "sign-in", null, "/sign-in"),
                new Sight("/sign-in", "sign-in-refused", null, "/sign-in", page -> {
                    page.locator("#username").fill("koordinaattori");
                    page.locator("main button").click();
                    page.locator(".summary[role=alert]").waitFor();
                }),
                Sight.of("/first-operator", "first-operator", null, "/first-operator?token=abc"),
                new Sight("/first-operator", "first-operator-refused", null, "/first-operator?token=abc", page -> {
                    page.locator("main button").click();
                    page.locator(".summary[role=alert]").waitFor();
                }),
                Sight.of("/accessibility", "accessibility", null, "/accessibility"),
                Sight.of("/", "nowhere", "koordinaattori", "/nowhere"),
                Sight.of("/initiatives", "board", "koordinaattori", "/initiatives"),
                Sight.of("/initiatives", "board-of-several-providers", "auditoija", "/initiatives"),
                Sight.of("/initiatives", "board-nothing-found", "koordinaattori", "/initiatives?q=zzzz"),
                Sight.of("/initiatives", "board-then", "koordinaattori", "/initiatives?asOf=31.12.2019"),
                Sight.of("/initiatives", "board-then-not-a-day", "koordinaattori", "/initiatives?asOf=pian"),
                Sight.of("/initiatives", "board-of-the-operator", "yllapitaja", "/initiatives"),
                new Sight("/initiatives", "board-closed-gate", "koordinaattori", "/initiatives", page -> {
                    page.locator("a.gate:not(.open)").first().click();
                    page.locator("#dialog[open] .missing").waitFor();
                }),
                Sight.of("/initiatives/new", "start", "koordinaattori", "/initiatives/new"),
                new Sight("/initiatives/new", "start-refused", "koordinaattori", "/initiatives/new", BrowserIT::send),
                Sight.of("/initiatives/{id}", "initiative-stuck", "koordinaattori", stuck),
                Sight.of("/initiatives/{id}", "initiative-rooted", "auditoija", rooted),
                Sight.of(
                        "/initiatives/{id}",
                        "initiative-rooted-timeline",
                        "paattaja",
                        rooted + "?clock=effective&after=60"),
                new Sight("/initiatives/{id}", "initiative-dialog", "koordinaattori", stuck, page -> {
                    page.locator("#gate a.command").first().click();
                    page.locator("#dialog[open] form").waitFor();
                }),
                new Sight("/initiatives/{id}", "initiative-dialog-refused", "koordinaattori", stuck, page -> {
                    page.locator("#description a.command[href$=map-current-state]")
                            .click();
                    page.locator("#dialog [name=description]").fill("");
                    page.locator("#dialog [name=effectiveOn]").evaluate("field => field.value = '1/2099'");
                    send(page);
                }),
                Sight.of("/initiatives/{id}/{command}", "decide-adoption", "paattaja", stuck + "/decide-adoption"),
                new Sight(
                        "/initiatives/{id}/{command}",
                        "decide-adoption-refused",
                        "paattaja",
                        stuck + "/decide-adoption",
                        page -> {
                            page.locator("[value=ADOPT_WITH_CONDITIONS]").check();
                            page.locator("[name='conditions[0].what']").fill("Ohjaajat on koulutettu");
                            send(page);
                        }),
                new Sight(
                        "/initiatives/{id}/{command}",
                        "describe-initiative-conflict",
                        "koordinaattori",
                        stuck + "/describe-initiative",
                        this::collide),
                Sight.of("/initiatives/{id}/gate", "gate", "koordinaattori", stuck + "/gate"),
                Sight.of("/initiatives/{id}/what-if", "what-if", "koordinaattori", stuck + "/what-if"),
                new Sight(
                        "/initiatives/{id}/what-if",
                        "what-if-outcome",
                        "jasen",
                        stuck + "/describe-operating-model?supposing=true",
                        page -> {
                            page.locator("[name=description]").fill("Ohjaaja tapaa uuden opiskelijan joka viikko.");
                            page.locator("[name=label]").fill("Malli 1");
                            page.locator(".buttons button[value=try]").click();
                            page.locator(".outcome").waitFor();
                        }),
                Sight.of("/initiatives/{id}/audit", "initiative-audit", "auditoija", stuck + "/audit"),
                Sight.of("/initiatives/{id}/history", "initiative-history", "koordinaattori", stuck + "/history"),
                Sight.of(
                        "/initiatives/{id}/compare", "initiative-compare", "koordinaattori", stuck + "/compare?from=3"),
                Sight.of("/initiatives/{id}/rooting-plan", "rooting-plan", "koordinaattori", rooted + "/rooting-plan"),
                Sight.of("/initiatives/{id}/progress", "progress", "koordinaattori", rooted + "/progress"),
                Sight.of("/reports", "koordinaattori"),
                Sight.of("/reports/{kind}", "reports-progress", "koordinaattori", "/reports/progress"),
                Sight.of("/reports/{kind}", "reports-meeting-pack", "paattaja", "/reports/meeting-pack"),
                Sight.of("/reports/check", "koordinaattori"),
                new Sight("/reports/check", "reports-check-refused", "koordinaattori", "/reports/check", page -> {
                    page.locator("main form button").click();
                    page.locator(".summary[role=alert]").waitFor();
                }),
                Sight.of("/reports/{kind}", "reports-flow", "auditoija", "/reports/flow"),
                Sight.of("/reports/{kind}", "reports-figure", "auditoija", "/reports/flow?behind=stays.DEVELOPMENT"),
                Sight.of("/reports/{kind}", "reports-factors", "koordinaattori", "/reports/factors"),
                Sight.of("/reports/{kind}", "reports-coverage", "koordinaattori", "/reports/coverage"),
                Sight.of("/reports/{kind}", "reports-not-a-day", "koordinaattori", "/reports/flow?asOf=pian"),
                Sight.of("/strategy", "paakayttaja"),
                Sight.of("/strategy/publish-strategy", "paakayttaja"),
                Sight.of("/my-actions", "jasen"),
                Sight.of("/my-actions", "my-actions-none", "auditoija", "/my-actions"),
                Sight.of("/audit", "paakayttaja"),
                Sight.of("/looks", "paakayttaja"),
                Sight.of("/account", "koordinaattori"),
                Sight.of("/account/change-password", "koordinaattori"),
                new Sight(
                        "/account/change-password",
                        "change-password-refused",
                        "koordinaattori",
                        "/account/change-password",
                        BrowserIT::send),
                Sight.of("/account/end-sessions", "koordinaattori"),
                Sight.of("/accounts", "paakayttaja"),
                Sight.of("/accounts/add-person", "paakayttaja"),
                Sight.of("/accounts/rename-person", "rename-person", "paakayttaja", "/accounts/rename-person?of=jasen"),
                Sight.of(
                        "/accounts/add-account",
                        "add-account",
                        "paakayttaja",
                        "/accounts/add-account?of=opinto-ohjaaja"),
                Sight.of("/accounts/change-roles", "change-roles", "paakayttaja", "/accounts/change-roles?of=jasen"),
                Sight.of("/accounts/set-password", "set-password", "paakayttaja", "/accounts/set-password?of=jasen"),
                Sight.of(
                        "/accounts/end-sessions-of-account",
                        "end-sessions-of-account",
                        "paakayttaja",
                        "/accounts/end-sessions-of-account?of=jasen"),
                Sight.of(
                        "/accounts/disable-account",
                        "disable-account",
                        "paakayttaja",
                        "/accounts/disable-account?of=jasen"),
                Sight.of(
                        "/accounts/enable-account",
                        "enable-account",
                        "paakayttaja",
                        "/accounts/enable-account?of=jasen"),
                Sight.of("/accounts/grant", "paakayttaja"),
                Sight.of(
                        "/accounts/withdraw-grant",
                        "withdraw-grant",
                        "paakayttaja",
                        "/accounts/withdraw-grant?of=auditoija"),
                Sight.of("/views", "yllapitaja"),
                Sight.of("/providers", "yllapitaja"),
                Sight.of("/providers/add-provider", "yllapitaja"));
    }

    private static void send(Page page) {
        page.locator(
                        "main form:not(.sign-out) button:not([hidden]):not([name=step]), #dialog .buttons button:not([value=try])")
                .last()
                .click();
        page.locator(".summary[role=alert]").first().waitFor();
    }

    /** Somebody else is faster. */
    private void collide(Page page) {
        page.locator("[name=targetState]").fill("Jokaisella on ohjaaja koko syksyn.");
        String command = URI.create(page.url()).getPath();
        api.post()
                .uri("/api" + command)
                .headers(headers -> headers.setBearerAuth(tokens.token("jasen")))
                .body(Map.of("targetState", "Jokaisella on ohjaaja " + System.nanoTime() + " päivää."))
                .retrieve()
                .toBodilessEntity();
        page.locator("main .buttons button:not([value=try])").click();
        page.locator("main .conflict").waitFor();
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class Every_page {

        private final Map<String, Page> pages = new HashMap<>();

        @AfterAll
        void close() {
            pages.values().forEach(page -> page.context().close());
        }

        private Page open(Sight sight, String language) {
            Reader reader = Reader.AT_A_DESK.in(language);
            Page page = pages.computeIfAbsent(
                    language + " " + sight.as(),
                    _ -> chromium.context(reader, sight.as()).newPage());
            page.setViewportSize(reader.width(), 1000);
            page.emulateMedia(new Page.EmulateMediaOptions()
                    .setColorScheme(reader.scheme())
                    .setForcedColors(ForcedColors.NONE));
            page.navigate(sight.address());
            sight.then().accept(page);
            return page;
        }

        @Test
        void is_among_those_that_are_looked_at() throws ReflectiveOperationException {
            var controllers = new ClassPathScanningCandidateComponentProvider(false);
            controllers.addIncludeFilter(new AnnotationTypeFilter(Controller.class));
            Set<String> routes = new TreeSet<>();
            for (BeanDefinition found : controllers.findCandidateComponents("fi.kiinni.query.page")) {
                for (Method method : Class.forName(found.getBeanClassName()).getDeclaredMethods()) {
                    @Nullable
                    RequestMapping mapping = AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
                    if (mapping != null && List.of(mapping.method()).contains(RequestMethod.GET)) {
                        routes.addAll(List.of(mapping.path()));
                    }
                }
            }
            // No pages: what is offered while a name is written, files, and how far these are.
            routes.removeIf(route -> List.of("/people", "/reports/files").contains(route)
                    || route.matches(".*\\.(csv|jsonl|\\{ending})"));
            assertThat(routes)
                    .hasSizeGreaterThan(20)
                    .isEqualTo(sights().stream().map(Sight::route).collect(Collectors.toCollection(TreeSet::new)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"fi", "sv", "en"})
        void can_be_read_by_everybody(String language) {
            List<String> wrong = new ArrayList<>();
            for (Sight sight : sights()) {
                try {
                    look(
                            open(sight, language),
                            language,
                            (where, found) ->
                                    found.forEach(one -> wrong.add("%s, %s: %s".formatted(sight.name(), where, one))),
                            sight.name());
                } catch (RuntimeException | AssertionError failed) {
                    wrong.add(sight.name() + ": " + failed);
                }
            }
            assertThat(wrong).isEmpty();
        }

        /**
         * Everything in Finnish; in the other languages what words can do to a page. axe reads it in one scheme of colours, and again
         * for the colours alone in the other.
         */
        private void look(Page page, String language, BiConsumer<String, List<String>> wrong, String name) {
            boolean isFinnish = language.equals("fi");
            ColorScheme scheme = language.equals("sv") ? ColorScheme.DARK : ColorScheme.LIGHT;
            ColorScheme other = language.equals("sv") ? ColorScheme.LIGHT : ColorScheme.DARK;
            wrong.accept("its names", chromium.look(page, "unsaid"));
            for (ColorScheme one : isFinnish ? List.of(scheme, other) : List.<ColorScheme>of()) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(one));
                wrong.accept("borders in " + one, chromium.look(page, "faintBorders"));
                Chromium.picture(page, name + "-1400-" + one);
            }
            page.evaluate(
                    "() => document.querySelectorAll('main details, #dialog details').forEach(fold => fold.open = true)");
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            fits(page, "at 1400", wrong);
            if (isFinnish) {
                wrong.accept("axe in " + scheme, chromium.axe(page, "html"));
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(other));
                wrong.accept("axe in " + other, chromium.axe(page, "html", "color-contrast", "link-in-text-block"));
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            }
            page.setViewportSize(390, 1000);
            fits(page, "at 390", wrong);
            Chromium.picture(page, name + "-390-" + language);
            if (!isFinnish) {
                wrong.accept("axe in " + scheme, chromium.axe(page, "html"));
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(other));
                wrong.accept("axe in " + other, chromium.axe(page, "html", "color-contrast", "link-in-text-block"));
            }
            page.setViewportSize(320, 1000);
            fits(page, "at 320", wrong);
            if (!language.equals("en")) {
                page.setViewportSize(1400, 1000);
                page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }");
                fits(page, "with text of twice the size", wrong);
                page.evaluate("() => { document.documentElement.style.fontSize = ''; }");
            }
            if (isFinnish) {
                wrong.accept("with reduced motion", chromium.look(page, "moving"));
                page.emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));
                wrong.accept("with forced colours", chromium.look(page, "faintBorders"));
                Chromium.picture(page, name + "-forced-colours");
            }
        }

        private void fits(Page page, String how, BiConsumer<String, List<String>> wrong) {
            for (String question : List.of("tooWide", "cutOff", "tooSmall")) {
                wrong.accept(how, chromium.look(page, question));
            }
        }

        @Test
        void can_be_gone_through_by_keyboard() {
            List<String> wrong = new ArrayList<>();
            Set<String> gone = Set.of(
                    "sign-in-refused",
                    "board",
                    "board-nothing-found",
                    "initiative-stuck",
                    "initiative-rooted",
                    "decide-adoption-refused",
                    "describe-initiative-conflict",
                    "gate",
                    "what-if-outcome",
                    "initiative-audit",
                    "strategy",
                    "my-actions",
                    "accounts",
                    "change-roles",
                    "account",
                    "nowhere");
            assertThat(sights()).extracting(Sight::name).containsAll(gone);
            for (Sight sight : sights()) {
                if (gone.contains(sight.name())) {
                    goThrough(open(sight, "fi")).forEach(one -> wrong.add(sight.name() + ": " + one));
                }
            }
            assertThat(wrong).isEmpty();
        }

        private List<String> goThrough(Page page) {
            List<String> wrong = new ArrayList<>();
            page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0); }");
            page.locator("a.skip").focus();
            for (int presses = 0; presses < 1_000; presses++) {
                List<String> focused = chromium.look(page, "focused");
                if (focused.isEmpty()) {
                    wrong.addAll(chromium.look(page, "passedBy"));
                    page.locator("a.skip").focus();
                    page.keyboard().press("Enter");
                    if (!page.evaluate("() => document.activeElement.id").equals("content")) {
                        wrong.add("its first link does not lead to the content");
                    }
                    return wrong;
                }
                wrong.addAll(focused.subList(1, focused.size()));
                page.keyboard().press("Tab");
            }
            wrong.add("the keyboard does not get out of it");
            return wrong;
        }
    }

    @Nested
    class A_report {

        @Test
        void says_when_a_file_of_it_is_there() throws IOException {
            try (BrowserContext context = chromium.context(Reader.AT_A_DESK, "koordinaattori")) {
                Page page = context.newPage();
                page.navigate("/reports/flow");
                Locator status = page.locator("#making [role=status]");
                Download file = page.waitForDownload(
                        () -> page.locator(".files a[download]").first().click());
                status.getByText("Tiedosto on valmis.").waitFor();
                assertThat(Files.readString(file.path(), StandardCharsets.ISO_8859_1))
                        .startsWith("%PDF-");
                assertThat(page.locator("#making progress").isVisible()).isFalse();
            }
        }
    }

    @Nested
    class While_a_form_is_filled {

        @Test
        void only_what_the_answer_asks_for_is_shown_and_nothing_that_is_written_is_hidden() {
            try (BrowserContext context = chromium.context(Reader.AT_A_DESK, "paattaja")) {
                Page page = context.newPage();
                page.navigate("/initiatives/" + initiative("Opiskelijat vertaisohjaajina") + "/decide-adoption");
                Locator conditions = page.locator("#decide-adoption-conditions");
                Locator lessons = page.locator("#decide-adoption-lessons");
                assertThat(conditions.isVisible()).isFalse();
                assertThat(lessons.isVisible()).isFalse();

                choose(page, "REJECT");
                assertThat(lessons.isVisible()).isTrue();
                choose(page, "ADOPT_WITH_CONDITIONS");
                assertThat(lessons.isVisible()).isFalse();
                assertThat(conditions.isVisible()).isTrue();
                Locator what = page.locator("[name='conditions[0].what']");
                what.fill("Ohjaajille varataan aika");
                choose(page, "ADOPT");
                assertThat(what.isVisible()).as("what is written").isTrue();

                send(page);
                assertThat(page.url()).endsWith("/decide-adoption");
                assertThat(page.locator("[name='conditions[0].what']").isVisible())
                        .as("what is written, when it comes back")
                        .isTrue();
                assertThat(lessons.isVisible()).isFalse();
            }
        }

        private static void choose(Page page, String choice) {
            Locator radio = page.locator("[name=choice][value=%s]".formatted(choice));
            radio.check();
            assertThat(radio.evaluate("radio => radio === document.activeElement"))
                    .as("it keeps the focus")
                    .isEqualTo(true);
        }

        @Test
        void what_is_mended_is_struck_out_in_the_list_of_what_is_wrong() {
            try (BrowserContext context = chromium.context(Reader.AT_A_DESK, "jasen")) {
                Page page = context.newPage();
                page.navigate("/initiatives/" + initiative("Opiskelijat vertaisohjaajina") + "/map-current-state");
                page.locator("[name=description]").fill(" ");
                send(page);
                Locator line = page.locator(".summary a[href='#map-current-state-description']");
                assertThat(struckOut(line)).isFalse();
                page.locator("[name=description]").fill("Ohjaus on tuutorien varassa");
                assertThat(struckOut(line)).isTrue();
            }
        }

        private static boolean struckOut(Locator line) {
            return line.evaluate("line => getComputedStyle(line).textDecorationLine")
                    .equals("line-through");
        }
    }

    @Nested
    class By_keyboard {

        @Test
        void a_form_is_opened_over_the_page_left_and_its_link_has_the_focus_again() {
            try (BrowserContext context = chromium.context(Reader.AT_A_DESK, "koordinaattori")) {
                Page page = context.newPage();
                page.navigate("/initiatives/" + initiative("Opiskelijat vertaisohjaajina"));
                Locator link = page.locator("#description a.command[href$=describe-initiative]");
                link.focus();
                page.keyboard().press("Enter");
                page.locator("#dialog[open] form").waitFor();
                for (int presses = 0; presses < 40; presses++) {
                    assertThat(
                                    page.evaluate(
                                            "() => document.activeElement === document.body || document.activeElement.closest('dialog') !== null"))
                            .as("it keeps the focus, after %d presses", presses)
                            .isEqualTo(true);
                    page.keyboard().press("Tab");
                }
                page.locator("#dialog [name=title]").fill("Toinen nimi");
                List<String> asked = new ArrayList<>();
                page.onceDialog(dialog -> {
                    asked.add(dialog.message());
                    dialog.dismiss();
                });
                page.keyboard().press("Escape");
                assertThat(asked).hasSize(1);
                assertThat(page.locator("#dialog [name=title]").inputValue()).isEqualTo("Toinen nimi");
                page.onceDialog(Dialog::accept);
                page.keyboard().press("Escape");
                page.locator("#dialog:not([open])")
                        .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
                assertThat(link.evaluate("link => link === document.activeElement"))
                        .isEqualTo(true);
            }
        }

        @Test
        void a_card_is_carried_to_a_closed_gate_that_says_why() {
            try (BrowserContext context = chromium.context(Reader.AT_A_DESK, "koordinaattori")) {
                Page page = context.newPage();
                page.navigate("/initiatives");
                Locator grip = page.locator("#card-%s .grip".formatted(initiative("Opiskelijat vertaisohjaajina")));
                Locator said = page.locator("#board-said[role=status]");
                grip.focus();
                page.keyboard().press("Space");
                assertThat(said.innerText()).contains("Opiskelijat vertaisohjaajina");
                String before = said.innerText();
                page.keyboard().press("ArrowRight");
                assertThat(said.innerText()).isNotEqualTo(before);
                page.keyboard().press("Space");
                page.locator("#dialog[open] .missing a.command").first().waitFor();
                page.keyboard().press("Escape");
                assertThat(grip.evaluate("grip => grip === document.activeElement"))
                        .isEqualTo(true);
            }
        }
    }

    private String initiative(String title) {
        return read("/api/initiatives?q=" + title).at("/items/0/initiative").asString();
    }

    /** The example that was told to the API at the start. */
    private String example() {
        return read("/api/initiatives?limit=200&q=Esimerkki: Liikettä")
                .at("/items")
                .findValuesAsString("initiative")
                .getLast();
    }
}
