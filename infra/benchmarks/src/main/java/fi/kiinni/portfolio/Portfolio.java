package fi.kiinni.portfolio;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import fi.kiinni.Role;
import fi.kiinni.StoredEvents;
import fi.kiinni.allinone.Stores;
import fi.kiinni.command.account.Accounts;
import fi.kiinni.command.initiative.InitiativeAggregate;
import fi.kiinni.command.strategy.Published;
import fi.kiinni.command.strategy.StrategyAggregate;
import fi.kiinni.initiative.Phase;
import fi.kiinni.log.ChainVerification;
import fi.kiinni.log.EventCodec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.common.DateTimeUtils;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.SerializedObject;
import org.postgresql.PGConnection;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A portfolio of several providers over several years, as long as is asked: the same settings make the same events, byte for byte.
 *
 * @param seed of all that is drawn by lot
 * @param initiatives how many there are, beside the long one
 * @param events how many these have in all; a few have many
 * @param longStream events of one more initiative; 0: there is none
 * @param people in the directory of the first provider, beside the accounts
 * @param until the day before which everything happened
 */
public record Portfolio(long seed, int initiatives, int events, int longStream, int people, LocalDate until) {

    static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");

    private static final Set<String> OPTIONS =
            Set.of("--seed", "--initiatives", "--events", "--long-stream", "--people", "--until");

    private static final int YEARS = 6;

    private static final int ROWS_AT_ONCE = 10_000;

    private static final EventCodec CODEC = new EventCodec();

    private static final String COPY =
            "copy event (event_identifier, aggregate_identifier, sequence_number, type, time_stamp,"
                    + " payload_type, payload_revision, payload, meta_data, hash) from stdin";

    /** Fills the log that the options of the all-in-one name. */
    public static void main(String[] options) throws Exception {
        Map<String, String> own = new HashMap<>();
        List<String> others = new ArrayList<>(List.of("--logging.level.fi.kiinni=warn"));
        for (String option : options) {
            String[] parts = option.split("=", 2);
            if (OPTIONS.contains(parts[0]) && parts.length == 2) {
                own.put(parts[0], parts[1]);
            } else {
                others.add(option);
            }
        }
        Portfolio portfolio = new Portfolio(
                Long.parseLong(own.getOrDefault("--seed", "1")),
                Integer.parseInt(own.getOrDefault("--initiatives", "2000")),
                Integer.parseInt(own.getOrDefault("--events", "200000")),
                Integer.parseInt(own.getOrDefault("--long-stream", "0")),
                Integer.parseInt(own.getOrDefault("--people", "200")),
                LocalDate.parse(
                        own.getOrDefault("--until", LocalDate.now(HELSINKI).toString())));
        Instant began = Instant.now();
        try (ConfigurableApplicationContext side = Stores.open(others.toArray(String[]::new))) {
            System.out.println(portfolio.fill(side));
            System.out.printf(
                    "All in %d s%n", Duration.between(began, Instant.now()).toSeconds());
        }
    }

    /**
     * What a log was filled with.
     *
     * @param longest initiative with most events
     */
    public record Filled(long events, String longest, Duration deciding, Duration appending, Duration verifying) {

        @Override
        public String toString() {
            return "%d events, decided in %d s, appended in %d s, verified in %d s; most are of the initiative %s"
                    .formatted(events, deciding.toSeconds(), appending.toSeconds(), verifying.toSeconds(), longest);
        }
    }

    /**
     * Fills the log of that command side, which has to be empty, and the directory.
     *
     * @throws IllegalStateException if the log was not empty, or its chain is broken then
     */
    public Filled fill(ApplicationContext commandSide) throws SQLException, IOException {
        Instant began = Instant.now();
        List<Row> rows = rows();
        Instant decided = Instant.now();
        seed(commandSide.getBean(Accounts.class));
        append(commandSide.getBean(DataSource.class), rows);
        Instant appended = Instant.now();
        ChainVerification.Report chain =
                commandSide.getBean(ChainVerification.class).verify();
        if (!chain.intact()) {
            throw new IllegalStateException("The chain is broken: " + chain.firstBroken());
        }
        return new Filled(
                chain.checked(),
                rows.stream()
                        .max(Comparator.comparingLong(Row::sequence))
                        .map(Row::aggregate)
                        .orElse(""),
                Duration.between(began, decided),
                Duration.between(decided, appended),
                Duration.between(appended, Instant.now()));
    }

    /** An event as the log stores it, but for its position and its hash. */
    private record Row(
            Instant at,
            String id,
            String aggregate,
            long sequence,
            String type,
            String name,
            String revision,
            String payload,
            String metaData) {}

