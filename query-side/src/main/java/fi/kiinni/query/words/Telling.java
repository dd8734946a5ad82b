package fi.kiinni.query.words;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Condition;
import fi.kiinni.initiative.DecisionStep;
import fi.kiinni.initiative.Evidence;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.AnchoredInStructure;
import fi.kiinni.initiative.InitiativeEvent.CommentPosted;
import fi.kiinni.initiative.InitiativeEvent.DecisionRequested;
import fi.kiinni.initiative.InitiativeEvent.MeasurementRecorded;
import fi.kiinni.initiative.InitiativeEvent.PilotDecided;
import fi.kiinni.initiative.InitiativeEvent.PilotResultRecorded;
import fi.kiinni.initiative.OverturnedBy;
import fi.kiinni.query.view.Timeline.Entry;
import fi.kiinni.strategy.Strategy;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells facts of an initiative in words: people by their names, measures and goals by theirs, dates as people write them. */
public final class Telling {

    /** Fields that hold a person's id. */
    private static final Set<String> PEOPLE = Set.of("person", "coordinator", "owner", "responsible", "mentions");

    /** Fields that say nothing to a reader, or that stand elsewhere in an entry. */
    private static final Set<String> SILENT =
            Set.of("provider", "coordinator", "effectiveOn", "decidedOn", "rulesVersion", "comment", "decision");

    private final Words words;
    private final Map<String, String> people;
    /** Worded only when they are asked for: a page names a few of them. */
    private final Map<UUID, Supplier<String>> things = new LinkedHashMap<>();

    private final Map<Integer, String> strategies = new LinkedHashMap<>();

    /** @param people names by id */
    public Telling(Words words, Map<String, String> people, Initiative state, Strategy strategy) {
        this(words, people, List.of(state), strategy);
    }

    /** @param states whose things have names */
    public Telling(Words words, Map<String, String> people, List<Initiative> states, Strategy strategy) {
        this.words = words;
        this.people = people;
        states.forEach(this::name);
        strategy.versions().forEach(version -> {
            strategies.put(version.strategyVersion(), version.name());
            version.goals().forEach(goal -> things.put(goal.goal(), () -> goal.text()));
        });
    }

    private void name(Initiative state) {
        state.measures().forEach((id, measure) -> things.put(id, () -> measure.name()));
        state.requests().forEach((id, request) -> things.put(id, () -> request.proposal()));
        state.adoptions().forEach((id, decision) -> {
            things.put(id, () -> words.of(decision.choice()) + " " + words.date(decision.decidedOn()));
            decision.conditions().forEach(condition -> things.put(condition.condition(), () -> condition.what()));
        });
        state.pilot().results().forEach((id, result) -> things.put(id, () -> result.finding()));
        state.actions().forEach((id, action) -> things.put(id, () -> action.what()));
        state.anchors()
                .forEach((id, anchor) -> things.put(id, () -> words.of(anchor.structure()) + ": " + anchor.how()));
        state.factors().forEach((id, factor) -> things.put(id, () -> factor.description()));
        state.measurements()
                .forEach((id, taken) ->
                        things.put(id, () -> measurement(taken.measure(), taken.value(), taken.measuredOn())));
    }

    /**
     * A field of an event, in words.
     *
     * @param field its name in JSON
     */
    public record FieldInWords(String field, String label, List<String> lines) {}

    /**
     * An event of the timeline.
     *
     * @param sentence who did what
     * @param details what the sentence does not name
     * @param effectiveOn its business date, if that is not the day of recording
     * @param comment id of the comment that was posted, if that is what happened
     */
    public record Told(
            long version,
            String sentence,
            List<FieldInWords> details,
            String recordedAt,
            String effectiveOn,
            @Nullable String assertedBy,
            @Nullable String why,
            @Nullable UUID comment) {}

