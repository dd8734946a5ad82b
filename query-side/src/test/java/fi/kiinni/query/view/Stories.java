package fi.kiinni.query.view;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Condition;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.initiative.Language;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.jspecify.annotations.Nullable;

/**
 * Random lives of initiatives, of every kind of event there is and the same for the same seed. What an event names is mostly there; the
 * order is not always one that commands would allow, because what is folded refuses nothing.
 */
public final class Stories {

    private static final List<Class<?>> KINDS = Stream.of(InitiativeEvent.class.getPermittedSubclasses())
            .filter(kind -> kind != InitiativeStarted.class)
            .toList();

    /** Where the id that comes first is a new one. */
    private static final Set<Class<?>> CREATING = Set.of(
            MeasureDefined.class,
            DecisionRequested.class,
            PilotDecided.class,
            PilotResultRecorded.class,
            AdoptionDecided.class,
            Condition.class,
            ActionPlanned.class,
            AnchoredInStructure.class,
            MeasurementRecorded.class,
            FactorIdentified.class,
            CommentPosted.class);

    private final Random random;
    private final Map<String, List<UUID>> made = new HashMap<>();

    public Stories(long seed) {
        this.random = new Random(seed);
    }

    public static InitiativeStarted started(String title) {
        return new InitiativeStarted(
                "sakky", "koordinaattori", title, "Opiskelijoiden työkyky", Language.fi, BusinessDate.parse("2014-09"));
    }

    /** Starts and goes on until there are that many events. */
    public List<InitiativeEvent> life(int events) {
        made.clear();
        List<InitiativeEvent> life = new ArrayList<>();
        life.add(new InitiativeStarted("sakky", person(), text(), text(), pick(Language.values()), date()));
        while (life.size() < events) {
            life.add((InitiativeEvent) record(pick(KINDS)));
        }
        return life;
    }

    private Object record(Class<?> kind) {
        RecordComponent[] fields = kind.getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[fields.length];
        Class<?>[] types = new Class<?>[fields.length];
        for (int i = 0; i < fields.length; i++) {
            RecordComponent field = fields[i];
            types[i] = field.getType();
            boolean left = field.getAnnotatedType().isAnnotationPresent(Nullable.class) && random.nextBoolean();
            if (i == 0 && CREATING.contains(kind)) {
                values[i] = id();
                made.computeIfAbsent(field.getName(), _ -> new ArrayList<>()).add((UUID) values[i]);
            } else {
                values[i] = left ? null : value(field.getGenericType(), field.getName());
            }
        }
        try {
            return kind.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(kind.getName(), e);
        }
    }

    private Object value(Type type, String name) {
        if (type instanceof ParameterizedType list) {
            Type element = list.getActualTypeArguments()[0];
            return IntStream.range(0, random.nextInt(3))
                    .mapToObj(_ -> value(element, name))
                    .toList();
        }
        Class<?> kind = (Class<?>) type;
        if (kind.isEnum()) {
            return pick(kind.getEnumConstants());
        }
        if (kind.isRecord()) {
            return record(kind);
        }
        if (kind == String.class) {
            return Set.of("person", "owner", "responsible", "mentions").contains(name) ? person() : text();
        }
        if (kind == UUID.class) {
            List<UUID> known = made.getOrDefault(name.equals("supersedes") ? "decision" : name, List.of());
            return known.isEmpty() || random.nextInt(10) == 0 ? id() : pick(known);
        }
        if (kind == int.class || kind == Integer.class) {
            return name.equals("strength") ? random.nextInt(-2, 3) : random.nextInt(1, 4);
        }
        if (kind == BigDecimal.class) {
            return number();
        }
        if (kind == BusinessDate.class) {
            return date();
        }
        throw new AssertionError("No value is known for %s %s".formatted(type, name));
    }

    private String text() {
        return pick(new String[] {
                    "Työkykypassi", "Ä\n ö å", "مرحبا", "😀 %2E $x .y", "a", "Hyvinvointi osaksi tutkintoa"
                })
                + random.nextInt(100);
    }

    private String person() {
        return pick(new String[] {"koordinaattori", "m.virtanen", "$anna%2E", "jasen"});
    }

    private BigDecimal number() {
        return BigDecimal.valueOf(random.nextInt(1_000_000), random.nextInt(-2, 5));
    }

    private BusinessDate date() {
        String day = "20%02d-%02d-%02d".formatted(random.nextInt(10, 26), random.nextInt(1, 13), random.nextInt(1, 29));
        return BusinessDate.parse(day.substring(0, pick(new Integer[] {4, 7, 10})));
    }

    private UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private <T> T pick(T[] from) {
        return from[random.nextInt(from.length)];
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** As they would come from the log, at positions of their own. */
    static List<Recorded> recorded(String initiative, List<? extends InitiativeEvent> events) {
        return recorded(initiative, events, version -> Duration.ofMillis(version));
    }

    /** @param after the first of January 2026 each version was recorded */
    static List<Recorded> recorded(
            String initiative, List<? extends InitiativeEvent> events, IntFunction<Duration> after) {
        return IntStream.range(0, events.size())
                .mapToObj(version -> new Recorded(
                        new GenericDomainEventMessage<>(
                                "Initiative",
                                initiative,
                                version,
                                events.get(version),
                                Map.of(
                                        "provider",
                                        "sakky",
                                        "by",
                                        "koordinaattori",
                                        "role",
                                        "COORDINATOR",
                                        "command",
                                        "Whatever"),
                                new UUID(initiative.hashCode(), version).toString(),
                                Instant.parse("2026-01-01T10:00:00Z").plus(after.apply(version))),
                        1000 + version * 7L))
                .toList();
    }
}
