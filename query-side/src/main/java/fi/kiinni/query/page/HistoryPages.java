package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.query.Reads;
import fi.kiinni.query.audit.Looks;
import fi.kiinni.query.page.CommandForm.Part;
import fi.kiinni.query.view.Basis;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Life;
import fi.kiinni.query.view.Overview.Whole;
import fi.kiinni.query.view.Past;
import fi.kiinni.query.view.Past.Decided;
import fi.kiinni.query.view.Past.Moment;
import fi.kiinni.query.view.Past.Then;
import fi.kiinni.query.view.Timeline.Entry;
import fi.kiinni.query.words.Telling;
import fi.kiinni.query.words.Telling.Told;
import fi.kiinni.query.words.Words;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** An initiative at any moment of its past, by one of the two clocks: when things were recorded, or when they were so. */
@Controller
final class HistoryPages {

    private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");

    /** Of the events of one day, so many are told. */
    private static final int TOLD = 8;

    private final Site site;
    private final Reads reads;
    private final Overview overview;
    private final Past past;
    private final Looks looks;
    private final InitiativePages pages;

    HistoryPages(Site site, Reads reads, Overview overview, Past past, Looks looks, InitiativePages pages) {
        this.site = site;
        this.reads = reads;
        this.overview = overview;
        this.past = past;
        this.looks = looks;
        this.pages = pages;
    }

    /**
     * Which moment is shown, and the ways to others.
     *
     * @param says what is shown, and by which clock
     * @param step the number of the moment among all by that clock, from 1
     * @param here the address of exactly this moment
     * @param first absent at the first; last absent at the last
     * @param events that made it so
     * @param part that the last of them changed, by its anchor
     * @param decided what was known when it was decided, if it is a decision
     */
    record Shown(
            String path,
            boolean isEffective,
            String says,
            long step,
            long steps,
            String here,
            @Nullable String first,
            @Nullable String previous,
            @Nullable String next,
            @Nullable String last,
            String byRecording,
            String byEffect,
            String day,
            List<Told> events,
            @Nullable String part,
            @Nullable Known decided) {}

    /**
     * What was known when something was decided.
     *
     * @param lacked what the gate ahead lacked
     * @param basis what else was known
     * @param supersededBy the version of the decision that took its place
     * @param turns what was recorded later and would have changed the gate's answer
     */
    record Known(
            String gate,
            List<String> lacked,
            Basis basis,
            String before,
            @Nullable Long supersededBy,
            List<Turn> turns,
            long hidden) {}

    /** @param lost what would have been missing, while {@code brought} would have been there */
    record Turn(Told told, List<String> brought, List<String> lost) {}

    /** What was asked for. */
    private record Asked(
            boolean isEffective,
            long step,
            @Nullable Instant at,
            @Nullable LocalDate on,
            long version,
            @Nullable UUID decision,
            boolean isUnreadable) {

        static Asked of(MultiValueMap<String, String> address) {
            @Nullable String at = text(address, "at");
            @Nullable String on = text(address, "effectiveOn");
            @Nullable String version = text(address, "version");
            @Nullable String step = text(address, "step");
            @Nullable String decision = text(address, "decision");
            @Nullable Instant instant = at == null ? null : instant(at);
            @Nullable LocalDate day = on == null ? null : Entered.lastDay(on);
            @Nullable UUID id = decision == null ? null : id(decision);
            boolean isUnreadable = (at != null && instant == null)
                    || (on != null && day == null)
                    || (decision != null && id == null)
                    || (version != null && InitiativePages.number(version) == 0)
                    || (step != null && InitiativePages.number(step) == 0)
                    || (on != null && (at != null || version != null));
            return new Asked(
                    on != null || "effective".equals(address.getFirst("clock")),
                    InitiativePages.number(step),
                    instant,
                    day,
                    InitiativePages.number(version),
                    id,
                    isUnreadable);
        }

        private static @Nullable String text(MultiValueMap<String, String> address, String name) {
            @Nullable String value = address.getFirst(name);
            return value == null || value.isBlank() ? null : value.strip();
        }

        /** An instant, or the end of a day. */
        private static @Nullable Instant instant(String text) {
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException notAnInstant) {
                @Nullable LocalDate day = Entered.lastDay(text);
                return day == null
                        ? null
                        : day.atTime(LocalTime.MAX).atZone(HELSINKI).toInstant();
            }
        }

