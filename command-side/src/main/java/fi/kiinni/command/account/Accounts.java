package fi.kiinni.command.account;

import com.fasterxml.uuid.Generators;
import fi.kiinni.Role;
import fi.kiinni.edge.ProblemException;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.json.JsonMapper;

/**
 * The tables of providers, directory, accounts and grants. Each change is one transaction and leaves its record in
 * {@code account_change}. Who may change what is decided before; these methods only keep what is kept consistent. They
 * read and write the database, and those that take a password hash it: not for event loops.
 */
@Component
public final class Accounts {

    private static final String NEXT_SESSION = "session = session + 1, session_since = clock_timestamp()";

    private final JdbcClient sql;
    private final TransactionOperations transaction;
    private final Passwords passwords;
    private final JsonMapper json;

    Accounts(JdbcClient sql, TransactionOperations transaction, Passwords passwords, JsonMapper json) {
        this.sql = sql;
        this.transaction = transaction;
        this.passwords = passwords;
        this.json = json;
    }

    /** Creates the provider unless there is one of this slug. */
    public void seedProvider(String slug, String name) {
        transaction.executeWithoutResult(_ -> {
            if (insertProvider(slug, name)) {
                record(null, "ProviderAdded", slug, slug, Map.of());
            }
        });
    }

    /**
     * Creates the directory entry unless there is one of this id.
     *
     * @param person at most 64 characters
     * @param provider none for an operator
     */
    public void seedPerson(String person, @Nullable String provider, String name) {
        transaction.executeWithoutResult(_ -> {
            if (insertPerson(person, provider, name)) {
                record(null, "PersonAdded", provider, person, Map.of());
            }
        });
    }

    /** Creates the account, whatever its password, unless there is one of this user name. */
    public void seedAccount(String username, String person, Set<Role> roles, String password) {
        if (find(username).isPresent()) {
            return;
        }
        String hash = passwords.hash(password);
        transaction.executeWithoutResult(_ -> {
            if (insertAccount(username, person, roles, hash)) {
                record(null, "AccountAdded", providerOf(person), person, Map.of("roles", names(roles)));
            }
        });
    }

    /** Lets the auditor read the provider until the end of the day, unless that is so already. */
    public void seedGrant(String provider, String auditor, LocalDate until) {
        transaction.executeWithoutResult(_ -> {
            Optional<LocalDate> before = grantedUntil(provider, auditor);
            if (before.isEmpty() || before.get().isBefore(until)) {
                writeGrant(null, provider, auditor, until);
            }
        });
    }

