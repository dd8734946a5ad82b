package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.initiative.Status;
import fi.kiinni.query.Reads;
import fi.kiinni.query.audit.Looks;
import fi.kiinni.query.view.Card;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Snapshots;
import fi.kiinni.query.view.Visible;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Words;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;

/** All initiatives at a glance, now or at the end of a day: those on their way by phase, the others folded away below. */
@Controller
final class BoardPages {

    static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");

    /** Cards to a page, so that it stays light, and of those to one column; the rest is one link further. */
    private static final int TO_A_PAGE = 26;

    private static final int TO_A_COLUMN = 20;

    /** An address that is longer is not carried along from each card. */
    private static final int LONGEST_ADDRESS = 200;

    /** What is not on its way, in the order in which it is folded away. */
    private static final List<Status> ELSEWHERE = List.of(Status.PAUSED, Status.ROOTED, Status.STOPPED);

    private final Site site;
    private final Reads reads;
    private final Overview overview;
    private final Snapshots snapshots;
    private final Looks looks;
    private final Names names;

    BoardPages(Site site, Reads reads, Overview overview, Snapshots snapshots, Looks looks, Names names) {
        this.site = site;
        this.reads = reads;
        this.overview = overview;
        this.snapshots = snapshots;
        this.looks = looks;
        this.names = names;
    }

    @GetMapping("/")
    Rendering start() {
        return SignInPages.redirect("/initiatives");
    }

    /**
     * What the address asks for.
     *
     * @param gate {@code open}, {@code closed}, a requirement that is lacking, or empty
     * @param from how many cards of the one phase or status are left out before those that are shown
     * @param asOf the day at whose end the board is to be shown, as it was asked for; empty: now
     * @param day the same, read; absent if it is not a day, or has not ended
     */
    record Sought(
            String q,
            String provider,
            @Nullable Phase phase,
            @Nullable Status status,
            boolean mine,
            boolean overdue,
            String gate,
            int from,
            String asOf,
            @Nullable LocalDate day) {

        private static final Sought EVERYTHING = new Sought("", "", null, null, false, false, "", 0, "", null);

        private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d.M.yyyy");

        private static final int WORDS = 10;

        static Sought of(MultiValueMap<String, String> address) {
            Function<String, String> text = name -> {
                @Nullable String value = address.getFirst(name);
                return value == null ? "" : value.strip();
            };
            String gate = text.apply("gate");
            String asOf = text.apply("asOf");
            @Nullable LocalDate day = Entered.lastDay(asOf);
            boolean isPast = day != null && day.isBefore(LocalDate.now(HELSINKI));
            return new Sought(
                    text.apply("q"),
                    text.apply("provider"),
                    constant(Phase.class, text.apply("phase")),
                    constant(Status.class, text.apply("status")),
                    address.containsKey("mine"),
                    address.containsKey("overdue"),
                    gate.equals("open") || gate.equals("closed") || constant(Requirement.class, gate) != null
                            ? gate
                            : "",
                    (int) Math.min(InitiativePages.number(text.apply("from")), Integer.MAX_VALUE),
                    day == null || isPast ? asOf : "",
                    isPast ? day : null);
        }

        /** What stands in the field for the day. */
        public String entered() {
            return day == null ? asOf : DAY.format(day);
        }

        public boolean isUnreadable() {
            return !asOf.isEmpty() && day == null;
        }

        /** Of a board's address, from wherever it comes: what it does not know is left out. */
        static Sought ofAddress(@Nullable String address) {
            if (address == null) {
                return of(new LinkedMultiValueMap<>());
            }
            MultiValueMap<String, String> filters = new LinkedMultiValueMap<>();
            UriComponentsBuilder.newInstance()
                    .query(address.substring(address.indexOf('?') + 1))
                    .build()
                    .getQueryParams()
                    .forEach((name, values) -> values.forEach(value -> filters.add(name, decoded(value))));
            return of(filters);
        }

        private static String decoded(@Nullable String value) {
            try {
                return value == null ? "" : UriUtils.decode(value.replace('+', ' '), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException notEncoded) {
                return "";
            }
        }

        private static <E extends Enum<E>> @Nullable E constant(Class<E> type, String name) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> constant.name().equals(name))
                    .findFirst()
                    .orElse(null);
        }

