package fi.kiinni.query.page;

import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Initiative.Anchor;
import fi.kiinni.initiative.Initiative.Factor;
import fi.kiinni.initiative.Initiative.Funding;
import fi.kiinni.initiative.Initiative.Mirror;
import fi.kiinni.initiative.Initiative.PilotPlan;
import fi.kiinni.initiative.Initiative.PilotResult;
import fi.kiinni.initiative.Initiative.Review;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Seat;
import fi.kiinni.initiative.Status;
import fi.kiinni.initiative.Structure;
import fi.kiinni.query.page.Extent.Few;
import fi.kiinni.query.view.Course;
import fi.kiinni.query.view.Course.Comment;
import fi.kiinni.query.view.Course.Ending;
import fi.kiinni.query.view.Course.Halt;
import fi.kiinni.query.view.Course.Rating;
import fi.kiinni.query.view.Course.Stay;
import fi.kiinni.query.view.Course.VoidedConclusion;
import fi.kiinni.query.view.Course.VoidedMirror;
import fi.kiinni.query.words.Telling;
import fi.kiinni.query.words.Words;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the page of an initiative says on a day, part by part, so that its templates need not compute anything. */
final class InitiativePage {

    /** The parts that can be commented on, by their anchors. */
    private static final List<String> PARTS = List.of(
            "gate",
            "decisions",
            "actions",
            "anchors",
            "measures",
            "factors",
            "strategy-mirror",
            "description",
            "pilot",
            "adoption",
            "people-part",
            "reviews");

    /** What the gate, all parts and the timeline may weigh together, in characters, so that the page stays under 60 kB. */
    private static final int ROOM = 49_000;

    /** What the markup of one thing weighs, in characters. */
    private static final int PART = 480;

    private static final int FOLDED = 420;
    private static final int GATE = 1_200;
    private static final int REQUIREMENT = 480;
    private static final int WAY = 120;
    private static final int ANCHOR = 300;
    private static final int FACTOR = 480;
    private static final int MIRROR = 340;
    private static final int FINDING = 500;
    private static final int SEAT = 240;
    private static final int FUNDING = 240;
    private static final int REVIEW = 100;
    private static final int STEP = 100;
    private static final int TEXT = 270;
    private static final int COMMENT = 520;

    /** So many comments of a part stand beside it; all of them are on the timeline. */
    private static final int COMMENTS = 4;

    /** Whether it names a part that can be shown alone. */
    static boolean isPart(String name) {
        return !name.equals("gate") && (PARTS.contains(name) || name.matches(Measures.ONE + "[0-9a-f-]{36}"));
    }

    /** From when on it is said that a funding will end. */
    private static final int ENDING_SOON_MONTHS = 6;

    private final Reading reading;
    private final String address;
    private final Words words;
    private final Telling telling;
    private final Initiative state;
    private final Course course;
    private final LocalDate today;
    // Each is made when it is asked for: where a part is shown alone, most are not.
    private @Nullable Door door;
    private @Nullable Decisions decisions;
    private @Nullable Actions actions;
    private @Nullable Measures measures;
    private final Map<String, List<Said>> comments;
    private final Set<String> fitting;

    /**
     * @param address of the page
     * @param beside what the timeline weighs, in characters
     */
    InitiativePage(Reading reading, String address, int beside) {
        this.address = address;
        this.reading = reading;
        this.words = reading.words();
        this.telling = reading.telling();
        this.state = reading.state();
        this.course = reading.course();
        this.today = reading.today();
        this.comments = saidOfParts();
        this.fitting = reading.extent().isOfEverything() ? fitting(ROOM - beside) : Set.of();
    }

    public Door door() {
        if (door == null) {
            door = new Door(reading);
        }
        return door;
    }

    public Decisions decisions() {
        if (decisions == null) {
            decisions = new Decisions(reading);
        }
        return decisions;
    }

    public Actions actions() {
        if (actions == null) {
            actions = new Actions(reading);
        }
        return actions;
    }

    public Measures measures() {
        if (measures == null) {
            measures = new Measures(reading);
        }
        return measures;
    }

    /** Where all parts are shown. */
    public String address() {
        return address;
    }

    /** The part that is shown alone; empty: all of them. */
    public String alone() {
        return reading.extent().alone();
    }

    /** Whether the part has a place on this page, be it only a link to where it is shown. */
    public boolean has(String part) {
        return reading.extent().isOfEverything() || isAlone(part);
    }