    /** In the order of their recording. */
    private List<Row> rows() {
        List<Staff> providers = Staff.all(people);
        LocalDate first = until.minusYears(YEARS);
        List<LocalDate> published = List.of(first.minusDays(40), first.plusYears(2), first.plusYears(4));
        Random random = new Random(seed);
        List<Strategies> strategies = providers.stream()
                .map(staff -> new Strategies(staff, published, new Random(random.nextLong())))
                .toList();
        int[] sizes = sizes(random);
        long[] seeds = random.longs(initiatives + 1L).toArray();
        double[] lots = random.doubles(initiatives).toArray();
        Stream<Row> told = IntStream.range(0, initiatives).parallel().boxed().flatMap(number -> {
            int provider = provider(lots[number], providers);
            Random own = new Random(seeds[number]);
            Staff staff = providers.get(provider);
            return rows(new History(
                    own,
                    staff,
                    strategies.get(provider),
                    staff.any(Role.COORDINATOR, own),
                    first,
                    until,
                    sizes[number],
                    null));
        });
        Stream<Row> longOne = longStream == 0
                ? Stream.of()
                : rows(new History(
                        new Random(seeds[initiatives]),
                        providers.getFirst(),
                        strategies.getFirst(),
                        providers.getFirst().actor("koordinaattori"),
                        first,
                        until,
                        longStream,
                        Phase.EVERYDAY_LIFE));
        Stream<Row> ofStrategies = IntStream.range(0, providers.size())
                .boxed()
                .flatMap(provider -> rows(providers.get(provider).provider(), strategies.get(provider), random));
        List<Row> rows = new ArrayList<>(Stream.of(told.toList(), longOne.toList(), ofStrategies.toList())
                .flatMap(List::stream)
                .toList());
        rows.sort(Comparator.comparing(Row::at)); // which leaves those of one instant as they are
        return rows;
    }

    /** With a long tail: half of the initiatives have a fifth of the events. */
    private int[] sizes(Random random) {
        double[] weights = IntStream.range(0, initiatives)
                .mapToDouble(_ -> Math.exp(random.nextGaussian() * 0.8))
                .toArray();
        double all = Arrays.stream(weights).sum();
        int[] sizes = Arrays.stream(weights)
                .mapToInt(weight -> Math.max(1, (int) (weight / all * events)))
                .toArray();
        int missing = events - Arrays.stream(sizes).sum();
        for (int number = 0; missing > 0; number = (number + 1) % initiatives) {
            sizes[number]++;
            missing--;
        }
        return sizes;
    }

    private static int provider(double lot, List<Staff> providers) {
        double until = 0;
        for (int provider = 0; provider < providers.size(); provider++) {
            until += providers.get(provider).share();
            if (lot < until) {
                return provider;
            }
        }
        return 0;
    }

    private static Stream<Row> rows(History history) {
        return history.tell().stream()
                .map(entry -> row(
                        entry.at(),
                        entry.id(),
                        entry.initiative(),
                        entry.sequence(),
                        InitiativeAggregate.TYPE,
                        entry.event(),
                        entry.provenance()));
    }

    private static Stream<Row> rows(String provider, Strategies strategies, Random random) {
        Ids ids = new Ids(random);
        return IntStream.range(0, strategies.versions().size()).mapToObj(number -> {
            Published version = strategies.versions().get(number);
            return row(
                    strategies.instants().get(number),
                    ids.next(strategies.instants().get(number)),
                    provider,
                    number,
                    StrategyAggregate.TYPE,
                    version.event(),
                    version.provenance());
        });
    }

    private static Row row(
            Instant at,
            UUID id,
            String aggregate,
            long sequence,
            String type,
            Object event,
            Map<String, String> provenance) {
        SerializedObject<String> payload = CODEC.serialize(event, String.class);
        return new Row(
                at,
                id.toString(),
                aggregate,
                sequence,
                type,
                StoredEvents.of(event.getClass()).value(),
                payload.getType().getRevision(),
                payload.getData(),
                CODEC.serialize(MetaData.from(provenance), String.class).getData());
    }

    /** What is there already stays as it is, as when the demo starts. */
    private void seed(Accounts accounts) {
        for (Staff staff : Staff.all(people)) {
            accounts.seedProvider(staff.provider(), staff.name());
            staff.people().forEach(person -> accounts.seedPerson(person.id(), staff.provider(), person.name()));
        }
    }

    /** Through the log's own triggers, which chain the rows. */
    private static void append(DataSource log, List<Row> rows) throws SQLException, IOException {
        if (Boolean.TRUE.equals(
                new JdbcTemplate(log).queryForObject("select exists (select from event)", Boolean.class))) {
            throw new IllegalStateException(
                    "There are events in this log already: a portfolio is made on an empty one.");
        }
        try (Connection connection = log.getConnection()) {
            for (int from = 0; from < rows.size(); from += ROWS_AT_ONCE) {
                StringBuilder lines = new StringBuilder();
                rows.subList(from, Math.min(rows.size(), from + ROWS_AT_ONCE)).forEach(row -> write(row, lines));
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn(COPY, new ByteArrayInputStream(lines.toString().getBytes(US_ASCII)));
            }
        }
        new JdbcTemplate(log).execute("analyze event");
    }

    private static void write(Row row, StringBuilder lines) {
        lines.append(row.id()).append('\t');
        lines.append(row.aggregate()).append('\t');
        lines.append(row.sequence()).append('\t');
        lines.append(row.type()).append('\t');
        lines.append(DateTimeUtils.formatInstant(row.at())).append('\t');
        lines.append(row.name()).append('\t');
        lines.append(row.revision()).append('\t');
        bytes(row.payload(), lines).append('\t');
        bytes(row.metaData(), lines).append('\t');
        bytes("", lines).append('\n');
    }

    private static StringBuilder bytes(String text, StringBuilder line) {
        return line.append("\\\\x").append(HexFormat.of().formatHex(text.getBytes(UTF_8)));
    }
}
