package fi.kiinni.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.TimeoutError;
import fi.kiinni.allinone.Chromium.Reader;
import fi.kiinni.allinone.Story.Step;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A story told by the forms of the pages, each step by whose it is: the form is looked for where it stands, its fields are
 * filled in as they are asked for, dates and numbers in the Finnish manner, and it is sent.
 */
final class FilledStory implements AutoCloseable {

    private static final Pattern DAY = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})");
    private static final Pattern MONTH = Pattern.compile("(\\d{4})-(\\d{2})");

    /** When what was sent has been answered: the form has gone, or says why not. */
    private static final String ANSWERED =
            ".summary[role=alert], body:has(footer.site):not(:has(form.command-form)):not(:has(dialog[open]))";

    private final Chromium chromium;
    private final Reader reader;
    private final Function<String, JsonNode> api;
    private final BiConsumer<String, Page> atEachForm;
    private final Map<String, BrowserContext> contexts = new HashMap<>();
    private final Map<String, Page> pages = new HashMap<>();
    /** By account, the version that its page has come to by itself. */
    private final Map<String, Long> seen = new HashMap<>();

    private final Map<String, Object> kept = new HashMap<>();
    private final List<String> unlinked = new ArrayList<>();
    private String initiative = "";
    private long version;

    /** @param atEachForm is shown each form, filled in, before it is sent */
    FilledStory(Chromium chromium, Reader reader, Function<String, JsonNode> api, BiConsumer<String, Page> atEachForm) {
        this.chromium = chromium;
        this.reader = reader;
        this.api = api;
        this.atEachForm = atEachForm;
    }

    /** @return id of the initiative that the story is about */
    String tell(String name) throws IOException {
        for (Step step : Story.steps(name)) {
            take(step);
        }
        return initiative;
    }

    /** The commands that were accepted and whose form no link of the page led to. */
    List<String> unlinked() {
        return unlinked;
    }

    private void take(Step step) {
        Page page = pages.computeIfAbsent(
                step.as(),
                as -> contexts.computeIfAbsent(as, account -> chromium.context(reader, account))
                        .newPage());
        if (step.refused() != null && step.refused().problem().equals("not-allowed")) {
            String address = "/initiatives/" + initiative + "/" + command(step);
            chromium.mayRefuse(address);
            Response answer = Objects.requireNonNull(page.navigate(address));
            assertThat(answer.status()).as("%s", step).isEqualTo(403);
            return;
        }
        Locator form = open(page, step);
        step.body().forEach((field, value) -> write(form, field, value));
        atEachForm.accept(command(step), page);
        // The first button is pressed by Enter alone.
        form.locator(".buttons button:not([value=try])").click();
        try {
            page.locator(ANSWERED).first().waitFor();
        } catch (TimeoutError unanswered) {
            throw new AssertionError(
                    step + " is not answered; shown is\n" + page.locator("body").innerText(), unanswered);
        }
        Locator summary = page.locator(".summary[role=alert]");
        if (step.refused() != null) {
            refused(step, summary);
        } else {
            assertThat(summary.count())
                    .as(() -> step + ": " + summary.first().innerText())
                    .isZero();
            remember(step, page);
        }
    }

    private static String command(Step step) {
        return step.to().substring(step.to().lastIndexOf('/') + 1);
    }

    /** Where it stands, by the link that leads to it; by its address, if it is not offered. */
    private Locator open(Page page, Step step) {
        String home = switch (step.to()) {
            case "start-initiative" -> "/initiatives";
            case String to when to.startsWith("/api/strategy/") -> "/strategy";
            default -> "/initiatives/" + initiative;
        };
        String address = home + (step.to().equals("start-initiative") ? "/new" : "/" + command(step));
        if (!Objects.equals(seen.remove(step.as()), version) || !path(page).equals(home)) {
            page.navigate(home + (initiative.isEmpty() ? "" : "?version=" + version));
        }
        Locator link = link(page, step, address);
        if (link.count() > 0) {
            Chromium.unfold(link);
            link.click();
        } else {
            if (step.refused() == null) {
                unlinked.add(command(step));
            }
            page.navigate(address);
        }
        Locator form = page.locator("form.command-form");
        form.waitFor();
        return form;
    }

    /** The one that is about what the step is about, or about nothing in particular. */
    private Locator link(Page page, Step step, String address) {
        Stream<String> about = step.body().values().stream()
                .filter(value -> value instanceof String)
                .map(value -> named(value.toString()))
                .filter(value -> value.matches("[\\w-]+"))
                .map(value -> "main a[href^='%s?'][href*='=%s']".formatted(address, value));
        return Stream.of(
                        about,
                        Stream.of("main a[href='%s']".formatted(address), "main a[href^='%s?']".formatted(address)))
                .flatMap(selectors -> selectors)
                .map(page::locator)
                .filter(links -> links.count() > 0)
                .findFirst()
                .orElseGet(() -> page.locator("main a[href='%s']".formatted(address)))
                .first();
    }

    private static String path(Page page) {
        return URI.create(page.url()).getPath();
    }

    private void write(Locator form, String name, @Nullable Object value) {
        Locator asked = form.locator("[name='%s']".formatted(name));
        switch (value) {
            case Map<?, ?> group -> group.forEach((inner, of) -> write(form, name + "." + inner, of));
            case List<?> list when asked.count() > 0 -> several(form, asked.first(), name, list);
            case List<?> rows ->
                IntStream.range(0, rows.size()).forEach(row -> row(form, name, row, (Map<?, ?>) rows.get(row)));
            case null -> throw new IllegalArgumentException(name);
            // The requirement tells of which gate it is.
            case Object _ when name.equals("gate") -> {}
            default -> one(form, asked.first(), name, value);
        }
    }

    private void several(Locator form, Locator first, String name, List<?> list) {
        if (!"checkbox".equals(first.getAttribute("type"))) {
            first.fill(list.stream()
                    .map(one -> Objects.toString(one instanceof Map<?, ?> goal ? goal.get("text") : one))
                    .collect(Collectors.joining("\n")));
            return;
        }
        List<String> chosen =
                list.stream().map(one -> named(Objects.toString(one))).toList();
        for (Locator box : form.locator("[name='%s']".formatted(name)).all()) {
            box.setChecked(chosen.contains(box.getAttribute("value")));
        }
    }

    private void row(Locator form, String name, int row, Map<?, ?> fields) {
        if (form.locator("[name^='%s[%d].']".formatted(name, row)).count() == 0) {
            form.locator("button[value='row:%s']".formatted(name)).click();
            form.locator("[name^='%s[%d].']:not([type=hidden])".formatted(name, row))
                    .first()
                    .waitFor();
        }
        fields.forEach((inner, of) -> write(form, name + "[" + row + "]." + inner, of));
    }

    private void one(Locator form, Locator field, String name, Object value) {
        Chromium.unfold(field);
        String text = named(value.toString());
        switch (Objects.toString(field.evaluate("field => field.type"))) {
            case "radio" ->
                form.locator("[name='%s'][value='%s']".formatted(name, text)).check();
            case "select-one" -> field.selectOption(text);
            case "hidden" -> assertThat(field.inputValue()).as(name).isEqualTo(text);
            default -> field.fill(written(value));
        }
    }

    /** What the text in braces stands for. */
    private String named(String text) {
        return text.startsWith("{")
                ? Objects.requireNonNull(kept.get(text.substring(1, text.length() - 1)), text)
                        .toString()
                : text;
    }

    private static String written(Object value) {
        String text = value.toString();
        if (value instanceof Number) {
            return new BigDecimal(text).toPlainString().replace('.', ',');
        }
        Matcher day = DAY.matcher(text);
        if (day.matches()) {
            return "%d.%d.%s".formatted(Integer.parseInt(day.group(3)), Integer.parseInt(day.group(2)), day.group(1));
        }
        Matcher month = MONTH.matcher(text);
        return month.matches() ? "%d/%s".formatted(Integer.parseInt(month.group(2)), month.group(1)) : text;
    }

    private void refused(Step step, Locator summary) {
        Objects.requireNonNull(step.refused());
        assertThat(summary.count()).as("%s is refused", step).isEqualTo(1);
        if (step.refused().missing() != null) {
            assertThat(summary.locator("> ul > li").count())
                    .as("%s: %s", step, summary.innerText())
                    .isEqualTo(step.refused().missing().size());
        }
        if (reader.scripts()) {
            assertThat(summary.evaluate("summary => summary === document.activeElement"))
                    .as("%s: the focus is at what is wrong", step)
                    .isEqualTo(true);
        }
    }

    /** Waits until what was done is seen, and notes what it created. */
    private void remember(Step step, Page page) {
        if (step.to().startsWith("/api/strategy/")) {
            JsonNode now = api.apply("/api/strategy").at("/versions");
            JsonNode last = now.get(now.size() - 1);
            assertThat(last.get("name").asString()).isEqualTo(step.body().get("name"));
            keep(step, last, Map.of("version", "/strategyVersion", "goals[0]", "/goals/0/goal"));
            return;
        }
        if (initiative.isEmpty()) {
            initiative = path(page).replace("/initiatives/", "");
        }
        long before = version;
        version = await().pollDelay(Duration.ZERO)
                .until(
                        () -> api.apply("/api/initiatives/" + initiative)
                                .path("version")
                                .asLong(),
                        now -> now > before);
        JsonNode entries = api.apply("/api/initiatives/%s/timeline?limit=200&next=%d".formatted(initiative, before))
                .get("items");
        seen.put(step.as(), version);
        keep(step, entries.get(0).get("data"), Map.of("conditions[0]", "/conditions/0/condition"));
    }

    private void keep(Step step, JsonNode event, Map<String, String> elsewhere) {
        if (step.keep() != null) {
            step.keep().forEach((what, as) -> {
                JsonNode created = event.at(elsewhere.getOrDefault(what, "/" + what));
                assertThat(created.isMissingNode()).as("%s in %s", what, event).isFalse();
                kept.put(as, created.asString());
            });
        }
    }

    @Override
    public void close() {
        contexts.values().forEach(BrowserContext::close);
    }
}
