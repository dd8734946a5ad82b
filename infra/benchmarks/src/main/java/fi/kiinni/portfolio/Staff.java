package fi.kiinni.portfolio;

import fi.kiinni.Actor;
import fi.kiinni.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The people of a provider: those of the demo accounts, who can sign in where the demo is, and others, who have a directory entry alone.
 *
 * @param share of the portfolio, 0 to 1
 */
record Staff(
        String provider,
        String name,
        double share,
        List<Person> people,
        Map<String, Actor> actors,
        Map<Role, List<Actor>> byRole) {

    /** Of this many tasks one is given to the account of the demo, beside its share by lot. */
    private static final int OWN = 50;

    record Person(String id, String name, Set<Role> roles) {}

    /** @param sakky how many people the directory of the first provider has beside the accounts */
    static List<Staff> all(int sakky) {
        return List.of(
                of(
                        "sakky",
                        "Savon ammatti- ja aikuisopisto",
                        0.85,
                        sakky,
                        List.of(
                                new Person("koordinaattori", "Koordinaattori", Set.of(Role.COORDINATOR)),
                                new Person("jasen", "Työryhmän jäsen", Set.of(Role.MEMBER)),
                                new Person("paattaja", "Päättäjä", Set.of(Role.DECISION_MAKER)),
                                new Person("paakayttaja", "Pääkäyttäjä", Set.of(Role.ADMINISTRATOR)))),
                of(
                        "raseko",
                        "Raseko",
                        0.08,
                        40,
                        List.of(
                                new Person("toinen", "Toisen järjestäjän koordinaattori", Set.of(Role.COORDINATOR)),
                                new Person(
                                        "toinen-paattaja",
                                        "Toisen järjestäjän päättäjä",
                                        Set.of(Role.DECISION_MAKER)))),
                of(
                        "sasky",
                        "Sasky koulutusyhtymä",
                        0.04,
                        20,
                        List.of(new Person(
                                "kolmas", "Kolmannen järjestäjän koordinaattori", Set.of(Role.COORDINATOR)))),
                of(
                        "lappia",
                        "Ammattiopisto Lappia",
                        0.03,
                        20,
                        List.of(new Person(
                                "neljas", "Neljännen järjestäjän koordinaattori", Set.of(Role.COORDINATOR)))));
    }

    private static Staff of(String provider, String name, double share, int others, List<Person> accounts) {
        Prose jobs = new Prose(new Random(provider.hashCode()));
        List<Person> people = new ArrayList<>(accounts);
        people.add(new Person(provider + "-hallinto", "Strategiasta vastaava", Set.of(Role.ADMINISTRATOR)));
        people.add(new Person(provider + "-rehtori", "Rehtori", Set.of(Role.DECISION_MAKER)));
        people.add(new Person(provider + "-johto", "Koulutusjohtaja", Set.of(Role.DECISION_MAKER)));
        IntStream.rangeClosed(1, others)
                .mapToObj(number -> new Person(
                        "%s-%04d".formatted(provider, number),
                        jobs.line("job") + " " + number,
                        number % 8 == 1 ? Set.of(Role.COORDINATOR, Role.MEMBER) : Set.of(Role.MEMBER)))
                .forEach(people::add);
        Map<String, Actor> actors = new LinkedHashMap<>();
        people.forEach(person -> actors.put(person.id(), new Actor(person.id(), provider, person.roles(), Set.of())));
        Map<Role, List<Actor>> byRole = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            byRole.put(
                    role,
                    actors.values().stream().filter(actor -> actor.is(role)).toList());
        }
        return new Staff(provider, name, share, List.copyOf(people), actors, byRole);
    }

    Actor actor(String person) {
        return Objects.requireNonNull(actors.get(person), person);
    }

    boolean knows(String person) {
        return actors.containsKey(person);
    }

    /** Somebody of that role: the account of the demo now and then, else one of all. */
    Actor any(Role role, Random random) {
        List<Actor> all = Objects.requireNonNull(byRole.get(role));
        return all.get(random.nextInt(OWN) == 0 ? 0 : random.nextInt(all.size()));
    }

    Actor administrator() {
        return Objects.requireNonNull(byRole.get(Role.ADMINISTRATOR)).getFirst();
    }
}
