package fi.kiinni.query.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.edge.EdgeProblem;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.query.view.Overview.Item;
import fi.kiinni.query.words.Names;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who looked into what, kept beside the log in a table that only grows. A look is written before it is answered, and not answered if it
 * cannot be written: an auditor's into the past, their own provider's or another's; and whoever's export or connection to
 * the feed. It is the provider's whose history it is, and shown to its administrators and its own auditors.
 *
 * <p>Every export and connection is written. Of the other kinds, the same look of the same person is written once in ten minutes by each
 * process, and all steps through one history are the same look: a slider asks for dozens in a minute. What is remembered of that is a few
 * thousand short keys, so most looks cost no statement.
 */
@Component
public final class Looks {

    private static final Logger log = LoggerFactory.getLogger(Looks.class);
    private static final Duration SAME = Duration.ofMinutes(10);
    private static final Duration STORE_BACK = Duration.ofSeconds(5);

    /** Of what was asked, so many characters of each part are kept. */
    private static final int LONGEST = 200;

    /** The parts of a question that say what is asked, and not which page of it. */
    public static final List<String> PARTS = List.of(
            "version",
            "at",
            "effectiveOn",
            "asOf",
            "clock",
            "step",
            "decision",
            "with",
            "by",
            "event",
            "kind",
            "phase",
            "from",
            "to",
            "q",
            "provider",
            "report",
            "on",
            "format");

    private static final TypeReference<LinkedHashMap<String, String>> ASKED = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Names names;
    private final Cache<List<Object>, Boolean> known =
            Caffeine.newBuilder().expireAfterWrite(SAME).maximumSize(5_000).build();

    Looks(JdbcClient jdbc, JsonMapper json, Names names) {
        this.jdbc = jdbc;
        this.json = json;
        this.names = names;
    }

    /** What is looked at. */
    public enum Kind {
        /** An initiative as it was. */
        HISTORY,
        /** What differs between two moments, or two initiatives. */
        COMPARISON,
        /** What was recorded, entry by entry. */
        AUDIT_TRAIL,
        /** The same as a file. */
        EXPORT,
        /** The events as they come. */
        FEED;

        private boolean isEachWritten() {
            return this == EXPORT || this == FEED;
        }
    }

    /**
     * A look.
     *
     * @param position counts the looks of all providers
     * @param person who looked
     * @param roles by which they might; of who looked by a grant, auditor alone
     * @param home the provider of their account
     * @param grantedUntil the last day of the grant by which they looked; absent for their own provider's
     * @param initiative absent where all were looked at
     * @param asked which moment, what was sought, or in which format, by the names of the request's parameters; each is cut off after 200
     *     characters
     */
    public record Look(
            long position,
            Instant at,
            String person,
            String personName,
            List<Role> roles,
            String home,
            String homeName,
            @Nullable BusinessDate grantedUntil,
            @Nullable String initiative,
            Kind kind,
            Map<String, String> asked) {}

    /** Which looks are wanted. What is absent does not matter. */
    public record Wanted(
            @Nullable String person,
            @Nullable String initiative,
            @Nullable Kind kind) {

        private Optional<String> value(String column) {
            return Optional.ofNullable(
                    switch (column) {
                        case "person" -> person;
                        case "initiative" -> initiative;
                        default -> kind == null ? null : kind.name();
                    });
        }
    }

    /** Whether the actor sees who looked at that provider's. Who looks by a grant does not. */
    public static boolean areSeenBy(Actor actor, String provider) {
        return actor.belongsTo(provider) && (actor.is(Role.ADMINISTRATOR) || actor.is(Role.AUDITOR));
    }

    /**
     * Of which provider the actor sees them.
     *
     * @throws ProblemException if of none
     */
    public static String seenBy(Actor actor) {
        @Nullable String own = actor.provider();
        if (own == null || !areSeenBy(actor, own)) {
            throw ProblemException.notAllowed(
                    "A provider's administrators and auditors see who looked at its history.");
        }
        return own;
    }

    /** What a request asks for; what is given beside it comes first. */
    public static Map<String, String> asked(ServerWebExchange exchange, Map<String, String> beside) {
        MultiValueMap<String, String> parameters = exchange.getRequest().getQueryParams();
        Map<String, String> asked = new LinkedHashMap<>();
        for (String part : PARTS) {
            String value = Objects.requireNonNullElse(beside.getOrDefault(part, parameters.getFirst(part)), "")
                    .replaceAll("\\p{Cntrl}", " ")
                    .strip();
            if (!value.isEmpty()) {
                asked.put(
                        part,
                        value.codePoints()
                                .limit(LONGEST)
                                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                                .toString());
            }
        }
        return asked;
    }

    /** Records that the actor looks at that initiative, if such a look is recorded. Asks the database: not for event loops. */
    public void record(Actor actor, Item item, Kind kind, ServerWebExchange exchange) {
        record(actor, Set.of(item.provider()), item.initiative(), kind, asked(exchange, Map.of()));
    }

