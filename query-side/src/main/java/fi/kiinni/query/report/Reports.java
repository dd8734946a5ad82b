package fi.kiinni.query.report;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.ProblemException.FieldProblem;
import fi.kiinni.initiative.AsEffectiveOn;
import fi.kiinni.query.Exports;
import fi.kiinni.query.Reads;
import fi.kiinni.query.Unreadable;
import fi.kiinni.query.audit.Looks;
import fi.kiinni.query.report.Behind.Listed;
import fi.kiinni.query.view.Lifeline;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Item;
import fi.kiinni.query.view.Overview.Life;
import fi.kiinni.query.view.Overview.Whole;
import fi.kiinni.query.view.Past;
import fi.kiinni.query.view.Past.Moment;
import fi.kiinni.query.view.Past.Then;
import fi.kiinni.query.view.Strategies;
import fi.kiinni.query.view.Timeline.Entry;
import fi.kiinni.query.view.Visible;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Telling;
import fi.kiinni.query.words.Words;
import fi.kiinni.strategy.Strategy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;

/** Makes reports of what the asker may see, as of the moment that they ask for. */
@Component
public final class Reports {

    private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");

    private final Reads reads;
    private final Overview overview;
    private final Past past;
    private final Strategies strategies;
    private final Names names;
    private final Looks looks;
    private final HandedOut handedOut;

    Reports(
            Reads reads,
            Overview overview,
            Past past,
            Strategies strategies,
            Names names,
            Looks looks,
            HandedOut handedOut) {
        this.reads = reads;
        this.overview = overview;
        this.past = past;
        this.strategies = strategies;
        this.names = names;
        this.looks = looks;
        this.handedOut = handedOut;
    }

    /**
     * As of which moment an initiative is reported on.
     *
     * @param version absent: all that is recorded
     * @param effectiveOn leaves out what was so only after that day
     * @param on the day on which it is looked at, for what is late and what lasts; today unless something else is asked for
     */
    private record Asked(
            @Nullable Long version,
            @Nullable LocalDate effectiveOn,
            @Nullable LocalDate on) {

        static Asked of(MultiValueMap<String, String> address) {
            Unreadable unreadable = new Unreadable();
            Asked asked = new Asked(
                    unreadable.version("version", address.getFirst("version")),
                    unreadable.day("effectiveOn", address.getFirst("effectiveOn")),
                    unreadable.day("on", address.getFirst("on")));
            if (asked.on != null && asked.effectiveOn != null) {
                unreadable.add("on", "contradiction", "Not with effectiveOn, which is the day itself");
            }
            unreadable.refuse();
            return asked;
        }

        boolean isOfThePast() {
            return version != null || effectiveOn != null;
        }
    }

    /**
     * The rooting plan of an initiative.
     *
     * @param format of the file that it is asked for as; absent: to be read
     */
    public Mono<Report> rootingPlan(
            ServerWebExchange exchange, Actor actor, String id, Words words, @Nullable String format) {
        return reads.views(() -> {
            Item now = overview.find(id, actor)
                    .orElseThrow(ProblemException::notFound)
                    .item();
            Asked asked = Asked.of(exchange.getRequest().getQueryParams());
            if (format != null) {
                looks.record(
                        actor,
                        List.of(now.provider()),
                        id,
                        Looks.Kind.EXPORT,
                        Looks.asked(exchange, Map.of("format", format)));
            } else if (asked.isOfThePast()) {
                looks.record(actor, now, Looks.Kind.HISTORY, exchange);
            }
            return rootingPlan(origin(exchange), words, now, asked);
        });
    }

    private Report rootingPlan(String origin, Words words, Item now, Asked asked) {
        String id = now.initiative();
        long version = asked.version == null ? now.version() : Math.min(asked.version, now.version());
        Then then = past.of(id, new Moment(version, null), asked.effectiveOn);
        Life life = then.life().orElseThrow(ProblemException::notFound);
        Item item = life.whole().item();
        LocalDate day = asked.effectiveOn != null
                ? asked.effectiveOn
                : Objects.requireNonNullElseGet(asked.on, () -> LocalDate.now(HELSINKI));
        Telling telling = telling(words, life);
        String page = origin + "/initiatives/" + id;
        return new Report(
                Locale.of(words.language()),
                Exports.named(words.of("report.rooting-plan")) + "-" + named(item) + "-" + version,
                words.of("report.rooting-plan") + ": " + item.title(),
                names.provider(item.provider()),
                standing(words, life, version, day, asked),
                words.of("report.contents"),
                page + "/rooting-plan?version=" + version
                        + (asked.effectiveOn == null ? "&on=" + day : "&effectiveOn=" + day),
                item.lastActivity(),
                new Report.Of(item.provider(), "rooting-plan", id),
                RootingPlan.of(
                        words,
                        telling,
                        life,
                        day,
                        new Events(entries(id, version, asked), page + "/history", telling)));
    }