        List<String> words() {
            return Arrays.stream(q.split("\\s+"))
                    .filter(word -> !word.isEmpty())
                    .limit(WORDS)
                    .toList();
        }

        boolean isEverything() {
            return equals(EVERYTHING);
        }

        /** Whether any filter but the words for a search is set. */
        boolean isNarrowed() {
            return !equals(EVERYTHING.with(q));
        }

        /** As an address again, the filters that do nothing left out. */
        String address() {
            Map<String, String> filters = new LinkedHashMap<>();
            filters.put("q", q);
            filters.put("provider", provider);
            filters.put("phase", phase == null ? "" : phase.name());
            filters.put("status", status == null ? "" : status.name());
            filters.put("gate", gate);
            filters.put("overdue", overdue ? "on" : "");
            filters.put("mine", mine ? "on" : "");
            filters.put("from", from == 0 ? "" : Integer.toString(from));
            filters.put("asOf", day == null ? "" : day.toString());
            UriComponentsBuilder address = UriComponentsBuilder.fromPath("/initiatives");
            filters.forEach((name, value) -> {
                if (!value.isEmpty()) {
                    address.queryParam(name, "{" + name + "}");
                }
            });
            return address.encode().buildAndExpand(filters).toUriString();
        }

        Sought only(@Nullable Phase onlyPhase, @Nullable Status onlyStatus, int after) {
            return new Sought(q, provider, onlyPhase, onlyStatus, mine, overdue, gate, after, asOf, day);
        }

        /** The same at another time; absent: now. */
        Sought at(@Nullable LocalDate then) {
            return new Sought(
                    q, provider, phase, status, mine, overdue, gate, 0, then == null ? "" : then.toString(), then);
        }

        private Sought with(String words) {
            return new Sought(words, provider, phase, status, mine, overdue, gate, from, asOf, day);
        }

        private boolean wants(Card card, Actor actor, LocalDate day) {
            return (provider.isEmpty() || provider.equals(card.provider()))
                    && (phase == null || phase == card.phase())
                    && (status == null || status == card.status())
                    && (!mine || (actor.belongsTo(card.provider()) && card.seat(actor.person()) != null))
                    && (!overdue || card.overdue(day) > 0)
                    && (gate.isEmpty() || standsAtItsGate(card, day));
        }

