package fi.kiinni.command.initiative;

import static fi.kiinni.command.rule.People.*;

import fi.kiinni.BusinessDate;
import fi.kiinni.command.initiative.InitiativeCommand.DecideAdoption;
import fi.kiinni.command.initiative.InitiativeCommand.MoveToPilot;
import fi.kiinni.command.initiative.InitiativeCommand.ResumeInitiative;
import fi.kiinni.command.initiative.InitiativeCommand.WaiveRequirement;
import fi.kiinni.command.rule.Attribution;
import jakarta.validation.constraints.NotNull;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Commands of all kinds, mostly of some sense; what they name is mostly there. */
final class RandomCommand {

    private static final List<Class<?>> KINDS = List.of(InitiativeCommand.class.getPermittedSubclasses());

    /** Given more often than the others, for else hardly any history passes the gate. */
    private static final List<Class<?>> TOWARDS_THE_GATE = List.of(
            WaiveRequirement.class,
            WaiveRequirement.class,
            WaiveRequirement.class,
            MoveToPilot.class,
            ResumeInitiative.class,
            DecideAdoption.class);

    private static final List<String> PEOPLE =
            List.of("jasen", "varajasen", "koordinaattori", "varakoordinaattori", "rehtori", "tuntematon");
    private static final List<String> TEXTS =
            List.of("Työkykypassi", "Johtoryhmä", "johtoryhmä", "🌱 ja ääkköset\nrivi");
    private static final List<String> NONSENSE_TEXTS = List.of("", " \u00a0", "x".repeat(10_001));
    private static final List<String> DATES = List.of("2013", "2014", "2014-09", "2015-03-02", "2020", "2025-06-15");

    private final Random random;
    private final List<UUID> made = new ArrayList<>(List.of(Story.NOBODY_MADE_THIS));

    RandomCommand(Random random) {
        this.random = random;
    }

    /** Ids that an answer named may be named by what follows. */
    void remember(@Nullable Map<String, Object> created) {
        if (created != null) {
            created.values().forEach(id -> {
                if (id instanceof UUID one) {
                    made.add(one);
                }
            });
        }
    }

    InitiativeCommand next() {
        return (InitiativeCommand) record(pick(random.nextInt(3) > 0 ? KINDS : TOWARDS_THE_GATE));
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
            return name.equals("goals") && !rarely() ? WELLBEING : pick(made);
        }
        if (kind == Integer.class) {
            return rarely() ? random.nextInt() : 1 + random.nextInt(3);
        }
        if (kind == BigDecimal.class) {
            return rarely() ? new BigDecimal("-1E+77") : BigDecimal.valueOf(random.nextInt(10_000), 2);
        }
        throw new AssertionError("No value is known for %s %s".formatted(type, name));
    }

    private String text(String name) {
        return switch (name) {
            case "person", "owner", "mentions" -> pick(PEOPLE);
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