    /**
     * What happened to an initiative in a period.
     *
     * @param format of the file that it is asked for as; absent: to be read
     */
    public Mono<Report> progress(
            ServerWebExchange exchange, Actor actor, String id, Days days, Words words, @Nullable String format) {
        return reads.views(() -> {
            Item now = overview.find(id, actor)
                    .orElseThrow(ProblemException::notFound)
                    .item();
            Period period = period(days, now.provider(), id);
            Map<String, String> asked = new LinkedHashMap<>(Map.of(
                    "report",
                    Kind.PROGRESS.route(),
                    "from",
                    period.from().toString(),
                    "asOf",
                    period.until().toString()));
            if (format != null) {
                asked.put("format", format);
            }
            looks.record(
                    actor,
                    List.of(now.provider()),
                    id,
                    format == null ? Looks.Kind.HISTORY : Looks.Kind.EXPORT,
                    Looks.asked(exchange, asked));
            return progress(origin(exchange), words, now, period, figure(exchange));
        });
    }

    /** The figure of which it is asked what was counted; empty if it is asked for the report. */
    private static String figure(ServerWebExchange exchange) {
        return Objects.requireNonNullElse(exchange.getRequest().getQueryParams().getFirst(Behind.ASKED), "");
    }

    private static ProblemException unknownFigure() {
        return ProblemException.invalid(
                List.of(new FieldProblem(Behind.ASKED, "unknown", "As a link in the report has it")));
    }

    private Report progress(String origin, Words words, Item now, Period period, String figure) {
        String id = now.initiative();
        Then then = past.of(id, before(period.end()), null);
        Life life = then.life().orElseThrow(ProblemException::notFound);
        Item item = life.whole().item();
        List<Entry> entries = past.between(id, 1, then.version());
        long before = entries.stream()
                .takeWhile(entry -> entry.recordedAt().isBefore(period.begin()))
                .count();
        Telling telling = telling(words, life);
        String page = origin + "/initiatives/" + id;
        String address = page + "/progress?from=" + period.from() + "&asOf=" + period.until();
        Behind behind = new Behind(words, origin, address);
        Events events = new Events(entries, page + "/history", telling);
        Lifeline.Of lifeline =
                overview.lifeline(id).orElseThrow(ProblemException::notFound).asOf(period.until());
        Optional<Listed> listed = figure.isEmpty()
                ? Optional.empty()
                : Optional.of(ProgressReport.behind(behind, List.of(lifeline), period, events, figure)
                        .orElseThrow(Reports::unknownFigure));
        return new Report(
                Locale.of(words.language()),
                Exports.named(words.of("report.progress")) + "-" + named(item) + "-" + period.until(),
                words.of("report.progress") + ": " + item.title()
                        + listed.map(one -> ": " + one.figure()).orElse(""),
                names.provider(item.provider()),
                words.of(
                        "report.period",
                        Map.of(
                                "from", words.date(BusinessDate.of(period.from())),
                                "day", words.date(BusinessDate.of(period.until())),
                                "version", Long.toString(then.version()),
                                "position", Long.toString(life.whole().position()))),
                words.of("report.contents"),
                address + (figure.isEmpty() ? "" : "&" + Behind.ASKED + "=" + figure),
                item.lastActivity(),
                new Report.Of(item.provider(), Kind.PROGRESS.route(), id),
                listed.map(Listed::blocks)
                        .orElseGet(() -> ProgressReport.ofOne(
                                behind,
                                telling,
                                before == 0
                                        ? null
                                        : past.of(id, before(period.begin()), null)
                                                .whole()
                                                .map(Whole::state)
                                                .orElse(null),
                                life,
                                lifeline,
                                period,
                                entries.stream().skip(before).toList(),
                                events)));
    }

    private static Moment before(Instant instant) {
        return new Moment(null, instant.minusNanos(1));
    }

    /** What is reported of all initiatives of a provider. */
    public enum Kind {
        /** What happened in a period. */
        PROGRESS,
        /** How they move through the phases. */
        FLOW,
        /** Which factors went before what. */
        FACTORS,
        /** Which goals of the strategy are worked on. */
        COVERAGE,
        /** Which decisions were requested, with what is known for each. */
        MEETING_PACK;

        /** Its name in addresses and texts. */
        public String route() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The parameter that narrows it down; empty if it has none. */
        public String narrowedBy() {
            return switch (this) {
                case FLOW -> "q";
                case MEETING_PACK -> "body";
                case PROGRESS, FACTORS, COVERAGE -> "";
            };
        }

        /** What it is narrowed down to; empty if it is not. */
        public String sought(MultiValueMap<String, String> address) {
            @Nullable String sought = narrowedBy().isEmpty() ? null : address.getFirst(narrowedBy());
            return sought == null ? "" : sought.strip();
        }