    /** The same user name however it is typed. */
    static String canonical(String username) {
        return Normalizer.normalize(username.strip(), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    Optional<Account> find(String username) {
        return findBy("a.username", canonical(username));
    }

    Optional<Account> findOf(String person) {
        return findBy("a.person", person);
    }

    private Optional<Account> findBy(String column, String value) {
        return sql.sql("""
                        select a.username, a.person, p.provider, a.roles, a.password, a.disabled, a.session,
                               array(select g.provider from auditor_grant g
                                      where g.auditor = a.person order by g.provider) as granted,
                               array(select g.until from auditor_grant g
                                      where g.auditor = a.person order by g.provider) as until
                          from account a join person p on p.id = a.person
                         where %s = :value
                        """.formatted(column))
                .param("value", value)
                .query((row, _) -> account(row))
                .optional();
    }

    boolean hasOperator() {
        return sql.sql("select exists (select from account where 'OPERATOR' = any (roles))")
                .query(Boolean.class)
                .single();
    }

    /** A provider and its first administrator, who is its first directory entry. */
    String addProvider(Author by, String slug, String name, NewAccount administrator) {
        String hash = passwords.hash(administrator.password());
        return inTransaction(() -> {
            if (!insertProvider(slug, name)) {
                throw new ProblemException(AccountProblem.PROVIDER_EXISTS, "Choose another slug.");
            }
            record(by, "ProviderAdded", slug, slug, Map.of());
            return addPersonAndAccount(by, slug, administrator, Set.of(Role.ADMINISTRATOR), hash);
        });
    }

    /** The operator made through the one-time link; {@code link} is used up, or it fails. */
    String addFirstOperator(byte[] link, NewAccount operator) {
        String hash = passwords.hash(operator.password());
        return inTransaction(() -> {
            sql.sql("lock table first_operator_link in exclusive mode").update();
            int used = sql.sql("delete from first_operator_link where hash = :hash")
                    .param("hash", link)
                    .update();
            if (used == 0 || hasOperator()) {
                throw new ProblemException(
                        AccountProblem.LINK_NOT_VALID, "It works once; the newest is in the log of the last start.");
            }
            sql.sql("delete from first_operator_link").update();
            return addPersonAndAccount(null, null, operator, Set.of(Role.OPERATOR), hash);
        });
    }

    void offerFirstOperator(byte[] link) {
        sql.sql("insert into first_operator_link (hash) values (:hash)")
                .param("hash", link)
                .update();
    }

    String addPerson(Author by, String provider, String name) {
        return inTransaction(() -> addPersonIn(by, provider, name));
    }

    /** An account for somebody in the directory. */
    void addAccount(Author by, String provider, String person, String username, Set<Role> roles, String password) {
        String hash = passwords.hash(password);
        inTransaction(() -> {
            addAccountIn(by, provider, person, username, roles, hash);
            return person;
        });
    }

    void changeRoles(Author by, Account account, Set<Role> roles) {
        inTransaction(() -> {
            if (!roles.contains(Role.ADMINISTRATOR)) {
                requireOtherAdministrator(account);
            }
            update("roles = :value, " + NEXT_SESSION, account, names(roles).toArray(String[]::new));
            record(by, "RolesChanged", account.provider(), account.person(), Map.of("roles", names(roles)));
            return account;
        });
    }

    void disable(Author by, Account account) {
        inTransaction(() -> {
            requireOtherAdministrator(account);
            update("disabled = :value, " + NEXT_SESSION, account, true);
            record(by, "AccountDisabled", account.provider(), account.person(), Map.of());
            return account;
        });
    }

    void enable(Author by, Account account) {
        inTransaction(() -> {
            update("disabled = :value", account, false);
            record(by, "AccountEnabled", account.provider(), account.person(), Map.of());
            return account;
        });
    }

    void setPassword(Author by, Account account, String password) {
        String hash = passwords.hash(password);
        inTransaction(() -> {
            update("password = :value, " + NEXT_SESSION, account, hash);
            record(by, "PasswordSet", account.provider(), account.person(), Map.of());
            return account;
        });
    }

    /** Every token that was given until now is void. */
    void endSessions(Author by, Account account) {
        inTransaction(() -> {
            endSessionsOf(account.person());
            record(by, "SessionsEnded", account.provider(), account.person(), Map.of());
            return account;
        });
    }

    private void endSessionsOf(String person) {
        sql.sql("update account set " + NEXT_SESSION + " where person = :person")
                .param("person", person)
                .update();
    }

    /** @return whether the provider has such a person */
    boolean renamePerson(Author by, String provider, String person, String name) {
        return inTransaction(() -> {
            int renamed = sql.sql("update person set name = :name where id = :person and provider = :provider")
                    .param("name", name)
                    .param("person", person)
                    .param("provider", provider)
                    .update();
            if (renamed > 0) {
                record(by, "PersonRenamed", provider, person, Map.of());
            }
            return renamed > 0;
        });
    }

    /** The same password under a better hash: nobody's decision, so there is no record of it. */
    void rehash(Account account, String password) {
        update("password = :value", account, passwords.hash(password));
    }

    /** A grant that is made to end earlier ends the tokens that were given by it. */
    void grant(Author by, String provider, String auditor, LocalDate until) {
        inTransaction(() -> {
            if (grantedUntil(provider, auditor).filter(until::isBefore).isPresent()) {
                endSessionsOf(auditor);
            }
            writeGrant(by, provider, auditor, until);
            return auditor;
        });
    }

    /**
     * The tokens that were given by it end as well.
     *
     * @return whether there was such a grant
     */
    boolean withdrawGrant(Author by, String provider, String auditor) {
        return inTransaction(() -> {
            int withdrawn = sql.sql("delete from auditor_grant where provider = :provider and auditor = :auditor")
                    .param("provider", provider)
                    .param("auditor", auditor)
                    .update();
            if (withdrawn > 0) {
                endSessionsOf(auditor);
                record(by, "GrantWithdrawn", provider, auditor, Map.of());
            }
            return withdrawn > 0;
        });
    }

    /**
     * Who changes something.
     *
     * @param role the role in which they may; none where it is about their own account
     */
    record Author(String person, @Nullable Role role) {

        static Author ofOwn(String person) {
            return new Author(person, null);
        }
    }

    /** Somebody who is to get a directory entry and an account at once. */
    record NewAccount(String username, String name, String password) {}

    private String addPersonAndAccount(
            @Nullable Author by, @Nullable String provider, NewAccount who, Set<Role> roles, String hash) {
        String person = addPersonIn(by, provider, who.name());
        addAccountIn(by, provider, person, who.username(), roles, hash);
        return person;
    }

    private String addPersonIn(@Nullable Author by, @Nullable String provider, String name) {
        String person = Generators.timeBasedEpochRandomGenerator().generate().toString();
        insertPerson(person, provider, name);
        record(by, "PersonAdded", provider, person, Map.of());
        return person;
    }

    private void addAccountIn(
            @Nullable Author by,
            @Nullable String provider,
            String person,
            String username,
            Set<Role> roles,
            String hash) {
        if (!insertAccount(username, person, roles, hash)) {
            throw new ProblemException(AccountProblem.USERNAME_TAKEN, "Choose another user name.");
        }
        record(by, "AccountAdded", provider, person, Map.of("roles", names(roles)));
    }

    private boolean insertProvider(String slug, String name) {
        return sql.sql("insert into provider (slug, name) values (:slug, :name) on conflict do nothing")
                        .param("slug", slug)
                        .param("name", name)
                        .update()
                > 0;
    }

    private boolean insertPerson(String person, @Nullable String provider, String name) {
        return sql.sql("insert into person (id, provider, name) values (:id, :provider, :name) on conflict do nothing")
                        .param("id", person)
                        .param("provider", provider)
                        .param("name", name)
                        .update()
                > 0;
    }

    private boolean insertAccount(String username, String person, Set<Role> roles, String hash) {
        try {
            return sql.sql("""
                            insert into account (username, person, roles, password)
                            values (:username, :person, :roles, :password) on conflict (username) do nothing
                            """)
                            .param("username", canonical(username))
                            .param("person", person)
                            .param("roles", names(roles).toArray(String[]::new))
                            .param("password", hash)
                            .update()
                    > 0;
        } catch (DuplicateKeyException e) {
            throw new ProblemException(AccountProblem.ACCOUNT_EXISTS, "Change the account that there is.");
        }
    }

    /** Administrators are locked, so that two of them cannot remove each other at the same time. */
    private void requireOtherAdministrator(Account account) {
        if (!account.roles().contains(Role.ADMINISTRATOR)) {
            return;
        }
        boolean others = sql.sql("""
                        select a.username from account a join person p on p.id = a.person
                         where p.provider = :provider and 'ADMINISTRATOR' = any (a.roles) and not a.disabled
                         order by a.username for update of a
                        """).param("provider", account.provider()).query(String.class).list().stream()
                .anyMatch(username -> !username.equals(account.username()));
        if (!others) {
            throw new ProblemException(AccountProblem.LAST_ADMINISTRATOR, "Make somebody else administrator first.");
        }
    }

    private void update(String assignment, Account account, Object value) {
        sql.sql("update account set " + assignment + " where username = :username")
                .param("value", value)
                .param("username", account.username())
                .update();
    }

    private void writeGrant(@Nullable Author by, String provider, String auditor, LocalDate until) {
        sql.sql("""
                        insert into auditor_grant (provider, auditor, until) values (:provider, :auditor, :until)
                        on conflict (provider, auditor) do update set until = excluded.until
                        """)
                .param("provider", provider)
                .param("auditor", auditor)
                .param("until", until)
                .update();
        record(by, "Granted", provider, auditor, Map.of("until", until.toString()));
    }

    private Optional<LocalDate> grantedUntil(String provider, String auditor) {
        return sql.sql("select until from auditor_grant where provider = :provider and auditor = :auditor")
                .param("provider", provider)
                .param("auditor", auditor)
                .query(LocalDate.class)
                .optional();
    }

    private @Nullable String providerOf(String person) {
        return sql.sql("select provider from person where id = :person")
                .param("person", person)
                .query((row, _) -> Optional.ofNullable(row.getString(1)))
                .single()
                .orElse(null);
    }

    private void record(
            @Nullable Author by, String what, @Nullable String provider, String subject, Map<String, ?> detail) {
        sql.sql("""
                        insert into account_change (changed_by, role, what, provider, subject, detail)
                        values (:by, :role, :what, :provider, :subject, :detail::jsonb)
                        """)
                .param("by", by == null ? null : by.person())
                .param(
                        "role",
                        by == null || by.role() == null ? null : by.role().name())
                .param("what", what)
                .param("provider", provider)
                .param("subject", subject)
                .param("detail", json.writeValueAsString(detail))
                .update();
    }

    private <T> T inTransaction(Supplier<T> change) {
        return transaction.execute(_ -> change.get());
    }

    private static List<String> names(Set<Role> roles) {
        return roles.stream().sorted().map(Role::name).toList();
    }

    private static Account account(ResultSet row) throws SQLException {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        Arrays.stream((String[]) row.getArray("roles").getArray())
                .map(Role::valueOf)
                .forEach(roles::add);
        String[] granted = (String[]) row.getArray("granted").getArray();
        Date[] until = (Date[]) row.getArray("until").getArray();
        Map<String, LocalDate> grants = new HashMap<>();
        for (int i = 0; i < granted.length; i++) {
            grants.put(granted[i], until[i].toLocalDate());
        }
        return new Account(
                row.getString("username"),
                row.getString("person"),
                row.getString("provider"),
                Set.copyOf(roles),
                row.getString("password"),
                row.getBoolean("disabled"),
                row.getInt("session"),
                Map.copyOf(grants));
    }
}