        /** The gate of what is not on its way matters to nobody. */
        private boolean standsAtItsGate(Card card, LocalDate day) {
            if (card.status() != Status.ACTIVE) {
                return false;
            }
            List<Requirement> lacking = card.lacks(day);
            return switch (gate) {
                case "open" -> lacking.isEmpty();
                case "closed" -> !lacking.isEmpty();
                default -> lacking.contains(Requirement.valueOf(gate));
            };
        }
    }

    /**
     * Cards that stand together.
     *
     * @param mark the name of their phase or status
     * @param ready how many may go on
     * @param more where the rest are shown, unless all are
     * @param isNext whether that is what comes after these, instead of all
     */
    record Column(
            String mark,
            String title,
            int count,
            long ready,
            List<Shown> cards,
            @Nullable String more,
            boolean isNext) {}

    /**
     * A card, in words.
     *
     * @param address where more is said of it
     * @param coordinators by their names
     * @param dwell how long it has been in its phase, or paused, stopped or rooted
     * @param gate where it is said what its next gate lacks
     * @param lacks how much that is; empty if it is not on its way
     * @param goesTo where the reader may move it, by the names of phases and statuses
     */
    record Shown(
            String id,
            long version,
            String address,
            String title,
            String provider,
            String coordinators,
            String phase,
            String dwell,
            String since,
            String gate,
            String lacks,
            boolean isReady,
            String overdue,
            String activity,
            List<Link> commands,
            String goesTo) {}

    record Link(String address, String text) {}

    /**
     * The day at whose end the board is shown.
     *
     * @param later absent if that is not over yet
     * @param unfiltered whether everything that there was is shown
     */
    record Then(
            String says,
            String now,
            String earlier,
            @Nullable String later,
            boolean unfiltered) {}

    @GetMapping("/initiatives")
    Mono<Rendering> board(ServerWebExchange exchange, Actor actor) {
        MultiValueMap<String, String> address = exchange.getRequest().getQueryParams();
        Words words = site.words(exchange);
        Sought sought = Sought.of(address);
        @Nullable String moved = address.getFirst("moved");
        long version = InitiativePages.number(address.getFirst("version"));
        if (exchange.getRequest().getHeaders().containsHeader("HX-Request")) {
            exchange.getResponse().getHeaders().set("HX-Push-Url", sought.address());
        }
        return reads.soon(() -> moved == null || overview.version(moved) >= version)
                .flatMap(visible -> reads.views(() -> {
                    if (sought.day() != null) {
                        looks.record(
                                actor,
                                asked(Visible.providers(actor), sought),
                                null,
                                Looks.Kind.HISTORY,
                                Looks.asked(exchange, Map.of()));
                    }
                    Map<String, Object> model = shown(words, actor, sought);
                    model.put("moved", moved == null ? "" : moved(words, actor, moved, visible));
                    return model;
                }))
                .flatMap(model -> site.page(exchange, "board", HttpStatus.OK, model));
    }

    /** What has become of an initiative that the reader has just moved. */
    private String moved(Words words, Actor actor, String initiative, boolean isVisible) {
        return overview.find(initiative, actor)
                .map(whole -> isVisible
                        ? words.of(
                                "board.moved",
                                Map.of(
                                        "title",
                                        whole.item().title(),
                                        "where",
                                        whole.item().status() == Status.ACTIVE
                                                ? words.of(whole.item().phase())
                                                : words.of(whole.item().status())))
                        : words.of("app.behind"))
                .orElse("");
    }

    private Map<String, Object> shown(Words words, Actor actor, Sought sought) {
        @Nullable LocalDate day = sought.day();
        LocalDate today = day == null ? LocalDate.now(HELSINKI) : day;
        Set<String> visible = Visible.providers(actor);
        Map<String, String> providers = new LinkedHashMap<>();
        visible.stream()
                .sorted(Comparator.comparing(names::provider))
                .forEach(provider -> providers.put(provider, names.provider(provider)));
        Collection<String> asked = asked(visible, sought);
        List<Card> all = visible.isEmpty()
                ? List.of()
                : day == null ? overview.cards(asked, sought.words()) : snapshots.cards(asked, sought.words(), day);
        Map<Object, List<Card>> stacks = all.stream()
                .filter(card -> sought.wants(card, actor, today))
                .collect(Collectors.groupingBy(card -> card.status() == Status.ACTIVE ? card.phase() : card.status()));
        Stacker stacker = new Stacker(
                words, actor, sought, back(sought), today, visible.size() > 1 ? providers : Map.of(), names);
        Map<String, Object> model = new HashMap<>();
        model.put("actorName", site.name(actor));
        model.put("sought", sought);
        model.put("narrowed", sought.isNarrowed());
        model.put("everything", sought.isEverything());
        model.put("address", sought.address());
        model.put("providers", providers);
        model.put("isOperator", visible.isEmpty());
        model.put("mayStart", actor.is(Role.COORDINATOR) && day == null);
        model.put("then", day == null ? null : then(words, sought, day));
        model.put("phases", Phase.values());
        model.put("gates", gates());
        List<Phase> phases = Arrays.stream(Phase.values())
                .filter(phase -> sought.phase() == null || sought.phase() == phase)
                .filter(_ -> sought.status() == null || sought.status() == Status.ACTIVE)
                .toList();
        List<Status> halts = ELSEWHERE.stream().filter(stacks::containsKey).toList();
        Map<Object, Integer> shares = shares(stacks, phases, TO_A_PAGE);
        int left =
                TO_A_PAGE - shares.values().stream().mapToInt(Integer::intValue).sum();
        shares.putAll(shares(stacks, halts, left));
        List<Column> columns = phases.stream()
                .map(phase ->
                        stacker.column(phase, stacks.getOrDefault(phase, List.of()), shares.getOrDefault(phase, 0)))
                .toList();
        model.put("columns", columns);
        model.put(
                "movable",
                columns.stream()
                        .flatMap(column -> column.cards().stream())
                        .anyMatch(card -> !card.goesTo().isEmpty()));
        model.put("elsewhere", ELSEWHERE);
        model.put(
                "folds",
                halts.stream()
                        .map(status -> stacker.fold(
                                status, stacks.getOrDefault(status, List.of()), shares.getOrDefault(status, 0)))
                        .toList());
        model.put("total", stacks.values().stream().mapToInt(List::size).sum());
        return model;
    }

    private static Then then(Words words, Sought sought, LocalDate day) {
        LocalDate later = day.plusMonths(1);
        return new Then(
                words.of("board.then", Map.of("day", words.date(BusinessDate.of(day)))),
                sought.at(null).address(),
                sought.at(day.minusMonths(1)).address(),
                later.isBefore(LocalDate.now(HELSINKI)) ? sought.at(later).address() : null,
                sought.at(null).isEverything());
    }

    /** How many cards of each stack there is room for: of a small one all of them, and the others share the rest. */
    private static Map<Object, Integer> shares(Map<Object, List<Card>> stacks, List<?> places, int room) {
        Map<Object, Integer> shares = new HashMap<>();
        int most = places.size() == 1 ? room : TO_A_COLUMN;
        int left = room;
        for (int round = 0; round < most && left > 0; round++) {
            for (Object place : places) {
                if (left > 0 && stacks.getOrDefault(place, List.of()).size() > round) {
                    shares.merge(place, 1, Integer::sum);
                    left--;
                }
            }
        }
        return shares;
    }

    private static Collection<String> asked(Set<String> visible, Sought sought) {
        return visible.contains(sought.provider()) ? List.of(sought.provider()) : visible;
    }

    /** The board's address as what follows another; empty if it is the whole board that is gone back to. */
    private static String back(Sought sought) {
        String address = UriUtils.encode(sought.address(), StandardCharsets.UTF_8);
        return sought.isEverything() || address.length() > LONGEST_ADDRESS ? "" : address;
    }

    /** What a gate can lack, by gate. */
    private static Map<Gate, List<Requirement>> gates() {
        Map<Gate, List<Requirement>> gates = new LinkedHashMap<>();
        for (Gate gate : Gate.values()) {
            gates.put(gate, Rules.CURRENT.of(gate));
        }
        return gates;
    }

    /**
     * Puts cards in their order and in words.
     *
     * @param back the address that gates lead back to
     */
    private record Stacker(
            Words words,
            Actor actor,
            Sought sought,
            String back,
            LocalDate today,
            Map<String, String> providers,
            Names names) {

        /** What has been in its phase for the longest time comes first: it is the one to ask about. */
        private static final Comparator<Card> LONGEST_FIRST =
                Comparator.comparing((Card card) -> card.since().firstDay()).thenComparing(Card::title);

        private static final Comparator<Card> PAUSED_LONGEST_FIRST =
                Comparator.comparing(Stacker::haltedSince).thenComparing(Card::title);

        private static LocalDate haltedSince(Card card) {
            return card.haltedSince() == null
                    ? card.since().firstDay()
                    : card.haltedSince().firstDay();
        }

        Column column(Phase phase, List<Card> cards, int share) {
            return column(
                    phase.name(),
                    words.of(phase),
                    cards.stream().filter(card -> card.lacks(today).isEmpty()).count(),
                    cards.stream().sorted(LONGEST_FIRST).toList(),
                    share,
                    sought.phase() != null,
                    sought.only(phase, Status.ACTIVE, 0));
        }

        Column fold(Status status, List<Card> cards, int share) {
            return column(
                    status.name(),
                    words.of(status),
                    0,
                    cards.stream()
                            .sorted(status == Status.PAUSED ? PAUSED_LONGEST_FIRST : PAUSED_LONGEST_FIRST.reversed())
                            .toList(),
                    share,
                    sought.status() == status,
                    sought.only(sought.phase(), status, 0));
        }

        /** @param isAlone whether the address asks for this stack and no other, so that one goes on in it */
        private Column column(
                String mark, String title, long ready, List<Card> sorted, int share, boolean isAlone, Sought alone) {
            int first = isAlone ? Math.min(sought.from(), sorted.size()) : 0;
            int end = Math.min(first + share, sorted.size());
            return new Column(
                    mark,
                    title,
                    sorted.size(),
                    ready,
                    sorted.subList(first, end).stream().map(this::shown).toList(),
                    end == sorted.size()
                            ? null
                            : alone.only(alone.phase(), alone.status(), isAlone ? end : 0)
                                    .address(),
                    isAlone);
        }

        private Shown shown(Card card) {
            boolean active = card.status() == Status.ACTIVE;
            int lacking = active ? card.lacks(today).size() : 0;
            long overdue = active || card.status() == Status.PAUSED ? card.overdue(today) : 0;
            LocalDate from = active ? card.since().firstDay() : haltedSince(card);
            List<CommandForm> moves = sought.day() == null ? CommandForm.moving(actor, card) : List.of();
            return new Shown(
                    card.initiative(),
                    card.version(),
                    address(card),
                    card.title(),
                    providers.getOrDefault(card.provider(), ""),
                    coordinators(card),
                    active ? "" : words.of(card.phase()),
                    words.of(
                            "board.dwell." + card.status().name().toLowerCase(Locale.ROOT),
                            Map.of("time", words.lasting(from, today))),
                    words.date(active || card.haltedSince() == null ? card.since() : card.haltedSince()),
                    gate(card),
                    active ? (lacking == 0 ? words.of("board.ready") : words.count("board.lacks", lacking)) : "",
                    active && lacking == 0,
                    overdue == 0 ? "" : words.count("board.overdue", overdue),
                    words.ago(card.lastActivity().atZone(HELSINKI).toLocalDate(), today),
                    commands(card, moves),
                    goesTo(card, moves));
        }

        private String coordinators(Card card) {
            Map<String, String> people = names.people(card.provider());
            return card.coordinators().stream()
                    .map(id -> people.getOrDefault(id, id))
                    .collect(Collectors.joining(", "));
        }

        private List<Link> commands(Card card, List<CommandForm> moves) {
            return moves.stream()
                    .map(form -> new Link(
                            isForward(form) ? gate(card) : "/initiatives/" + card.initiative() + "/" + form.route(),
                            words.of("command." + form.command())))
                    .toList();
        }

        private String address(Card card) {
            String path = "/initiatives/" + card.initiative();
            return sought.day() == null ? path : path + "/history?at=" + sought.day();
        }

        /** Why it does not go on, and the way on; from there one comes back to what was sought. Of the past, what is said of it then. */
        private String gate(Card card) {
            if (sought.day() != null) {
                return address(card) + "#gate";
            }
            String path = "/initiatives/" + card.initiative() + "/gate";
            return back.isEmpty() ? path : path + "?board=" + back;
        }

        private static boolean isForward(CommandForm form) {
            return switch (form) {
                case MOVE_TO_PILOT, MOVE_TO_STRUCTURES, MOVE_TO_EVERYDAY_LIFE, DECLARE_ROOTED -> true;
                default -> false;
            };
        }

        private static String goesTo(Card card, List<CommandForm> moves) {
            List<String> places = new ArrayList<>();
            for (CommandForm form : moves) {
                switch (form) {
                    case MOVE_TO_PILOT -> places.add(Phase.PILOT.name());
                    case MOVE_TO_STRUCTURES -> places.add(Phase.STRUCTURES.name());
                    case MOVE_TO_EVERYDAY_LIFE -> places.add(Phase.EVERYDAY_LIFE.name());
                    case DECLARE_ROOTED -> places.add(Status.ROOTED.name());
                    case RETURN_TO_PHASE ->
                        Arrays.stream(Phase.values())
                                .filter(phase -> phase.isBefore(card.phase()))
                                .forEach(phase -> places.add(phase.name()));
                    case PAUSE_INITIATIVE -> places.add(Status.PAUSED.name());
                    case STOP_INITIATIVE -> places.add(Status.STOPPED.name());
                    default -> {}
                }
            }
            return String.join(" ", places);
        }
    }
}