        public static Kind of(String route) {
            return Stream.of(values())
                    .filter(kind -> kind.route().equals(route))
                    .findFirst()
                    .orElseThrow(ProblemException::notFound);
        }
    }

    /**
     * The days that are asked for.
     *
     * @param from the first of a period; absent: since the report before, or for three months
     * @param until the last one, as of whose end it is reported; not after today
     */
    public record Days(@Nullable LocalDate from, LocalDate until) {

        /** As programs ask; today unless another day is asked for. */
        public static Days of(@Nullable String from, @Nullable String asOf) {
            Unreadable unreadable = new Unreadable();
            @Nullable LocalDate day = unreadable.day("asOf", asOf);
            LocalDate today = LocalDate.now(HELSINKI);
            if (day != null && day.isAfter(today)) {
                unreadable.add("asOf", "contradiction", "Not after today");
            }
            Days days = new Days(unreadable.day("from", from), Objects.requireNonNullElse(day, today));
            if (days.from != null && days.from.isAfter(days.until)) {
                unreadable.add("from", "contradiction", "Not after asOf, or today");
            }
            unreadable.refuse();
            return days;
        }
    }

    /** Goes on where the report before ended, so that nothing is left out: with its last day, if that had not ended yet. */
    private Period period(Days days, String provider, @Nullable String initiative) {
        LocalDate from = days.from != null
                ? days.from
                : handedOut.last(provider, Kind.PROGRESS.route(), initiative).stream()
                        .map(Reports::followsOn)
                        .filter(day -> !day.isAfter(days.until))
                        .findFirst()
                        .orElseGet(() -> days.until.minusMonths(3).plusDays(1));
        return new Period(from, days.until);
    }

    private static LocalDate followsOn(HandedOut.Entry before) {
        LocalDate last = LocalDate.parse(Objects.requireNonNull(UriComponentsBuilder.fromUriString(before.address())
                .build()
                .getQueryParams()
                .getFirst("asOf")));
        return last.isBefore(before.at().atZone(HELSINKI).toLocalDate()) ? last.plusDays(1) : last;
    }

    /**
     * A report on all initiatives of a provider, as they were known at the end of a day.
     *
     * @param provider absent: the actor's own
     * @param format of the file that it is asked for as; absent: to be read
     */
    public Mono<Report> portfolio(
            ServerWebExchange exchange,
            Actor actor,
            Kind kind,
            @Nullable String provider,
            Days days,
            Words words,
            @Nullable String format) {
        LocalDate day = days.until;
        return reads.views(() -> {
            String whose = Objects.requireNonNullElse(provider, Objects.requireNonNullElse(actor.provider(), ""));
            if (!Visible.providers(actor).contains(whose)) {
                throw ProblemException.notFound();
            }
            Period period = kind == Kind.PROGRESS ? period(days, whose, null) : new Period(day, day);
            if (format != null || kind == Kind.PROGRESS || day.isBefore(LocalDate.now(HELSINKI))) {
                Map<String, String> asked = new LinkedHashMap<>(Map.of("report", kind.route(), "asOf", day.toString()));
                if (kind == Kind.PROGRESS) {
                    asked.put("from", period.from().toString());
                }
                if (format != null) {
                    asked.put("format", format);
                }
                looks.record(
                        actor,
                        List.of(whose),
                        null,
                        format == null ? Looks.Kind.HISTORY : Looks.Kind.EXPORT,
                        Looks.asked(exchange, asked));
            }
            MultiValueMap<String, String> address = exchange.getRequest().getQueryParams();
            return portfolio(origin(exchange), words, whose, kind, period, kind.sought(address), figure(exchange));
        });
    }