    private boolean isAlone(String part) {
        return part.equals(alone()) || (part.equals("measures") && alone().startsWith(Measures.ONE));
    }

    /** Where the rest of a part is shown. */
    public String rest(String part, int next) {
        return address + (address.contains("?") ? "&" : "?") + "all=" + part
                + (reading.extent().isOfEverything() ? "" : "&from=" + next) + "#"
                + (part.startsWith(Measures.ONE) ? "measures" : part);
    }

    /** Whether there is room for the part. */
    public boolean shows(String part) {
        return isAlone(part) || fitting.contains(part);
    }

    /** As many parts as there is room for: the rooting plan first, then the groundwork, and what is too much by itself left out. */
    private Set<String> fitting(int all) {
        Set<String> fits = new HashSet<>();
        int room = all
                - GATE
                - Extent.weight(door().missing(), REQUIREMENT)
                - Extent.weight(door().waived(), REQUIREMENT)
                - door().missing().stream()
                        .mapToInt(point -> WAY * point.ways().size())
                        .sum();
        for (Map.Entry<String, Integer> part : weights().entrySet()) {
            int weight =
                    PART + part.getValue() + Extent.weight(comments.getOrDefault(part.getKey(), List.of()), COMMENT);
            boolean isRoom = weight <= room;
            if (isRoom) {
                fits.add(part.getKey());
            }
            room -= isRoom ? weight : FOLDED;
        }
        return fits;
    }

    private Map<String, Integer> weights() {
        Map<String, Integer> weights = new LinkedHashMap<>();
        weights.put("decisions", decisions().weight());
        weights.put("actions", actions().weight());
        weights.put("measures", measures().weight());
        weights.put("factors", weight(FACTOR, hindering(), promoting(), resolved()));
        weights.put("anchors", weight(ANCHOR, anchored()));
        weights.put("strategy-mirror", Extent.weight(mirrors(), MIRROR));
        weights.put("description", Extent.weight(List.of(state.description()), TEXT));
        weights.put(
                "pilot",
                weight(FINDING, findings(), decisions().onPilot())
                        + Extent.weight(
                                told(state.pilot().plan(), state.pilot().conclusion(), state.operatingModel()), TEXT));
        weights.put(
                "adoption",
                Extent.weight(state.decisionProcess(), STEP) + Extent.weight(told(state.adoptionPlan()), TEXT));
        weights.put("people-part", weight(SEAT, team()) + weight(FUNDING, funding()));
        weights.put("reviews", weight(REVIEW, earlierReviews()) + Extent.weight(told(review()), TEXT));
        return weights;
    }

