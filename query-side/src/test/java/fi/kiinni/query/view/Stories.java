package fi.kiinni.query.view;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.*;
import fi.kiinni.initiative.InitiativeEvent.*;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.jspecify.annotations.Nullable;

/** Random lives of initiatives, the same for the same seed; each event may follow the ones before it. */
public final class Stories {

    private final Random random;
    private final List<UUID> measures = new ArrayList<>();

    public Stories(long seed) {
        this.random = new Random(seed);
    }

    public static InitiativeStarted started(String title) {
        return new InitiativeStarted(
                "sakky", "koordinaattori", title, "Opiskelijoiden työkyky", Language.fi, BusinessDate.parse("2014-09"));
    }

    /** Starts and goes on until there are that many events. */
    public List<InitiativeEvent> life(int events) {
        measures.clear();
        List<InitiativeEvent> life = new ArrayList<>();
        life.add(new InitiativeStarted("sakky", person(), text(), text(), pick(Language.values()), date()));
        while (life.size() < events) {
            life.add(next());
        }
        return life;
    }

    private InitiativeEvent next() {
        return switch (random.nextInt(20)) {
            case 0 ->
                new InitiativeDescribed(
                        maybe(text()), maybe(text()), maybe(text()), maybe(text()), maybe(texts()), date());
            case 1 -> new CurrentStateMapped(text(), date());
            case 2 -> new MemberAppointed(person(), pick(Seat.values()), maybe(number()), date());
            case 3 -> new MemberReleased(person(), text(), date());
            case 4 -> new FundingRecorded(text(), number(), date(), date(), date());
            case 5 ->
                new StrategyMirrored(
                        pick(Phase.values()),
                        1 + random.nextInt(3),
                        List.of(id(), id()),
                        pick(Assessment.values()),
                        text(),
                        date());
            case 6, 7 -> {
                UUID measure = id();
                measures.add(measure);
                yield new MeasureDefined(
                        measure,
                        text(),
                        pick(MeasureKind.values()),
                        "%",
                        pick(Direction.values()),
                        number(),
                        date(),
                        number(),
                        date(),
                        maybe(number()),
                        maybe(random.nextInt(24)),
                        pick(FollowedIn.values()),
                        date());
            }
            case 8 -> new MeasureRetargeted(measure(), number(), date(), text(), date());
            case 9 -> new MeasureRetired(measure(), text(), date());
            case 10 -> new PilotPlanned(text(), texts(), date(), date(), texts(), date());
            case 11 ->
                new DecisionRequested(id(), pick(DecisionSubject.values()), text(), text(), text(), date(), date());
            case 12 -> new DecisionRequestWithdrawn(id(), text(), date());
            case 13 ->
                new PilotDecided(
                        id(), pick(PilotChoice.values()), text(), text(), date(), maybe(date()), maybe(text()));
            case 14 -> new MovedToPilot(1, date());
            case 15 ->
                new AdoptionDecided(
                        id(),
                        pick(AdoptionChoice.values()),
                        texts(),
                        text(),
                        List.of(new Evidence(text(), "https://example.org/" + random.nextInt(), null)),
                        text(),
                        maybe(text()),
                        date(),
                        maybe(date()),
                        maybe(date()),
                        List.of(new Condition(id(), text(), person(), date())),
                        maybe(new OverturnedBy(text(), maybe(id()), OverturnedBy.Comparison.BELOW, maybe(number()))),
                        maybe(id()),
                        null);
            case 16 -> new RequirementWaived(Gate.PILOT, pick(Requirement.values()), text(), date());
            case 17 -> new WaiverWithdrawn(Gate.PILOT, pick(Requirement.values()), text(), date());
            case 18 -> new InitiativePaused(text(), date());
            default -> new CommentPosted(id(), text(), maybe("description"), List.of(person()), date());
        };
    }

    private String text() {
        return pick(new String[] {
                    "Työkykypassi", "Ä\n ö å", "مرحبا", "😀 %2E $x .y", "a", "Hyvinvointi osaksi tutkintoa"
                })
                + random.nextInt(100);
    }

    private List<String> texts() {
        return IntStream.range(0, random.nextInt(3)).mapToObj(_ -> text()).toList();
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

    private UUID measure() {
        return measures.isEmpty() ? id() : measures.get(random.nextInt(measures.size()));
    }

    private <T> T pick(T[] from) {
        return from[random.nextInt(from.length)];
    }

    private <T> @Nullable T maybe(T value) {
        return random.nextBoolean() ? value : null;
    }

    /** As they would come from the log, at positions of their own. */
    static List<Recorded> recorded(String initiative, List<? extends InitiativeEvent> events) {
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
                                Instant.parse("2026-01-01T10:00:00Z").plusMillis(version)),
                        1000 + version * 7L))
                .toList();
    }
}
