package fi.kiinni.query.page;

import fi.kiinni.Role;
import fi.kiinni.query.page.AccountForm.Question.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/** The forms about accounts, directory, grants and providers: where the API takes them, and what they ask. */
enum AccountForm {
    CHANGE_PASSWORD(
            "/account",
            "/api/accounts/me/change-password",
            new Question("current", Kind.CURRENT_PASSWORD),
            new Question("password", Kind.NEW_PASSWORD)),
    END_SESSIONS("/account", "/api/accounts/me/end-sessions"),
    ADD_PERSON("/accounts", "/api/directory", new Question("name", Kind.TEXT)),
    RENAME_PERSON("/accounts", "/api/directory/{of}/rename-person", new Question("name", Kind.TEXT)),
    ADD_ACCOUNT(
            "/accounts",
            "/api/accounts",
            new Question("person", Kind.OF),
            new Question("username", Kind.USERNAME),
            new Question("roles", Kind.ROLES),
            new Question("password", Kind.NEW_PASSWORD)),
    CHANGE_ROLES("/accounts", "/api/accounts/{of}/change-roles", new Question("roles", Kind.ROLES)),
    SET_PASSWORD("/accounts", "/api/accounts/{of}/set-password", new Question("password", Kind.NEW_PASSWORD)),
    END_SESSIONS_OF_ACCOUNT("/accounts", "/api/accounts/{of}/end-sessions"),
    DISABLE_ACCOUNT("/accounts", "/api/accounts/{of}/disable-account"),
    ENABLE_ACCOUNT("/accounts", "/api/accounts/{of}/enable-account"),
    GRANT("/accounts", "/api/grants", new Question("auditor", Kind.USERNAME), new Question("until", Kind.DAY)),
    WITHDRAW_GRANT("/accounts", "/api/grants/{of}/withdraw"),
    ADD_PROVIDER(
            "/providers",
            "/api/providers",
            new Question("provider", Kind.TEXT),
            new Question("name", Kind.TEXT),
            new Question("administrator.username", Kind.USERNAME),
            new Question("administrator.name", Kind.TEXT),
            new Question("administrator.password", Kind.NEW_PASSWORD));

    private final String page;
    private final String api;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Question> questions;

    AccountForm(String page, String api, Question... questions) {
        this.page = page;
        this.api = api;
        this.questions = List.of(questions);
    }

    /**
     * What a form asks.
     *
     * @param name as the API's JSON has it; a dot leads into an object
     */
    record Question(String name, Kind kind) {

        enum Kind {
            TEXT,
            USERNAME,
            CURRENT_PASSWORD,
            NEW_PASSWORD,
            ROLES,
            DAY,
            /** Not asked: whom the form is about. */
            OF
        }

        boolean isAsked() {
            return kind != Kind.OF;
        }
    }

    /** The roles that an account of a provider may have. */
    static List<Role> roles() {
        return Stream.of(Role.values()).filter(role -> role != Role.OPERATOR).toList();
    }

    /** Such as {@code /accounts/add-person}. */
    String path() {
        return page + "/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Where the form leads back to. */
    String page() {
        return page;
    }

    /** Prefix of the form's texts. */
    String key() {
        return "account-form." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @param of whom it is about: a person or a user name, encoded for a path */
    String api(String of) {
        return api.replace("{of}", of);
    }

    List<Question> questions() {
        return questions;
    }

    /** Whether it is about somebody. */
    boolean isOfSomebody() {
        return api.contains("{of}") || questions.stream().anyMatch(question -> !question.isAsked());
    }

    static AccountForm at(String path) {
        return Stream.of(values())
                .filter(form -> form.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    /** The JSON that the API is sent. */
    Map<String, Object> json(MultiValueMap<String, String> sent, String of) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (Question question : questions) {
            @Nullable
            Object value = switch (question.kind()) {
                case OF -> of;
                case ROLES -> Objects.requireNonNullElse(sent.get(question.name()), List.of());
                case CURRENT_PASSWORD, NEW_PASSWORD -> sent.getFirst(question.name());
                case DAY -> Entered.date(text(sent, question));
                case TEXT, USERNAME -> text(sent, question).strip();
            };
            put(json, question.name(), Objects.requireNonNullElse(value, ""));
        }
        return json;
    }

    private static String text(MultiValueMap<String, String> sent, Question question) {
        return Objects.requireNonNullElse(sent.getFirst(question.name()), "");
    }

    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> json, String name, Object value) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            json.put(name, value);
        } else {
            put(
                    (Map<String, Object>) json.computeIfAbsent(name.substring(0, dot), _ -> new LinkedHashMap<>()),
                    name.substring(dot + 1),
                    value);
        }
    }
}
