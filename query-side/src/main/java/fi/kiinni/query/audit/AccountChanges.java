package fi.kiinni.query.audit;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.query.view.Visible;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Telling.FieldInWords;
import fi.kiinni.query.words.Words;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the command side recorded of changes to providers, directory, accounts and grants, told in words. */
@Component
public final class AccountChanges {

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Names names;

    AccountChanges(JdbcClient jdbc, JsonMapper json, Names names) {
        this.jdbc = jdbc;
        this.json = json;
        this.names = names;
    }

    /**
     * A change.
     *
     * @param change its name, such as {@code RolesChanged}
     * @param position counts the changes of all providers
     * @param by the person who made it; absent where the program itself did
     * @param role the role in which they did; absent where it is about their own account
     * @param subject whom it is about: a person, or a new provider's slug
     * @param sentence who did what
     * @param fields what else is known of it
     */
    public record AccountChange(
            String change,
            long position,
            Instant recordedAt,
            @Nullable String by,
            @Nullable String byName,
            @Nullable Role role,
            @Nullable String provider,
            String subject,
            String subjectName,
            String sentence,
            List<FieldInWords> fields) {}

    private record Row(
            long position,
            Instant changedAt,
            @Nullable String changedBy,
            @Nullable String role,
            String what,
            @Nullable String provider,
            String subject,
            String detail) {

        private static Row of(ResultSet row) throws SQLException {
            return new Row(
                    row.getLong("position"),
                    row.getTimestamp("changed_at").toInstant(),
                    row.getString("changed_by"),
                    row.getString("role"),
                    row.getString("what"),
                    row.getString("provider"),
                    row.getString("subject"),
                    row.getString("detail"));
        }

        private boolean isOwnPassword() {
            return what.equals("PasswordSet") && subject.equals(changedBy);
        }
    }

    /** Whether the actor sees changes of their own provider, or of none. */
    public static boolean areSeenBy(Actor actor) {
        return areSeenBy(actor, actor.provider());
    }

    private static boolean areSeenBy(Actor actor, @Nullable String provider) {
        return provider == null
                ? actor.is(Role.OPERATOR)
                : actor.is(Role.AUDITOR) || (actor.is(Role.ADMINISTRATOR) && actor.belongsTo(provider));
    }

    /**
     * Whose changes the actor sees.
     *
     * @param provider asked for; absent: their own, which an operator has none of
     * @throws ProblemException if they see nothing of that provider, or not this
     */
    public static @Nullable String seenBy(Actor actor, @Nullable String provider) {
        @Nullable String whose = provider == null ? actor.provider() : provider;
        if (whose != null && !Visible.providers(actor).contains(whose)) {
            throw ProblemException.notFound();
        }
        if (!areSeenBy(actor, whose)) {
            throw ProblemException.notAllowed("Administrators and auditors see how their provider's accounts changed.");
        }
        return whose;
    }

    /**
     * The next changes after that position, oldest first.
     *
     * @param provider whose they are; absent: those of providers themselves and of operators, and what operators did, which is no
     *     provider's data
     */
    public List<AccountChange> after(long position, @Nullable String provider, int most, Words words) {
        String whose = provider == null
                ? "provider IS NULL OR what = 'ProviderAdded'"
                        + " OR changed_by IN (SELECT id FROM person WHERE provider IS NULL)"
                : "provider = :provider";
        List<Row> rows = jdbc.sql(
                        "SELECT position, changed_at, changed_by, role, what, provider, subject, detail FROM account_change"
                                + " WHERE position > :after AND (" + whose + ") ORDER BY position LIMIT :most")
                .param("provider", provider)
                .param("after", position)
                .param("most", most)
                .query((row, _) -> Row.of(row))
                .list();
        Set<String> people = rows.stream()
                .flatMap(row -> Stream.concat(Stream.of(row.subject()), Stream.ofNullable(row.changedBy())))
                .collect(Collectors.toSet());
        Map<String, String> named = names.of(people);
        return rows.stream().map(row -> told(row, named, words)).toList();
    }

    private AccountChange told(Row row, Map<String, String> people, Words words) {
        @Nullable String by = row.changedBy();
        @Nullable String byName = by == null ? null : people.getOrDefault(by, by);
        String subject = row.what().equals("ProviderAdded")
                ? names.provider(row.subject())
                : people.getOrDefault(row.subject(), row.subject());
        return new AccountChange(
                row.what(),
                row.position(),
                row.changedAt(),
                by,
                byName,
                row.role() == null ? null : Role.valueOf(row.role()),
                row.provider(),
                row.subject(),
                subject,
                words.change(row.isOwnPassword() ? "OwnPasswordSet" : row.what(), byName, subject),
                fields(row, words));
    }

    /** The details are roles and days; what is neither is told as it is. */
    private List<FieldInWords> fields(Row row, Words words) {
        List<FieldInWords> fields = new ArrayList<>();
        json.readTree(row.detail()).forEachEntry((field, value) -> {
            List<String> lines = value.isArray()
                    ? value.valueStream().map(one -> line(field, one, words)).toList()
                    : List.of(line(field, value, words));
            fields.add(new FieldInWords(field, words.field(null, field), lines));
        });
        return fields;
    }

    private static String line(String field, JsonNode value, Words words) {
        return switch (field) {
            case "roles" -> words.of(Role.valueOf(value.asString()));
            case "until" -> words.date(BusinessDate.parse(value.asString()));
            default -> value.asString(value.toString());
        };
    }
}