    public Told tell(Entry entry) {
        InitiativeEvent fact = entry.fact();
        Map<String, List<String>> told = told(fact, false);
        Set<String> places = words.places(key(entry));
        List<FieldInWords> details = new ArrayList<>();
        told.forEach((name, lines) -> {
            // What the sentence names need not be told again.
            boolean named = places.stream().anyMatch(place -> lines.equals(told.get(place)));
            if (!named && !SILENT.contains(name)) {
                details.add(new FieldInWords(name, words.field(entry.command(), name), lines));
            }
        });
        return new Told(
                entry.version(),
                sentence(entry, told),
                details,
                words.moment(entry.recordedAt()),
                words.date(entry.effectiveOn()),
                entry.assertedBy() == null ? null : person(entry.assertedBy()),
                entry.why(),
                fact instanceof CommentPosted posted ? posted.comment() : null);
    }

    /** Who did what. */
    public String sentence(Entry entry) {
        return sentence(entry, told(entry.fact(), false));
    }

    private String sentence(Entry entry, Map<String, List<String>> told) {
        Map<String, String> filled = new LinkedHashMap<>();
        told.forEach((name, lines) -> filled.put(name, String.join(", ", lines)));
        filled.put("by", person(entry.by()));
        return words.of(key(entry), filled);
    }

    /** Every field that the event has; an id whose thing has no name is told as it is. */
    public List<FieldInWords> fields(Entry entry) {
        return told(entry.fact(), true).entrySet().stream()
                .map(field -> new FieldInWords(
                        field.getKey(), words.field(entry.command(), field.getKey()), field.getValue()))
                .toList();
    }

    /** What brings something into being that may be gone by now, or has no place in the state, and so must be named by this. */
    public static final Set<Class<? extends InitiativeEvent>> NAMING = Set.of(
            DecisionRequested.class,
            PilotDecided.class,
            PilotResultRecorded.class,
            AnchoredInStructure.class,
            MeasurementRecorded.class,
            CommentPosted.class);

    /** The ids that the entries have and that stand for nothing with a name. */
    public Set<UUID> unnamed(List<Entry> entries) {
        return entries.stream()
                .map(Entry::fact)
                .flatMap(fact ->
                        Arrays.stream(fact.getClass().getRecordComponents()).map(component -> value(component, fact)))
                .flatMap(value -> value instanceof List<?> list ? list.stream() : Stream.ofNullable(value))
                .filter(UUID.class::isInstance)
                .map(UUID.class::cast)
                .filter(id -> !things.containsKey(id))
                .collect(Collectors.toSet());
    }

    /** What these ids stand for is not known any more. */
    public void forget(Set<UUID> ids) {
        things.keySet().removeAll(ids);
    }

    /** Names what came to be by one of {@link #NAMING}, unless it has a name. */
    public void learn(InitiativeEvent fact) {
        named(fact).ifPresent(id -> things.putIfAbsent(id, () -> name(fact)));
    }

    /** The id that one of {@link #NAMING} gives a name to; empty of any other. */
    public static Optional<UUID> named(InitiativeEvent fact) {
        return Optional.ofNullable(
                switch (fact) {
                    case DecisionRequested asked -> asked.request();
                    case PilotDecided decided -> decided.decision();
                    case PilotResultRecorded result -> result.result();
                    case AnchoredInStructure anchored -> anchored.anchor();
                    case MeasurementRecorded measured -> measured.measurement();
                    case CommentPosted comment -> comment.comment();
                    default -> null;
                });
    }

    private String name(InitiativeEvent fact) {
        return switch (fact) {
            case DecisionRequested asked -> asked.proposal();
            case PilotDecided decided -> words.of(decided.choice()) + " " + words.date(decided.decidedOn());
            case PilotResultRecorded result -> result.finding();
            case AnchoredInStructure anchored -> words.of(anchored.structure()) + ": " + anchored.how();
            case MeasurementRecorded measured ->
                measurement(measured.measure(), measured.value(), measured.measuredOn());
            case CommentPosted comment -> comment.text();
            default -> "";
        };
    }

