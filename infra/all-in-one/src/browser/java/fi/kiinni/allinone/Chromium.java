package fi.kiinni.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.ScreenshotCaret;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The Chromium that is installed, with somebody before it, and what it has to complain of while they read. */
final class Chromium implements AutoCloseable {

    private static final Path PICTURES = Path.of("target/pictures");

    /** Milliseconds; what does not come within it does not come. */
    private static final double PATIENCE = 20_000;

    private final Playwright playwright;
    private final Browser browser;
    private final URI site;
    private final Map<String, String> signedIn = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private final Set<String> refusing = new HashSet<>();
    private final String axe = script("/axe.min.js");
    private final String look = script("/fi/kiinni/allinone/look.js");

    private Chromium(Path executable, URI site) {
        this.site = site;
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(List.of(
                                "--no-sandbox", // it may be run as root, and reads nothing but our own pages
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    /**
     * Without a Chromium the test is skipped, unless {@code kiinni.chromium.required} says that it must not be.
     *
     * @param site what it reads, and the only place that it may ask anything
     */
    static Chromium open(URI site) {
        return new Chromium(executable(), site);
    }

    /** Before anything is started for it. */
    static void require() {
        executable();
    }

    private static Path executable() {
        @Nullable String named = System.getProperty("kiinni.chromium");
        List<Path> known = named == null || named.isEmpty()
                ? Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of("/usr/bin", name))
                        .toList()
                : List.of(Path.of(named));
        return known.stream().filter(Files::isExecutable).findFirst().orElseGet(() -> {
            String missing = "No Chromium at " + known
                    + ": the pages are not tried in a browser. Install Debian's package chromium,"
                    + " or name the program by -Dkiinni.chromium=/path/to/chromium";
            if (Boolean.getBoolean("kiinni.chromium.required")) {
                throw new AssertionError(missing);
            }
            return Assumptions.abort(missing);
        });
    }

    /**
     * How somebody reads.
     *
     * @param width of the window, in CSS pixels
     * @param scripts whether they are run
     */
    record Reader(String language, int width, ColorScheme scheme, boolean scripts) {

        static final Reader AT_A_DESK = new Reader("fi", 1400, ColorScheme.LIGHT, true);

        Reader in(String other) {
            return new Reader(other, width, scheme, scripts);
        }

        Reader withoutScripts() {
            return new Reader(language, width, scheme, false);
        }

        Reader onAPhone() {
            return new Reader(language, 390, scheme, scripts);
        }
    }

    /** @param account who is signed in, if somebody is */
    BrowserContext context(Reader reader, @Nullable String account) {
        var options = new Browser.NewContextOptions()
                .setBaseURL(site.toString())
                .setLocale(reader.language())
                .setTimezoneId("Europe/Helsinki")
                .setViewportSize(reader.width(), 1000)
                .setColorScheme(reader.scheme())
                .setReducedMotion(ReducedMotion.REDUCE) // what moves would only be waited for
                .setJavaScriptEnabled(reader.scripts());
        if (account != null) {
            options.setStorageState(signedIn.computeIfAbsent(account, this::signIn));
        }
        BrowserContext context = browser.newContext(options);
        context.setDefaultTimeout(PATIENCE);
        context.onConsoleMessage(message -> {
            // That an answer was a refusal is looked at below.
            if (message.type().matches("error|warning")
                    && !message.text().startsWith("Failed to load resource: the server responded with a status of 4")) {
                complain(message.page().url() + ": " + message.text());
            }
        });
        context.onWebError(error -> complain(error.page().url() + ": " + error.error()));
        context.onRequest(this::notice);
        context.onResponse(this::notice);
        return context;
    }

    private void notice(Request request) {
        String url = request.url();
        if (!url.startsWith(site + "/") && !url.startsWith("data:") && !url.startsWith("blob:")) {
            complain("asks elsewhere: " + url);
        }
    }

    /** Of that address it is known that it is refused, rightly. */
    void mayRefuse(String address) {
        refusing.add(site + address);
    }

    private void notice(Response response) {
        boolean isRefusal = response.status() < 500
                && (response.request().method().equals("POST") || refusing.contains(response.url()));
        if (response.status() >= 400 && !isRefusal) {
            complain(response.status() + " " + response.request().method() + " " + response.url());
        }
    }

    private void complain(String what) {
        complaints.add(what);
    }

    /** What it had to complain of since it was last asked. */
    List<String> complaints() {
        List<String> since = List.copyOf(complaints);
        complaints.clear();
        return since;
    }

    private String signIn(String account) {
        try (BrowserContext context = context(Reader.AT_A_DESK.withoutScripts(), null)) {
            Page page = context.newPage();
            page.navigate("/sign-in");
            page.locator("#username").fill(account);
            page.locator("#password").fill(Story.PASSWORD);
            page.locator("main button").click();
            page.locator("main h1").waitFor();
            assertThat(URI.create(page.url()).getPath()).isEqualTo("/initiatives");
            return context.storageState();
        }
    }

    /**
     * What axe finds in the part of the page that the selector tells: rule, where, and what is wrong there.
     *
     * @param rules the only ones that it goes by; all, if none are named
     */
    List<String> axe(Page page, String within, String... rules) {
        if (!Boolean.TRUE.equals(page.evaluate("() => typeof axe === 'object'"))) {
            page.evaluate(axe);
        }
        Object found = page.evaluate("""
                async ([within, rules]) => (await axe.run(within, {
                  resultTypes: ["violations"],
                  ...rules.length && { runOnly: { type: "rule", values: rules } },
                })).violations.flatMap(rule =>
                  rule.nodes.map(node => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.replace(/\\s+/g, " ")}`))
                """, List.of(within, List.of(rules)));
        return texts(found);
    }

    /** Asks one of the functions of look.js. */
    List<String> look(Page page, String question) {
        if (!Boolean.TRUE.equals(page.evaluate("() => typeof look === 'object'"))) {
            page.evaluate(look);
        }
        return texts(page.evaluate("question => look[question]()", question));
    }

    /** For somebody to look at, when {@code kiinni.pictures} asks for them: of all that one could scroll to, but for dialogs. */
    static void picture(Page page, String name) {
        if (Boolean.getBoolean("kiinni.pictures")) {
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(PICTURES.resolve(name + ".png"))
                    .setFullPage(page.locator("dialog[open]").count() == 0)
                    .setCaret(ScreenshotCaret.INITIAL)); // to hide it takes a style that the pages' policy forbids
        }
    }

    static List<String> texts(@Nullable Object list) {
        return ((List<?>) Objects.requireNonNull(list))
                .stream().map(Objects::toString).toList();
    }

    /** Opens what is folded around it, as somebody who looks for it does. */
    static void unfold(Locator locator) {
        locator.evaluate("""
                element => {
                  for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) {
                    fold.open = true;
                  }
                }
                """);
    }

    private static String script(String name) {
        try (@Nullable InputStream script = Chromium.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(script, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
