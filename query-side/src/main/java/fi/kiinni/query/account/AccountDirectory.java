package fi.kiinni.query.account;

import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Directories, accounts and grants, read where the command side writes them. Asks the database: not for event loops. */
@Component
public final class AccountDirectory {

    private static final String ENTRY = """
            SELECT p.id, p.name, a.username, a.roles, a.disabled
              FROM person p LEFT JOIN account a ON a.person = p.id
            """;

    private final JdbcClient jdbc;

    AccountDirectory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Somebody in a directory.
     *
     * @param username absent of those who never sign in
     * @param roles of the account, in the order of the roles
     * @param disabled whether the account may not sign in
     */
    public record Entry(
            String person, String name, @Nullable String username, List<Role> roles, boolean disabled) {}

    /**
     * That an auditor of another provider may read.
     *
     * @param provider the name of the auditor's own provider
     * @param until the last day
     */
    public record Grant(String username, String name, String provider, BusinessDate until) {}

    /** @param administrators names of those whose accounts are not disabled */
    public record Provider(String slug, String name, List<String> administrators) {}

    /** Everybody of the provider, in the order of their names. */
    public List<Entry> of(String provider) {
        return jdbc.sql(ENTRY + " WHERE p.provider = ? ORDER BY p.name, p.id")
                .param(provider)
                .query((row, _) -> entry(row))
                .list();
    }

    public Optional<Entry> find(String person) {
        return jdbc.sql(ENTRY + " WHERE p.id = ?")
                .param(person)
                .query((row, _) -> entry(row))
                .optional();
    }

    /** Who of others may read the provider today or later. */
    public List<Grant> grantsOf(String provider, LocalDate today) {
        return jdbc.sql("""
                        SELECT a.username, p.name, v.name, g.until
                          FROM auditor_grant g JOIN person p ON p.id = g.auditor
                               JOIN account a ON a.person = p.id JOIN provider v ON v.slug = p.provider
                         WHERE g.provider = ? AND g.until >= ? ORDER BY g.until, p.name
                        """)
                .params(provider, today)
                .query((row, _) -> new Grant(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        BusinessDate.parse(row.getDate(4).toLocalDate().toString())))
                .list();
    }

    /** Every provider, in the order of their names. */
    public List<Provider> providers() {
        return jdbc.sql("""
                        SELECT v.slug, v.name, array(
                               SELECT p.name FROM person p JOIN account a ON a.person = p.id
                                WHERE p.provider = v.slug AND 'ADMINISTRATOR' = ANY (a.roles) AND NOT a.disabled
                                ORDER BY p.name)
                          FROM provider v ORDER BY v.name, v.slug
                        """)
                .query((row, _) -> new Provider(row.getString(1), row.getString(2), texts(row, 3)))
                .list();
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                texts(row, 4).stream().map(Role::valueOf).sorted().toList(),
                row.getBoolean(5));
    }

    private static List<String> texts(ResultSet row, int column) throws SQLException {
        java.sql.@Nullable Array array = row.getArray(column);
        return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
    }
}