        private static @Nullable UUID id(String text) {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException unreadable) {
                return null;
            }
        }
    }

    @GetMapping("/initiatives/{id}/history")
    Mono<Rendering> history(ServerWebExchange exchange, Actor actor, @PathVariable String id) {
        Words words = site.words(exchange);
        MultiValueMap<String, String> address = exchange.getRequest().getQueryParams();
        Asked asked = Asked.of(address);
        Extent extent = InitiativePages.extent(address.getFirst("all"), address.getFirst("from"));
        return reads.views(() -> {
                    Whole now = overview.find(id, actor).orElseThrow(ProblemException::notFound);
                    looks.record(actor, now.item(), Looks.Kind.HISTORY, exchange);
                    return asked.isEffective()
                            ? effective(words, actor, now, asked, extent)
                            : recorded(words, actor, now, asked, extent);
                })
                .flatMap(model -> {
                    Shown moment = (Shown) Objects.requireNonNull(model.get("moment"));
                    exchange.getResponse().getHeaders().set("HX-Push-Url", moment.here());
                    HttpStatus status = asked.isUnreadable() ? HttpStatus.UNPROCESSABLE_CONTENT : HttpStatus.OK;
                    return site.page(exchange, "initiative", status, model);
                });
    }

    private Map<String, Object> recorded(Words words, Actor actor, Whole now, Asked asked, Extent extent) {
        String id = now.item().initiative();
        long newest = now.item().version();
        long version = asked.decision() != null
                ? past.version(id, asked.decision()).orElseThrow(ProblemException::notFound)
                : asked.version() > 0 ? asked.version() : asked.step() > 0 ? asked.step() : newest;
        Then then = past.of(
                id,
                asked.at() == null || asked.isUnreadable()
                        ? new Moment(Math.clamp(version, 1, newest), null)
                        : new Moment(null, asked.at()),
                null);
        if (then.version() == 0) {
            then = past.of(id, new Moment(1L, null), null);
        }
        Life life = then.life().orElseThrow(ProblemException::notFound);
        long shown = then.version();
        String path = path(id);
        Map<String, Object> model = pages.then(words, actor, life, then.day(), path + "?version=" + shown, extent);
        Telling telling = (Telling) Objects.requireNonNull(model.get("telling"));
        List<Entry> entries = past.between(id, shown, shown);
        Optional<Part> part = entries.stream().findFirst().flatMap(HistoryPages::part);
        model.put(
                "moment",
                new Shown(
                        path,
                        false,
                        words.of(
                                "history.recorded",
                                Map.of(
                                        "at", words.moment(life.whole().item().lastActivity()),
                                        "version", Long.toString(shown),
                                        "of", Long.toString(newest))),
                        shown,
                        newest,
                        path + "?version=" + shown,
                        shown > 1 ? path + "?version=1" : null,
                        shown > 1 ? path + "?version=" + (shown - 1) : null,
                        shown < newest ? path + "?version=" + (shown + 1) : null,
                        shown < newest ? path + "?version=" + newest : null,
                        path + "?version=" + shown,
                        path + "?effectiveOn="
                                + entries.stream()
                                        .findFirst()
                                        .map(entry -> entry.effectiveOn().firstDay())
                                        .orElse(then.day()),
                        words.date(BusinessDate.of(then.day())),
                        entries.stream().map(telling::tell).toList(),
                        part.map(CommandForm::anchor).orElse(null),
                        past.decided(id, shown)
                                .map(decided -> known(words, telling, path, decided))
                                .orElse(null)));
        model.put("refusal", asked.isUnreadable() ? words.of("history.unreadable") : null);
        return model;
    }

    private static Known known(Words words, Telling telling, String path, Decided decided) {
        return new Known(
                words.of(decided.gate()),
                named(words, decided.lacked()),
                decided.basis(),
                path + "?version=" + (decided.decision().version() - 1),
                decided.supersededBy(),
                decided.turns().stream()
                        .map(turn -> new Turn(
                                telling.tell(turn.entry()), named(words, turn.brought()), named(words, turn.lost())))
                        .toList(),
                decided.hidden());
    }

    private static List<String> named(Words words, List<Requirement> requirements) {
        return requirements.stream().map(words::of).toList();
    }

    private static Optional<Part> part(Entry entry) {
        return Optional.ofNullable(entry.command())
                .flatMap(CommandForm::ofCommand)
                .map(CommandForm::part)
                .filter(part -> part != Part.LIST);
    }

    private Map<String, Object> effective(Words words, Actor actor, Whole now, Asked asked, Extent extent) {
        String id = now.item().initiative();
        List<LocalDate> days = past.days(id);
        LocalDate today = LocalDate.now(HELSINKI);
        LocalDate wanted = asked.on() != null
                ? asked.on()
                : asked.step() > 0
                        ? days.get((int) Math.min(asked.step(), days.size()) - 1)
                        : days.stream()
                                .filter(day -> !day.isAfter(today))
                                .reduce((_, later) -> later)
                                .orElse(today);
        Then then = past.of(id, Moment.NOW, wanted);
        LocalDate shown = then.life().isPresent() ? wanted : beginning(id, days);
        Then seen = then.life().isPresent() ? then : past.of(id, Moment.NOW, shown);
        Life life = seen.life().orElseThrow(ProblemException::notFound);
        String path = path(id);
        Map<String, Object> model = pages.then(words, actor, life, shown, path + "?effectiveOn=" + shown, extent);
        Telling telling = (Telling) Objects.requireNonNull(model.get("telling"));
        List<Entry> entries = past.find(id, 0, Past.Sought.effective(shown, shown), TOLD);
        @Nullable
        LocalDate before = days.stream()
                .filter(day -> day.isBefore(shown))
                .reduce((_, later) -> later)
                .orElse(null);
        @Nullable
        LocalDate after =
                days.stream().filter(day -> day.isAfter(shown)).findFirst().orElse(null);
        long step = Math.max(1, days.stream().filter(day -> !day.isAfter(shown)).count());
        model.put(
                "moment",
                new Shown(
                        path,
                        true,
                        words.of("history.effective", Map.of("day", words.date(BusinessDate.of(shown)))),
                        step,
                        days.size(),
                        path + "?effectiveOn=" + shown,
                        before == null ? null : path + "?effectiveOn=" + days.getFirst(),
                        before == null ? null : path + "?effectiveOn=" + before,
                        after == null ? null : path + "?effectiveOn=" + after,
                        after == null ? null : path + "?effectiveOn=" + days.getLast(),
                        path + "?at=" + shown,
                        path + "?effectiveOn=" + shown,
                        words.date(BusinessDate.of(shown)),
                        entries.stream().map(telling::tell).toList(),
                        entries.isEmpty()
                                ? null
                                : part(entries.getLast())
                                        .map(CommandForm::anchor)
                                        .orElse(null),
                        null));
        model.put("refusal", asked.isUnreadable() ? words.of("history.unreadable") : null);
        return model;
    }

    /** The first day on which there is anything to show. */
    private LocalDate beginning(String id, List<LocalDate> days) {
        return days.stream()
                .filter(day -> past.of(id, Moment.NOW, day).life().isPresent())
                .findFirst()
                .orElseThrow(ProblemException::notFound);
    }

    private static String path(String initiative) {
        return "/initiatives/" + initiative + "/history";
    }
}