    /**
     * Records that the actor looks, if such a look is recorded. Asks the database: not for event loops.
     *
     * @param providers whose history it is
     * @param initiative absent where it is all of them
     * @throws ProblemException 503 if it cannot be recorded
     */
    public void record(
            Actor actor,
            Collection<String> providers,
            @Nullable String initiative,
            Kind kind,
            Map<String, String> asked) {
        if (!kind.isEachWritten() && !actor.is(Role.AUDITOR)) {
            return;
        }
        for (String provider : providers) {
            List<Object> look = List.of(
                    actor,
                    provider,
                    Objects.requireNonNullElse(initiative, ""),
                    kind,
                    kind == Kind.HISTORY ? Map.of() : asked);
            if (kind.isEachWritten()) {
                write(actor, provider, initiative, kind, asked);
            } else if (known.getIfPresent(look) == null) {
                write(actor, provider, initiative, kind, asked);
                known.put(look, true);
            }
        }
    }

    private void write(
            Actor actor, String provider, @Nullable String initiative, Kind kind, Map<String, String> asked) {
        Set<Role> roles = actor.belongsTo(provider) ? actor.roles() : Set.of(Role.AUDITOR);
        try {
            jdbc.sql("""
                            INSERT INTO look (person, roles, home, granted_until, provider, initiative, kind, asked)
                            VALUES (:person, :roles, :home,
                                    (SELECT until FROM auditor_grant WHERE provider = :provider AND auditor = :person),
                                    :provider, :initiative, :kind, :asked::jsonb)
                            """)
                    .param("person", actor.person())
                    .param("roles", roles.stream().sorted().map(Role::name).toArray(String[]::new))
                    .param("home", Objects.requireNonNull(actor.provider()))
                    .param("provider", provider)
                    .param("initiative", initiative)
                    .param("kind", kind.name())
                    .param("asked", json.writeValueAsString(asked))
                    .update();
        } catch (DataAccessException failure) {
            log.warn("A look is refused, because it cannot be recorded: {}", failure.toString());
            throw new ProblemException(
                            EdgeProblem.STORE_AWAY, "That you look cannot be recorded just now, so you cannot look.")
                    .retryAfter(STORE_BACK);
        }
    }

    /**
     * The latest ones first.
     *
     * @param before the position before which they are; the first page is before {@link Long#MAX_VALUE}
     */
    public List<Look> of(String provider, Wanted wanted, long before, int most) {
        Map<String, String> only = new LinkedHashMap<>(Map.of("provider", provider));
        Stream.of("person", "initiative", "kind")
                .forEach(column -> wanted.value(column).ifPresent(value -> only.put(column, value)));
        if (only.values().stream().anyMatch(value -> value.indexOf('\0') >= 0)) {
            return List.of(); // which no text in the database has
        }
        List<Row> rows = jdbc.sql(
                        "SELECT position, looked_at, person, roles, home, granted_until, initiative, kind, asked FROM look WHERE "
                                + only.keySet().stream()
                                        .map(column -> column + " = :" + column + " AND ")
                                        .collect(Collectors.joining())
                                + "position < :before ORDER BY position DESC LIMIT :most")
                .params(only)
                .param("before", before)
                .param("most", most)
                .query((row, _) -> Row.of(row))
                .list();
        Map<String, String> people = names.of(rows.stream().map(Row::person).collect(Collectors.toSet()));
        return rows.stream().map(row -> look(row, people)).toList();
    }

    private record Row(
            long position,
            Instant at,
            String person,
            List<Role> roles,
            String home,
            @Nullable LocalDate grantedUntil,
            @Nullable String initiative,
            Kind kind,
            String asked) {

        private static Row of(ResultSet row) throws SQLException {
            return new Row(
                    row.getLong("position"),
                    row.getTimestamp("looked_at").toInstant(),
                    row.getString("person"),
                    Arrays.stream((String[]) row.getArray("roles").getArray())
                            .map(Role::valueOf)
                            .toList(),
                    row.getString("home"),
                    row.getObject("granted_until", LocalDate.class),
                    row.getString("initiative"),
                    Kind.valueOf(row.getString("kind")),
                    row.getString("asked"));
        }
    }

    private Look look(Row row, Map<String, String> people) {
        return new Look(
                row.position(),
                row.at(),
                row.person(),
                people.getOrDefault(row.person(), row.person()),
                row.roles(),
                row.home(),
                names.provider(row.home()),
                row.grantedUntil() == null ? null : BusinessDate.of(row.grantedUntil()),
                row.initiative(),
                row.kind(),
                json.readValue(row.asked(), ASKED));
    }

    /** Whoever looked, by name. */
    public Map<String, String> people(String provider) {
        List<String> all = jdbc.sql("SELECT DISTINCT person FROM look WHERE provider = ?")
                .param(provider)
                .query((row, _) -> row.getString(1))
                .list();
        Map<String, String> named = names.of(all);
        return all.stream()
                .collect(Collectors.toMap(person -> person, person -> named.getOrDefault(person, person)))
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByValue())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, _) -> one, LinkedHashMap::new));
    }
}
