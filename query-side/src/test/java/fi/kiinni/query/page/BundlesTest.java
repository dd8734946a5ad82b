package fi.kiinni.query.page;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.Role;
import fi.kiinni.StoredEvents;
import fi.kiinni.edge.EdgeProblem;
import fi.kiinni.edge.ProblemType;
import fi.kiinni.initiative.*;
import fi.kiinni.query.QueryProblem;
import fi.kiinni.query.audit.Looks;
import fi.kiinni.query.page.Field.Input;
import fi.kiinni.query.report.Reports;
import fi.kiinni.query.view.Change;
import fi.kiinni.query.view.Happening;
import fi.kiinni.query.view.Lifeline.Turn;
import fi.kiinni.query.view.Lifeline.Verdict;
import fi.kiinni.query.view.Task.TaskKind;
import fi.kiinni.query.words.Words;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundlesTest {

    /** As the command side names its refusals; it does not share the list, because neither side depends on the other. */
    private static final List<String> COMMAND_PROBLEMS = List.of(
            "unknown-initiative",
            "started-twice",
            "conflict",
            "wrong-status",
            "gate-closed",
            "unknown-measure",
            "unknown-pilot-result",
            "unknown-measurement",
            "unknown-action",
            "unknown-anchor",
            "unknown-factor",
            "unknown-condition",
            "unknown-comment",
            "factor-contradicts",
            "not-completed",
            "unknown-request",
            "unknown-decision",
            "unknown-waiver",
            "unknown-person",
            "unknown-goal",
            "no-strategy",
            "must-supersede",
            "last-coordinator",
            "not-a-member",
            "dates-contradict",
            "key-reused",
            "wrong-credentials",
            "too-many-attempts",
            "link-not-valid");

    private static final List<String> FIELD_PROBLEMS = List.of(
            "missing",
            "too-long",
            "too-short",
            "unknown",
            "unreadable",
            "invalid",
            "dates-contradict",
            "contradiction",
            "out-of-range");

    private static final List<Class<? extends Enum<?>>> VALUES = List.of(
            Phase.class,
            Status.class,
            Seat.class,
            Assessment.class,
            MeasureKind.class,
            Direction.class,
            FollowedIn.class,
            DecisionSubject.class,
            PilotChoice.class,
            AdoptionChoice.class,
            OverturnedBy.Comparison.class,
            Gate.class,
            Requirement.class,
            PilotOutcome.class,
            Structure.class,
            FactorKind.class,
            FactorDomain.class,
            ActionStatus.class,
            Remedy.By.class,
            TaskKind.class,
            Language.class,
            Role.class);

    /** What these bring about goes beyond their names, or is not to be undone. */
    private static final Set<CommandForm> FOLLOWED_BY_MORE = EnumSet.of(
            CommandForm.DECIDE_PILOT,
            CommandForm.DECIDE_ADOPTION,
            CommandForm.WITHDRAW_PILOT_RESULT,
            CommandForm.WITHDRAW_MEASUREMENT,
            CommandForm.WITHDRAW_ANCHOR,
            CommandForm.RETURN_TO_PHASE,
            CommandForm.STOP_INITIATIVE,
            CommandForm.DECLARE_ROOTED,
            CommandForm.RETRACT_COMMENT);

    /** No comment is about these. */
    private static final Set<CommandForm.Part> UNCOMMENTED =
            EnumSet.of(CommandForm.Part.LIST, CommandForm.Part.STRATEGY, CommandForm.Part.TIMELINE);

    /** As the command side names what it records of accounts. */
    private static final List<String> ACCOUNT_CHANGES = List.of(
            "ProviderAdded",
            "PersonAdded",
            "AccountAdded",
            "RolesChanged",
            "AccountDisabled",
            "AccountEnabled",
            "PasswordSet",
            "OwnPasswordSet",
            "SessionsEnded",
            "PersonRenamed",
            "Granted",
            "GrantWithdrawn",
            "other");

    /** What a template says by a key that ends in a value. */
    private static final Set<String> SAID_OF_A_VALUE = Stream.of(
                    of("page.step.", "done", "current", "ahead"),
                    of("page.is.", Status.PAUSED, Status.STOPPED, Status.ROOTED),
                    of("page.gate.", Status.PAUSED, Status.STOPPED, Status.ROOTED),
                    of("page.next.", (Object[]) Gate.values()),
                    of("page.target.", (Object[]) Direction.values()),
                    of("page.decision.", "in-force", "to-come", "deferred", "superseded", "past"),
                    of("page.funding.", "ended", "soon"),
                    of("view.", "overview", "timeline", "strategy"),
                    of("factors.", "hindering", "promoting", "followed.hindering", "followed.promoting"),
                    of("flow.", "standings", "reached.everyday-life", "reached.rooted", "reached.still-rooted"),
                    of("flow.status.", (Object[]) Status.values()),
                    of("progress.", "figures", "happened", "targets"),
                    of("progress.", "moved", "decided", "initiatives", "measures", "open"),
                    of("progress.", "moved.none", "decided.none", "measures.none"),
                    of("progress.figure.", "PAUSED", "STOPPED", "ROOTED", "LACKING", "OPEN_ACTIONS", "LATE_ACTIONS"),
                    of("progress.figure.", "OPEN_CONDITIONS", "LATE_CONDITIONS", "LATE_REVIEWS", "OPEN_REQUESTS"),
                    of("progress.figure.", "MET", "SHORT", "UNMEASURED", "HINDERING", "PROMOTING"),
                    of("progress.change.", (Object[]) Change.values()),
                    of("progress.turn.", (Object[]) Turn.values()),
                    of("progress.verdict.", (Object[]) Verdict.values()),
                    of(
                            "flow.turn.",
                            Stream.of(Turn.values())
                                    .filter(turn -> turn != Turn.MOVED)
                                    .toArray()),
                    of("report.", "recorded", "effective", "portfolio", "portfolio.period"),
                    of(
                            "report.",
                            Stream.of(Reports.Kind.values())
                                    .flatMap(kind -> Stream.of(kind.route(), kind.route() + ".lead"))
                                    .toArray()),
                    of("report.narrowed.", "q", "body"),
                    of("report.format.", "pdf", "docx", "xlsx", "json"),
                    of("compare.kind.", (Object[]) Comparison.Kind.values()),
                    of("looks.kind.", (Object[]) Looks.Kind.values()),
                    of(
                            "looks.",
                            Stream.of(Looks.Kind.values())
                                    .map(one -> one.name().toLowerCase(Locale.ROOT))
                                    .toArray()),
                    of("looks.asked.", Looks.PARTS.toArray()),
                    of(
                            "compare.",
                            Stream.of(Initiative.class.getRecordComponents())
                                    .map(RecordComponent::getName)
                                    .filter(name -> !name.equals("provider") && !name.equals("comments"))
                                    .toArray()),
                    of(
                            "compare.of.",
                            "conclusion",
                            "currentState",
                            "results",
                            "fulfilments",
                            "resolution",
                            "reviewCalledForBy",
                            "plan",
                            "decisions"),
                    of("view.", "overview.what", "timeline.what", "strategy.what"),
                    of(
                            "timeline.what.",
                            Stream.of(Happening.values())
                                    .map(one -> one.name().toLowerCase(Locale.ROOT))
                                    .toArray()))
            .flatMap(keys -> keys)
            .collect(Collectors.toUnmodifiableSet());

    private static Stream<String> of(String prefix, Object... values) {
        return Stream.of(values).map(value -> prefix + value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fi", "sv", "en"})
    void every_language_has_everything_that_is_said_and_nothing_else(String language) {
        Set<String> wanted = wanted();
        Set<String> there = bundle(language).stringPropertyNames();

        assertThat(minus(wanted, there)).as("missing in " + language).isEmpty();
        assertThat(minus(there, wanted)).as("never said, in " + language).isEmpty();
    }

    @Test
    void a_sentence_has_the_same_places_in_every_language() {
        for (String key : bundle("fi").stringPropertyNames()) {
            for (String language : List.of("sv", "en")) {
                assertThat(places(bundle(language).getProperty(key)))
                        .as(key + " in " + language)
                        .isEqualTo(places(bundle("fi").getProperty(key)));
            }
        }
    }

    @Test
    void an_event_is_told_only_with_parts_that_it_has() {
        for (Class<?> event : StoredEvents.all()) {
            Set<String> parts = Arrays.stream(event.getRecordComponents())
                    .map(RecordComponent::getName)
                    .collect(Collectors.toSet());
            parts.add("by");
            String key = "event." + StoredEvents.of(event).value();
            assertThat(parts).as(key).containsAll(places(bundle("fi").getProperty(key)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fi", "sv", "en"})
    void no_two_headings_and_questions_of_a_form_are_called_the_same(String language) {
        Properties said = bundle(language);
        for (CommandForm form : CommandForm.values()) {
            assertThat(called(form, said)).as(form + " in " + language).doesNotHaveDuplicates();
        }
        for (AccountForm form : AccountForm.values()) {
            assertThat(form.questions().stream()
                            .filter(AccountForm.Question::isAsked)
                            .map(question -> said.getProperty(form.key() + "." + question.name())))
                    .as(form + " in " + language)
                    .doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fi", "sv", "en"})
    void what_is_needed_only_sometimes_says_when(String language) {
        Set<String> hints = bundle(language).stringPropertyNames();
        for (CommandForm form : CommandForm.values()) {
            assertThat(fields(form).filter(field -> field.need() == Field.Need.SOMETIMES))
                    .allSatisfy(field -> assertThat(hints)
                            .as(form + " " + field.name())
                            .containsAnyOf("hint." + form.command() + "." + field.name(), "hint." + field.name()));
        }
    }

    private static Stream<String> called(CommandForm form, Properties said) {
        return Stream.concat(form.layout().stream(), form.moreFields().stream())
                .flatMap(Field::all)
                .filter(field -> !field.name().isEmpty() && field.input() != Input.CARRIED)
                .map(field -> field.isLayout()
                        ? said.getProperty("under." + form.command() + "." + field.name())
                        : said.getProperty(
                                "field." + form.command() + "." + field.name(),
                                said.getProperty("field." + field.name())));
    }

    private static Set<String> wanted() {
        Set<String> wanted = new TreeSet<>();
        StoredEvents.all().forEach(event -> {
            wanted.add("event." + StoredEvents.of(event).value());
            for (RecordComponent component : event.getRecordComponents()) {
                wanted.add("field." + component.getName());
            }
        });
        for (CommandForm form : CommandForm.values()) {
            wanted.add("command." + form.command());
            wanted.add("hint." + form.command());
            fields(form).forEach(field -> wanted.add("field." + field.name()));
            form.layout().stream()
                    .filter(field -> field.isLayout() && !field.name().isEmpty())
                    .forEach(heading -> wanted.add("under." + form.command() + "." + heading.name()));
        }
        FOLLOWED_BY_MORE.forEach(form -> wanted.add("then." + form.command()));
        for (AccountForm form : AccountForm.values()) {
            wanted.add(form.key());
            wanted.add(form.key() + ".lead");
            wanted.add("account-form.back." + form.page().substring(1));
            form.questions().stream()
                    .filter(AccountForm.Question::isAsked)
                    .forEach(question -> wanted.add(form.key() + "." + question.name()));
        }
        wanted.add(AccountForm.GRANT.key() + ".auditor.hint");
        wanted.add(AccountForm.ADD_PROVIDER.key() + ".provider.hint");
        SignInPages.AFTER.forEach(after -> wanted.add("sign-in.after." + after));
        wanted.addAll(ownWords());
        Stream.of(CommandForm.Part.values())
                .filter(part -> !UNCOMMENTED.contains(part))
                .forEach(part -> wanted.add("about." + part.name()));
        IntStream.rangeClosed(-2, 2).forEach(strength -> wanted.add("strength." + strength));
        wanted.add("field.status");
        VALUES.forEach(type -> Stream.of(type.getEnumConstants()).forEach(value -> wanted.add(Words.key(value))));
        Stream.<ProblemType>concat(Stream.of(EdgeProblem.values()), Stream.of(QueryProblem.values()))
                .forEach(problem -> wanted.add("problem." + problem.problem()));
        COMMAND_PROBLEMS.forEach(problem -> wanted.add("problem." + problem));
        ACCOUNT_CHANGES.forEach(change -> wanted.add("change." + change));
        wanted.add("field.roles");
        FIELD_PROBLEMS.forEach(problem -> wanted.add("problem.field." + problem));
        SignInPages.DEMO_ACCOUNTS.forEach(account -> wanted.add("account." + account));
        for (Status status : Status.values()) {
            wanted.add("board.dwell." + status.name().toLowerCase(Locale.ROOT));
            if (status != Status.ACTIVE) {
                wanted.add("board.fold." + status.name());
            }
        }
        for (String span : List.of("time.lasting", "time.ago", "time.late", "time.until")) {
            List.of("days", "weeks", "months", "years").forEach(unit -> wanted.add(span + "." + unit));
        }
        List.of("time.lasting", "time.ago", "time.until").forEach(span -> wanted.add(span + ".today"));
        // A command's own word for a field, where it has one.
        wanted.add("field.MapCurrentState.description");
        wanted.add("field.DecideAdoption.text");
        wanted.add("field.DecidePilot.decision");
        wanted.add("field.IdentifyFactor.kind");
        wanted.add("field.RecordMeasurement.source");
        wanted.add("field.CorrectMeasurement.source");
        wanted.add("field.DescribeDecisionProcess.body");
        for (String speaks : List.of(
                "jte", "java/fi/kiinni/query/page", "java/fi/kiinni/query/report", "java/fi/kiinni/query/words")) {
            wanted.addAll(
                    saidIn(
                            "src/main/" + speaks,
                            Pattern.compile(
                                    "\\b(?:of|add|count)\\(\\s*\"([a-z][\\w-]*\\.[\\w.-]*[a-z0-9])\"|\"(problem\\.[a-z.]*[a-z])\"")));
        }
        wanted.addAll(SAID_OF_A_VALUE);
        return wanted;
    }

    private static Stream<Field> fields(CommandForm form) {
        return Stream.concat(form.fields().stream(), form.moreFields().stream())
                .flatMap(Field::all)
                .filter(field -> !field.isLayout() && field.input() != Input.CARRIED);
    }

    /** What fields have of help and of explanations of their own: as many as are useful, but in every language, and of fields that there are. */
    private static Set<String> ownWords() {
        Set<String> possible = new TreeSet<>();
        for (CommandForm form : CommandForm.values()) {
            fields(form).forEach(field -> {
                String kind =
                        field.input() == Input.TODAY ? "DATE" : field.input().name();
                Stream.of(form.command() + "." + field.name(), field.name(), kind)
                        .forEach(name -> possible.add("hint." + name));
                FIELD_PROBLEMS.forEach(problem -> possible.add("problem.field." + problem + "." + field.name()));
            });
        }
        return Stream.of("fi", "sv", "en")
                .flatMap(language -> bundle(language).stringPropertyNames().stream())
                .filter(possible::contains)
                .collect(Collectors.toSet());
    }

    private static Set<String> saidIn(String folder, Pattern pattern) {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.filter(Files::isRegularFile)
                    .flatMap(file -> pattern.matcher(read(file)).results())
                    .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> places(String sentence) {
        return Pattern.compile("\\{(\\w+)}")
                .matcher(sentence)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    private static Set<String> minus(Set<String> all, Set<String> others) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(others);
        return rest;
    }

    private static Properties bundle(String language) {
        Properties bundle = new Properties();
        try (InputStream file = BundlesTest.class.getResourceAsStream("/messages_" + language + ".properties")) {
            bundle.load(new InputStreamReader(Objects.requireNonNull(file), StandardCharsets.UTF_8));
            return bundle;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