    /** Those that there are. */
    private static List<Object> told(@Nullable Object... things) {
        return Stream.of(things)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    private static int weight(int markup, Few<?>... shown) {
        return Stream.of(shown)
                .mapToInt(few -> Extent.weight(few.shown(), markup))
                .sum();
    }

    /**
     * One of the four phases.
     *
     * @param kind "done", "current" or "ahead"
     * @param time how long it has been there in all, in words; absent if it never was
     * @param from when it was entered first
     * @param until when it was left, if it was
     * @param halted how long of that it was paused or stopped
     * @param returned why it came back here, if it is here for that
     * @param planned when it is to be there, as far as that is known
     */
    record Step(
            Phase phase,
            String kind,
            @Nullable String time,
            @Nullable String from,
            @Nullable String until,
            @Nullable String halted,
            @Nullable String returned,
            @Nullable String planned) {}

    public List<Step> steps() {
        Phase here = state.standing().phase();
        return Arrays.stream(Phase.values())
                .map(phase -> step(phase, here, course.stays().get(phase)))
                .toList();
    }

    private Step step(Phase phase, Phase here, @Nullable Stay stay) {
        boolean isRooted = state.standing().status() == Status.ROOTED;
        String kind = phase.isBefore(here) || isRooted ? "done" : phase == here ? "current" : "ahead";
        if (stay == null) {
            return new Step(phase, kind, null, null, null, null, null, phase == Phase.PILOT ? planned() : null);
        }
        @Nullable Halt halt = course.halt();
        long halted = stay.haltedDays() + (phase == here && halt != null ? halt.days(today) : 0);
        return new Step(
                phase,
                kind,
                words.lasting(stay.days(today)),
                words.date(stay.first()),
                stay.left() == null ? null : words.date(stay.left()),
                halted == 0 ? null : words.lasting(halted),
                phase == here ? stay.returned() : null,
                null);
    }

    private @Nullable String planned() {
        @Nullable PilotPlan plan = state.pilot().plan();
        return plan == null
                ? null
                : words.of(
                        "page.planned",
                        Map.of("from", words.date(plan.startsOn()), "until", words.date(plan.endsOn())));
    }

    /**
     * That it is not going on: paused, stopped or rooted.
     *
     * @param tone in which it is said
     * @param since when it came to that
     * @param by who did it
     */
    record Halted(
            Status status,
            String tone,
            String since,
            String by,
            @Nullable String reason,
            @Nullable String lessons,
            long version) {}

    public @Nullable Halted halted() {
        @Nullable Halt halt = course.halt();
        return halt == null
                ? null
                : new Halted(
                        halt.status(),
                        switch (halt.status()) {
                            case ROOTED -> "good";
                            case PAUSED -> "warn";
                            case STOPPED, ACTIVE -> "neutral";
                        },
                        words.date(halt.mark().effectiveOn()),
                        telling.person(halt.mark().by()),
                        halt.reason(),
                        halt.lessons(),
                        halt.mark().version());
    }

    /** How it is anchored in a structure. */
    record Anchored(UUID id, Anchor of) {}

    /** By structure, in the order in which these are named. */
    public Few<Anchored> anchored() {
        return reading.extent()
                .few(
                        state.anchors().entrySet().stream()
                                .map(anchor -> new Anchored(anchor.getKey(), anchor.getValue()))
                                .sorted(Comparator.comparing(
                                        anchor -> anchor.of().structure()))
                                .toList(),
                        ANCHOR,
                        Structure.values().length);
    }

    /** Of the nine, those in which it is not anchored. */
    public List<Structure> loose() {
        return Arrays.stream(Structure.values())
                .filter(structure ->
                        state.anchors().values().stream().noneMatch(anchor -> anchor.structure() == structure))
                .toList();
    }

    record Finding(UUID id, PilotResult of) {}

    /** The pilot results that have no value of a measure, the latest first. */
    public Few<Finding> findings() {
        return reading.extent()
                .few(
                        state.pilot().results().entrySet().stream()
                                .filter(result -> result.getValue().measure() == null
                                        || result.getValue().value() == null)
                                .map(result -> new Finding(result.getKey(), result.getValue()))
                                .toList()
                                .reversed(),
                        FINDING);
    }

    /** The pilot's conclusion that a return voided. */
    public @Nullable VoidedConclusion voidedConclusion() {
        return course.voidedConclusion();
    }

    record Weighed(
            UUID id,
            Factor of,
            List<Rating> ratings,
            @Nullable Ending resolved) {}

    /** What hinders, or promotes, and is not resolved; the strongest first. */
    private Few<Weighed> factors(FactorKind kind) {
        return few(weighed()
                .filter(factor -> factor.of().kind() == kind && !factor.of().isResolved())
                .sorted(Comparator.comparingInt(factor -> -Math.abs(factor.of().strength())))
                .toList());
    }

    public Few<Weighed> hindering() {
        return factors(FactorKind.HINDERING);
    }

    public Few<Weighed> promoting() {
        return factors(FactorKind.PROMOTING);
    }

    public Few<Weighed> resolved() {
        return few(weighed().filter(factor -> factor.of().isResolved()).toList().reversed());
    }

    private Few<Weighed> few(List<Weighed> factors) {
        return reading.extent().few(factors, FACTOR);
    }

    private Stream<Weighed> weighed() {
        return state.factors().entrySet().stream()
                .map(factor -> new Weighed(
                        factor.getKey(),
                        factor.getValue(),
                        course.ratings().getOrDefault(factor.getKey(), List.of()),
                        course.endings().get(factor.getKey())));
    }

    /**
     * The strategy mirror of a phase.
     *
     * @param isDue whether the next gate asks for it
     */
    record Mirrored(
            Phase phase,
            @Nullable Mirror of,
            List<String> goals,
            @Nullable String strategy,
            @Nullable VoidedMirror voided,
            boolean isDue) {}

    public List<Mirrored> mirrors() {
        return Arrays.stream(Phase.values())
                .map(phase -> {
                    @Nullable Mirror mirror = state.mirrors().get(phase);
                    return new Mirrored(
                            phase,
                            mirror,
                            mirror == null
                                    ? List.of()
                                    : mirror.goals().stream()
                                            .map(telling::thing)
                                            .toList(),
                            mirror == null ? null : telling.strategy(mirror.strategyVersion()),
                            course.voidedMirrors().get(phase),
                            mirror == null && phase == state.standing().phase());
                })
                .toList();
    }

    /** @param isKept the last coordinator cannot be released */
    record Sitting(
            String person, String name, Seat seat, @Nullable String hours, boolean isKept) {}

    /** Coordinators first. */
    public Few<Sitting> team() {
        return reading.extent()
                .few(
                        state.team().entrySet().stream()
                                .map(member -> new Sitting(
                                        member.getKey(),
                                        telling.person(member.getKey()),
                                        member.getValue().seat(),
                                        member.getValue().hours() == null
                                                ? null
                                                : words.number(member.getValue().hours()),
                                        state.isLastCoordinator(member.getKey())))
                                .sorted(Comparator.comparing(Sitting::seat).thenComparing(Sitting::name))
                                .toList(),
                        SEAT,
                        2 * Extent.FEW);
    }

    /** @param end "ended", "soon" or "later" */
    record Funded(Funding of, String amount, String end) {}

    /** The last to end first. */
    public Few<Funded> funding() {
        return reading.extent()
                .few(
                        state.funding().stream()
                                .sorted(Comparator.comparing((Funding funding) ->
                                                funding.until().lastDay())
                                        .reversed())
                                .map(funding -> new Funded(
                                        funding,
                                        words.number(funding.amount()),
                                        reading.isPast(funding.until())
                                                ? "ended"
                                                : funding.until()
                                                                .lastDay()
                                                                .isBefore(today.plusMonths(ENDING_SOON_MONTHS))
                                                        ? "soon"
                                                        : "later"))
                                .toList(),
                        FUNDING);
    }

    /** All but the latest. */
    public Few<Review> earlierReviews() {
        List<Review> latestFirst = state.reviews().reversed();
        return reading.extent().few(latestFirst.subList(Math.min(1, latestFirst.size()), latestFirst.size()), REVIEW);
    }

    /** The latest. */
    public @Nullable Review review() {
        return state.reviews().isEmpty() ? null : state.reviews().getLast();
    }

    /** Whether the next review should have been by now. */
    public boolean isReviewDue() {
        return !state.reviews().isEmpty()
                && reading.isPast(state.reviews().getLast().nextReviewOn());
    }

    /**
     * What was said about a part, or about something in it.
     *
     * @param about the thing, if not the whole part
     */
    record Said(
            UUID id,
            String by,
            String recordedAt,
            String text,
            @Nullable String about,
            long version) {}

    /** The latest comments by part of the page. */
    public Map<String, List<Said>> comments() {
        return comments;
    }

    private Map<String, List<Said>> saidOfParts() {
        Map<String, List<Said>> byPart = new LinkedHashMap<>();
        course.talks().forEach((about, comments) -> {
            @Nullable String part = part(about);
            if (part != null) {
                comments.forEach(comment -> byPart.computeIfAbsent(part, _ -> new ArrayList<>())
                        .add(said(comment, about.equals(part) ? null : telling.thing(UUID.fromString(about)))));
            }
        });
        byPart.replaceAll((_, all) -> {
            all.sort(Comparator.comparingLong(Said::version));
            return all.subList(Math.max(0, all.size() - COMMENTS), all.size());
        });
        return byPart;
    }

    private Said said(Comment comment, @Nullable String about) {
        return new Said(
                comment.comment(),
                telling.person(comment.mark().by()),
                words.moment(comment.mark().recordedAt()),
                comment.text(),
                about,
                comment.mark().version());
    }

    /** The part of the page that shows what is commented on; absent if there is no such thing. */
    private @Nullable String part(String about) {
        if (PARTS.contains(about)) {
            return about;
        }
        UUID thing;
        try {
            thing = UUID.fromString(about);
        } catch (IllegalArgumentException notAnId) {
            return null;
        }
        return Stream.of(
                        Map.entry("measures", state.measures().keySet()),
                        Map.entry("measures", state.measurements().keySet()),
                        Map.entry("pilot", state.pilot().results().keySet()),
                        Map.entry("decisions", state.adoptions().keySet()),
                        Map.entry("decisions", state.requests().keySet()),
                        Map.entry("actions", state.actions().keySet()),
                        Map.entry("anchors", state.anchors().keySet()),
                        Map.entry("factors", state.factors().keySet()))
                .filter(things -> things.getValue().contains(thing))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }
}