    /** @param figure what was counted in it is listed; empty: the report itself */
    private Report portfolio(
            String origin, Words words, String provider, Kind kind, Period period, String sought, String figure) {
        LocalDate day = period.until();
        List<Lifeline.Of> lives = overview.lifelines(List.of(provider)).stream()
                .map(life -> life.asOf(day))
                .filter(Lifeline.Of::isThere)
                .toList();
        String address = origin + "/reports/" + kind.route() + "?provider=" + provider + "&asOf=" + day
                + (kind == Kind.PROGRESS ? "&from=" + period.from() : "");
        Behind behind = new Behind(words, origin, address);
        Optional<Listed> listed = figure.isEmpty()
                ? Optional.empty()
                : Optional.of(listed(kind, lives, provider, period, behind, figure)
                        .orElseThrow(() -> ProblemException.invalid(
                                List.of(new FieldProblem(Behind.ASKED, "unknown", "As a link in the report has it")))));
        return new Report(
                Locale.of(words.language()),
                Exports.named(words.of("report." + kind.route())) + "-" + provider + "-" + day,
                words.of("report." + kind.route())
                        + listed.map(one -> ": " + one.figure()).orElse(""),
                names.provider(provider),
                words.of(
                        kind == Kind.PROGRESS ? "report.portfolio.period" : "report.portfolio",
                        Map.of(
                                "from", words.date(BusinessDate.of(period.from())),
                                "day", words.date(BusinessDate.of(day)),
                                "count", Integer.toString(lives.size()),
                                "position", Long.toString(position(lives)))),
                words.of("report.contents"),
                address
                        + (sought.isEmpty() ? "" : "&" + kind.narrowedBy() + "=" + encoded(sought))
                        + (figure.isEmpty() ? "" : "&" + Behind.ASKED + "=" + figure),
                day.atStartOfDay(HELSINKI).toInstant(),
                new Report.Of(provider, kind.route(), null),
                listed.map(Listed::blocks).orElseGet(() -> switch (kind) {
                    case PROGRESS -> ProgressReport.ofAll(behind, lives, provider, period);
                    case FLOW -> FlowReport.of(behind, Flow.of(lives, day), provider, sought);
                    case FACTORS -> Factors.of(lives).said(behind);
                    case COVERAGE ->
                        Coverage.of(lives, strategy(provider, day), day).said(behind);
                    case MEETING_PACK ->
                        MeetingPack.of(
                                words,
                                MeetingPack.requested(lives, sought),
                                one -> asked(origin, words, one, period),
                                day,
                                origin,
                                address + "&body=");
                }));
    }

    /** What was counted in a figure of a report, if it has such a figure. */
    private Optional<Listed> listed(
            Kind kind, List<Lifeline.Of> lives, String provider, Period period, Behind behind, String figure) {
        LocalDate day = period.until();
        return switch (kind) {
            case FLOW -> FlowReport.behind(behind, Flow.of(lives, day), figure);
            case FACTORS -> Factors.of(lives).behind(behind, figure);
            case COVERAGE -> Coverage.of(lives, strategy(provider, day), day).behind(behind, figure);
            case PROGRESS -> ProgressReport.behind(behind, lives, period, null, figure);
            case MEETING_PACK -> Optional.empty();
        };
    }

    static String encoded(String text) {
        return UriUtils.encode(text, StandardCharsets.UTF_8);
    }

    private MeetingPack.Asked asked(String origin, Words words, MeetingPack.Requested requested, Period period) {
        String id = requested.life().initiative();
        Then then = past.of(id, before(period.end()), null);
        Life life = then.life().orElseThrow(ProblemException::notFound);
        Telling telling = telling(words, life);
        return new MeetingPack.Asked(
                requested.due(),
                life,
                telling,
                new Events(past.between(id, 1, then.version()), origin + "/initiatives/" + id + "/history", telling));
    }

    private Telling telling(Words words, Life life) {
        String provider = life.whole().item().provider();
        return new Telling(
                words,
                names.people(provider),
                life.whole().state(),
                strategies.of(provider).strategy());
    }

    private static long position(List<Lifeline.Of> lives) {
        return lives.stream().mapToLong(Lifeline.Of::position).max().orElse(0);
    }

    /** As far as it was published by the end of that day. */
    private Strategy strategy(String provider, LocalDate day) {
        Instant end = day.plusDays(1).atStartOfDay(HELSINKI).toInstant();
        long known = past.between(provider, 1, Long.MAX_VALUE).stream()
                .filter(entry -> entry.recordedAt().isBefore(end))
                .count();
        return new Strategy(strategies.of(provider).strategy().versions().stream()
                .limit(known)
                .toList());
    }

    private List<Entry> entries(String id, long version, Asked asked) {
        List<Entry> entries = past.between(id, 1, version);
        if (asked.effectiveOn == null) {
            return entries;
        }
        AsEffectiveOn only = new AsEffectiveOn(asked.effectiveOn);
        return entries.stream()
                .filter(entry -> only.includes(entry.version() > 1, entry.fact()))
                .toList();
    }

    private static String standing(Words words, Life life, long version, LocalDate day, Asked asked) {
        Map<String, String> places = new LinkedHashMap<>();
        places.put("day", words.date(BusinessDate.of(day)));
        places.put("at", words.moment(life.whole().item().lastActivity()));
        places.put("version", Long.toString(version));
        places.put("position", Long.toString(life.whole().position()));
        return words.of(asked.effectiveOn == null ? "report.recorded" : "report.effective", places);
    }

    private static String named(Item item) {
        String title = Exports.named(item.title());
        return title.isEmpty() ? item.initiative() : title;
    }

    /** Where the asker reaches the pages. */
    private static String origin(ServerWebExchange exchange) {
        URI address = exchange.getRequest().getURI();
        return address.getScheme() + "://" + address.getRawAuthority();
    }
}
