package fi.kiinni.command.initiative;

import static fi.kiinni.command.rule.People.*;

import fi.kiinni.BusinessDate;
import fi.kiinni.command.initiative.InitiativeCommand.*;
import fi.kiinni.command.rule.Attribution;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.OverturnedBy;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import jakarta.validation.constraints.NotNull;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Commands of all kinds, mostly of some sense; what they name is mostly there. */
final class RandomCommand {

    private static final List<Class<?>> KINDS = List.of(InitiativeCommand.class.getPermittedSubclasses());

    private static final List<String> PEOPLE =
            List.of("jasen", "varajasen", "koordinaattori", "varakoordinaattori", "rehtori", "tuntematon");
    private static final List<String> TEXTS =
            List.of("Työkykypassi", "Johtoryhmä", "johtoryhmä", "🌱 ja ääkköset\nrivi");
    private static final List<String> NONSENSE_TEXTS = List.of("", " \u00a0", "x".repeat(10_001));
    private static final List<String> DATES = List.of("2013", "2014", "2014-09", "2015-03-02", "2020", "2025-06-15");

    private final Random random;
    private final Map<String, List<UUID>> made = new HashMap<>();

    RandomCommand(Random random) {
        this.random = random;
    }

    /** Ids that an answer named may be named by what follows. */
    void remember(@Nullable Map<String, Object> created) {
        if (created != null) {
            created.forEach((kind, ids) -> {
                for (Object id : ids instanceof List<?> several ? several : List.of(ids)) {
                    made.computeIfAbsent(kind, _ -> new ArrayList<>()).add((UUID) id);
                }
            });
        }
    }

    InitiativeCommand next() {
        return random.nextInt(40) == 0 ? adoption() : (InitiativeCommand) record(pick(KINDS));
    }

    /** All fields of an adoption on conditions that something would overturn hardly ever go together by chance. */
    private DecideAdoption adoption() {
        return new DecideAdoption(
                AdoptionChoice.ADOPT_WITH_CONDITIONS,
                List.of(),
                "Tulokset riittävät",
                null,
                "Johtoryhmä",
                null,
                on(pick(DATES)),
                null,
                null,
                List.of(new DecideAdoption.Condition("Koulutus", "rehtori", on("2030"))),
                made.containsKey("measure")
                        ? new DecideAdoption.Overturned(
                                "Arvo kasvaa", id("measure"), OverturnedBy.Comparison.ABOVE, BigDecimal.ZERO)
                        : null,
                null,
                null);
    }

    /** What brings it nearer to being rooted, for else hardly any history passes a gate. */
    InitiativeCommand towardsTheNextGate(Initiative initiative) {
        Phase phase = initiative.standing().phase();
        List<Requirement> missing = Rules.CURRENT.missing(phase.nextGate(), initiative, TODAY);
        return switch (initiative.standing().status()) {
            case PAUSED, STOPPED -> new ResumeInitiative("Jatketaan");
            case ROOTED -> new ReopenRooting("Jatketaan");
            case ACTIVE ->
                missing.isEmpty() ? move(phase) : new WaiveRequirement(phase.nextGate(), pick(missing), "Ei tiedossa");
        };
    }

    private static InitiativeCommand move(Phase phase) {
        return switch (phase) {
            case DEVELOPMENT -> new MoveToPilot();
            case PILOT -> new MoveToStructures();
            case STRUCTURES -> new MoveToEverydayLife();
            case EVERYDAY_LIFE -> new DeclareRooted();
        };
    }

    Attribution attribution() {
        return random.nextInt(5) > 0
                ? Attribution.NONE
                : new Attribution(
                        rarely() ? (BusinessDate) value(BusinessDate.class, "effectiveOn") : null,
                        rarely() ? (String) value(String.class, "person") : null,
                        "Muistiosta");
    }

    private Object record(Class<?> kind) {
        RecordComponent[] fields = kind.getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[fields.length];
        Class<?>[] types = new Class<?>[fields.length];
        try {
            for (int i = 0; i < fields.length; i++) {
                types[i] = fields[i].getType();
                boolean needed = kind.getDeclaredField(fields[i].getName()).isAnnotationPresent(NotNull.class);
                boolean given = needed ? random.nextInt(100) > 0 : random.nextInt(6) == 0;
                values[i] = given ? value(fields[i].getGenericType(), fields[i].getName()) : null;
            }
            return kind.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private Object value(Type type, String name) {
        if (type instanceof ParameterizedType list) {
            List<Object> values = new ArrayList<>();
            for (int i = random.nextInt(rarely() ? 102 : 3); i >= 0; i--) {
                values.add(value(list.getActualTypeArguments()[0], name));
            }
            return values;
        }
        Class<?> kind = (Class<?>) type;
        if (kind.isEnum()) {
            return pick(List.of(kind.getEnumConstants()));
        }
        if (kind.isRecord()) {
            return record(kind);
        }
        if (kind == String.class) {
            return rarely() ? pick(NONSENSE_TEXTS) : text(name);
        }
        if (kind == BusinessDate.class) {
            return on(rarely() ? "2030-01" : pick(DATES));
        }
        if (kind == UUID.class) {
            return name.equals("goals") && !rarely() ? WELLBEING : id(name);
        }
        if (kind == Integer.class) {
            if (name.equals("strength")) {
                return random.nextInt(-2, 3);
            }
            return rarely() ? random.nextInt() : 1 + random.nextInt(3);
        }
        if (kind == BigDecimal.class) {
            return rarely() ? new BigDecimal("-1E+77") : BigDecimal.valueOf(random.nextInt(10_000), 2);
        }
        throw new AssertionError("No value is known for %s %s".formatted(type, name));
    }

    private UUID id(String name) {
        String kind = switch (name) {
            case "supersedes" -> "decision";
            case "condition" -> "conditions";
            default -> name;
        };
        List<UUID> known = made.getOrDefault(kind, List.of());
        return known.isEmpty() || rarely() ? Story.NOBODY_MADE_THIS : pick(known);
    }

    private String text(String name) {
        return switch (name) {
            case "person", "owner", "responsible", "mentions" -> pick(PEOPLE);
            case "link" -> "https://example.org/raportti";
            case "sha256" -> "0f".repeat(32);
            default -> pick(TEXTS);
        };
    }

    private boolean rarely() {
        return random.nextInt(25) == 0;
    }

    private <T> T pick(Collection<T> values) {
        return List.copyOf(values).get(random.nextInt(values.size()));
    }
}