    private String measurement(UUID measure, BigDecimal value, BusinessDate measuredOn) {
        return thing(measure) + ": " + words.number(value) + ", " + words.date(measuredOn);
    }

    private static String key(Entry entry) {
        return "event." + entry.event();
    }

    private Map<String, List<String>> told(InitiativeEvent event, boolean withNamelessIds) {
        Map<String, List<String>> told = new LinkedHashMap<>();
        for (RecordComponent component : event.getClass().getRecordComponents()) {
            @Nullable Object value = value(component, event);
            List<String> lines = value == null ? List.of() : lines(component.getName(), value, withNamelessIds);
            if (!lines.isEmpty()) {
                told.put(component.getName(), lines);
            }
        }
        return told;
    }

    /** The person's name; their id if the directory has none. */
    public String person(@Nullable String id) {
        return id == null ? words.of("timeline.nobody") : Objects.requireNonNull(people.getOrDefault(id, id));
    }

    /** What would overturn a decision. */
    public String overturned(OverturnedBy overturned) {
        return overturned.text() + measured(overturned);
    }

    /** The name of the strategy's version; its number if there is none. */
    public String strategy(int version) {
        return strategies.getOrDefault(version, Integer.toString(version));
    }

    /** What has an id of its own, by its name. */
    public Map<UUID, String> things() {
        Map<UUID, String> named = new LinkedHashMap<>();
        things.forEach((id, name) -> named.put(id, name.get()));
        return named;
    }

    /** What the id stands for; the id itself if nothing like it is there. */
    public String thing(UUID id) {
        @Nullable Supplier<String> name = things.get(id);
        return name == null ? id.toString() : name.get();
    }

    private static @Nullable Object value(RecordComponent component, Object record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> lines(String field, Object value, boolean withNamelessIds) {
        return switch (value) {
            case List<?> list ->
                list.stream()
                        .flatMap(one -> lines(field, one, withNamelessIds).stream())
                        .toList();
            case UUID id -> withNamelessIds || things.containsKey(id) ? List.of(thing(id)) : List.of();
            default -> List.of(word(field, value));
        };
    }

    private String word(String field, Object value) {
        return switch (value) {
            case Enum<?> constant -> words.of(constant);
            case BusinessDate date -> words.date(date);
            case BigDecimal number -> words.number(number);
            case Integer number
            when field.equals("strategyVersion") && strategies.containsKey(number) ->
                Objects.requireNonNull(strategies.get(number));
            case String text -> PEOPLE.contains(field) ? person(text) : text;
            case Condition condition ->
                words.of(
                        "condition.line",
                        Map.of(
                                "what", condition.what(),
                                "owner", person(condition.owner()),
                                "due", words.date(condition.due())));
            case DecisionStep step ->
                words.of(
                        "step.line",
                        Map.of(
                                "what", step.what(),
                                "body", step.body(),
                                "role", step.role(),
                                "when", step.when()));
            case Evidence evidence ->
                evidence.title() + " (" + evidence.link()
                        + (evidence.sha256() == null ? "" : ", SHA-256 " + evidence.sha256()) + ")";
            case OverturnedBy overturned -> overturned(overturned);
            default -> value.toString();
        };
    }

    private String measured(OverturnedBy overturned) {
        if (overturned.measure() == null || overturned.comparison() == null || overturned.value() == null) {
            return "";
        }
        return " ("
                + List.of(
                                thing(overturned.measure()),
                                words.of(overturned.comparison()),
                                words.number(overturned.value()))
                        .stream()
                        .collect(Collectors.joining(" "))
                + ")";
    }

    /** What a field of that name says, in words; nothing if it says nothing. */
    public String inWords(String field, @Nullable Object value) {
        return value == null ? "" : String.join("\n", lines(field, value, true));
    }
}
