package fi.kiinni.command.rule;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.strategy.Goal;
import fi.kiinni.strategy.Strategy;
import fi.kiinni.strategy.StrategyEvent.StrategyPublished;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Who acts in the tests, on which day, and what is known beside the initiative that they act on. */
public final class People {

    public static final LocalDate TODAY = LocalDate.of(2025, 6, 15);

    public static final String PROVIDER = "sakky";

    public static final Actor JASEN = of("jasen", Role.MEMBER);
    public static final Actor KOORDINAATTORI = of("koordinaattori", Role.COORDINATOR);
    public static final Actor PAATTAJA = of("paattaja", Role.DECISION_MAKER);
    public static final Actor AUDITOIJA = of("auditoija", Role.AUDITOR);
    public static final Actor PAAKAYTTAJA = of("paakayttaja", Role.ADMINISTRATOR);
    public static final Actor YLLAPITAJA = new Actor("yllapitaja", null, Set.of(Role.OPERATOR), Set.of());

    public static final UUID WELLBEING = new UUID(1, 1);
    public static final UUID WORKING_LIFE = new UUID(1, 2);

    /** In the directory besides those who sign in. */
    private static final Set<String> KNOWN =
            Set.of("jasen", "varajasen", "koordinaattori", "varakoordinaattori", "paattaja", "rehtori");

    public static final Known KNOWN_HERE = new Known() {

        private final Strategy strategy =
                Strategy.NONE.evolve(published(1, WELLBEING)).evolve(published(2, WORKING_LIFE));

        @Override
        public boolean person(String provider, String person) {
            return provider.equals(PROVIDER) && KNOWN.contains(person);
        }

        @Override
        public Strategy strategyOf(String provider) {
            return provider.equals(PROVIDER) ? strategy : Strategy.NONE;
        }
    };

    private People() {}

    public static Actor of(String person, Role... roles) {
        return new Actor(person, PROVIDER, Set.of(roles), Set.of());
    }

    /** The n-th id that a command makes, counted from 1. */
    public static UUID made(long n) {
        return new UUID(0, n);
    }

    /** Makes {@link #made} ids, one after the other. */
    public static Supplier<UUID> ids() {
        return new Supplier<>() {

            private long last;

            @Override
            public UUID get() {
                return made(++last);
            }
        };
    }

    public static BusinessDate on(String date) {
        return BusinessDate.parse(date);
    }

    private static StrategyPublished published(int version, UUID goal) {
        return new StrategyPublished(
                version,
                "Strategia",
                on("2025"),
                on("2028"),
                List.of(new Goal(goal, "Hyvinvointi näkyy arjessa")),
                on("2025"));
    }
}
